//! Rows of a Parquet file. Only the columns that hold fields are read.

use super::csv;
use super::field::Names;
use super::open::Bad;
use super::row::{Cell, Data, Row, Shard};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field as Value, Row as Record};
use parquet::schema::types::Type;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The rows of a file.
pub(super) struct Table {
    rows: RowIter<'static>,
    names: Names,
    shard: Shard,
    number: u64,
    ended: bool,
    done: Arc<AtomicU64>,
}

impl Table {
    /// Opens a file; gives the number of its rows as well. `done` counts those that were read.
    pub(super) fn open(file: File, names: &Names, shard: Shard, done: Arc<AtomicU64>) -> Result<(Self, u64), Bad> {
        let opened = catch_unwind(AssertUnwindSafe(|| SerializedFileReader::new(file)));
        let reader = opened.unwrap_or_else(|_| Err(unexpected())).map_err(Bad::Parquet)?;
        let data = reader.metadata().file_metadata();
        let (total, schema) = (u64::try_from(data.num_rows()).unwrap_or(0), data.schema());
        let wanted = projection(schema, names)?;
        let rows = RowIter::from_file_into(Box::new(reader)).project(Some(wanted)).map_err(Bad::Parquet)?;
        Ok((Self { rows, names: names.clone(), shard, number: 0, ended: false, done }, total))
    }

    fn cells(&self, record: &Record) -> Data {
        let named = record.get_column_iter().filter_map(|(name, value)| Some((self.names.field(name)?, value)));
        Data::Cells(named.filter_map(|(field, value)| Some((field, cell(value)?))).collect())
    }
}

fn unexpected() -> ParquetError {
    ParquetError::General("it is damaged".to_owned())
}

/// The schema with the columns that hold fields.
fn projection(schema: &Type, names: &Names) -> Result<Type, Bad> {
    let all = schema.get_fields();
    let columns = csv::columns(all.iter().map(|column| column.name()), names)?;
    let wanted = columns.iter().map(|(at, _)| all[*at].clone()).collect();
    Type::group_type_builder(schema.name()).with_fields(wanted).build().map_err(Bad::Parquet)
}

fn cell(value: &Value) -> Option<Cell> {
    match value {
        Value::Null => None,
        Value::Str(text) => Some(Cell::Text(text.clone())),
        // Some writers do not mark texts as such.
        Value::Bytes(bytes) => Some(Cell::Text(String::from_utf8_lossy(bytes.data()).into_owned())),
        other => Some(match other.to_json_value() {
            serde_json::Value::String(text) => Cell::Text(text),
            json => Cell::Json(json.to_string()),
        }),
    }
}

impl Iterator for Table {
    type Item = (Row, bool);

    fn next(&mut self) -> Option<(Row, bool)> {
        while !self.ended {
            self.number += 1;
            self.done.store(self.number, Ordering::Relaxed);
            // The reader takes what a damaged file says at its word, and may panic over it.
            let read = catch_unwind(AssertUnwindSafe(|| self.rows.next()));
            let data = match read.unwrap_or_else(|_| Some(Err(unexpected()))) {
                None => return None,
                Some(Ok(_)) if !self.shard.has(self.number) => continue,
                Some(Ok(record)) => self.cells(&record),
                Some(Err(error)) => {
                    self.ended = true;
                    let message = format!("The file cannot be read from here on, so nothing more was checked: {error}");
                    Data::Unread("broken-parquet", message)
                }
            };
            return Some((Row { number: self.number, data }, false));
        }
        None
    }
}
