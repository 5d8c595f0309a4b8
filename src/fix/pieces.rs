//! Markup that a script writes in *pieces*: `document.write('<scr' + 'ipt …')`, one call after the other. A statement all
//! of whose text goes, goes; out of others, the part is cut that writes what is to go.

use super::edit::{Edit, merged};
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
    cuts: &'p [Cut],
    survey: Survey,
    /// Part, where it is in the script, and the number of its statement.
    parts: Vec<(Part, Span, usize)>,
    /// Whether a statement writes only what is cut, by its number.
    emptied: Vec<bool>,
}

impl<'p> Pieces<'p> {
    /// None if a piece stands in no statement of the script.
    pub(super) fn of(layer: &'p Layer, script: &'p Layer, cuts: &'p [Cut]) -> Option<Self> {
        let survey = Survey::of(&script.text.text)?;
        let parts = layer.text.parts(0..layer.text.text.len()).into_iter().map(|part| {
            let place = local(script, part.span)?;
            let number = survey.around(place)?;
            Some((part, place, number))
        });
        let parts = parts.collect::<Option<Vec<_>>>()?;
        let emptied = emptied(&survey, &parts, cuts);
        Some(Self { layer, script, cuts, survey, parts, emptied })
    }

    /// The statements that write only what goes, with the calls that go with them.
    pub(super) fn emptied(&self) -> impl Iterator<Item = (Span, Vec<usize>)> + '_ {
        let emptied = (0..self.survey.lines.len()).filter(|number| self.emptied[*number]);
        emptied.map(|number| {
            let own = self.parts.iter().filter(|(_, _, own)| *own == number);
            let all = || self.cuts.iter().flat_map(Cut::each);
            let cuts = own.flat_map(|(part, ..)| all().filter(|cut| meets(&part.text, &cut.range)));
            let mut calls: Vec<usize> = cuts.flat_map(|cut| cut.calls.clone()).collect();
            calls.sort_unstable();
            calls.dedup();
            (self.survey.lines[number].span, calls)
        })
    }

    /// The edits for a cut in statements that write something else as well. None if there is no safe way.
    pub(super) fn edits(&self, cut: &Cut) -> Option<Vec<Edit>> {
        let touched = self.parts.iter().filter(|(part, _, own)| meets(&part.text, &cut.range) && !self.emptied[*own]);
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

fn emptied(survey: &Survey, parts: &[(Part, Span, usize)], cuts: &[Cut]) -> Vec<bool> {
    let going = merged(cuts.iter().map(|cut| Edit::delete(Span::from(cut.range.clone()))).collect());
    let goes = |text: &Range<usize>| {
        let last = going.partition_point(|edit| edit.span.range().start <= text.start);
        last > 0 && going[last - 1].span.range().end >= text.end
    };
    let (mut writes, mut emptied) = (vec![false; survey.lines.len()], vec![true; survey.lines.len()]);
    for (part, _, own) in parts {
        writes[*own] = true;
        emptied[*own] &= goes(&part.text);
    }
    let all = survey.lines.iter().zip(writes).zip(emptied);
    all.map(|((line, writes), emptied)| writes && emptied && line.droppable).collect()
}

fn meets(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}
