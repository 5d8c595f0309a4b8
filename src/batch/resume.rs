//! Going on: the answers of an earlier run, so that no row is answered twice. A row is known by its id; without one, by
//! its number. Of ids only a hash is kept: 24 bytes a row.

use super::Tally;
use super::record::Record;
use crate::finding::Severity;
use crate::limit::LINE_BYTES;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::Value;
use siphasher::sip128::{Hasher128, SipHasher24};
use std::hash::Hasher;
use std::io::{self, BufRead, Read};

/// What was answered before.
#[derive(Debug, Default)]
pub struct Answered {
    /// How many answers there are that no row took yet.
    seen: FxHashMap<u128, u32>,
    /// What was answered.
    pub tally: Tally,
    /// Bytes of whole answers; what follows was cut off.
    pub length: u64,
}

/// Why a file of answers cannot be gone on with.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswers {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    /// Something else is in it.
    #[error("line {0} is not an answer of `taglint batch`")]
    Other(u64),
}

#[derive(Deserialize)]
struct Answer {
    row: u64,
    id: Value,
    verdict: String,
    findings: Vec<Finding>,
    incomplete: bool,
}

#[derive(Deserialize)]
struct Finding {
    severity: Severity,
}

impl Answered {
    /// Reads the answers of an earlier run. A last line without its end was cut off and does not count.
    ///
    /// # Errors
    /// That it cannot be read, or that something else is in it.
    pub fn read(mut from: impl BufRead) -> Result<Self, NoAnswers> {
        let (mut all, mut line, mut number) = (Self::default(), Vec::new(), 0);
        loop {
            line.clear();
            number += 1;
            // An answer may be longer than its row.
            from.by_ref().take(LINE_BYTES * 16).read_until(b'\n', &mut line)?;
            if line.last() != Some(&b'\n') {
                return Ok(all);
            }
            let answer: Answer = serde_json::from_slice(&line).map_err(|_| NoAnswers::Other(number))?;
            all.length += line.len() as u64;
            *all.seen.entry(key(&answer.id, answer.row)).or_default() += 1;
            all.tally.add(answer.tally());
        }
    }

    /// Whether a row is answered; each answer stands for one row.
    pub(crate) fn take(&mut self, record: &Record) -> bool {
        if self.seen.is_empty() {
            return false;
        }
        let left = self.seen.get_mut(&key(&record.id, record.number)).filter(|left| **left > 0);
        left.map(|left| *left -= 1).is_some()
    }
}

impl Answer {
    fn tally(&self) -> Tally {
        Tally {
            rows: 1,
            disapproved: u64::from(self.verdict == "disapproved"),
            incomplete: u64::from(self.incomplete),
            worst: self.findings.iter().map(|finding| finding.severity).max(),
        }
    }
}

fn key(id: &Value, row: u64) -> u128 {
    let mut hasher = SipHasher24::new();
    match id {
        Value::Null => hasher.write_u64(row),
        // A text and a number of the same digits are two ids; a text is in quotes here.
        id => hasher.write(id.to_string().as_bytes()),
    }
    hasher.finish128().as_u128()
}
