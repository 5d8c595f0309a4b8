//! *Watching*: what was checked is shown to the browser of this machine, as `taglint observe` does, when somebody at the
//! desk asks for it. It is the one thing at the desk that sends something to the network, unless it stays offline.

use super::answer::Answer;
use super::job::columns;
use crate::discover::Input;
use crate::observe::{self, Observation, Options, Subject};
use crate::report::{self, Format, Style};
use crate::scan::Settings;
use hyper::StatusCode;
use miette::Diagnostic;
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Runs that can be asked for.
const RUNS: usize = 5;

/// What the page is told of an observation.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    /// Its number, by which the rest is asked for.
    pub(super) id: u64,
    class: &'static str,
    headline: String,
    requests: usize,
    /// What `taglint observe` prints.
    text: String,
}

/// Ends an observation where it is dropped: nobody waits for it any more.
#[derive(Debug)]
pub(super) struct Leaving(pub(super) Arc<AtomicBool>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The options of one observation: what `serve` was started with, and what the page asks for.
pub(super) fn options(base: &Options, parameter: impl Fn(&str) -> Option<String>) -> Options {
    let is_set = |name: &str| parameter(name).is_some_and(|value| value == "1");
    let runs = parameter("runs").and_then(|runs| runs.parse().ok()).unwrap_or(1);
    Options {
        offline: base.offline || is_set("offline"),
        click: is_set("click"),
        runs: runs.clamp(1, RUNS),
        stop: Arc::default(),
        ..base.clone()
    }
}

/// Observes, or says why that cannot be.
pub(super) fn observe(
    input: Input,
    bytes: Vec<u8>,
    options: &Options,
    settings: &Settings,
) -> Result<Observation, Answer> {
    let subject = Subject::Creative(input, bytes);
    observe::observe(&subject, &observe::unsaved(&subject), options, settings).map_err(|error| {
        let help = error.help().map_or(String::new(), |help| format!(": {help}"));
        Answer::error(StatusCode::CONFLICT, &format!("{error}{help}"))
    })
}

/// What the page is told.
pub(super) fn told(observation: &Observation, asked: Option<&str>) -> Told {
    let verdict = report::headline(&observation.report);
    Told {
        id: 0,
        class: verdict.class,
        headline: verdict.words,
        requests: observation.requests,
        text: String::from_utf8_lossy(&written(observation, Format::Human, columns(asked))).into_owned(),
    }
}

/// The report of an observation as a page.
pub(super) fn page(observation: &Observation) -> Answer {
    Answer::report(written(observation, Format::Html, columns(None)))
}

/// The recording, which `taglint check` reads.
pub(super) fn har(observation: &Observation) -> Answer {
    Answer::file(observation.har.clone().into_bytes())
}

fn written(observation: &Observation, format: Format, width: usize) -> Vec<u8> {
    let style = Style { color: false, links: false, width, quiet: false, verbose: false };
    let mut out = Vec::new();
    // A vector takes everything.
    let _ = report::observe(format, std::slice::from_ref(observation), &observation.report, &style, &mut out);
    out
}
