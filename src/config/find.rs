//! Finding the configuration: the nearest one from the working directory upwards.

use std::path::{Path, PathBuf};

/// What a configuration file is called.
pub const NAME: &str = "taglint.toml";

/// The nearest `taglint.toml` in the working directory or a folder above it, up to the root of the repository (it
/// holds `.git`) or the user's home. Where neither is above, only the working directory is looked at: what lies in a
/// folder that everybody can write to is not to be trusted.
#[must_use]
pub fn find(cwd: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let is_end = |folder: &Path| home == Some(folder) || folder.join(".git").exists();
    let depth = cwd.ancestors().position(is_end).unwrap_or(0);
    cwd.ancestors().take(depth + 1).map(|folder| folder.join(NAME)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_nearest_up_to_the_root_counts() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |path: &str| folder.path().join(path);
        fs::create_dir_all(at("home/repo/ads/deep")).expect("made");
        fs::create_dir_all(at("home/repo/.git")).expect("made");
        fs::create_dir_all(at("home/loose/ads")).expect("made");
        let home = at("home");
        let find =
            |from: &str, home| find(&at(from), home).map(|path| path.strip_prefix(folder.path()).map(Path::to_owned));
        let found = |path: &str| Some(Ok(PathBuf::from(path)));
        assert_eq!(find("home/repo/ads/deep", Some(&home)), None);
        fs::write(at("taglint.toml"), "").expect("written");
        fs::write(at("home/taglint.toml"), "").expect("written");
        assert_eq!(find("home/repo/ads/deep", Some(&home)), None, "not above the repository");
        assert_eq!(find("home/loose/ads", Some(&home)), found("home/taglint.toml"));
        assert_eq!(find("home/loose/ads", None), None, "nothing says where to stop");
        assert_eq!(find("", None), found("taglint.toml"));
        fs::write(at("home/repo/taglint.toml"), "").expect("written");
        assert_eq!(find("home/repo/ads/deep", Some(&home)), found("home/repo/taglint.toml"));
        fs::write(at("home/repo/ads/taglint.toml"), "").expect("written");
        assert_eq!(find("home/repo/ads/deep", Some(&home)), found("home/repo/ads/taglint.toml"));
    }
}
