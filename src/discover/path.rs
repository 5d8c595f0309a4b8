//! Paths as discovery holds them (absolute, without `.` and `..`) and as reports show them.

use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

/// What the standard input is called when it has no name.
pub(super) const STDIN: &str = "<stdin>";

/// The absolute path. `..` takes back the name before it, as it does in a shell, even after a symbolic link.
pub(crate) fn absolute(cwd: &Path, path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in cwd.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            part => clean.push(part),
        }
    }
    clean
}

/// The path relative to the working directory, with `/`; absolute if the two have nothing in common.
#[must_use]
pub fn shown(cwd: &Path, path: &Path) -> String {
    // Nearly all paths: those in the working directory. To take them apart takes longer.
    if let Some(inside) = path.to_str().zip(cwd.to_str()).and_then(|(path, cwd)| path.strip_prefix(cwd))
        && let Some(inside) = inside.strip_prefix(MAIN_SEPARATOR).filter(|inside| !inside.is_empty())
    {
        return if MAIN_SEPARATOR == '/' { inside.to_owned() } else { inside.replace(MAIN_SEPARATOR, "/") };
    }
    if let Ok(inside) = path.strip_prefix(cwd)
        && !inside.as_os_str().is_empty()
    {
        return inside.to_string_lossy().replace(MAIN_SEPARATOR, "/");
    }
    let is_name = |part: &Component| matches!(part, Component::Normal(_));
    let common = cwd.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    if !path.components().take(common).any(|part| is_name(&part)) && !cwd.components().any(|part| is_name(&part)) {
        return slashed(path.components().skip(common));
    }
    if !path.components().take(common).any(|part| is_name(&part)) {
        return path.to_string_lossy().replace(MAIN_SEPARATOR, "/");
    }
    let up = cwd.components().skip(common).map(|_| Component::ParentDir);
    slashed(up.chain(path.components().skip(common)))
}

fn slashed<'p>(parts: impl Iterator<Item = Component<'p>>) -> String {
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_the_working_directory() {
        let cases = [
            ("/w/ads", "a.html", "a.html"),
            ("/w/ads", "./x//a.html", "x/a.html"),
            ("/w/ads", "x/../a.html", "a.html"),
            ("/w/ads", "../other/a.html", "../other/a.html"),
            ("/w/ads", "/w/a.html", "../a.html"),
            ("/w/ads", "/tmp/a.html", "/tmp/a.html"),
            ("/w/ads", ".", "."),
            ("/", "tmp/a.html", "tmp/a.html"),
        ];
        for (cwd, path, expected) in cases {
            let cwd = Path::new(cwd);
            assert_eq!(shown(cwd, &absolute(cwd, Path::new(path))), expected, "{path}");
        }
    }
}
