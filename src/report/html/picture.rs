//! The parties of a creative as a picture: boxes in up to three columns, and curves between them. Laid out here, drawn
//! by the template; the same parties stand beside it as a list.

use super::parties::{MOST, Party, UNNAMED, Way, third_parties, ways};
use crate::finding::{CallRecord, Finding};
use crate::report::plain::{clipped, count};
use serde::Serialize;

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
    /// How the parties of a capture came in.
    ways: Vec<Way>,
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
        Some(Self { width: 2 * COLUMN + WIDTH, height: rows * STEP, boxes, links, parties, more, ways: ways(calls) })
    }
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
