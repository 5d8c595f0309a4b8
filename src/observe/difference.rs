//! The *difference* between what reading a creative predicts and what the browser did: calls that were only seen live,
//! with those through whom they came, and calls that were only predicted, with the reason why they did not come, as far
//! as that can be told.

use super::party::Live;
use super::{Options, Subject};
use crate::call::{Confidence, RawCall, Trigger};
use crate::catalogue::{Call, judge};
use crate::chain::likeness;
use crate::extract;
use crate::finding::Report;
use crate::mapped::HOLE;
use crate::scan::Settings;
use crate::source::{Lines, decode, is_gzip, is_zip, sniff};
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

/// What differs, for a creative that can be read as one file.
pub(super) fn difference(
    subject: &Subject,
    live: &Live,
    report: &Report,
    options: &Options,
    settings: &Settings,
) -> Option<Difference> {
    let Subject::Creative(input, bytes) = subject else { return None };
    if is_zip(bytes) || is_gzip(bytes) {
        return None;
    }
    let decoded = decode(bytes);
    let lines = Lines::new(&decoded);
    let language = sniff(input, &decoded.text).language();
    let written = extract::extract(&decoded.text, &decoded.map, language).calls;
    let written: Vec<Call> = written.into_iter().map(|raw| judge(raw, &settings.catalogue)).collect();
    let seen: Vec<Url> = live.all().map(|call| call.url().clone().into_owned()).collect();
    let mut difference = Difference { only_live: only_live(live, &written), ..Difference::default() };
    let is_cut = report.problems.iter().any(|problem| problem.incomplete);
    for call in &written {
        if seen.iter().any(|url| likeness(call.url(), url).is_some()) {
            difference.both += 1;
            continue;
        }
        let place = lines.place(call.raw.span());
        difference.only_predicted.push(Predicted {
            url: call.raw.url.text.to_string(),
            place: format!("{}:{}:{}", input.shown, place.line, place.column).into(),
            trigger: call.raw.trigger,
            why: why(&call.raw, options, is_cut),
        });
    }
    Some(difference)
}

fn only_live(live: &Live, written: &[Call]) -> Vec<Unforeseen> {
    let mut unforeseen: Vec<Unforeseen> = Vec::new();
    for call in live.calls() {
        let Some(party) = live.party(call.url()) else { continue };
        if written.iter().any(|one| likeness(one.url(), call.url()).is_some()) {
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
