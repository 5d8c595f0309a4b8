//! `taglint man` and `taglint schema`: what the program says about itself to other programs.

use super::{End, output};
use crate::cli::{Cli, Schema};
use clap::CommandFactory;
use miette::{IntoDiagnostic, WrapErr};
use serde_json::{Value, json};
use std::path::Path;

const CHECK: &str = include_str!("../../rules/schema/check.json");
const CALLS: &str = include_str!("../../rules/schema/calls.json");

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
        Schema::Config => include_str!("../../rules/schema/config.json").to_owned(),
        Schema::Check => CHECK.to_owned(),
        Schema::Calls => CALLS.to_owned(),
        Schema::Plan => include_str!("../../rules/schema/plan.json").to_owned(),
        Schema::CheckLine => line(CHECK, "check", &["finding", "problem", "summary"]),
        Schema::CallsLine => line(CALLS, "calls", &["call", "party", "problem", "summary"]),
        Schema::Observe => observe(),
        Schema::Batch => include_str!("../../rules/schema/batch.json").to_owned(),
        Schema::Associations => include_str!("../../rules/schema/associations.json").to_owned(),
    };
    output::print(|out| out.write_all(text.as_bytes()))
}

/// The schema of what was observed: the parts that `check` has as well are its own.
fn observe() -> String {
    let read = |text: &str| serde_json::from_str::<Value>(text).expect("our schemas are JSON");
    let (mut schema, mut shared) = (read(include_str!("../../rules/schema/observe.json")), read(CHECK));
    if let (Some(own), Some(shared)) = (schema["$defs"].as_object_mut(), shared["$defs"].as_object_mut()) {
        own.append(shared);
    }
    format!("{schema:#}\n")
}

/// The schema of a line of JSON Lines: one of the parts of the document, which says of which type it is.
fn line(document: &str, name: &str, types: &[&str]) -> String {
    let read = |text: &str| serde_json::from_str::<Value>(text).expect("our schemas are JSON");
    let mut parts = read(document)["$defs"].take();
    parts["summary"] = read(CHECK)["$defs"]["summary"].take();
    let one = |kind: &&str| {
        let properties = json!({"type": {"const": kind}});
        json!({"required": ["type"], "properties": properties, "$ref": format!("#/$defs/{kind}")})
    };
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("https://taglint.invalid/schema/{name}-line.json"),
        "title": format!("taglint.{name}/1, a line"),
        "description": format!("A line of what `taglint {name} --format jsonl` writes. The last one is the summary."),
        "oneOf": types.iter().map(one).collect::<Vec<_>>(),
        "$defs": parts,
    });
    format!("{schema:#}\n")
}
