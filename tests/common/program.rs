//! The program run as users run it, in a folder of its own.

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

/// A segment call on load.
pub(crate) const PIXEL: &str =
    "<p>Hello</p>\n<img src=\"https://secure.adnxs.com/seg?add=1234567&amp;t=2\" width=\"1\" height=\"1\">\n";
/// Nothing to find.
pub(crate) const CLEAN: &str = "<p>Hello</p>\n<img src=\"banner.png\" width=\"300\" height=\"250\">\n";

/// A folder with files, to run in.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    files.iter().for_each(|(name, text)| put(&folder, name, text));
    folder
}

/// Writes a file.
pub(crate) fn put(folder: &TempDir, name: &str, text: &str) {
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().expect("below the folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// Reads a file.
pub(crate) fn get(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The program, to be run in a folder.
pub(crate) fn taglint(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("taglint").expect("the program is built");
    command.current_dir(folder).args(args).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("HOME");
    command
}

/// Runs it.
pub(crate) fn run(folder: &TempDir, args: &[&str]) -> Output {
    taglint(folder.path(), args).output().expect("it runs")
}

/// Standard output, standard error and exit code in one text.
pub(crate) fn all(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().map_or("none".to_owned(), |code| code.to_string());
    format!("{}{}exit {code}", text(&output.stdout), text(&output.stderr))
}
