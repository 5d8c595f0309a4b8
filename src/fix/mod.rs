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

use crate::association::Creative;
use crate::discover::Input;
use crate::extract::Note;
use crate::finding::{Finding, Place};
use crate::remedy::Associate;
use crate::rule::Rulebook;
use crate::scan::{Around, Look, Tie, look};
use crate::source::{Kind, decode, is_gzip, is_workbook, is_zip, sniff};
use crate::span::Span;
use plan::{Plan, plan};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// The rules that come with the program whose calls are to be taken out.
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
    /// The creative that the input belongs to, where its object is in another input.
    pub tie: Option<Tie>,
    /// What could not be read.
    pub notes: Vec<Note>,
}

/// Whether a fix takes out what a finding is about.
#[must_use]
pub fn is_fixable(finding: &Finding, rules: &Rulebook) -> bool {
    FIXABLE.contains(&finding.rule) || rules.takes_out(finding)
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
    let wish = Wanted { options, rules: &around.settings.rules };
    let mut seen = see(bytes);
    let (notes, tie) = (seen.notes.clone(), seen.tie.clone());
    let mut fixed = Fixed { bytes: bytes.to_vec(), notes, tie, ..Fixed::default() };
    let mut rounds: Vec<Vec<Edit>> = Vec::new();
    // After the first round, the span of one call may be that of the next.
    for _ in 0..if options.only.is_some() { 1 } else { ROUNDS } {
        let plan = planned(&seen, &fixed.bytes, wish);
        let Some(proved) = proof::furthest(&seen, &fixed.bytes, &plan.steps, see) else { break };
        let kept = kept(&seen, wish);
        let wanted = associations(&seen, proved.calls.iter().copied().filter(|call| !kept.contains(call)));
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
    fixed.left = left(&seen, &planned(&seen, &fixed.bytes, wish), wish);
    let origin = |at: u32| rounds.iter().rev().fold(at, |at, edits| edit::origin(at, edits));
    fixed.left.iter_mut().for_each(|left| left.before = origin(left.place.span.start));
    fixed
}

/// What is wanted of a fix, and the rules that say what it is about.
#[derive(Clone, Copy)]
struct Wanted<'w> {
    options: Options,
    rules: &'w Rulebook,
}

/// Writes associations into the config with the object of a creative: the config's bytes then, and what is still to be
/// associated. None if nothing can be written there.
#[must_use]
pub fn associate(
    input: &Input,
    bytes: &[u8],
    around: Around,
    creative: &Creative,
    wanted: &[Associate],
) -> Option<(Vec<u8>, Vec<Associate>)> {
    let seen = look(input, bytes, around);
    let named = |one: &&Creative| (&one.id, &one.code) == (&creative.id, &creative.code);
    let own = seen.creatives.iter().find(named)?;
    let (known, rest): (Vec<Associate>, Vec<Associate>) = wanted.iter().cloned().partition(|one| one.segment.is_some());
    let edit = associate::edit(own, &known, seen.layers.first()?, bytes)?;
    Some((apply(bytes, &[edit]), rest))
}

/// The calls that are to go, each with what is said of it.
fn going<'l>(seen: &'l Look, wanted: Wanted) -> Vec<(usize, &'l Finding)> {
    let Wanted { options, rules } = wanted;
    let is_meant = |finding: &Finding| {
        is_fixable(finding, rules)
            && !(options.no_redir && finding.rule == MITIGATED)
            && options.only.is_none_or(|span| span == finding.place.span)
    };
    let mut going: Vec<(usize, &Finding)> =
        seen.flagged.iter().filter(|(_, finding)| is_meant(finding)).map(|(call, finding)| (*call, finding)).collect();
    going.dedup_by_key(|(call, _)| *call);
    going
}

/// Of those, the calls that stay, with the fallback. What a rule of the user's own wants gone does not stay.
fn kept(seen: &Look, wanted: Wanted) -> FxHashSet<usize> {
    let stays = |(call, finding): &(usize, &Finding)| {
        FIXABLE.contains(&finding.rule) && redir::fallback(&seen.calls[*call]).is_some()
    };
    let going = going(seen, wanted).into_iter().filter(|_| wanted.options.no_redir);
    going.filter(stays).map(|(call, _)| call).collect()
}

fn planned(seen: &Look, bytes: &[u8], wanted: Wanted) -> Plan {
    let going: Vec<usize> = going(seen, wanted).into_iter().map(|(call, _)| call).collect();
    let stay = kept(seen, wanted);
    let (kept, gone): (Vec<usize>, Vec<usize>) = going.into_iter().partition(|call| stay.contains(call));
    let mut planned = plan(bytes, &seen.layers, &seen.calls, &gone, wanted.options.bold);
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

fn left(seen: &Look, plan: &Plan, wanted: Wanted) -> Vec<Left> {
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
    going(seen, wanted).into_iter().map(left).collect()
}

/// What is to be associated for removed calls, with the creative that each belongs to.
fn associations(seen: &Look, removed: impl Iterator<Item = usize>) -> Vec<(Option<usize>, Associate)> {
    let mut wanted = Vec::new();
    for call in removed {
        let findings = seen.flagged.iter().filter(|(number, _)| *number == call);
        let remedies = findings.filter_map(|(_, finding)| finding.remedy.as_ref());
        for one in remedies.flat_map(|remedy| &remedy.associate) {
            let one = (seen.calls[call].raw.creative, one.clone());
            let tied = seen.tie.as_ref().map(|tie| &tie.creative);
            let owner = one.0.map_or(tied, |number| seen.creatives.get(number));
            let made = owner.zip(one.1.segment).is_some_and(|(owner, segment)| owner.has(segment, one.1.action));
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
    let mut edits = Vec::new();
    for (number, wanted) in of {
        let creative = seen.creatives.get(number).zip(seen.layers.first());
        match creative.and_then(|(creative, layer)| associate::edit(creative, &wanted, layer, bytes)) {
            Some(edit) => edits.push(edit),
            // A sheet has no place for them.
            None => {
                let has = |one: &Associate| {
                    creative
                        .zip(one.segment)
                        .is_some_and(|((creative, _), id)| associate::has(creative, id, one.action))
                };
                rest.extend(wanted.into_iter().filter(|one| !has(one)));
            }
        }
    }
    (merged(edits), rest)
}
