//! `taglint lsp`: the language server on the standard input and output, in the folder that the editor has open.

use super::{End, setting};
use crate::cli::{ConfigChoice, Lsp};
use lsp_server::Connection;
use miette::{IntoDiagnostic, WrapErr};
use serde_json::json;
use taglint::lsp::{Project, capabilities, folder, serve};

/// Serves one editor.
pub(crate) fn run(asked: &Lsp) -> miette::Result<End> {
    let (connection, threads) = Connection::stdio();
    let (id, start) = connection.initialize_start().into_diagnostic().wrap_err("this is no editor")?;
    if let Some(folder) = folder(&start) {
        // Where the folder is gone, the one that the editor runs in will do.
        let _ = std::env::set_current_dir(folder);
    }
    let server = json!({"name": "taglint", "version": env!("CARGO_PKG_VERSION")});
    let hello = json!({"capabilities": capabilities(), "serverInfo": server});
    connection.initialize_finish(id, hello).into_diagnostic()?;
    serve(&connection, || project(&asked.config)).into_diagnostic().wrap_err("the editor and taglint did not agree")?;
    drop(connection);
    threads.join().into_diagnostic()?;
    Ok(End::Clean)
}

fn project(choice: &ConfigChoice) -> Result<Project, String> {
    let read = || -> miette::Result<Project> {
        let folder = std::env::current_dir().into_diagnostic().wrap_err("this folder cannot be read")?;
        let project = setting::config(choice)?;
        let mut settings = setting::settings(&project, None)?;
        settings.inventory = true;
        Ok(Project { settings, config: (*project).clone(), folder })
    };
    read().map_err(|error| {
        let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
        format!("taglint: {}", causes.join(": "))
    })
}
