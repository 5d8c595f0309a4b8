//! A workbook from bytes to findings. Each sheet is scanned as an input of its own, `book.xlsx!Sheet`, whose lines are
//! its rows and whose columns are its columns.

use super::source::Source;
use super::{Outcome, Scan};
use crate::discover::Input;
use crate::extract;
use crate::finding::{Finding, Place, Problem, Reading};
use crate::source::{Lines, SheetCell, SheetText, decode, sheets};
use crate::span::Span;
use std::ops::Range;
use std::sync::Arc;

/// Scans a workbook.
pub(super) fn scan(input: &Input, bytes: &[u8], scan: &Scan) -> Outcome {
    match sheets(bytes) {
        Ok(sheets) => {
            let mut all = Outcome::default();
            if scan.settings.explain {
                let (path, what) = (input.shown.clone(), format!("a workbook (sheets: {})", sheets.len()));
                all.readings.push(Reading { path, what, why: "its name says so" });
            }
            sheets.iter().for_each(|one| all.join(sheet(input, one, scan)));
            let is_other = |problem: &Problem| problem.code == "unknown-columns";
            // Beside a sheet of tags, one of notes is nothing to speak of.
            if all.problems.iter().filter(|problem| is_other(problem)).count() < sheets.len() {
                all.problems.retain(|problem| !is_other(problem));
            }
            all
        }
        Err(bad) => Outcome::unread(input, bad.code(), bad.to_string()),
    }
}

/// The cells of a sheet one after the other, and where each of them is in that text.
struct Page<'s> {
    text: String,
    cells: Vec<(Range<usize>, &'s SheetCell)>,
}

impl<'s> Page<'s> {
    fn new(sheet: &'s SheetText) -> Self {
        let mut page = Self { text: String::new(), cells: Vec::with_capacity(sheet.cells.len()) };
        for cell in &sheet.cells {
            let start = page.text.len();
            page.text.push_str(&cell.text);
            page.cells.push((start..page.text.len(), cell));
            page.text.push('\n');
        }
        page
    }

    /// The rows: for each of its cells, where it is and its column from 0.
    fn rows(&self) -> Vec<Vec<(Range<usize>, usize)>> {
        let rows = self.cells.chunk_by(|(_, one), (_, other)| one.row == other.row);
        let cell = |(range, cell): &(Range<usize>, &SheetCell)| (range.clone(), cell.column as usize - 1);
        rows.map(|row| row.iter().map(cell).collect()).collect()
    }

    /// The cell that a byte of the text is in.
    fn cell(&self, at: u32) -> Option<&(Range<usize>, &'s SheetCell)> {
        let number = self.cells.partition_point(|(range, _)| range.start <= at as usize);
        self.cells.get(number.checked_sub(1)?)
    }

    /// Row and column for line and column; the span counts in the cell's own text.
    fn place(&self, place: &Place) -> Place {
        let Some((range, cell)) = self.cell(place.span.start) else { return place.clone() };
        let start = u32::try_from(range.start).unwrap_or(u32::MAX);
        let span = Span::new(place.span.start.saturating_sub(start), place.span.end.saturating_sub(start));
        Place { line: cell.row, column: cell.column, end_line: cell.row, end_column: cell.column + 1, span }
    }
}

fn sheet(input: &Input, sheet: &SheetText, scan: &Scan) -> Outcome {
    let page = Page::new(sheet);
    let decoded = decode(page.text.as_bytes());
    let lines = Lines::new(&decoded);
    let extraction = extract::sheet(&page.text, &page.rows());
    let shown: Arc<str> = format!("{}!{}", input.shown, sheet.name).into();
    let input = Input { shown: shown.clone(), ..input.clone() };
    let mut outcome = Outcome::default();
    for note in &extraction.notes {
        let cell = page.cell(note.span.start).map(|(_, cell)| *cell);
        let (line, column) = (cell.map(|cell| cell.row), cell.map(|cell| cell.column));
        let (code, message) = (note.code, note.message.clone());
        outcome.problems.push(Problem {
            path: shown.clone(),
            line,
            column,
            code,
            message,
            incomplete: note.incomplete,
        });
    }
    outcome.problems.extend(oddities(sheet, &shown));
    Source::new(&input, &lines, *scan).judge(extraction, &mut outcome);
    replace(&mut outcome, &page);
    outcome
}

/// Gives everything its place in the sheet.
fn replace(outcome: &mut Outcome, page: &Page) {
    let finding = |finding: &mut Finding| {
        finding.place = page.place(&finding.place);
        (finding.excerpt.line, finding.excerpt.column) = (finding.place.line, finding.place.column);
        // Cells are emptied by `fix`; they are no text to delete a part of.
        finding.removal = None;
        finding.related.iter_mut().for_each(|(place, _)| *place = page.place(place));
    };
    outcome.findings.iter_mut().for_each(finding);
    for record in &mut outcome.records {
        let place = page.place(&Place { span: record.span, ..Place::default() });
        (record.line, record.column, record.span) = (place.line, place.column, place.span);
    }
    for obsolete in outcome.plan.iter_mut().flat_map(|entry| &mut entry.obsolete) {
        let place = page.place(&Place { span: obsolete.span, ..Place::default() });
        (obsolete.line, obsolete.column, obsolete.span) = (place.line, place.column, place.span);
    }
}

fn oddities(sheet: &SheetText, shown: &Arc<str>) -> Vec<Problem> {
    let problem = |line, column, code, message, incomplete| Problem {
        path: shown.clone(),
        line,
        column,
        code,
        message,
        incomplete,
    };
    let merged = sheet.merged.iter().filter(|(row, _, column)| {
        sheet.cells.binary_search_by_key(&(*row, *column), |cell| (cell.row, cell.column)).is_ok()
    });
    let mut problems: Vec<Problem> = merged
        .map(|(row, last, column)| {
            let message = format!(
                "Rows {row} to {last} are merged here, and what stands in the cell counts for row {row} only; unmerge \
                 it, and repeat it where it is meant for the others"
            );
            problem(Some(*row), Some(*column), "merged-cells", message, false)
        })
        .collect();
    if sheet.is_cut {
        let last = sheet.cells.last().map(|cell| cell.row);
        let message = "The sheet has more cells than are read; the rest was not checked, split it".to_owned();
        problems.push(problem(last, None, "too-many-cells", message, true));
    }
    problems
}
