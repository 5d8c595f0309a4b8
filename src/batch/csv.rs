//! Rows of a CSV sheet, whose first row names the columns. The `csv` crate reads it; a quote that is never closed would
//! make it keep the whole rest, so bytes are counted from row to row.

use super::field::{Field, Names};
use super::lines::too_large;
use super::open::Bad;
use super::row::{Cell, Data, Row, Shard};
use crate::limit::LINE_BYTES;
use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};
use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes looked at to tell what separates the cells.
const SAMPLE: usize = 64 << 10;

/// The rows of a sheet.
pub(super) struct Sheet<R> {
    from: Reader<Counted<BufReader<R>>>,
    record: StringRecord,
    columns: Vec<(usize, Field)>,
    read: Arc<AtomicU64>,
    shard: Shard,
    number: u64,
    ended: bool,
}

/// Refuses to read on once too much was read since the last row.
struct Counted<R> {
    from: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        let all = self.read.fetch_add(read as u64, Ordering::Relaxed) + read as u64;
        if all > LINE_BYTES { Err(io::Error::other(too_large(all))) } else { Ok(read) }
    }
}

impl<R: Read> Sheet<R> {
    pub(super) fn new(from: R, names: &Names, shard: Shard) -> Result<Self, Bad> {
        let mut from = BufReader::with_capacity(SAMPLE, from);
        let delimiter = delimiter(from.fill_buf().map_err(Bad::Header)?);
        let read = Arc::new(AtomicU64::new(0));
        let mut from =
            ReaderBuilder::new().flexible(true).delimiter(delimiter).from_reader(Counted { from, read: read.clone() });
        let headers = from.headers().map_err(|error| Bad::Header(io::Error::other(error)))?.clone();
        let named = headers.iter().map(|name| name.trim_start_matches('\u{feff}').trim());
        let columns = columns(named, names)?;
        Ok(Self { from, record: StringRecord::new(), columns, read, shard, number: 0, ended: false })
    }

    fn cells(&self) -> Data {
        let cell = |(at, field): &(usize, Field)| {
            let text = self.record.get(*at)?;
            let is_object = *field == Field::Creative && text.trim_start().starts_with('{');
            let cell = if is_object { Cell::Json(text.to_owned()) } else { Cell::Text(text.to_owned()) };
            (!text.is_empty()).then_some((*field, cell))
        };
        Data::Cells(self.columns.iter().filter_map(cell).collect())
    }

    fn failed(&mut self, error: &csv::Error) -> Data {
        self.ended = !matches!(error.kind(), ErrorKind::Utf8 { .. });
        let rest = if self.ended { "so nothing from here on was checked" } else { "so it was not checked" };
        Data::Unread("broken-csv", format!("This row cannot be read, {rest}: {error}"))
    }
}

impl<R: Read> Iterator for Sheet<R> {
    type Item = (Row, bool);

    fn next(&mut self) -> Option<(Row, bool)> {
        while !self.ended {
            self.number += 1;
            self.read.store(0, Ordering::Relaxed);
            let data = match self.from.read_record(&mut self.record) {
                Ok(false) => return None,
                Ok(true) if !self.shard.has(self.number) => continue,
                Ok(true) => self.cells(),
                Err(error) => self.failed(&error),
            };
            return Some((Row { number: self.number, data }, false));
        }
        None
    }
}

/// The columns that hold fields, one at least with something to check.
pub(super) fn columns<'n>(headers: impl Iterator<Item = &'n str>, names: &Names) -> Result<Vec<(usize, Field)>, Bad> {
    let headers: Vec<&str> = headers.collect();
    let columns: Vec<(usize, Field)> =
        headers.iter().enumerate().filter_map(|(at, name)| Some((at, names.field(name)?))).collect();
    if columns.iter().any(|(_, field)| Field::BODIES.contains(field)) {
        return Ok(columns);
    }
    Err(Bad::NoColumn { wanted: names.bodies(), found: headers.join(", ") })
}

/// What separates cells: of the usual three, the one that the first line has most of.
fn delimiter(start: &[u8]) -> u8 {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |wanted: u8| line.iter().filter(|byte| **byte == wanted).count();
    b",;\t".iter().copied().rev().max_by_key(|one| count(*one)).unwrap_or(b',')
}
