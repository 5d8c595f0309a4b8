//! A [`Text`] is a string while a script is evaluated: what it says and, run by run, where that is written. Parts that
//! only running the script would tell are *holes*. Cutting and joining keep the map; other changes map each changed
//! run to the whole of what it was made from.

use crate::mapped::{Builder, HOLE, Mapped};
use crate::span::{Span, offset};
use rustc_hash::FxHasher;
use std::hash::Hasher;
use std::ops::Range;
use std::rc::Rc;

/// Longest text that is put together, in bytes; longer ones become a hole.
pub(super) const LONGEST: usize = 1 << 20;

/// The place of text that is not written in the script itself: a data block, a handler attribute.
pub(super) const ELSEWHERE: Span = Span { start: u32::MAX, end: u32::MAX };

/// A string with its places.
#[derive(Clone, Debug)]
pub(super) struct Text<'a>(Form<'a>);

#[derive(Clone, Debug)]
enum Form<'a> {
    /// One run.
    Run { text: &'a str, span: Span, exact: bool },
    /// Any number of runs.
    Runs(Rc<Runs>),
}

#[derive(Clone, Debug)]
struct Runs {
    text: String,
    runs: Vec<Run>,
    /// The expression that put it together, if one did.
    home: Span,
}

impl Default for Runs {
    fn default() -> Self {
        Self { text: String::new(), runs: Vec::new(), home: ELSEWHERE }
    }
}

/// A run from byte `at` of the text to the next run; `exact` if it is written so, byte for byte, at `span`.
#[derive(Clone, Copy, Debug)]
struct Run {
    at: usize,
    span: Span,
    exact: bool,
}

impl<'a> Text<'a> {
    /// Text that stands in the script as it is, from byte `at` on.
    pub(super) fn exact(text: &'a str, at: u32) -> Self {
        Self(Form::Run { text, span: Span::new(at, at + offset(text.len())), exact: true })
    }

    /// Text that is written otherwise, at `span`.
    pub(super) fn at(text: &'a str, span: Span) -> Self {
        Self(Form::Run { text, span, exact: false })
    }

    /// The same for text made just now.
    pub(super) fn made(text: String, span: Span) -> Self {
        let runs = if text.is_empty() { Vec::new() } else { vec![Run { at: 0, span, exact: false }] };
        Self(Form::Runs(Rc::new(Runs { text, runs, ..Runs::default() })))
    }

    /// A part known only at run time.
    pub(super) fn hole(span: Span) -> Self {
        Self::at(HOLE, span)
    }

    /// What it says; holes stand as [`HOLE`].
    pub(super) fn as_str(&self) -> &str {
        match &self.0 {
            Form::Run { text, .. } => text,
            Form::Runs(runs) => &runs.text,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.as_str().len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }

    /// Whether any part is known only at run time.
    pub(super) fn has_hole(&self) -> bool {
        match &self.0 {
            Form::Run { text, exact, .. } => !exact && *text == HOLE,
            Form::Runs(runs) => runs.text.contains(HOLE),
        }
    }

    /// What is known up to the first hole.
    pub(super) fn known_start(&self) -> &str {
        let text = self.as_str();
        if self.has_hole() { &text[..text.find(HOLE).unwrap_or(0)] } else { text }
    }

    /// Whether it is written in one place, escapes and all.
    pub(super) fn is_literal(&self) -> bool {
        match &self.0 {
            Form::Run { exact, .. } => *exact,
            Form::Runs(runs) => {
                let follows = |pair: &[Run]| pair[0].span.end == pair[1].span.start;
                runs.runs.iter().any(|run| run.exact) && runs.runs.windows(2).all(follows)
            }
        }
    }

    /// A byte range, at character borders.
    pub(super) fn slice(&self, range: Range<usize>) -> Self {
        match &self.0 {
            Form::Run { text, span, exact: true } => {
                Self::exact(&text[range.clone()], span.start + offset(range.start))
            }
            Form::Run { text, span, exact: false } => Self::at(&text[range], *span),
            Form::Runs(_) => {
                let mut part = Self::default();
                part.push_slice(self, range);
                part
            }
        }
    }

    /// The runs inside a byte range: each one's text, place and whether it is written so.
    fn runs(&self, range: Range<usize>) -> Vec<(&str, Span, bool)> {
        match &self.0 {
            Form::Run { text, span, exact } => vec![cut(text, Run { at: 0, span: *span, exact: *exact }, range)],
            Form::Runs(all) => {
                let first = all.runs.partition_point(|run| run.at <= range.start).saturating_sub(1);
                let ends = all.runs.iter().skip(first + 1).map(|run| run.at).chain([all.text.len()]);
                let pairs = all.runs[first.min(all.runs.len())..].iter().zip(ends);
                let inside = pairs.take_while(|(run, _)| run.at < range.end);
                inside.map(|(run, end)| cut(&all.text, *run, range.start.max(run.at)..range.end.min(end))).collect()
            }
        }
    }

    /// How many bytes have to be copied before anything can be added.
    pub(super) fn push_cost(&self) -> usize {
        match &self.0 {
            Form::Runs(runs) if Rc::strong_count(runs) == 1 => 0,
            _ => self.cost(),
        }
    }

    /// How many bytes it takes.
    pub(super) fn cost(&self) -> usize {
        match &self.0 {
            Form::Run { text, .. } => text.len(),
            Form::Runs(runs) => runs.text.len() + runs.runs.len() * size_of::<Run>(),
        }
    }

    /// A number that texts which say the same have in common.
    pub(super) fn hash(&self) -> u64 {
        let mut hasher = FxHasher::default();
        hasher.write(self.as_str().as_bytes());
        hasher.finish()
    }

    /// The expression that put it together from several texts, if one did.
    pub(super) fn home(&self) -> Option<Span> {
        match &self.0 {
            Form::Runs(runs) if runs.home != ELSEWHERE => Some(runs.home),
            _ => None,
        }
    }

    /// Adds another text at the end, in an expression.
    pub(super) fn join(&mut self, other: &Self, site: Span) {
        let was_empty = self.is_empty();
        self.push(other);
        if let Form::Runs(runs) = &mut self.0
            && !was_empty
            && !other.is_empty()
        {
            Rc::make_mut(runs).home = site;
        }
    }

    /// Adds another text at the end.
    pub(super) fn push(&mut self, other: &Self) {
        self.push_slice(other, 0..other.len());
    }

    fn push_slice(&mut self, other: &Self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        if self.is_empty() && range.len() == other.len() {
            return *self = other.clone();
        }
        if let Form::Run { text, span, exact } = &other.0 {
            let (text, span, exact) = cut(text, Run { at: 0, span: *span, exact: *exact }, range);
            return self.own().add(text, span, exact);
        }
        let own = self.own();
        for (text, span, exact) in other.runs(range) {
            own.add(text, span, exact);
        }
    }

    /// Itself as runs that can be added to.
    fn own(&mut self) -> &mut Runs {
        if let Form::Run { text, span, exact } = self.0 {
            // It is made to be added to, most often once or twice.
            let (room, few) = (String::with_capacity(text.len() + 64), Vec::with_capacity(4));
            let mut runs = Runs { text: room, runs: few, home: ELSEWHERE };
            runs.add(text, span, exact);
            self.0 = Form::Runs(Rc::new(runs));
        }
        match &mut self.0 {
            Form::Runs(runs) => Rc::make_mut(runs),
            Form::Run { .. } => unreachable!("made runs just above"),
        }
    }

    /// The smallest span that holds every run.
    pub(super) fn span(&self) -> Option<Span> {
        match &self.0 {
            Form::Run { span, .. } => Some(*span).filter(|span| *span != ELSEWHERE),
            Form::Runs(all) => {
                all.runs.iter().map(|run| run.span).filter(|span| *span != ELSEWHERE).reduce(Span::cover)
            }
        }
    }

    /// Where it is written, if that is one place; `site` if it is put together from several.
    pub(super) fn place(&self, site: Span) -> Span {
        match &self.0 {
            Form::Run { span, .. } => *span,
            Form::Runs(runs) => match runs.runs.as_slice() {
                [run] => run.span,
                _ => site,
            },
        }
    }

    /// The same text with each run changed by `change`; changed runs map to where they were as a whole.
    pub(super) fn map_runs(&self, change: impl Fn(&str) -> String) -> Self {
        let mut changed = Runs::default();
        for (text, span, exact) in self.runs(0..self.len()) {
            let new = change(text);
            if text == HOLE {
                changed.add(text, span, exact);
            } else {
                changed.add(&new, span, exact && new == text);
            }
        }
        Self(Form::Runs(Rc::new(changed)))
    }

    /// As the rest of the program holds it. Runs from elsewhere map to `site`.
    pub(super) fn mapped(&self, site: Span) -> Mapped<'static> {
        let runs = if let Form::Runs(all) = &self.0 { all.runs.len() } else { 1 };
        let mut builder = Builder::with_room(self.len(), runs);
        for (text, span, exact) in self.runs(0..self.len()) {
            match (span == ELSEWHERE, exact) {
                (true, _) => builder.escaped(text, site),
                (false, true) => builder.exact(text, span.start),
                (false, false) => builder.escaped(text, span),
            }
        }
        builder.build()
    }
}

impl Default for Text<'_> {
    fn default() -> Self {
        Self::at("", ELSEWHERE)
    }
}

impl Runs {
    fn add(&mut self, text: &str, span: Span, exact: bool) {
        if text.is_empty() {
            return;
        }
        match self.runs.last_mut() {
            // Two holes in a row say no more than one.
            Some(last) if text == HOLE && !exact && !last.exact && self.text.ends_with(HOLE) => {
                last.span = if last.span == ELSEWHERE { span } else { last.span };
                return;
            }
            Some(last) if exact && last.exact && last.span.end == span.start => last.span.end = span.end,
            _ => self.runs.push(Run { at: self.text.len(), span, exact }),
        }
        self.text.push_str(text);
    }
}

/// The part of a run that lies in `range` of its text.
fn cut(text: &str, run: Run, range: Range<usize>) -> (&str, Span, bool) {
    let span = if run.exact {
        Span::new(run.span.start + offset(range.start - run.at), run.span.start + offset(range.end - run.at))
    } else {
        run.span
    };
    (&text[range], span, run.exact)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs<'t>(text: &'t Text) -> Vec<(&'t str, u32, u32, bool)> {
        text.runs(0..text.len()).into_iter().map(|(text, span, exact)| (text, span.start, span.end, exact)).collect()
    }

    #[test]
    fn joining_and_cutting_keep_the_places() {
        let mut text = Text::exact("https://", 10);
        text.push(&Text::exact("example.com/", 40));
        text.push(&Text::hole(Span::new(60, 63)));
        text.push(&Text::hole(Span::new(70, 73)));
        assert_eq!(runs(&text), [("https://", 10, 18, true), ("example.com/", 40, 52, true), ("{…}", 60, 63, false)]);
        let part = text.slice(6..12);
        assert_eq!(runs(&part), [("//", 16, 18, true), ("exam", 40, 44, true)]);
        assert_eq!(
            (part.as_str(), part.span(), text.known_start()),
            ("//exam", Some(Span::new(16, 44)), "https://example.com/")
        );
        assert!(text.has_hole() && !part.has_hole());
    }

    #[test]
    fn what_stands_together_stays_one_literal() {
        let literal = Text::exact("a,b", 5);
        let mut text = literal.slice(0..1);
        text.push(&literal.slice(1..3));
        assert!(text.is_literal());
        assert_eq!(text.mapped(Span::default()).span(), Span::new(5, 8));
    }

    #[test]
    fn changes_map_to_what_they_were_made_from() {
        let mut text = Text::exact("ABC", 0);
        text.push(&Text::exact("def", 10));
        let lower = text.map_runs(str::to_lowercase);
        assert_eq!(runs(&lower), [("abc", 0, 3, false), ("def", 10, 13, true)]);
    }
}
