//! A *batch*: creatives as *rows*, one after another, of JSON lines, a CSV sheet or a Parquet file. Each row gives one
//! *answer*, a line of JSON, in the order of the rows. Rows are read in bounded *chunks* and wait for each other, so that
//! a batch of millions takes no more memory than one of thousands. A row that cannot be read has that as its answer.

mod answer;
mod csv;
mod field;
mod json;
mod lines;
mod open;
mod parquet;
mod pipe;
mod record;
mod resume;
mod row;

pub use answer::Outcome;
pub use field::{Field, Names};
pub use open::{Bad, Form, Opened, open};
pub use pipe::{Chunk, run};
pub use resume::{Answered, NoAnswers};
pub use row::Shard;

use crate::finding::Severity;

/// What was answered so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows answered.
    pub rows: u64,
    /// Rows that would be disapproved.
    pub disapproved: u64,
    /// Rows of which some part could not be read.
    pub incomplete: u64,
    /// The worst finding.
    pub worst: Option<Severity>,
}

impl Tally {
    /// Counts what else was answered.
    pub fn add(&mut self, other: Self) {
        self.rows += other.rows;
        self.disapproved += other.disapproved;
        self.incomplete += other.incomplete;
        self.worst = self.worst.max(other.worst);
    }
}
