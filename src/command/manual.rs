//! `taglint man` and `taglint schema`: what the program says about itself to other programs.

use super::{End, output};
use crate::cli::{Cli, Schema};
use clap::CommandFactory;
use miette::{IntoDiagnostic, WrapErr};
use std::path::Path;

/// Prints the manual page, or writes one for each command into a folder.
pub(crate) fn man(folder: Option<&Path>) -> miette::Result<End> {
    let Some(folder) = folder else {
        let mut page = Vec::new();
        clap_mangen::Man::new(Cli::command()).render(&mut page).into_diagnostic()?;
        return output::print(|out| out.write_all(&page));
    };
    let written = std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Cli::command(), folder));
    written.into_diagnostic().wrap_err_with(|| format!("cannot write the pages to {}", folder.display()))?;
    Ok(End::Clean)
}

/// Prints a schema.
pub(crate) fn schema(of: Schema) -> miette::Result<End> {
    let text = match of {
        Schema::Config => include_str!("../../rules/schema/config.json"),
        Schema::Check => include_str!("../../rules/schema/check.json"),
        Schema::Calls => include_str!("../../rules/schema/calls.json"),
        Schema::Plan => include_str!("../../rules/schema/plan.json"),
        Schema::Associations => include_str!("../../rules/schema/associations.json"),
    };
    output::print(|out| out.write_all(text.as_bytes()))
}
