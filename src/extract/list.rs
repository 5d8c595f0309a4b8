//! Hand-written *association lists*: which creatives are associated with which segments, for those who keep this in a
//! file of their own. TOML and YAML have a list `association`, CSV a row for each; the schema is in
//! `rules/schema/associations.json`. The list gives creatives like any config does, one for each that it names.

use super::Queue;
use crate::association::{Association, Creative};
use crate::mapped::Mapped;
use crate::span::Span;
use rustc_hash::FxHashMap;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use std::fmt;
use std::ops::Range;

/// A value of a row: a number or a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word(String);

/// One row, each value with its place in the file.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) creative: Option<(String, Span)>,
    pub(super) segment: Option<(String, Span)>,
    pub(super) member: Option<(String, Span)>,
    pub(super) action: Option<(String, Span)>,
    /// All of it; where it is not known, its first value.
    pub(super) span: Option<Span>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File<S> {
    #[serde(default = "Vec::new", alias = "associations")]
    association: Vec<Entry<S>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry<S> {
    creative: S,
    segment: S,
    member: Option<S>,
    action: S,
}

/// A value that knows where it stands, of either format's library.
trait Placed {
    fn word(self) -> String;
    fn range(&self) -> Range<usize>;
}

impl Placed for toml::Spanned<Word> {
    fn word(self) -> String {
        self.into_inner().0
    }

    fn range(&self) -> Range<usize> {
        self.span()
    }
}

impl Placed for serde_saphyr::Spanned<Word> {
    fn word(self) -> String {
        self.value.0
    }

    fn range(&self) -> Range<usize> {
        let span = self.referenced.span();
        let start = usize::try_from(span.byte_offset().unwrap_or(0)).unwrap_or(usize::MAX);
        start..start.saturating_add(usize::try_from(span.byte_len().unwrap_or(0)).unwrap_or(0))
    }
}

/// Reads a list in TOML.
pub(super) fn read_toml(text: &Mapped, queue: &mut Queue) {
    match toml::from_str::<File<toml::Spanned<Word>>>(&text.text) {
        Ok(file) => take(file, text, queue),
        Err(error) => broken(text, error.span().unwrap_or(0..0), error.message(), queue),
    }
}

/// Reads a list in YAML.
pub(super) fn read_yaml(text: &Mapped, queue: &mut Queue) {
    match serde_saphyr::from_str::<File<serde_saphyr::Spanned<Word>>>(&text.text) {
        Ok(file) => take(file, text, queue),
        Err(error) => {
            let at = error.location().and_then(|at| at.span().byte_offset());
            let at = at.and_then(|at| usize::try_from(at).ok()).unwrap_or(0);
            let message = error.to_string();
            broken(text, at..at, message.lines().next().unwrap_or_default(), queue);
        }
    }
}

fn broken(text: &Mapped, at: Range<usize>, why: &str, queue: &mut Queue) {
    let within = |at: usize| text.text.floor_char_boundary(at.min(text.text.len()));
    let message = format!("this list of associations cannot be read: {why}; nothing in it was used");
    queue.note(text.map.span(within(at.start)..within(at.end)), "broken-associations", message);
}

fn take<S: Placed>(file: File<S>, text: &Mapped, queue: &mut Queue) {
    let placed = |value: S| {
        let range = value.range();
        let word = value.word();
        (word, text.map.span(unquoted(&text.text, range)))
    };
    let rows = file.association.into_iter().map(|entry| Row {
        creative: Some(placed(entry.creative)),
        segment: Some(placed(entry.segment)),
        member: entry.member.map(placed),
        action: Some(placed(entry.action)),
        span: None,
    });
    let mut reader = Reader::default();
    rows.for_each(|row| reader.row(row, queue));
    reader.end(queue);
}

/// A value's range without quotes around it.
fn unquoted(text: &str, range: Range<usize>) -> Range<usize> {
    let written = text.get(range.clone()).unwrap_or_default();
    let quoted = written.len() >= 2 && written.starts_with(['"', '\'']) && written.ends_with(['"', '\'']);
    if quoted { range.start + 1..range.end - 1 } else { range }
}

/// Rows without a creative or a segment that are named one by one.
const NAMED: usize = 20;

/// Reads rows one after the other. The creatives that they name are handed over part by part, each in the order in which
/// the part names it first; a creative of rows far apart is handed over several times.
#[derive(Debug, Default)]
pub(super) struct Reader {
    creatives: Vec<Creative>,
    /// Numbers of the creatives of this part, by what they are called.
    numbers: FxHashMap<String, usize>,
    /// Rows so far that associate nothing.
    useless: usize,
    /// The first of those that is not named.
    further: Option<Span>,
}

impl Reader {
    /// Reads a row.
    pub(super) fn row(&mut self, row: Row, queue: &mut Queue) {
        let is_given = |value: &Option<(String, Span)>| value.as_ref().is_some_and(|(text, _)| !text.is_empty());
        let missing = [("creative", is_given(&row.creative)), ("segment", is_given(&row.segment))];
        if let Some((what, _)) = missing.iter().find(|(_, given)| !given) {
            return self.useless(&row, what, queue);
        }
        if queue.passes_lists() {
            return;
        }
        let Some((name, place)) = &row.creative else { return };
        let (number, place) = (self.number(name, *place), *place);
        self.creatives[number].associations.push(association(row, place));
    }

    fn useless(&mut self, row: &Row, what: &str, queue: &mut Queue) {
        self.useless += 1;
        match self.useless {
            ..=NAMED => incomplete(row, what, queue),
            _ => self.further = self.further.or(row.span),
        }
    }

    /// The number of a creative in this part.
    fn number(&mut self, name: &str, place: Span) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        self.creatives.push(named(name, place));
        self.numbers.insert(name.to_owned(), self.creatives.len() - 1);
        self.creatives.len() - 1
    }

    /// Hands over what was read since the last part.
    pub(super) fn part(&mut self, queue: &mut Queue) {
        self.numbers.clear();
        for creative in self.creatives.drain(..) {
            queue.creative(creative);
        }
    }

    /// Hands over the rest.
    pub(super) fn end(mut self, queue: &mut Queue) {
        if let Some(more) = self.useless.checked_sub(NAMED).filter(|more| *more > 0) {
            let message = format!("{more} further rows name no creative or no segment, and were not used");
            queue.remark(self.further.unwrap_or_default(), "incomplete-row", message);
        }
        self.part(queue);
    }
}

/// Says that a row associates nothing.
fn incomplete(row: &Row, what: &str, queue: &mut Queue) {
    let values = [&row.creative, &row.segment, &row.action];
    let place = row.span.or_else(|| values.into_iter().flatten().next().map(|(_, span)| *span)).unwrap_or_default();
    let message =
        format!("This row names no {what}, so it associates nothing and was not used; write the {what} in it");
    queue.remark(place, "incomplete-row", message);
}

/// Digits are an id, anything else is a code.
fn named(name: &str, span: Span) -> Creative {
    let is_id = name.bytes().all(|byte| byte.is_ascii_digit());
    let (id, code) = if is_id { (Some(name.to_owned()), None) } else { (None, Some(name.to_owned())) };
    Creative { id, code, span, lists_segments: true, written: true, ..Creative::default() }
}

fn association(row: Row, place: Span) -> Association {
    let (segment, segment_span) = row.segment.unwrap_or_else(|| (String::new(), place));
    let (action, action_span) = row.action.map_or((None, place), |(action, span)| (Some(action), span));
    let id = segment.parse().ok();
    Association {
        segment: id,
        code: (id.is_none() && !segment.is_empty()).then_some(segment),
        member: row.member.map(|(member, _)| member),
        segment_span,
        action,
        action_span,
        span: row.span.unwrap_or_else(|| place.cover(segment_span).cover(action_span)),
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Words;

        impl Visitor<'_> for Words {
            type Value = Word;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a number or a text")
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Word, E> {
                Ok(Word(number.to_string()))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Word, E> {
                Ok(Word(number.to_string()))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Word, E> {
                Ok(Word(text.trim().to_owned()))
            }
        }
        from.deserialize_any(Words)
    }
}
