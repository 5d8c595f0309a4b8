//! Opening a batch: what its file is written in, and how much of it there is.

use super::csv;
use super::field::Names;
use super::lines::Lines;
use super::parquet::Table;
use super::row::{Row, Shard};
use clap::ValueEnum;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a batch is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// An object a line, as in {"id": 1, "content": "<img …>"}.
    Jsonl,
    /// A sheet whose first row names the columns.
    Csv,
    /// A Parquet file.
    Parquet,
}

impl Form {
    /// What a file is written in by its name; JSON lines where that does not tell.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let is_gz = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
        let name = if is_gz { path.with_extension("") } else { path.to_path_buf() };
        let extension = name.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        match extension.to_ascii_lowercase().as_str() {
            "csv" | "tsv" => Self::Csv,
            "parquet" | "pq" => Self::Parquet,
            _ => Self::Jsonl,
        }
    }
}

/// A batch that is open.
pub struct Opened {
    /// Its rows, each with whether to wait for the next one could take long.
    pub(crate) rows: Box<dyn Iterator<Item = (Row, bool)> + Send>,
    /// How much there is to read (bytes, or rows of Parquet), if that is known.
    pub total: Option<u64>,
    /// How much of it was read.
    pub done: Arc<AtomicU64>,
}

/// Why a batch cannot be opened.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum Bad {
    /// The file cannot be read.
    #[error("the batch cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    /// Neither can its first row.
    #[error("the first row of the sheet, which names its columns, cannot be read: {0}")]
    Header(#[source] io::Error),
    /// There is nothing to check in it.
    #[error("there is no column with something to check")]
    #[diagnostic(help(
        "it has the columns {found}; one of {wanted} is needed: say which it is with --column, for example --column content=tag"
    ))]
    NoColumn {
        /// The columns that would do.
        wanted: String,
        /// The columns that there are.
        found: String,
    },
    /// It is no Parquet file, or one of a kind that is not known.
    #[error("this is not a Parquet file that can be read: {0}")]
    Parquet(#[source] ::parquet::errors::ParquetError),
    /// Parquet is read from its end.
    #[error("Parquet cannot be read from the standard input, nor packed with gzip")]
    #[diagnostic(help("give the name of the file itself"))]
    NotAFile,
}

/// Opens a batch; without a path, the standard input.
///
/// # Errors
/// That it cannot be read, or that there is nothing to check in it.
pub fn open(path: Option<&Path>, form: Form, names: &Names, shard: Shard) -> Result<Opened, Bad> {
    let done = Arc::new(AtomicU64::new(0));
    let file = path.map(File::open).transpose().map_err(Bad::Unreadable)?;
    let is_packed = path.and_then(Path::extension).is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    if form == Form::Parquet {
        let file = file.filter(|_| !is_packed).ok_or(Bad::NotAFile)?;
        let (table, total) = Table::open(file, names, shard, done.clone())?;
        return Ok(Opened { rows: Box::new(table), total: Some(total), done });
    }
    let data = file.as_ref().map(File::metadata).transpose().map_err(Bad::Unreadable)?;
    let total = data.filter(std::fs::Metadata::is_file).map(|data| data.len());
    let from: Box<dyn Read + Send> = match file {
        Some(file) => Box::new(Counted { from: file, done: done.clone() }),
        None => Box::new(Counted { from: io::stdin(), done: done.clone() }),
    };
    let from = if is_packed { Box::new(MultiGzDecoder::new(from)) } else { from };
    let rows: Box<dyn Iterator<Item = (Row, bool)> + Send> = match form {
        Form::Csv => Box::new(csv::Sheet::new(from, names, shard)?),
        _ => Box::new(Lines::new(from, shard)),
    };
    Ok(Opened { rows, total, done })
}

/// Counts what is read.
struct Counted<R> {
    from: R,
    done: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.done.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
