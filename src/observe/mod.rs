//! *Observing*: a creative is shown to a real browser, in a *slot* as on a publisher's page, and everything that it asks
//! the network for is recorded. The record becomes a capture (HAR), which is judged like any other; and it is held
//! against what reading the creative says. Each time that the creative is shown is a *run*: a browser of its own, with a
//! profile that has seen nothing yet. Pages are hostile: whatever they do is bounded, and a bound that is hit is named.

mod browser;
mod data;
mod difference;
mod error;
mod event;
mod gate;
mod har;
mod held;
mod options;
mod party;
mod record;
mod scene;
mod talk;
mod told;
mod visit;
mod wire;

pub use browser::find;
pub use difference::{Difference, Predicted, Unforeseen};
pub use error::Error;
pub use options::Options;
pub use party::Party;
pub use record::Stored;

use crate::chain::Markup;
use crate::discover::Input;
use crate::finding::{Finding, Problem, Report};
use crate::scan::{self, Settings, Used};
use har::Run;
use rustc_hash::FxHashMap;
use scene::Scene;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What to observe.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A creative at hand: where it is from, and its bytes.
    Creative(Input, Vec<u8>),
    /// A page on the net, opened as it is.
    Address(String),
}

impl Subject {
    /// How it is named to people.
    #[must_use]
    pub fn shown(&self) -> Arc<str> {
        match self {
            Self::Creative(input, _) => input.shown.clone(),
            Self::Address(url) => url.as_str().into(),
        }
    }
}

/// What was observed.
#[derive(Debug)]
pub struct Observation {
    /// What was observed, as shown.
    pub path: Arc<str>,
    /// How often it was shown.
    pub runs: usize,
    /// How many requests were made in all, those for its own files not counted.
    pub requests: usize,
    /// Whom it called, as a tree: each party stands after the one that brought it in.
    pub parties: Vec<Party>,
    /// What differs from what reading the creative says; none for a page on the net that no server answered with.
    pub difference: Option<Difference>,
    /// What stayed in the browser: cookies and stored data.
    pub stored: Vec<Stored>,
    /// The capture (HAR, a JSON text): what `taglint check` reads.
    pub har: String,
    /// What is found in the capture, as `check` would find it; with what went wrong while observing among its problems.
    pub report: Report,
}

/// Shows the subject to a browser and says what came of it. The capture's findings are told under the name of `capture`.
///
/// # Errors
/// Where no browser can be had, or it is lost, or there is nothing to show. What the creative does wrong is no error but is
/// told in the report's problems.
pub fn observe(
    subject: &Subject,
    capture: &Input,
    options: &Options,
    settings: &Settings,
) -> Result<Observation, Error> {
    let program = find(options.browser.as_deref())?;
    let (scenes, notes) = scene::scenes(subject, options)?;
    let runs = runs(&program, &scenes, options)?;
    let har::Written { text: har, first, runs: lines } = har::har(&runs);
    let markup = markup(subject, settings);
    let used = Used::new(&settings.ignores);
    let mut report = scan::run_capture(capture, har.clone().into_bytes(), settings, &markup, &used);
    let run_of = |line: u32| (line as usize).checked_sub(first).and_then(|at| lines.get(at)).copied().unwrap_or(1);
    fold(&mut report, run_of);
    let path = subject.shown();
    let told = runs.iter().flat_map(|run| &run.record.notes);
    let told = told.map(|(code, words, incomplete)| problem(&path, code, words, *incomplete));
    report.problems.extend(notes.iter().map(|words| problem(&path, "too-many-creatives", words, true)).chain(told));
    report.problems.sort();
    report.problems.dedup();
    let read = difference::Read::new(subject, &runs, settings);
    let live = party::Live::read(&har, &markup, &settings.catalogue);
    let stored: BTreeSet<Stored> = runs.iter().flat_map(|run| run.record.stored.iter().cloned()).collect();
    Ok(Observation {
        path,
        runs: options.runs.max(1),
        requests: live.requests(),
        parties: party::parties(&live, &report.findings),
        difference: read.map(|read| difference::difference(&read, &live, &report, options)),
        stored: stored.into_iter().collect(),
        har,
        report,
    })
}

fn runs(program: &Path, scenes: &[Scene], options: &Options) -> Result<Vec<Run>, Error> {
    let mut runs = Vec::new();
    for (number, scene) in scenes.iter().enumerate() {
        for run in 1..=options.runs.max(1) {
            let page =
                if scenes.len() > 1 { format!("creative-{}-run-{run}", number + 1) } else { format!("run-{run}") };
            let record = visit::visit(program, scene, options)?;
            let around = (!scene.is_page()).then(|| scene.page.clone());
            runs.push(Run { number: run, page, document: scene.document.clone(), around, record });
            if options.is_stopped() {
                return Ok(runs);
            }
        }
    }
    Ok(runs)
}

/// Tells once what is found in several runs: of a later one only what differs by rule, host or path.
fn fold(report: &mut Report, run_of: impl Fn(u32) -> usize) {
    let name = |finding: &Finding| {
        let url = finding.call.as_ref().map_or("", |call| call.url.as_str());
        (finding.rule, url.split(['?', ';', '#']).next().unwrap_or_default().to_owned())
    };
    let run = |finding: &Finding| run_of(finding.place.line);
    let mut known: FxHashMap<_, usize> = FxHashMap::default();
    for finding in &report.findings {
        let first = known.entry(name(finding)).or_insert(usize::MAX);
        *first = run(finding).min(*first);
    }
    report.findings.retain(|finding| known[&name(finding)] == run(finding));
    scan::count(report);
}

/// The calls that stand in the creative, which those that were observed are tied to.
fn markup(subject: &Subject, settings: &Settings) -> Markup {
    let mut markup = Markup::default();
    if let Subject::Creative(input, bytes) = subject {
        scan::markup(input, bytes, settings, &mut markup);
    }
    markup
}

fn problem(path: &Arc<str>, code: &'static str, words: &str, incomplete: bool) -> Problem {
    Problem { path: path.clone(), line: None, column: None, code, message: words.to_owned(), incomplete }
}

/// The capture of a subject as an input, where it is not saved: `banner.html` gives `banner.html!observed.har`.
#[must_use]
pub fn unsaved(subject: &Subject) -> Input {
    let shown = format!("{}!observed.har", subject.shown());
    Input { path: PathBuf::from(&shown), shown: shown.into(), named: true, stdin: true }
}
