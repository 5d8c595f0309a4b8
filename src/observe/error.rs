//! Why nothing could be observed: the browser, not the creative, is at fault.

use miette::Diagnostic;
use std::path::PathBuf;

/// What keeps a browser from observing.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    /// No browser is installed where it could be found.
    #[error("no browser was found")]
    #[diagnostic(help(
        "install Chromium or Chrome, or say where it is with --browser FILE or the variable TAGLINT_BROWSER"
    ))]
    NoBrowser,
    /// The program cannot be run.
    #[error("the browser {} cannot be started: {error}", program.display())]
    #[diagnostic(help("--browser takes the program's own file, for example /usr/bin/chromium"))]
    CannotStart {
        /// The program.
        program: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// Its sandbox cannot be set up here.
    #[error("the browser {} does not start with its sandbox here{}", program.display(), as_root(*is_root))]
    #[diagnostic(help(
        "run as an ordinary user; where that cannot be, in a container for example, --no-sandbox runs the creative's code \
         without the browser's sandbox"
    ))]
    NoSandbox {
        /// The program.
        program: PathBuf,
        /// Whether this runs as root, whom browsers refuse a sandbox.
        is_root: bool,
    },
    /// It started and ended again, or says nothing.
    #[error("the browser {} does not answer: {said}", program.display())]
    #[diagnostic(help("see whether it runs by itself with --headless=new"))]
    Silent {
        /// The program.
        program: PathBuf,
        /// The last line that it said.
        said: String,
    },
    /// It was there, and is gone.
    #[error("the browser was lost: {0}")]
    #[diagnostic(help("it may have run out of memory, or somebody ended it; try again"))]
    Lost(String),
    /// It does not take a command without which nothing can be held back or seen.
    #[error("the browser does not take the command {command}: {said}")]
    #[diagnostic(help(
        "its version may be too old, or so new that taglint does not know it yet; try another with --browser"
    ))]
    Refused {
        /// The command, by the protocol's name.
        command: String,
        /// What the browser says.
        said: String,
    },
    /// The input holds nothing that a browser shows.
    #[error("{path} holds nothing that a browser could show: {why}")]
    #[diagnostic(help(
        "observe takes markup, scripts, video ads (VAST), zips of a creative, creative objects, and addresses that start with http"
    ))]
    NothingToShow {
        /// The input, as shown.
        path: String,
        /// Why.
        why: String,
    },
    /// The page could not be made ready.
    #[error("the page for the creative cannot be made: {0}")]
    Page(std::io::Error),
}

fn as_root(is_root: bool) -> &'static str {
    if is_root { ", because it is run as root" } else { "" }
}
