//! A *source* is an input's bytes made readable: the text with its map back to the bytes on disk ([`decode()`]), what the
//! text is written in ([`sniff()`]), and where its lines are ([`Lines`]). Nothing here knows what the text means.

mod archive;
mod charset;
mod content;
mod decode;
mod excerpt;
mod line;
mod piece;
mod sniff;
pub(crate) mod tally;
mod workbook;

pub use archive::{Archive, Member, Refused, gunzip, is_gzip, is_zip, unzip};
pub use decode::{Decoded, decode};
pub use line::Lines;
pub use sniff::{Guess, Kind, is_input, sniff};
pub use workbook::{BadWorkbook, SheetCell, SheetText, is_workbook, sheets};

#[cfg(test)]
mod tests;
