//! Finding and reading the files of the folders that hold rule data of a user's own.

use super::BadRules;
use crate::discover::{absolute, shown};
use crate::limit::{RULE_DEPTH, RULE_FILES};
use crate::page::{Page, read};
use std::io;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// A file's page, and the stem of its name.
pub(super) struct Sheet {
    pub(super) stem: String,
    pub(super) page: Page,
}

/// Every `*.toml` below the folders, in the order of the folders and then of the paths.
pub(super) fn sheets(folders: &[PathBuf], cwd: &Path) -> Result<Vec<Sheet>, BadRules> {
    let mut paths = Vec::new();
    for folder in folders {
        files(&absolute(cwd, folder), cwd, &mut paths)?;
    }
    paths.iter().map(|path| sheet(path, cwd)).collect()
}

fn files(folder: &Path, cwd: &Path, paths: &mut Vec<PathBuf>) -> Result<(), BadRules> {
    let bad = |source| BadRules::Unreadable { path: shown(cwd, folder), source };
    for entry in WalkDir::new(folder).follow_links(true).max_depth(RULE_DEPTH).sort_by_file_name() {
        let entry = entry.map_err(|error| bad(error.into_io_error().unwrap_or_else(circle)))?;
        let path = entry.path();
        if entry.file_type().is_file()
            && path.extension().is_some_and(|end| end == "toml")
            && !paths.contains(&entry.path().to_owned())
        {
            paths.push(path.to_owned());
        }
        if paths.len() > RULE_FILES {
            return Err(BadRules::TooMany { path: shown(cwd, folder), bound: RULE_FILES });
        }
    }
    Ok(())
}

fn circle() -> io::Error {
    io::Error::other("a link in it leads back to a folder around it")
}

fn sheet(path: &Path, cwd: &Path) -> Result<Sheet, BadRules> {
    let name = shown(cwd, path);
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    match read(path) {
        Ok(text) => Ok(Sheet { stem, page: Page::new(&name, text) }),
        Err(source) => Err(BadRules::Unreadable { path: name, source }),
    }
}
