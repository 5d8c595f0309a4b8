//! CSV, row by row. Records are told apart by the `csv` crate; it does not say where a cell stands, so cells are cut out
//! of the record's own text, with a map through their doubled quotes.

use super::{Cell, Sheet};
use crate::extract::{Queue, Region};
use crate::mapped::{Builder, Mapped};
use crate::span::{Span, offset};
use csv::{ReaderBuilder, StringRecord};
use std::ops::Range;

/// Reads a CSV text.
pub(crate) fn read<'s>(region: &Region<'s>, queue: &mut Queue<'s>) {
    read_rows(region, queue, &mut |_, _| ());
}

/// Told of a sheet when each of its rows was read.
pub(crate) type Done<'d, 's> = &'d mut dyn FnMut(&mut Sheet, &mut Queue<'s>);

/// The same, telling when each row was read.
pub(crate) fn read_rows<'s>(region: &Region<'s>, queue: &mut Queue<'s>, done: Done<'_, 's>) {
    let text = &region.text;
    let delimiter = delimiter(&text.text);
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.text.as_bytes());
    let (mut record, mut sheet) = (StringRecord::new(), Sheet::default());
    loop {
        let start = position(reader.position());
        match reader.read_record(&mut record) {
            Ok(true) => {
                let record = text.slice(start..position(reader.position()));
                queue.row();
                sheet.row(&cells(&record, delimiter), queue);
                done(&mut sheet, queue);
            }
            Ok(false) => break,
            Err(error) => {
                let message = format!("this is not CSV: {error}; nothing after this point was read");
                queue.note(text.map.span(start..start), "broken-csv", message);
                break;
            }
        }
    }
    sheet.end(text.span(), queue);
}

fn position(at: &csv::Position) -> usize {
    usize::try_from(at.byte()).unwrap_or(usize::MAX)
}

/// What separates cells: of the usual three, the one that the first line with any has most of.
fn delimiter(text: &str) -> u8 {
    let line = text.lines().find(|line| line.contains([',', ';', '\t'])).unwrap_or_default();
    let count = |wanted: u8| line.bytes().filter(|byte| *byte == wanted).count();
    b",;\t".iter().copied().rev().max_by_key(|one| count(*one)).unwrap_or(b',')
}

/// The cells of a record that have something in them.
fn cells<'s>(record: &Mapped<'s>, delimiter: u8) -> Vec<Cell<'s>> {
    let ranges = ranges(record.text.as_bytes(), delimiter);
    let all = ranges.into_iter().enumerate().map(|(column, range)| Cell { column, text: value(&record.slice(range)) });
    all.filter(|cell| !cell.text.text.trim().is_empty()).collect()
}

/// Where the cells of a record stand, quotes included. A line end outside of quotes ends it.
fn ranges(record: &[u8], delimiter: u8) -> Vec<Range<usize>> {
    let first = record.iter().position(|byte| !b"\r\n".contains(byte)).unwrap_or(record.len());
    let (mut all, mut start, mut quoted) = (Vec::new(), first, false);
    for (at, byte) in record.iter().enumerate().skip(first) {
        match byte {
            // A quote opens only at the start of a cell; a doubled one closes and opens again.
            b'"' if quoted || at == start || record[at - 1] == b'"' && record[start] == b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => {
                all.push(start..at);
                return all;
            }
            byte if *byte == delimiter && !quoted => {
                all.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    all.push(start..record.len());
    all
}

/// A cell's text: without its quotes, and with doubled quotes as one.
fn value<'s>(raw: &Mapped<'s>) -> Mapped<'s> {
    let source = &raw.text;
    let Some(inner) = source.strip_prefix('"') else { return raw.clone() };
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let whole = raw.slice(1..1 + inner.len());
    if !inner.contains("\"\"") {
        return whole;
    }
    let (mut out, mut at) = (Builder::default(), 0);
    for (found, _) in inner.match_indices("\"\"") {
        out.exact(&inner[at..found], offset(at));
        out.escaped("\"", Span::from(found..found + 2));
        at = found + 2;
    }
    out.exact(&inner[at..], offset(at));
    out.build().within(&whole.map)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLES: &[&str] = &[
        "a,b,c\n",
        "a;\"b;c\";d\n",
        "\"say \"\"hi\"\"\",2\r\n",
        "\"two\nlines\",x\n",
        ",\"\",z\n",
        "a\tb\n",
        "\"<img src=\"\"https://a.example/?x=1,2\"\">\",9\n",
        "plain \"quote\" inside,b\n",
        "last,without end",
    ];

    #[test]
    fn cells_are_those_of_the_csv_crate_and_map_to_where_they_stand() {
        for sample in SAMPLES {
            let delimiter = delimiter(sample);
            let mut reader =
                ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(sample.as_bytes());
            let record = reader.records().next().expect("one").expect("readable");
            let expected: Vec<(usize, &str)> =
                record.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()).collect();
            let found = cells(&Mapped::plain(sample, 0), delimiter);
            let got: Vec<(usize, &str)> = found.iter().map(|cell| (cell.column, cell.text.text.as_ref())).collect();
            assert_eq!(got, expected, "{sample:?}");
            for cell in &found {
                let written = &sample[cell.text.span().range()];
                assert_eq!(written.replace("\"\"", "\""), cell.text.text, "{sample:?}");
            }
        }
    }
}
