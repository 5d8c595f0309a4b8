//! *Rows* as they are read, before anything in them is looked at. A row is numbered from 1; lines without anything in
//! them count, so that the number is the line's in its file.

use super::Field;
use std::str::FromStr;

/// One creative as it was read.
#[derive(Debug)]
pub(crate) struct Row {
    /// Its number, from 1.
    pub(crate) number: u64,
    /// What was read.
    pub(crate) data: Data,
}

/// What was read.
#[derive(Debug)]
pub(crate) enum Data {
    /// A line of JSON.
    Line(Vec<u8>),
    /// Cells.
    Cells(Vec<(Field, Cell)>),
    /// That it could not be read: a problem's code and message.
    Unread(&'static str, String),
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// A text.
    Text(String),
    /// Another value as JSON: what was written, where it was JSON.
    Json(String),
}

impl Data {
    /// How many bytes it takes.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Line(line) => line.len(),
            Self::Cells(cells) => cells.iter().map(|(_, Cell::Text(text) | Cell::Json(text))| text.len()).sum(),
            Self::Unread(..) => 0,
        }
    }
}

/// A part of a batch, where several machines share it: every so many rows one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which part, from 0.
    part: u64,
    /// How many parts there are.
    of: u64,
}

impl Default for Shard {
    fn default() -> Self {
        Self { part: 0, of: 1 }
    }
}

impl Shard {
    /// Whether a row, by its number, belongs to the part.
    #[must_use]
    pub fn has(self, number: u64) -> bool {
        number.wrapping_sub(1) % self.of == self.part
    }

    /// Whether it is not all of the batch.
    #[must_use]
    pub fn is_part(self) -> bool {
        self.of > 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse::<u64>().ok();
        match text.split_once('/').and_then(|(part, of)| Some((number(part)?, number(of)?))) {
            Some((part, of)) if 1 <= part && part <= of => Ok(Self { part: part - 1, of }),
            _ => Err("write it as PART/PARTS, for example 1/4 for the first of four".to_owned()),
        }
    }
}
