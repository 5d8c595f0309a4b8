//! A *snippet*: a finding's excerpt, fitted to the terminal. Creatives are long lines, so what is far from the span is
//! cut off, and of a span wider than the terminal the middle is left out; `…` marks every cut.

use super::note;
use crate::finding::Finding;
use crate::report::plain::{harmless, visible};
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar;

/// Text for miette to draw, with one span in it.
#[derive(Debug)]
pub(super) struct Snippet {
    name: String,
    text: String,
    span: SourceSpan,
    label: Option<String>,
    /// 0-based line of the text's first line in the file.
    first_line: usize,
    /// 0-based line and column of the span in the file.
    place: (usize, usize),
}

/// A character as it is drawn, and whether the span holds it.
#[derive(Clone, Copy, Debug)]
struct Cell {
    c: char,
    width: usize,
    marked: bool,
}

const CUT: char = '…';
/// Columns of a label before its text: `╰── `.
const HOOK: usize = 4;
/// Columns of code that are kept before a long span, so that one sees what it stands in.
const LEAD: usize = 16;

impl Snippet {
    /// The finding's excerpt in a terminal of this many columns, if there is one.
    pub(super) fn new(finding: &Finding, columns: usize) -> Option<Self> {
        let excerpt = &finding.excerpt;
        if excerpt.text.is_empty() || excerpt.text.get(excerpt.start..excerpt.start + excerpt.len).is_none() {
            return None;
        }
        let lines = cells(&excerpt.text, excerpt.start, excerpt.len);
        let last_line = excerpt.line as usize + lines.len();
        let one_line = lines.iter().filter(|line| marked_range(line).is_some()).count() == 1;
        // ` 12 │ ` before a line, and arrows where the span goes over several.
        let frame = last_line.to_string().len() + 4 + if one_line { 0 } else { 4 };
        let room = columns.saturating_sub(frame + 1).max(20);
        let label = note::label(finding).filter(|_| one_line);
        let label_width = label.as_deref().map_or(0, |label| HOOK + label.chars().count());
        let fitted: Vec<Vec<Cell>> = lines.into_iter().map(|line| fit(line, room, label_width)).collect();
        let fits = fitted.iter().all(|line| label_end(line, label_width) <= room);
        let (text, span) = assemble(&fitted);
        Some(Self {
            name: visible(&finding.path).into_owned(),
            text,
            span,
            label: label.filter(|_| fits),
            first_line: excerpt.line.saturating_sub(1) as usize,
            place: (finding.place.line.saturating_sub(1) as usize, finding.place.column.saturating_sub(1) as usize),
        })
    }

    /// The span with its label.
    pub(super) fn label(&self) -> LabeledSpan {
        LabeledSpan::new_primary_with_span(self.label.clone(), self.span)
    }
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let inner = self.text.as_str().read_span(span, before, after)?;
        // Without context miette asks for the place that it prints in the head of the snippet.
        let (line, column) = if before == 0 { self.place } else { (inner.line() + self.first_line, inner.column()) };
        let (data, span, count) = (&self.text.as_bytes()[inner_range(&*inner)], *inner.span(), inner.line_count());
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, span, line, column, count)))
    }
}

fn inner_range(contents: &dyn SpanContents) -> std::ops::Range<usize> {
    let span = contents.span();
    span.offset()..span.offset() + span.len()
}

/// The lines of the text in cells; those in the span are marked, or the one at it where it is empty.
fn cells(text: &str, start: usize, len: usize) -> Vec<Vec<Cell>> {
    let end = start + len.max(1);
    let mut lines = vec![Vec::new()];
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        let marked = (start..end).contains(&at);
        let line = lines.last_mut().expect("there is a line from the start");
        match c {
            '\n' => {
                if marked && len == 0 {
                    line.push(Cell { c: ' ', width: 1, marked });
                }
                lines.push(Vec::new());
            }
            '\r' => {}
            '\t' => line.extend([Cell { c: ' ', width: 1, marked }; 2]),
            c => line.push(Cell { c: harmless(c), width: harmless(c).width().unwrap_or(0), marked }),
        }
    }
    // The last break ends a line, and blank lines at the end say nothing.
    while lines.len() > 1 && lines.last().is_some_and(Vec::is_empty) {
        lines.pop();
    }
    lines
}

fn width(cells: &[Cell]) -> usize {
    cells.iter().map(|cell| cell.width).sum()
}

fn marked_range(line: &[Cell]) -> Option<(usize, usize)> {
    let first = line.iter().position(|cell| cell.marked)?;
    let last = line.iter().rposition(|cell| cell.marked)?;
    Some((first, last + 1))
}

/// The column at which the label of the line's span would end.
fn label_end(line: &[Cell], label: usize) -> usize {
    marked_range(line).map_or(0, |(start, end)| width(&line[..start]) + width(&line[start..end]) / 2 + label)
}

/// The line cut to the room, around its span if it has one.
fn fit(line: Vec<Cell>, room: usize, label: usize) -> Vec<Cell> {
    if width(&line) <= room && label_end(&line, label) <= room {
        return line;
    }
    let Some((start, end)) = marked_range(&line) else { return keep_front(&line, room) };
    let (before, span, after) = (&line[..start], &line[start..end], &line[end..]);
    let span = squeeze(span, room.saturating_sub(LEAD.min(width(before)) + 1));
    let rest = room.saturating_sub(width(&span));
    // The front gets what the back does not need, and half at least; but the label wants its room too.
    let front = rest.saturating_sub(width(after)).max(rest / 2).min(width(before));
    let front = front.min(room.saturating_sub(width(&span) / 2 + label));
    let front = keep_back(before, front);
    let back = keep_front(after, room.saturating_sub(width(&front) + width(&span)));
    [front, span, back].concat()
}

fn cut(marked: bool) -> Cell {
    Cell { c: CUT, width: 1, marked }
}

/// As many cells from the front as fit, with a mark if that is not all.
fn keep_front(cells: &[Cell], room: usize) -> Vec<Cell> {
    if width(cells) <= room {
        return cells.to_vec();
    }
    let mut kept = taken(cells.iter(), room.saturating_sub(1));
    kept.extend((room > 0).then(|| cut(cells[0].marked)));
    kept
}

/// As many cells from the back as fit, with a mark if that is not all.
fn keep_back(cells: &[Cell], room: usize) -> Vec<Cell> {
    if width(cells) <= room {
        return cells.to_vec();
    }
    let mut kept = taken(cells.iter().rev(), room.saturating_sub(1));
    kept.extend((room > 0).then(|| cut(cells[0].marked)));
    kept.reverse();
    kept
}

/// A span in this much room: its head and its tail. A URL's head says most.
fn squeeze(span: &[Cell], room: usize) -> Vec<Cell> {
    if width(span) <= room {
        return span.to_vec();
    }
    let tail = room / 4;
    let mut kept = keep_front(span, room - tail);
    kept.extend(taken(span.iter().rev(), tail).into_iter().rev());
    kept
}

fn taken<'c>(cells: impl Iterator<Item = &'c Cell>, room: usize) -> Vec<Cell> {
    let mut used = 0;
    let fits = |cell: &&Cell| {
        used += cell.width;
        used <= room
    };
    cells.take_while(fits).copied().collect()
}

/// The lines as one text, and where the span is in it.
fn assemble(lines: &[Vec<Cell>]) -> (String, SourceSpan) {
    let mut text = String::new();
    let mut span: Option<(usize, usize)> = None;
    for line in lines {
        for cell in line {
            let start = text.len();
            text.push(cell.c);
            if cell.marked {
                let first = span.map_or(start, |(first, _)| first);
                span = Some((first, text.len()));
            }
        }
        text.push('\n');
    }
    let (start, end) = span.unwrap_or_default();
    (text, (start, end - start).into())
}
