//! Walking a folder: symbolic links are followed, hidden files and folders left out, each folder in the order of its
//! names.

use super::gitignore::Ignored;
use super::{Found, Globs, read};
use crate::finding::Problem;
use crate::limit;
use crate::source::is_input;
use std::cmp::Ordering;
use std::io::ErrorKind;
use std::path::Path;
use walkdir::{DirEntry, WalkDir};

/// Adds the inputs in a folder to what was found.
pub(super) fn walk(found: &mut Found<'_>, folder: &Path) {
    let mut ignored = Ignored::new(folder);
    let mut entries = WalkDir::new(folder).follow_links(true).sort_by(by_name).into_iter();
    while let Some(entry) = entries.next() {
        match entry {
            Ok(entry) if entry.depth() == 0 => {}
            Ok(entry) => {
                if let Some(why) = why_not(found, &mut ignored, &entry) {
                    found.skip(entry.path(), why);
                    if entry.file_type().is_dir() {
                        entries.skip_current_dir();
                    }
                } else {
                    take(found, entry);
                }
            }
            Err(error) => failed(found, &mut ignored, &error),
        }
        if found.inputs.len() >= limit::INPUTS {
            let message = format!("Over {} files, the rest was not read; check a part of it", limit::INPUTS);
            return found.problem(folder, "too-many-inputs", message);
        }
    }
    for (path, message) in ignored.broken {
        let problem = read::problem(found.shown(&path), "bad-gitignore", message);
        found.problems.push(Problem { incomplete: false, ..problem });
    }
}

/// By name. The paths of entries of one folder differ in nothing else, and to compare names they would have to be cut.
fn by_name(one: &DirEntry, other: &DirEntry) -> Ordering {
    one.path().as_os_str().cmp(other.path().as_os_str())
}

fn take(found: &mut Found<'_>, entry: DirEntry) {
    let kind = entry.file_type();
    if kind.is_file() {
        found.take(entry.into_path(), false, false);
    } else if !kind.is_dir() {
        found.problem(entry.path(), "not-a-file", read::NOT_A_FILE.to_owned());
    }
}

/// Why a file or folder is left out, if it is.
fn why_not(found: &Found<'_>, ignored: &mut Ignored, entry: &DirEntry) -> Option<&'static str> {
    let is_dir = entry.file_type().is_dir();
    let path = entry.path();
    if is_dir { None } else { why_not_by_name(found, path) }
        .or_else(|| (is_dir && is_hidden(path)).then_some("it is hidden"))
        .or_else(|| found.is_excluded(path).then_some("an exclusion matches it"))
        .or_else(|| {
            let is_ignored = !found.selection.no_ignore && ignored.is_ignored(path, is_dir);
            is_ignored.then_some("a .gitignore leaves it out")
        })
}

/// Inclusions decide alone, if there are any.
fn why_not_by_name(found: &Found<'_>, path: &Path) -> Option<&'static str> {
    let mut include = found.selection.include.iter();
    if include.clone().all(Globs::is_empty) {
        return if is_hidden(path) {
            Some("it is hidden")
        } else {
            (!is_input(path)).then_some("its extension is not one of a creative")
        };
    }
    (!include.any(|globs| globs.matches(path))).then_some("no inclusion matches it")
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn failed(found: &mut Found<'_>, ignored: &mut Ignored, error: &walkdir::Error) {
    let Some(path) = error.path() else { return };
    // A broken link leads nowhere: it matters only if its name is that of an input.
    let is_broken_link = error.io_error().is_some_and(|error| error.kind() == ErrorKind::NotFound);
    if error.depth() > 0 && would_be_out(found, ignored, path, is_broken_link) {
        return found.skip(path, "it cannot be read, and would be left out anyway");
    }
    if error.loop_ancestor().is_some() {
        let message = "A link to a folder that it is in; not followed, as all in it is read already".to_owned();
        let problem = read::problem(found.shown(path), "symlink-loop", message);
        return found.problems.push(Problem { incomplete: false, ..problem });
    }
    let message = match error.io_error() {
        Some(_) if is_broken_link => "A link to a file that does not exist".to_owned(),
        Some(error) => read::unreadable(error),
        None => format!("Cannot be read: {error}"),
    };
    found.problem(path, "unreadable", message);
}

fn would_be_out(found: &Found<'_>, ignored: &mut Ignored, path: &Path, is_file: bool) -> bool {
    (is_file && why_not_by_name(found, path).is_some())
        || found.is_excluded(path)
        || (!found.selection.no_ignore && ignored.is_ignored(path, !is_file))
}
