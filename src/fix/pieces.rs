//! Markup that a script writes in *pieces*: `document.write('<scr' + 'ipt …')`, one call after the other. A statement all
//! of whose text goes, goes; out of others, the part is cut that writes what is to go.

use super::edit::Edit;
use super::plan::{Cut, local};
use super::script::Survey;
use crate::extract::Layer;
use crate::mapped::Part;
use crate::span::Span;
use std::ops::Range;

/// The pieces of a layer's text, each with the statement of the script that it stands in.
pub(super) struct Pieces<'p> {
    layer: &'p Layer,
    script: &'p Layer,
    survey: Survey,
    /// Part, where it is in the script, and the number of its statement.
    parts: Vec<(Part, Span, usize)>,
}

impl<'p> Pieces<'p> {
    /// None if a piece stands in no statement of the script.
    pub(super) fn of(layer: &'p Layer, script: &'p Layer) -> Option<Self> {
        let survey = Survey::of(&script.text.text)?;
        let parts = layer.text.parts(0..layer.text.text.len()).into_iter().map(|part| {
            let place = local(script, part.span)?;
            let statement = survey.around(place)?;
            let number = survey.lines.iter().position(|line| line.span == statement.span)?;
            Some((part, place, number))
        });
        let parts = parts.collect::<Option<Vec<_>>>()?;
        Some(Self { layer, script, survey, parts })
    }

    /// The statements that write only what goes, with the calls that go with them.
    pub(super) fn emptied(&self, cuts: &[Cut]) -> Vec<(Span, Vec<usize>)> {
        let calls = |number: usize| {
            let of =
                |cut: &&Cut| self.parts.iter().any(|(part, _, own)| *own == number && meets(&part.text, &cut.range));
            cuts.iter().filter(of).flat_map(|cut| cut.calls.clone()).collect()
        };
        let lines = self.survey.lines.iter().enumerate();
        let emptied = lines.filter(|(number, _)| self.is_emptied(*number, cuts));
        emptied.map(|(number, line)| (line.span, calls(number))).collect()
    }

    fn is_emptied(&self, number: usize, cuts: &[Cut]) -> bool {
        let covered = |text: &Range<usize>| text.clone().all(|at| cuts.iter().any(|cut| cut.range.contains(&at)));
        let mut own = self.parts.iter().filter(|(_, _, own)| *own == number).peekable();
        own.peek().is_some() && self.survey.lines[number].droppable && own.all(|(part, ..)| covered(&part.text))
    }

    /// The edits for a cut in statements that write something else as well. None if there is no safe way.
    pub(super) fn edits(&self, cut: &Cut, cuts: &[Cut]) -> Option<Vec<Edit>> {
        let touched =
            self.parts.iter().filter(|(part, _, own)| meets(&part.text, &cut.range) && !self.is_emptied(*own, cuts));
        let touched: Vec<&(Part, Span, usize)> = touched.collect();
        let (Some(first), Some(last)) = (touched.first(), touched.last()) else { return Some(Vec::new()) };
        let range = first.0.text.start.max(cut.range.start)..last.0.text.end.min(cut.range.end);
        let parts = self.layer.text.parts(range);
        let one_statement = touched.iter().all(|(_, _, own)| *own == first.2);
        if one_statement && let Some(edit) = self.within(&parts, first.2) {
            return Some(vec![edit]);
        }
        parts.iter().map(|part| part.as_written.then(|| Edit::delete(part.span))).collect()
    }

    /// From the first to the last character, with all that is between, where the statement is read as before then.
    fn within(&self, parts: &[Part], statement: usize) -> Option<Edit> {
        let (first, last) = (parts.first()?, parts.last()?);
        let line = &self.survey.lines[statement];
        let ends = line.droppable && first.as_written && last.as_written && first.span.start < last.span.end;
        let (start, end) = (local(self.script, first.span)?.start, local(self.script, last.span)?.end);
        let range = start as usize..end as usize;
        let same = || self.survey.is_same_without(&self.script.text.text, std::slice::from_ref(&range));
        (ends && same()).then(|| Edit::delete(Span::new(first.span.start, last.span.end)))
    }
}

fn meets(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}
