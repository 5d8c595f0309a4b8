//! What `.gitignore` files leave out: those of a folder and of all above it, up to the root of the repository. The
//! nearest one that says anything decides.

use crate::limit::SMALL_FILE_BYTES;
use ignore::gitignore::Gitignore;
use rustc_hash::FxHashMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The `.gitignore` files met so far, each read once.
pub(super) struct Ignored {
    /// Where to stop when there is no repository.
    top: PathBuf,
    folders: FxHashMap<OsString, Folder>,
    /// Files that could not be used, and why.
    pub(super) broken: Vec<(PathBuf, String)>,
}

struct Folder {
    rules: Option<Gitignore>,
    /// Whether no folder above it counts.
    is_top: bool,
}

impl Ignored {
    /// For a walk from this folder on.
    pub(super) fn new(top: &Path) -> Self {
        let root = top.ancestors().find(|folder| is_root(folder)).unwrap_or(top);
        Self { top: root.to_path_buf(), folders: FxHashMap::default(), broken: Vec::new() }
    }

    /// Whether a file or folder is left out, those above it being in.
    pub(super) fn is_ignored(&mut self, path: &Path, is_dir: bool) -> bool {
        for folder in path.ancestors().skip(1) {
            let Folder { rules, is_top } = self.folder(folder);
            match rules.as_ref().map(|rules| rules.matched(path, is_dir)) {
                Some(rule) if !rule.is_none() => return rule.is_ignore(),
                _ if *is_top => return false,
                _ => {}
            }
        }
        false
    }

    fn folder(&mut self, folder: &Path) -> &Folder {
        let Self { folders, broken, top } = self;
        // Asked for every file: names are compared as they are, not part by part, and made no copies of.
        if !folders.contains_key(folder.as_os_str()) {
            let rules = rules(&folder.join(".gitignore"), broken);
            let is_top = is_root(folder) || folder == top;
            folders.insert(folder.as_os_str().to_owned(), Folder { rules, is_top });
        }
        &folders[folder.as_os_str()]
    }
}

fn is_root(folder: &Path) -> bool {
    folder.join(".git").exists()
}

fn rules(file: &Path, broken: &mut Vec<(PathBuf, String)>) -> Option<Gitignore> {
    let data = file.metadata().ok()?;
    if !data.is_file() {
        return None;
    }
    if data.len() > SMALL_FILE_BYTES {
        broken.push((file.to_path_buf(), format!("Not used: it is over {} MiB", SMALL_FILE_BYTES >> 20)));
        return None;
    }
    let (rules, error) = Gitignore::new(file);
    broken.extend(error.map(|error| (file.to_path_buf(), format!("A part of it is not used: {error}"))));
    Some(rules)
}
