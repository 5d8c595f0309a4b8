//! Rows of JSON: an object, of whose keys those that name a field are read. What is an object or a list stays as it is
//! written, so that spans in it are right.

use super::Names;
use super::field::Field;
use super::row::Cell;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// A value that could not be read: where, as a 1-based column counted in bytes, and why.
pub(super) struct Broken {
    pub(super) column: usize,
    pub(super) why: String,
}

/// The fields of a line.
pub(super) fn cells(line: &[u8], names: &Names) -> Result<Vec<(Field, Cell)>, Broken> {
    // A mark of the encoding may stand before the first line.
    let mark = if line.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let Object(pairs) = serde_json::from_slice(&line[mark..]).map_err(|error| broken(&error, mark))?;
    let known = pairs.into_iter().filter_map(|(key, value)| Some((names.field(&key)?, value)));
    known.filter_map(|(field, value)| cell(value).map(|cell| cell.map(|cell| (field, cell))).transpose()).collect()
}

fn broken(error: &serde_json::Error, before: usize) -> Broken {
    let text = error.to_string();
    let why = text.rsplit_once(" at line ").map_or(text.as_str(), |(why, _)| why).to_owned();
    Broken { column: (error.column() + before).max(1), why }
}

/// A value; `None` for `null`.
fn cell(value: &RawValue) -> Result<Option<Cell>, Broken> {
    let written = value.get();
    match written.as_bytes().first() {
        Some(b'"') => {
            let Text(text) = serde_json::from_str(written).map_err(|error| broken(&error, 0))?;
            Ok(Some(Cell::Text(text)))
        }
        _ if written == "null" => Ok(None),
        _ => Ok(Some(Cell::Json(written.to_owned()))),
    }
}

/// The keys and values of an object, in their order.
struct Object<'l>(Vec<(String, &'l RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Object<'de>;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("an object, as in {\"id\": 1, \"content\": \"<img …>\"}")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry::<Text, &RawValue>()? {
                    pairs.push((pair.0.0, pair.1));
                }
                Ok(Object(pairs))
            }
        }
        from.deserialize_map(Reader)
    }
}

/// A text. Half a surrogate pair, which JSON can write and no text can hold, becomes U+FFFD.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl Visitor<'_> for Reader {
            type Value = Text;

            fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
                out.write_str("a text")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Text, E> {
                Ok(Text(String::from_utf8_lossy(bytes).into_owned()))
            }
        }
        from.deserialize_bytes(Reader)
    }
}
