//! Lines, bounded: one that is too long is passed over without being kept, and named.

use super::row::{Data, Row, Shard};
use crate::limit::LINE_BYTES;
use std::io::{self, BufRead, BufReader, Read};

/// Bytes read at once.
const BUFFER: usize = 256 << 10;

/// The rows of JSON lines.
pub(super) struct Lines<R> {
    from: BufReader<R>,
    shard: Shard,
    number: u64,
    ended: bool,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(from: R, shard: Shard) -> Self {
        Self { from: BufReader::with_capacity(BUFFER, from), shard, number: 0, ended: false }
    }

    /// Reads a line without its end. `None` at the end of the file; the number of bytes if there were too many.
    fn line(&mut self) -> io::Result<Option<Result<Vec<u8>, u64>>> {
        let (mut line, mut length) = (Vec::new(), 0_u64);
        loop {
            let buffer = match self.from.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                buffer => buffer?,
            };
            let end = memchr::memchr(b'\n', buffer);
            let part = &buffer[..end.unwrap_or(buffer.len())];
            let (read, ended) = (part.len() + usize::from(end.is_some()), end.is_some() || part.is_empty());
            length += part.len() as u64;
            if length <= LINE_BYTES {
                line.extend_from_slice(part);
            } else {
                line = Vec::new();
            }
            self.from.consume(read);
            if ended {
                let is_end = read == 0 && length == 0;
                return Ok((!is_end).then_some(if length <= LINE_BYTES { Ok(line) } else { Err(length) }));
            }
        }
    }

    fn row(&self, data: Data) -> (Row, bool) {
        (Row { number: self.number, data }, self.from.buffer().is_empty())
    }
}

impl<R: Read> Iterator for Lines<R> {
    /// A row, and whether to wait for the next one could take long.
    type Item = (Row, bool);

    fn next(&mut self) -> Option<(Row, bool)> {
        while !self.ended {
            self.number += 1;
            let line = match self.line() {
                Ok(line) => line?,
                Err(error) => {
                    self.ended = true;
                    let message = format!("Cannot be read, so nothing from here on was checked: {error}");
                    return Some(self.row(Data::Unread("unreadable", message)));
                }
            };
            match line {
                _ if !self.shard.has(self.number) => {}
                Ok(line) if line.trim_ascii().is_empty() => {}
                Ok(line) => return Some(self.row(Data::Line(line))),
                Err(length) => return Some(self.row(Data::Unread("too-large", too_large(length)))),
            }
        }
        None
    }
}

/// What to say of a row that is too long.
pub(super) fn too_large(length: u64) -> String {
    format!("{} MiB in one row; over {} MiB nothing in it is checked", length >> 20, LINE_BYTES >> 20)
}
