//! *Discovery* turns what was asked for (files, folders, the standard input) into *inputs*: the files to read, in a
//! fixed order. A file that is named is always taken; of the files in folders, those whose names are known to hold
//! creatives. What cannot be read is a problem, never left out in silence.

mod gitignore;
mod globs;
mod list;
mod path;
mod read;
mod walk;

pub use globs::{BadGlob, Globs};
pub use list::file_list;
pub(crate) use path::absolute;
pub use path::shown;
pub use read::read;

use crate::finding::Problem;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is to be read.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// The working directory: an absolute path, which relative paths start from.
    pub cwd: PathBuf,
    /// Files and folders; `-` is the standard input. None finds nothing.
    pub paths: Vec<PathBuf>,
    /// What to leave out of folders.
    pub exclude: Vec<Globs>,
    /// If any of these has a pattern: what to take from folders, whatever its extension.
    pub include: Vec<Globs>,
    /// Whether to take what `.gitignore` leaves out.
    pub no_ignore: bool,
    /// Whether `exclude` holds for files that are named as well.
    pub force_exclude: bool,
    /// The name of what comes from the standard input.
    pub stdin_name: Option<PathBuf>,
    /// Whether to list what was left out, and why.
    pub explain: bool,
}

/// A file to read, or the standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Absolute path. That of the standard input is where a file of its name would be.
    pub path: PathBuf,
    /// The path as reports show it: relative to the working directory, with `/`.
    pub shown: Arc<str>,
    /// Whether it was named, not found in a folder.
    pub named: bool,
    /// Whether it is the standard input.
    pub stdin: bool,
}

impl Input {
    /// The file on disk, where the input is a member of an archive: the archive.
    #[must_use]
    pub fn file(&self) -> &Path {
        let path = self.path.to_str().unwrap_or_default();
        let end = memchr::memmem::find(path.to_ascii_lowercase().as_bytes(), b".zip!").map(|at| at + ".zip".len());
        end.map_or(&self.path, |end| Path::new(&path[..end]))
    }

    /// Whether something holds for it by its path, or by that of the archive that it is in.
    pub(crate) fn is_at(&self, holds: impl Fn(&Path) -> bool) -> bool {
        holds(&self.path) || holds(self.file())
    }
}

impl AsRef<Path> for Input {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

/// A file or folder that was left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The path as reports show it.
    pub shown: Arc<str>,
    /// Why, to follow "because".
    pub why: &'static str,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    /// Inputs by path, each once.
    pub inputs: Vec<Input>,
    /// What could not be read, by path.
    pub problems: Vec<Problem>,
    /// What was left out, by path; only if asked for.
    pub skipped: Vec<Skipped>,
    /// How many named files an exclusion left out.
    pub excluded: usize,
}

/// Finds the inputs.
#[must_use]
pub fn discover(selection: &Selection) -> Discovery {
    let mut found = Found { selection, inputs: Vec::new(), problems: Vec::new(), skipped: Vec::new(), excluded: 0 };
    for path in &selection.paths {
        found.named(path);
    }
    found.problems.sort();
    found.problems.dedup();
    found.skipped.sort();
    found.skipped.dedup();
    let Found { inputs, problems, skipped, excluded, .. } = found;
    Discovery { inputs: once(inputs), problems, skipped, excluded }
}

/// Inputs by path, each once. Walks find them nearly in this order, so that there is next to nothing to sort.
fn once(mut inputs: Vec<Input>) -> Vec<Input> {
    inputs.sort_by(|a, b| a.path.cmp(&b.path).then(a.stdin.cmp(&b.stdin)));
    inputs.dedup_by(|again, first| {
        let is_same = again.path.as_os_str() == first.path.as_os_str() && again.stdin == first.stdin;
        first.named |= is_same && again.named;
        is_same
    });
    inputs
}

/// What was found so far.
struct Found<'s> {
    selection: &'s Selection,
    /// In the order in which they were found; some may have been found twice.
    inputs: Vec<Input>,
    problems: Vec<Problem>,
    skipped: Vec<Skipped>,
    excluded: usize,
}

impl Found<'_> {
    fn named(&mut self, path: &Path) {
        if path == Path::new("-") {
            return self.stdin();
        }
        let path = path::absolute(&self.selection.cwd, path);
        match path.metadata() {
            Ok(data) if data.is_dir() => walk::walk(self, &path),
            Ok(data) if data.is_file() => self.take_named(path, false),
            Ok(_) => self.problem(&path, "not-a-file", read::NOT_A_FILE.to_owned()),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.problem(&path, "not-found", "There is no such file or folder; check the spelling".to_owned());
            }
            Err(error) => self.problem(&path, "unreadable", read::unreadable(&error)),
        }
    }

    fn stdin(&mut self) {
        let name = self.selection.stdin_name.as_deref().unwrap_or(Path::new(path::STDIN));
        self.take_named(path::absolute(&self.selection.cwd, name), true);
    }

    fn take_named(&mut self, path: PathBuf, stdin: bool) {
        if self.selection.force_exclude && self.is_excluded(&path) {
            self.excluded += 1;
            return self.skip(&path, "an exclusion matches it, and --force-exclude holds for named files");
        }
        self.take(path, true, stdin);
    }

    fn take(&mut self, path: PathBuf, named: bool, stdin: bool) {
        let shown = self.shown(&path);
        self.inputs.push(Input { path, shown, named, stdin });
    }

    fn is_excluded(&self, path: &Path) -> bool {
        self.selection.exclude.iter().any(|globs| globs.matches(path))
    }

    fn problem(&mut self, path: &Path, code: &'static str, message: String) {
        self.problems.push(read::problem(self.shown(path), code, message));
    }

    fn skip(&mut self, path: &Path, why: &'static str) {
        if self.selection.explain {
            self.skipped.push(Skipped { shown: self.shown(path), why });
        }
    }

    fn shown(&self, path: &Path) -> Arc<str> {
        shown(&self.selection.cwd, path).into()
    }
}

#[cfg(test)]
mod tests;
