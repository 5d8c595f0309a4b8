//! The *pipe*: one thread reads rows, all threads answer them, one writes the answers in the order of the rows. Between
//! them wait a few chunks and no more: whoever is too fast has to wait. A row is answered as soon as no other one is
//! there to be read, so that a program can ask one by one.

use super::answer::{Outcome, answer};
use super::field::Names;
use super::open::Opened;
use super::record::Record;
use super::resume::Answered;
use super::row::Row;
use crate::scan::{Settings, Used};
use rayon::prelude::*;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Rows that are answered at once, at most.
const ROWS: usize = 4096;
/// Bytes of rows that are answered at once; the last row may exceed it.
const BYTES: usize = 4 << 20;
/// Chunks that wait to be answered, each at most a quarter of what is answered at once.
const WAITING: usize = 4;

/// Rows read one after another.
#[derive(Default)]
struct Read {
    rows: Vec<Row>,
    bytes: usize,
}

impl Read {
    fn is_full(&self, parts: usize) -> bool {
        self.rows.len() >= ROWS / parts || self.bytes >= BYTES / parts
    }

    fn push(&mut self, row: Row) {
        self.bytes += row.data.size();
        self.rows.push(row);
    }

    fn join(&mut self, other: Self) {
        self.bytes += other.bytes;
        self.rows.extend(other.rows);
    }
}

/// Answers of rows that follow each other.
pub type Chunk = Vec<Outcome>;

/// Answers all rows but those that are answered already. `write` is given the answers in the order of the rows.
///
/// # Errors
/// The first error of `write`; nothing is read or written after it.
pub fn run(
    opened: Opened,
    names: &Names,
    answered: &mut Answered,
    settings: &Settings,
    used: &Used,
    mut write: impl FnMut(Chunk) -> io::Result<()>,
) -> io::Result<()> {
    let (to_answer, from_reader) = sync_channel(WAITING);
    let to_wake = to_answer.clone();
    // The reader may be waiting for input that never comes when writing fails: then nobody waits for it.
    let reader = thread::spawn(move || {
        let read = catch_unwind(AssertUnwindSafe(|| read(opened, &to_answer)));
        let _ = to_answer.send(None);
        read
    });
    thread::scope(|scope| {
        let (to_writer, from_answerer) = sync_channel(1);
        scope.spawn(move || answer_all(&from_reader, names, answered, settings, used, &to_writer));
        let written = from_answerer.iter().try_for_each(&mut write);
        if written.is_err() {
            // It ends when it finds that nobody takes its answers. If the channel is full, it is not waiting.
            let _ = to_wake.try_send(None);
        }
        written
    })?;
    match reader.join() {
        Ok(Ok(())) => Ok(()),
        _ => Err(io::Error::other("taglint failed while reading; what it had read is answered")),
    }
}

fn read(opened: Opened, out: &SyncSender<Option<Read>>) {
    let mut chunk = Read::default();
    for (row, waits) in opened.rows {
        chunk.push(row);
        if (waits || chunk.is_full(WAITING)) && out.send(Some(std::mem::take(&mut chunk))).is_err() {
            return;
        }
    }
    let _ = out.send(Some(chunk));
}

fn answer_all(
    from: &Receiver<Option<Read>>,
    names: &Names,
    answered: &mut Answered,
    settings: &Settings,
    used: &Used,
    out: &SyncSender<Chunk>,
) {
    let mut ended = false;
    while !ended && let Ok(Some(mut chunk)) = from.recv() {
        while !chunk.is_full(1)
            && let Ok(more) = from.try_recv()
        {
            match more {
                Some(more) => chunk.join(more),
                None => ended = true,
            }
        }
        let records: Vec<Record> = chunk.rows.into_par_iter().map(|row| Record::new(row, names)).collect();
        let open: Vec<Record> = records.into_iter().filter(|record| !answered.take(record)).collect();
        let one = |record: Record| answer(&record, settings, used);
        let answers = open.into_par_iter().with_max_len(1).map(one).collect();
        if out.send(answers).is_err() {
            return;
        }
    }
}
