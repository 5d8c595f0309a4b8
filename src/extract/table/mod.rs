//! *Sheets* of creatives, as they are uploaded in bulk: a row for each, with its tag, its trackers and its landing page
//! in columns whose headers are documented. A sheet whose headers nobody knows is read for cells with evident markup.

pub(super) mod csv;
mod header;

use super::list::{Reader, Row};
use super::{Language, Queue, Region, Route};
use crate::association::Creative;
use crate::call::Trigger;
use crate::mapped::Mapped;
use crate::span::Span;
use header::{Column, Header};

/// A cell with something in it.
#[derive(Clone, Debug)]
pub(crate) struct Cell<'s> {
    /// Number of its column, from 0.
    pub(crate) column: usize,
    /// Its text.
    pub(crate) text: Mapped<'s>,
}

/// Rows in which a header is looked for.
const HEADER_ROWS: usize = 20;

/// Reads a sheet row by row.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    header: Option<Header>,
    rows: usize,
    /// What is read of a list of associations.
    list: Reader,
}

impl Sheet {
    /// Reads a row; empty cells may be left out.
    pub(crate) fn row<'s>(&mut self, cells: &[Cell<'s>], queue: &mut Queue<'s>) {
        self.rows += 1;
        match &self.header {
            None if self.rows <= HEADER_ROWS => match Header::read(cells) {
                Some(header) => self.header = Some(header),
                None => loose(cells, queue),
            },
            None => loose(cells, queue),
            Some(header) if header.is_list => {
                let row = list_row(cells, header);
                self.list.row(row, queue);
            }
            Some(header) => creative(cells, header, queue),
        }
    }

    /// Hands over what the rows since the last part gave.
    pub(super) fn part(&mut self, queue: &mut Queue) {
        self.list.part(queue);
    }

    /// Ends the sheet; `whole` is where it stands.
    pub(crate) fn end(self, whole: Span, queue: &mut Queue) {
        if self.header.is_none() && self.rows > 0 {
            let message = "no column has a header that is known to hold tags, so only cells with evident markup were \
                           read; name the column of the tags \"Tag Content Secure\" or \"JavaScript Tag\"";
            queue.remark(Span::new(whole.start, whole.start), "unknown-columns", message.to_owned());
        }
        self.list.end(queue);
    }
}

/// One creative.
fn creative<'s>(cells: &[Cell<'s>], header: &Header, queue: &mut Queue<'s>) {
    let column = |cell: &Cell| header.columns.get(&cell.column).copied();
    let Some(span) = cells.iter().map(|cell| cell.text.span()).reduce(Span::cover) else { return };
    let id = cells.iter().find(|cell| column(cell) == Some(Column::Id));
    let code = id.map(|cell| cell.text.text.trim().to_owned());
    let number = queue.creative(Creative { code, span, ..Creative::default() });
    if queue.is_shallow() {
        return;
    }
    let route = Route { creative: Some(number), ..Route::default() };
    for cell in cells {
        let name = header.names.get(&cell.column).cloned().unwrap_or_default();
        match column(cell) {
            Some(Column::Tag) => tag(&cell.text, &route.step(name), queue),
            Some(Column::Landing) => queue.url(&cell.text, route.step(name).on(Trigger::Click)),
            Some(Column::Creative | Column::Segment | Column::Member | Column::Action | Column::Id) => {}
            None => evident(&cell.text, &route.step(name), queue),
        }
    }
}

/// A tag: an address, markup, or a script.
fn tag<'s>(text: &Mapped<'s>, route: &Route, queue: &mut Queue<'s>) {
    let trimmed = text.trim();
    let is_address = !trimmed.text.contains(['<', '\n', ';', '(']) || trimmed.text.starts_with("http");
    if is_address && !trimmed.text.contains(char::is_whitespace) {
        return queue.url(&trimmed, route.clone());
    }
    let language = if trimmed.text.contains('<') && !trimmed.text.starts_with("document.") {
        Language::Markup
    } else {
        Language::Script
    };
    queue.push(Region { text: trimmed, language, route: route.clone() });
}

fn evident<'s>(text: &Mapped<'s>, route: &Route, queue: &mut Queue<'s>) {
    if text.text.contains('<') {
        tag(text, route, queue);
    }
}

fn loose<'s>(cells: &[Cell<'s>], queue: &mut Queue<'s>) {
    for cell in cells {
        evident(&cell.text, &Route::default().step(format!("column {}", cell.column + 1)), queue);
    }
}

fn list_row(cells: &[Cell], header: &Header) -> Row {
    let find = |wanted: Column| {
        let cell = cells.iter().find(|cell| header.columns.get(&cell.column) == Some(&wanted))?;
        let text = cell.text.trim();
        Some((text.text.to_string(), text.span()))
    };
    Row {
        creative: find(Column::Creative),
        segment: find(Column::Segment),
        member: find(Column::Member),
        action: find(Column::Action),
        span: cells.iter().map(|cell| cell.text.span()).reduce(Span::cover),
    }
}
