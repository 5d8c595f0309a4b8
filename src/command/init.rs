//! `taglint init`: a configuration to start from and the hook for pre-commit. What is there already stays as it is.

use super::{End, output};
use miette::{IntoDiagnostic, WrapErr};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;
use taglint::config::NAME;

const CONFIG: &str = include_str!("../../rules/init/taglint.toml");
const HOOK: &str = include_str!("../../rules/init/pre-commit.yaml");
const HOOKS: &str = ".pre-commit-config.yaml";

/// Writes what is not there yet, and says what it did.
pub(crate) fn run(folder: &Path) -> miette::Result<End> {
    let mut said = tell(NAME, write(folder, NAME, CONFIG)?, "change it as you like");
    if folder.join(".git").exists() {
        let is_new = write(folder, HOOKS, &format!("repos:\n{HOOK}"))?;
        said.push_str(&tell(HOOKS, is_new, "`pre-commit install` sets it up"));
        if !is_new && !has_hook(folder) {
            said.push_str(&format!("  to have taglint in it, add this below `repos:`\n\n{HOOK}"));
        }
    }
    output::print(|out| out.write_all(said.as_bytes()))
}

/// Whether the hooks that are there have taglint among them.
fn has_hook(folder: &Path) -> bool {
    std::fs::read_to_string(folder.join(HOOKS)).is_ok_and(|text| text.contains("taglint"))
}

/// Whether the file is new.
fn write(folder: &Path, name: &str, text: &str) -> miette::Result<bool> {
    let path = folder.join(name);
    let failed = || format!("cannot write {}", path.display());
    match File::create_new(&path) {
        Ok(mut file) => file.write_all(text.as_bytes()).into_diagnostic().wrap_err_with(failed).map(|()| true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error).into_diagnostic().wrap_err_with(failed),
    }
}

fn tell(name: &str, is_new: bool, then: &str) -> String {
    if is_new { format!("{name} written: {then}\n") } else { format!("{name} is there already, left as it is\n") }
}
