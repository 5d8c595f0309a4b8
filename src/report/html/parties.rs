//! The *parties* of a creative as a picture: the creative, the third parties that it calls, and the fourth parties that
//! they carry the browser on to. Laid out here, drawn by the template; the same parties stand beside it as a list.

use crate::finding::{CallRecord, CallView, Finding};
use crate::mapped::HOLE;
use crate::report::Verdict;
use crate::report::plain::{clipped, count, visible};
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Parties in a column; the rest is counted.
const MOST: usize = 12;
/// Size of a box and its distances, in units of the picture.
const WIDTH: usize = 210;
const HEIGHT: usize = 46;
const STEP: usize = 58;
const COLUMN: usize = 275;
/// Letters that fit in a box.
const LETTERS: usize = 26;

/// A picture and its parties in words.
#[derive(Debug, Serialize)]
pub(super) struct Picture {
    width: usize,
    height: usize,
    boxes: Vec<Node>,
    links: Vec<Link>,
    parties: Vec<Party>,
    more: usize,
}

/// A box.
#[derive(Debug, Serialize)]
struct Node {
    x: usize,
    y: usize,
    class: &'static str,
    name: String,
    note: String,
}

/// A line from one box to another.
#[derive(Debug, Serialize)]
struct Link {
    path: String,
    class: &'static str,
}

/// A third party, and the fourth parties behind it.
#[derive(Debug, Default, Serialize)]
struct Party {
    name: String,
    #[serde(skip)]
    verdict: Verdict,
    class: &'static str,
    calls: usize,
    kinds: BTreeSet<&'static str>,
    then: Vec<String>,
    /// Whether there are more than `then` holds.
    further: bool,
}

/// The fourth parties of a call that the server itself sends on: the markup does not name them.
const UNNAMED: &str = "Partner user syncs";
/// Rules whose findings say that the server sends the browser on.
const SENT_ON: [&str; 3] = ["segment-pixel", "conversion-segment-pixel", "pixel-array-call"];

impl Picture {
    /// The picture of these calls, if they go to anybody.
    pub(super) fn new(calls: &[&CallRecord], findings: &[&Finding]) -> Option<Self> {
        let mut parties = third_parties(calls, findings);
        let more = parties.len().saturating_sub(MOST);
        parties.truncate(MOST);
        if parties.is_empty() {
            return None;
        }
        let mut fourth: Vec<&String> = Vec::new();
        for name in parties.iter().flat_map(|party| &party.then) {
            if !fourth.contains(&name) && fourth.len() < MOST {
                fourth.push(name);
            }
        }
        let rows = parties.len().max(fourth.len());
        let (boxes, links) = (boxes(&parties, &fourth, rows), links(&parties, &fourth, rows));
        Some(Self { width: 2 * COLUMN + WIDTH, height: rows * STEP, boxes, links, parties, more })
    }
}

/// Who is called, those with findings first.
fn third_parties(calls: &[&CallRecord], findings: &[&Finding]) -> Vec<Party> {
    let judged = judged(findings);
    let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
    let mut parties: Vec<Party> = Vec::new();
    for call in calls.iter().map(|record| &record.call) {
        let Some(name) = name(call) else { continue };
        let at = *numbers.entry(name.clone()).or_insert(parties.len());
        if at == parties.len() {
            parties.push(Party { name, ..Party::default() });
        }
        parties[at].add(call, judged.get(call.url.as_str()).copied().unwrap_or_default());
    }
    parties.sort_by_key(|party| Reverse(party.verdict));
    for party in &mut parties {
        party.class = class(party.verdict);
    }
    parties
}

/// What the findings say of a URL: how bad it is, and whether its server sends the browser on.
fn judged<'f>(findings: &[&'f Finding]) -> FxHashMap<&'f str, (Verdict, bool)> {
    let mut judged: FxHashMap<&str, (Verdict, bool)> = FxHashMap::default();
    for finding in findings {
        let Some(call) = &finding.call else { continue };
        let (verdict, sent_on) = judged.entry(&call.url).or_default();
        *verdict = Verdict::of([*finding]).max(*verdict);
        *sent_on |= SENT_ON.contains(&finding.rule);
    }
    judged
}

fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fails => "fails",
        Verdict::Risk => "risk",
        Verdict::Clean => "plain",
    }
}

impl Party {
    fn add(&mut self, call: &CallView, (verdict, sent_on): (Verdict, bool)) {
        self.calls += 1;
        self.kinds.insert(call.kind.as_str());
        self.verdict = self.verdict.max(verdict);
        for hop in &call.hops {
            self.goes_on_to(party(hop.vendor.as_deref(), hop.host.as_deref()));
        }
        if call.hops.is_empty() && sent_on {
            self.goes_on_to(Some(UNNAMED.to_owned()));
        }
    }

    fn goes_on_to(&mut self, name: Option<String>) {
        let Some(name) = name.filter(|name| *name != self.name && !self.then.contains(name)) else { return };
        if self.then.len() < MOST {
            self.then.push(name);
        } else {
            self.further = true;
        }
    }
}

/// The vendor, or the host where nobody knows it; nothing for the creative's own files.
fn name(call: &CallView) -> Option<String> {
    let at_run_time = || call.url.contains(HOLE).then(|| "Host known only at run time".to_owned());
    party(call.vendor.as_deref(), call.host.as_deref()).or_else(at_run_time)
}

fn party(vendor: Option<&str>, host: Option<&str>) -> Option<String> {
    vendor.or(host).map(|name| visible(name).into_owned())
}

/// The top of box number `at` of `of` in a picture of `rows` rows, so that short columns stand in the middle.
fn top(at: usize, of: usize, rows: usize) -> usize {
    (rows - of) * STEP / 2 + at * STEP + (STEP - HEIGHT) / 2
}

fn boxes(parties: &[Party], fourth: &[&String], rows: usize) -> Vec<Node> {
    let creative =
        Node { x: 0, y: top(0, 1, rows), class: "own", name: "This creative".to_owned(), note: String::new() };
    let mut boxes = vec![creative];
    for (at, party) in parties.iter().enumerate() {
        let kinds = party.kinds.iter().copied().collect::<Vec<_>>().join(", ");
        let note = clipped(&format!("{}: {kinds}", count(party.calls, "call")), LETTERS + 6).into_owned();
        boxes.push(Node {
            x: COLUMN,
            y: top(at, parties.len(), rows),
            class: party.class,
            name: short(&party.name),
            note,
        });
    }
    for (at, name) in fourth.iter().enumerate() {
        let unnamed = name.as_str() == UNNAMED;
        let (class, note) = if unnamed { ("unnamed", "not in the markup") } else { ("fourth", "fourth party") };
        boxes.push(Node {
            x: 2 * COLUMN,
            y: top(at, fourth.len(), rows),
            class,
            name: short(name),
            note: note.to_owned(),
        });
    }
    boxes
}

fn short(name: &str) -> String {
    clipped(name, LETTERS).into_owned()
}

fn links(parties: &[Party], fourth: &[&String], rows: usize) -> Vec<Link> {
    let middle = |at: usize, of: usize| top(at, of, rows) + HEIGHT / 2;
    let mut links = Vec::new();
    for (at, party) in parties.iter().enumerate() {
        let y = middle(at, parties.len());
        links.push(Link { path: curve((WIDTH, middle(0, 1)), (COLUMN, y)), class: party.class });
        for name in &party.then {
            if let Some(number) = fourth.iter().position(|known| *known == name) {
                let class = if name == UNNAMED { "unnamed" } else { party.class };
                let path = curve((COLUMN + WIDTH, y), (2 * COLUMN, middle(number, fourth.len())));
                links.push(Link { path, class });
            }
        }
    }
    links
}

/// A curve that leaves and arrives level, and stops short for its arrow.
fn curve((x1, y1): (usize, usize), (x2, y2): (usize, usize)) -> String {
    let middle = (x1 + x2) / 2;
    format!("M{x1} {y1}C{middle} {y1} {middle} {y2} {} {y2}", x2 - 7)
}
