//! The *scan*: every input read, judged and held against the rules, in parallel, and the outcomes put together in the
//! order of the inputs, so that the same inputs give the same bytes for any number of threads.

mod alone;
mod bundle;
mod bytes;
mod gather;
mod look;
mod markup;
mod party;
mod source;
mod tie;
mod twin;
mod verdict;
mod view;
mod word;
mod workbook;

pub use alone::{Text, alone};
pub(crate) use bundle::entry;
pub use look::{Around, Look, look};
pub use markup::{Written, markup, written};
pub use tie::{Tie, Ties};
pub use view::view;

use crate::association::World;
use crate::call::Confidence;
use crate::catalogue::Catalogue;
use crate::chain::Markup;
use crate::config::{Declare, Ignore};
use crate::declaration::AdServers;
use crate::discover::Input;
use crate::finding::{CallRecord, Finding, PartyRecord, Problem, Reading, Report, Severity, Summary};
use crate::plan::{self, Entry};
use crate::rule::{Draft, Rulebook};
use crate::source::{Lines, decode, gunzip, is_gzip, is_workbook, is_zip};
use crate::span::Span;
use bundle::Own;
use bytes::Inputs;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// What a scan needs to know besides its inputs.
#[derive(Debug)]
pub struct Settings {
    /// The catalogue.
    pub catalogue: Catalogue,
    /// The rules, those of the user's own among them.
    pub rules: Rulebook,
    /// Severities that the configuration changes, by rule id.
    pub severities: FxHashMap<String, Severity>,
    /// Findings less sure than this are left out.
    pub min_confidence: Confidence,
    /// What the configuration silences.
    pub ignores: Vec<Ignore>,
    /// Whether the report is to hold every call, not only the findings.
    pub inventory: bool,
    /// Which creatives files of markup belong to.
    pub ties: Ties,
    /// Vendors that the configuration declares.
    pub declared: Vec<Declare>,
    /// The platform's ad servers, as far as they are known before the inputs are read.
    pub servers: AdServers,
    /// Whether the report is to hold the plan.
    pub plan: bool,
    /// The markup that captures are of.
    pub markup: Markup,
    /// Whether to remark what is only untidy.
    pub verbose: bool,
    /// Whether to tell how every input was read.
    pub explain: bool,
}

impl Settings {
    /// The one place where a finding's severity is decided.
    #[must_use]
    pub fn severity(&self, rule: &str) -> Severity {
        let changed = self.severities.get(rule).copied();
        changed.unwrap_or_else(|| self.rules.words(rule).map_or(Severity::Warning, |words| words.default_severity()))
    }
}

/// So many inputs at most are one piece of work. Of longer ones a thread may still have thousands to do when the others
/// find nothing more to take over.
const PIECE: usize = 16;

/// What one input gave.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Findings, by position.
    pub findings: Vec<Finding>,
    /// Every call, if the inventory was asked for.
    pub records: Vec<CallRecord>,
    /// The parties of its creatives, if the inventory was asked for.
    pub parties: Vec<PartyRecord>,
    /// The input's part of the plan, if the plan was asked for.
    pub plan: Vec<Entry>,
    /// Parts that could not be read.
    pub problems: Vec<Problem>,
    /// How it was read, if that was asked for.
    pub readings: Vec<Reading>,
    /// How many calls there are.
    pub calls: usize,
    /// How many findings were silenced.
    pub suppressed: usize,
    /// Whether it calls segments, and which creative it belongs to could not be told.
    pub untied: bool,
    /// In a bundle: what it asks for with relative URLs.
    own: Vec<Own>,
}

impl Outcome {
    /// That of an input that could not be read.
    fn unread(input: &Input, code: &'static str, message: String) -> Self {
        let problem = Problem { path: input.shown.clone(), line: None, column: None, code, message, incomplete: true };
        Self { problems: vec![problem], ..Self::default() }
    }

    /// Adds what another part of the same input gave.
    pub(crate) fn join(&mut self, one: Self) {
        self.findings.extend(one.findings);
        self.records.extend(one.records);
        self.parties.extend(one.parties);
        self.plan.extend(one.plan);
        self.problems.extend(one.problems);
        self.readings.extend(one.readings);
        self.calls += one.calls;
        self.suppressed += one.suppressed;
        self.untied |= one.untied;
        self.own.extend(one.own);
    }
}

/// A run's ledger: which of the configuration's ignores were of use, and how many inputs are done.
#[derive(Debug)]
pub struct Used {
    ignores: Vec<AtomicBool>,
    done: AtomicUsize,
}

impl Used {
    /// None used yet.
    #[must_use]
    pub fn new(ignores: &[Ignore]) -> Self {
        Self { ignores: ignores.iter().map(|_| AtomicBool::new(false)).collect(), done: AtomicUsize::new(0) }
    }

    fn mark(&self, number: usize) {
        self.ignores[number].store(true, Ordering::Relaxed);
    }

    /// How many inputs are done, to be asked while the run goes on.
    #[must_use]
    pub fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    /// Numbers of those that silenced nothing.
    pub fn unused(&self) -> impl Iterator<Item = usize> + '_ {
        self.ignores.iter().enumerate().filter(|(_, used)| !used.load(Ordering::Relaxed)).map(|(number, _)| number)
    }
}

/// Reads the objects of all inputs, and tells where they disagree.
#[must_use]
pub fn world(inputs: &[Input]) -> (World, Vec<Problem>) {
    gather::gather(inputs, &Inputs::new(inputs))
}

/// Reads the objects of one input, with these bytes, whatever is on the disk.
#[must_use]
pub fn world_of(input: &Input, bytes: &[u8]) -> World {
    World::gather(gather::of_bytes(input, bytes).into_iter().collect()).0
}

/// Scans all inputs and puts the outcomes together. `report` may hold problems from finding the inputs.
#[must_use]
pub fn run(inputs: &[Input], settings: &Settings, used: &Used, problems: Vec<Problem>) -> Report {
    run_on(inputs, &Inputs::new(inputs), (settings, &settings.markup), used, problems)
}

/// Scans one input by itself, with these bytes, whatever is on the disk.
#[must_use]
pub fn run_bytes(input: &Input, bytes: Vec<u8>, settings: &Settings, used: &Used) -> Report {
    run_capture(input, bytes, settings, &settings.markup, used)
}

/// The same with a capture that is of this markup, whatever the settings say.
#[must_use]
pub fn run_capture(input: &Input, bytes: Vec<u8>, settings: &Settings, markup: &Markup, used: &Used) -> Report {
    let input = Input { stdin: true, ..input.clone() };
    run_on(std::slice::from_ref(&input), &Inputs::at_hand(bytes), (settings, markup), used, Vec::new())
}

fn run_on(
    inputs: &[Input],
    read: &Inputs,
    (settings, markup): (&Settings, &Markup),
    used: &Used,
    problems: Vec<Problem>,
) -> Report {
    let (world, disagreements) = gather::gather(inputs, read);
    let mut servers = settings.servers.clone();
    world.ad_servers().for_each(|server| servers.add(server.clone()));
    let scan = Scan { settings, used, world: &world, servers: &servers, markup, bundled: false, tie: None };
    let mut outcomes: Vec<Outcome> =
        inputs.par_iter().with_max_len(PIECE).map(|input| one(input, read, &scan)).collect();
    verdict::add(inputs, &mut outcomes, &scan);
    let mut report = Report { problems, ..Report::default() };
    report.problems.extend(disagreements);
    report.summary.inputs = inputs.len();
    for outcome in outcomes {
        add(&mut report, outcome);
    }
    report.problems.sort();
    report.plan = plan::merge(std::mem::take(&mut report.plan));
    count(&mut report);
    report
}

/// What all inputs of a run are scanned with.
#[derive(Clone, Copy)]
struct Scan<'a> {
    settings: &'a Settings,
    used: &'a Used,
    world: &'a World,
    servers: &'a AdServers,
    /// The markup that captures are of.
    markup: &'a Markup,
    /// Whether the input is a member of a bundle.
    bundled: bool,
    /// The creative that the input belongs to, where that is known beforehand.
    tie: Option<&'a Tie>,
}

fn one(input: &Input, read: &Inputs, scan: &Scan) -> Outcome {
    let outcome = match read.bytes(input) {
        Ok(bytes) => one_of_bytes(input, &bytes, scan),
        Err(problem) => Outcome { problems: vec![problem], ..Outcome::default() },
    };
    scan.used.done.fetch_add(1, Ordering::Relaxed);
    outcome
}

/// Scans an input whose bytes are at hand, by what they are.
fn one_of_bytes(input: &Input, bytes: &[u8], scan: &Scan) -> Outcome {
    if is_workbook(&input.path) {
        workbook::scan(input, bytes, scan)
    } else if is_zip(bytes) && !scan.bundled {
        bundle::scan(input, bytes, scan)
    } else if is_gzip(bytes) {
        packed(input, bytes, scan)
    } else {
        source::scan(input, bytes, scan)
    }
}

/// A gzip file: what it holds is read under its name without the ending.
fn packed(input: &Input, bytes: &[u8], scan: &Scan) -> Outcome {
    match gunzip(bytes) {
        Ok(bytes) if is_gzip(&bytes) || is_zip(&bytes) => {
            let message = "An archive in a gzip file is not unpacked, so it was not checked; unpack it".to_owned();
            Outcome::unread(input, "nesting-too-deep", message)
        }
        Ok(bytes) => source::scan(&unpacked(input), &bytes, scan),
        Err((code, message)) => Outcome::unread(input, code, message),
    }
}

fn unpacked(input: &Input) -> Input {
    let is_gz = input.path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    let path = if is_gz { input.path.with_extension("") } else { input.path.clone() };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Of a member of an archive the name stands after that of the archive.
    let name = name.rsplit('!').next().unwrap_or_default();
    Input { shown: format!("{}!{name}", input.shown).into(), path, ..input.clone() }
}

fn add(report: &mut Report, outcome: Outcome) {
    report.findings.extend(outcome.findings);
    report.calls.extend(outcome.records);
    report.parties.extend(outcome.parties);
    report.plan.extend(outcome.plan);
    report.problems.extend(outcome.problems);
    report.readings.extend(outcome.readings);
    report.summary.calls += outcome.calls;
    report.summary.suppressed += outcome.suppressed;
    report.summary.untied += usize::from(outcome.untied);
}

/// Counts the findings anew by severity.
pub fn count(report: &mut Report) {
    let of = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings, infos) = (of(Severity::Error), of(Severity::Warning), of(Severity::Info));
    report.summary = Summary { errors, warnings, infos, ..report.summary };
}

/// Findings about entries of a file (its path as shown and its text) that silenced nothing: each has a span and a rule.
/// `what` they are is said in the message.
pub fn unused_ignores<'r>(
    path: &str,
    text: &str,
    what: &'static str,
    unused: impl Iterator<Item = (Span, &'r str)>,
    settings: &Settings,
) -> Vec<Finding> {
    let decoded = decode(text.as_bytes());
    let lines = Lines::new(&decoded);
    let mut writer = word::Writer::new(path.into(), &lines, settings);
    let draft = |(span, rule): (Span, &str)| Draft::at(span).fact("detail", what).fact("rule", rule.to_owned());
    unused.filter_map(|one| writer.write("unused-ignore", draft(one), None)).collect()
}
