//! `taglint serve`: the desk, a page on this machine.

use super::{End, output, setting};
use crate::cli::Serve;
use miette::{IntoDiagnostic, WrapErr, miette};
use std::io::{self, Write};
use taglint::observe::{self, Options};
use taglint::report::Style;
use taglint::serve::{Desk, Link, serve};

/// Serves the desk until Ctrl-C.
pub(crate) fn run(asked: &Serve, style: &Style) -> miette::Result<End> {
    let project = setting::config(&asked.config)?;
    let settings = setting::settings(&project, asked.min_confidence)?;
    let folder = std::env::current_dir().into_diagnostic().wrap_err("this folder cannot be read")?;
    let watch = watch(asked)?;
    match serve(Desk { settings, folder, watch }, asked.port, |link| announce(link, asked, style)) {
        Ok(()) => Ok(End::Clean),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let help = "give another, or leave --port out: a free one is taken";
            Err(miette!(help = help, "port {} is in use by another program", asked.port))
        }
        Err(error) => Err(error).into_diagnostic().wrap_err("the desk cannot be opened"),
    }
}

/// How to observe, where there is a browser. One that is named has to be there.
fn watch(asked: &Serve) -> miette::Result<Option<Options>> {
    let found = observe::find(asked.browser.as_deref());
    if found.is_err() && asked.browser.is_none() {
        return Ok(None);
    }
    let (browser, no_sandbox, offline) = (Some(found?), asked.no_sandbox, asked.offline);
    Ok(Some(Options { browser, no_sandbox, offline, ..Options::default() }))
}

/// The link goes to the standard output, by itself, so that a script can read it; the rest is for people.
fn announce(link: &Link, asked: &Serve, style: &Style) {
    // Where nobody reads it, the desk is still there for the browser.
    let _ = output::print(|out| writeln!(out, "{}", link.url));
    if !style.quiet {
        tell("Open this link in a browser on this machine. Whoever has it can use the desk; Ctrl-C ends it.");
    }
    if asked.open
        && let Err(error) = open::that_detached(&link.once)
    {
        tell(&format!("No browser could be opened ({error}); open the link yourself."));
    }
}

fn tell(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
