//! A *fix* changes an input so that the calls that rules speak of are gone, and every other byte stays. It looks at the
//! input, makes a plan, applies its edits to a copy, and looks again: only what leaves every other call and every
//! reading of the input as it was is kept. That is repeated until nothing more can be done; the rest is left for a
//! person, with the reason.

mod associate;
mod cell;
mod diff;
mod edit;
mod list;
mod markup;
mod pieces;
mod plan;
mod proof;
mod pure;
mod redir;
mod script;

pub use diff::diff;
pub use edit::{Edit, apply, merged};

use crate::discover::Input;
use crate::extract::Note;
use crate::finding::{Finding, Place};
use crate::remedy::Associate;
use crate::scan::{Around, Look, look};
use crate::source::{Kind, decode, is_gzip, is_workbook, is_zip, sniff};
use crate::span::Span;
use plan::{Plan, plan};
use std::collections::BTreeMap;

/// The rules about calls that are to be taken out.
pub const FIXABLE: &[&str] = &[
    "segment-pixel",
    "segment-pixel-no-redir",
    "conversion-segment-pixel",
    "usersync-call",
    "audience-pixel",
    "piggyback-redirect",
    "broken-pixel-copy",
    "pixel-array-call",
];
/// The rule about calls that have the documented fallback already.
const MITIGATED: &str = "segment-pixel-no-redir";
/// Each round may lay open what the one before could not see.
const ROUNDS: usize = 6;

/// How to fix.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Keep segment calls and give them the parameter that keeps user syncs from following.
    pub no_redir: bool,
    /// Write the associations into the config as well.
    pub associate: bool,
    /// Also change scripts where it is not provably safe.
    pub bold: bool,
    /// Fix only what is said of this span of the file.
    pub only: Option<Span>,
}

/// A call that is left for a person.
#[derive(Clone, Debug)]
pub struct Left {
    /// Where it is in the fixed bytes.
    pub place: Place,
    /// Where it starts in the bytes before, in bytes.
    pub before: u32,
    /// The rule that speaks of it.
    pub rule: &'static str,
    /// Its URL.
    pub url: String,
    /// Why it is left, and what to do.
    pub why: String,
}

/// What became of an input.
#[derive(Clone, Debug, Default)]
pub struct Fixed {
    /// The input's bytes with all edits applied.
    pub bytes: Vec<u8>,
    /// How many calls were taken out or changed.
    pub calls: usize,
    /// What is left.
    pub left: Vec<Left>,
    /// Associations to make on the server for what was taken out, that stand in no config.
    pub associate: Vec<Associate>,
    /// What could not be read.
    pub notes: Vec<Note>,
}

/// Why an input cannot be fixed at all, if it cannot.
#[must_use]
pub fn refusal(input: &Input, bytes: &[u8]) -> Option<&'static str> {
    if is_workbook(&input.path) || is_zip(bytes) || is_gzip(bytes) {
        return Some("Nothing is changed in archives and workbooks; unpack it, or change it by hand");
    }
    let is_capture = sniff(input, &decode(bytes).text).kind == Kind::Har;
    is_capture.then_some("A capture tells what happened, and is not changed; fix the creative itself")
}

/// Fixes an input.
#[must_use]
pub fn fix(input: &Input, bytes: &[u8], around: Around, options: Options) -> Fixed {
    let see = |bytes: &[u8]| look(input, bytes, around);
    let mut seen = see(bytes);
    let mut fixed = Fixed { bytes: bytes.to_vec(), notes: seen.notes.clone(), ..Fixed::default() };
    let mut rounds: Vec<Vec<Edit>> = Vec::new();
    // After the first round, the span of one call may be that of the next.
    for _ in 0..if options.only.is_some() { 1 } else { ROUNDS } {
        let plan = planned(&seen, &fixed.bytes, options);
        let Some(proved) = proof::furthest(&seen, &fixed.bytes, &plan.steps, see) else { break };
        let kept = |call: &usize| options.no_redir && redir::fallback(&seen.calls[*call]).is_some();
        let wanted = associations(&seen, proved.calls.iter().copied().filter(|call| !kept(call)));
        fixed.calls += proved.calls.len();
        (fixed.bytes, seen) = (proved.bytes, proved.seen);
        rounds.push(proved.edits);
        let (made, rest) = associated(&seen, &fixed.bytes, wanted, options.associate);
        fixed.associate.extend(rest);
        if !made.is_empty() {
            fixed.bytes = apply(&fixed.bytes, &made);
            seen = see(&fixed.bytes);
            rounds.push(made);
        }
    }
    fixed.left = left(&seen, &planned(&seen, &fixed.bytes, options), options);
    let origin = |at: u32| rounds.iter().rev().fold(at, |at, edits| edit::origin(at, edits));
    fixed.left.iter_mut().for_each(|left| left.before = origin(left.place.span.start));
    fixed
}

/// The calls that are to go, each with what is said of it.
fn going<'l>(seen: &'l Look, options: Options) -> Vec<(usize, &'l Finding)> {
    let wanted = |finding: &Finding| {
        FIXABLE.contains(&finding.rule)
            && !(options.no_redir && finding.rule == MITIGATED)
            && options.only.is_none_or(|span| span == finding.place.span)
    };
    let mut going: Vec<(usize, &Finding)> =
        seen.flagged.iter().filter(|(_, finding)| wanted(finding)).map(|(call, finding)| (*call, finding)).collect();
    going.dedup_by_key(|(call, _)| *call);
    going
}

fn planned(seen: &Look, bytes: &[u8], options: Options) -> Plan {
    let going: Vec<usize> = going(seen, options).into_iter().map(|(call, _)| call).collect();
    let kept = |call: &usize| options.no_redir && redir::fallback(&seen.calls[*call]).is_some();
    let (kept, gone): (Vec<usize>, Vec<usize>) = going.into_iter().partition(kept);
    let mut planned = plan(bytes, &seen.layers, &seen.calls, &gone, options.bold);
    for call in kept {
        match redir::steps(call, &seen.calls[call], &seen.layers, bytes) {
            Some(steps) => planned.steps.extend(steps),
            None => drop(
                planned.left.insert(call, "its URL is put together from pieces: add no_redir=1 to its query by hand"),
            ),
        }
    }
    planned
}

fn left(seen: &Look, plan: &Plan, options: Options) -> Vec<Left> {
    let why = |call: usize| match plan.left.get(&call) {
        Some(why) => (*why).to_owned(),
        None => "without it the file would be read in another way: take it out by hand".to_owned(),
    };
    let left = |(call, finding): (usize, &Finding)| Left {
        place: finding.place.clone(),
        before: 0,
        rule: finding.rule,
        url: seen.calls[call].raw.url.text.to_string(),
        why: why(call),
    };
    going(seen, options).into_iter().map(left).collect()
}

/// What is to be associated for removed calls, with the creative that each belongs to.
fn associations(seen: &Look, removed: impl Iterator<Item = usize>) -> Vec<(Option<usize>, Associate)> {
    let mut wanted = Vec::new();
    for call in removed {
        let findings = seen.flagged.iter().filter(|(number, _)| *number == call);
        let remedies = findings.filter_map(|(_, finding)| finding.remedy.as_ref());
        for one in remedies.flat_map(|remedy| &remedy.associate) {
            let one = (seen.calls[call].raw.creative, one.clone());
            let made = one.0.and_then(|number| seen.creatives.get(number)).zip(one.1.segment);
            let made = made.is_some_and(|(creative, segment)| associate::has(creative, segment, one.1.action));
            if !made && !wanted.contains(&one) {
                wanted.push(one);
            }
        }
    }
    wanted
}

/// The edits that write associations into the config, and those that cannot be written or are not to be.
fn associated(
    seen: &Look,
    bytes: &[u8],
    wanted: Vec<(Option<usize>, Associate)>,
    write: bool,
) -> (Vec<Edit>, Vec<Associate>) {
    let mut of: BTreeMap<usize, Vec<Associate>> = BTreeMap::new();
    let mut rest = Vec::new();
    for (creative, one) in wanted {
        match creative.filter(|_| write && one.segment.is_some()) {
            Some(creative) => of.entry(creative).or_default().push(one),
            None => rest.push(one),
        }
    }
    let edit = |(number, wanted): (&usize, &Vec<Associate>)| {
        associate::edit(seen.creatives.get(*number)?, wanted, seen.layers.first()?, bytes)
    };
    (merged(of.iter().filter_map(edit).collect()), rest)
}
