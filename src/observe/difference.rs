//! The *difference* between what reading a creative predicts and what the browser did: calls that were only seen live,
//! with those through whom they came, and calls that were only predicted, with the reason why they did not come, as far
//! as that can be told. Of an archive all members are read; of a page on the net what its server answered for the page
//! itself, and nothing that the page loads.

use super::har::Run;
use super::party::Live;
use super::{Options, Subject};
use crate::call::{Confidence, RawCall, Trigger};
use crate::chain::likeness;
use crate::discover::Input;
use crate::finding::Report;
use crate::mapped::HOLE;
use crate::scan::{self, Settings, Written};
use crate::url::Url;
use serde::Serialize;
use std::sync::Arc;

/// A call that was only predicted.
#[derive(Clone, Debug, Serialize)]
pub struct Predicted {
    /// Its URL as reading resolves it.
    pub url: String,
    /// Path, line and column where it is written.
    pub place: Arc<str>,
    /// When it would be sent.
    pub trigger: Trigger,
    /// Why it was not, in a sentence without its full stop.
    pub why: &'static str,
}

/// A party's calls that were only seen live.
#[derive(Clone, Debug, Serialize)]
pub struct Unforeseen {
    /// Whose they are.
    pub party: String,
    /// The hosts on the way to the first of them, from the creative.
    pub through: Vec<String>,
    /// The first of them.
    pub first: String,
    /// How many.
    pub calls: usize,
}

/// What differs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Difference {
    /// How many of the creative's calls were both predicted and seen.
    pub both: usize,
    /// Only seen, by party.
    pub only_live: Vec<Unforeseen>,
    /// Only predicted.
    pub only_predicted: Vec<Predicted>,
}

/// What is read: the calls that are written in it, and its own addresses, where it is a page on the net.
pub(super) struct Read<'c> {
    written: Vec<Written<'c>>,
    own: Vec<String>,
}

impl<'c> Read<'c> {
    /// Reads the subject; of an address, what was answered in the first run that had an answer.
    pub(super) fn new(subject: &Subject, runs: &[Run], settings: &'c Settings) -> Option<Self> {
        let Subject::Creative(input, bytes) = subject else {
            let (asked, url, text) = runs.iter().find_map(|run| run.record.document())?;
            let input = Input { path: "page.html".into(), shown: url.into(), named: true, stdin: true };
            // What browsers ask every site for is not the page's doing either.
            let icon = crate::url::join(url, "/favicon.ico");
            let own = [asked.to_owned(), url.to_owned()].into_iter().chain(icon).collect();
            return Some(Self { written: scan::written(&input, text.as_bytes(), settings), own });
        };
        Some(Self { written: scan::written(input, bytes, settings), own: Vec::new() })
    }
}

/// What differs.
pub(super) fn difference(read: &Read, live: &Live, report: &Report, options: &Options) -> Difference {
    let seen: Vec<Url> = live.all().map(|call| call.url().clone().into_owned()).collect();
    let mut difference = Difference { only_live: only_live(live, read), ..Difference::default() };
    let is_cut = report.problems.iter().any(|problem| problem.incomplete);
    for Written { call, place } in &read.written {
        if seen.iter().any(|url| is_like(call.url(), url)) {
            difference.both += 1;
            continue;
        }
        difference.only_predicted.push(Predicted {
            url: call.raw.url.text.to_string(),
            place: place.clone(),
            trigger: call.raw.trigger,
            why: why(&call.raw, options, is_cut),
        });
    }
    difference
}

/// Whether a call that is written may be this one that was seen. Ways up from a folder are gone by then.
fn is_like(written: &Url, seen: &Url) -> bool {
    match written.text.strip_prefix("../") {
        Some(rest) => likeness(&Url::parse(rest.trim_start_matches("../")), seen).is_some(),
        None => likeness(written, seen).is_some(),
    }
}

fn only_live(live: &Live, read: &Read) -> Vec<Unforeseen> {
    let mut unforeseen: Vec<Unforeseen> = Vec::new();
    for call in live.calls() {
        let Some(party) = live.party(call.url()) else { continue };
        let is_own = read.own.iter().any(|own| *own == call.raw.url.text);
        if is_own || read.written.iter().any(|one| is_like(one.call.url(), call.url())) {
            continue;
        }
        match unforeseen.iter_mut().find(|one| one.party == party) {
            Some(known) => known.calls += 1,
            None => {
                let through = call.raw.seen.as_ref().map(|seen| seen.steps()).unwrap_or_default();
                unforeseen.push(Unforeseen { party, through, first: call.raw.url.text.to_string(), calls: 1 });
            }
        }
    }
    unforeseen
}

fn why(call: &RawCall, options: &Options, is_cut: bool) -> &'static str {
    match call.trigger {
        Trigger::Click if !options.click => "it is sent on a click; --click clicks",
        Trigger::Click => "no click that was tried sent it",
        Trigger::Event => "it is sent on an event of the video or the user that did not come",
        Trigger::Load if call.chain.last().is_some_and(|step| step.contains("location")) => {
            "it leads away from the page, which the slot does not let a creative do without a click"
        }
        Trigger::Load if is_cut => "the run was cut short",
        Trigger::Load if call.url.text.contains(HOLE) => {
            "a part of its address is known only at run time, and what was sent looks different"
        }
        Trigger::Load if call.confidence < Confidence::High => {
            "reading was not sure that its code runs, and it did not"
        }
        Trigger::Load => "the code that sends it did not run, or not in this setting",
    }
}
