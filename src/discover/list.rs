//! File lists: what `git ls-files` or `find` prints, one path a line, or with zero bytes between (`-z`, `-print0`).

use std::io::{self, Read};
use std::path::PathBuf;

/// Bytes of a list; there would be no room for the paths' results either.
const LIST_BYTES: u64 = 64 << 20;

/// Reads the paths of a list. A line `-` is a file of that name, not the standard input.
///
/// # Errors
/// That it cannot be read, or is over 64 MiB.
pub fn file_list(from: impl Read) -> io::Result<Vec<PathBuf>> {
    let mut bytes = Vec::new();
    from.take(LIST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIST_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the list of files is over 64 MiB"));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let between = if bytes.contains(&0) { 0 } else { b'\n' };
    let names = bytes.split(|byte| *byte == between).map(|name| match between {
        b'\n' => name.strip_suffix(b"\r").unwrap_or(name),
        _ => name,
    });
    Ok(names.filter(|name| !name.is_empty()).map(path).collect())
}

fn path(name: &[u8]) -> PathBuf {
    if name == b"-" { PathBuf::from("./-") } else { from_bytes(name) }
}

#[cfg(unix)]
fn from_bytes(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn from_bytes(name: &[u8]) -> PathBuf {
    PathBuf::from(&*String::from_utf8_lossy(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_with_any_line_end() {
        let cases: [(&[u8], &[&str]); 4] = [
            (b"a.html\nb c.html\n", &["a.html", "b c.html"]),
            (b"a.html\r\n\r\nb.html", &["a.html", "b.html"]),
            (b"a\n.html\0-\0", &["a\n.html", "./-"]),
            (b"", &[]),
        ];
        for (list, expected) in cases {
            let expected: Vec<PathBuf> = expected.iter().map(PathBuf::from).collect();
            assert_eq!(file_list(list).expect("readable"), expected);
        }
    }
}
