//! Reading an input, bounded, and never from anything that could block.

use super::Input;
use crate::finding::Problem;
use crate::limit::INPUT_BYTES;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

/// What to say of pipes, sockets and devices.
pub(super) const NOT_A_FILE: &str =
    "Not a file but a pipe, a socket or a device; to check what a command prints, pipe it to `taglint check -`";

/// Reads the bytes of an input.
///
/// # Errors
/// That it could not be read, or not whole: there is no part of it then.
pub fn read(input: &Input) -> Result<Vec<u8>, Problem> {
    let problem = |code, message| problem(input.shown.clone(), code, message);
    let failed = |error: io::Error| problem("unreadable", unreadable(&error));
    if input.stdin {
        return bounded(io::stdin().lock(), 0, problem);
    }
    let not_a_file = || problem("not-a-file", NOT_A_FILE.to_owned());
    let is_other = || input.path.metadata().is_ok_and(|data| !data.is_file());
    // Sockets cannot even be opened.
    let file = open(&input.path).map_err(|error| if is_other() { not_a_file() } else { failed(error) })?;
    let data = file.metadata().map_err(failed)?;
    if !data.is_file() {
        return Err(not_a_file());
    }
    if data.len() > INPUT_BYTES {
        return Err(problem("too-large", too_large()));
    }
    bounded(file, data.len(), problem)
}

/// Opens a file. To open a pipe, which may have been put in a file's place, would wait for somebody to write to it: here
/// nothing waits.
fn open(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    options.open(path)
}

/// Reads all there is, up to the limit; a file may grow while it is read.
fn bounded(
    from: impl Read,
    expected: u64,
    problem: impl Fn(&'static str, String) -> Problem,
) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0).saturating_add(1));
    from.take(INPUT_BYTES + 1).read_to_end(&mut bytes).map_err(|error| problem("unreadable", unreadable(&error)))?;
    if bytes.len() as u64 > INPUT_BYTES { Err(problem("too-large", too_large())) } else { Ok(bytes) }
}

fn too_large() -> String {
    format!("Over {} MiB, so nothing in it was checked; split it", INPUT_BYTES >> 20)
}

pub(super) fn unreadable(error: &io::Error) -> String {
    format!("Cannot be read, so nothing in it was checked: {error}")
}

/// A problem with a whole input.
pub(super) fn problem(path: Arc<str>, code: &'static str, message: String) -> Problem {
    Problem { path, line: None, column: None, code, message, incomplete: true }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_endless_is_too_large() {
        let problem = bounded(io::repeat(b'a'), 0, |code, message| problem("x".into(), code, message));
        assert_eq!(problem.expect_err("endless").code, "too-large");
    }
}
