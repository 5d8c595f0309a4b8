//! *Records*: rows that are understood. A record has what its answer repeats (the id) and what is to be scanned, one
//! *body* or several.

use super::field::{Field, Names};
use super::json;
use super::row::{Cell, Data, Row};
use crate::association::Declared;
use serde::Deserialize;
use serde_json::Value;

/// A row that is understood.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// The row's number, from 1.
    pub(crate) number: u64,
    /// What its owner calls it: a text, a number, or null.
    pub(crate) id: Value,
    /// What is to be scanned.
    pub(crate) bodies: Vec<Body>,
    /// The ad servers that it declares, if it says so.
    pub(crate) declared: Option<Vec<Declared>>,
    /// What could not be read.
    pub(crate) problems: Vec<Remark>,
}

/// Something to scan.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) field: Field,
    pub(crate) text: String,
    /// The extension of a file that would hold it; empty if its content is to tell.
    pub(crate) extension: &'static str,
}

/// A problem of a row.
#[derive(Debug)]
pub(crate) struct Remark {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// 1-based column in its line, in bytes.
    pub(crate) column: Option<usize>,
    /// Whether something went unread.
    pub(crate) incomplete: bool,
}

impl Record {
    /// Understands a row.
    pub(crate) fn new(row: Row, names: &Names) -> Self {
        let mut record = Self { number: row.number, ..Self::default() };
        match row.data {
            Data::Unread(code, message) => record.unread(code, message),
            Data::Cells(cells) => record.read(cells, names),
            Data::Line(line) => match json::cells(&line, names) {
                Ok(cells) => record.read(cells, names),
                Err(broken) => {
                    record.unread("broken-json", format!("This line is not JSON as it should be: {}", broken.why));
                    record.problems[0].column = Some(broken.column);
                }
            },
        }
        record
    }

    fn read(&mut self, cells: Vec<(Field, Cell)>, names: &Names) {
        let mut format = None;
        for (field, cell) in cells {
            match (field, cell) {
                (Field::Id, cell) => self.id(cell),
                (Field::Format, Cell::Text(text)) => format = Some(text),
                (Field::Format, Cell::Json(_)) => self.remark("bad-field", "`format` is not a text", false),
                (Field::Declared, cell) => self.declared(cell),
                (field, cell) => self.body(field, cell),
            }
        }
        if self.bodies.is_empty() {
            let message = format!(
                "There is nothing to check in this row: it has nothing in any of the columns {}",
                names.bodies()
            );
            self.unread("no-content", message);
        }
        if let Some(format) = format.filter(|format| !format.trim().is_empty()) {
            self.format(format.trim());
        }
    }

    fn id(&mut self, cell: Cell) {
        match cell {
            Cell::Text(text) => self.id = Value::String(text),
            Cell::Json(json) => match serde_json::from_str(&json) {
                Ok(number @ Value::Number(_)) => self.id = number,
                _ => self.remark("bad-field", "The id is neither a text nor a number, so the answer has none", false),
            },
        }
    }

    fn body(&mut self, field: Field, cell: Cell) {
        let (text, extension) = match (field, cell) {
            (Field::Url | Field::Vast, Cell::Json(_)) => {
                return self.remark("bad-field", &format!("`{}` is not a text", field.name()), true);
            }
            (_, Cell::Json(json)) if !json.starts_with(['{', '[']) => {
                return self.remark("bad-field", &format!("`{}` is neither a text nor an object", field.name()), true);
            }
            (_, Cell::Json(json)) => (json, "json"),
            (Field::Vast, Cell::Text(text)) => (text, "xml"),
            (_, Cell::Text(text)) => (text, ""),
        };
        if text.trim().is_empty() {
            return;
        }
        let is_address = field == Field::Vast && !text.contains('<');
        let field = if is_address { Field::Url } else { field };
        self.bodies.push(Body { field, text, extension });
    }

    fn format(&mut self, format: &str) {
        let extension = match format.to_ascii_lowercase().as_str() {
            "html" | "htm" | "markup" => "html",
            "js" | "javascript" | "script" => "js",
            "css" => "css",
            "json" => "json",
            "vast" | "vmap" | "xml" => "xml",
            _ => {
                let message = format!(
                    "There is no format `{format}` (html, js, css, json or vast), so what it is was told from the content"
                );
                return self.remark("unknown-format", &message, false);
            }
        };
        let told = self.bodies.iter_mut().filter(|body| body.field == Field::Content);
        told.for_each(|body| body.extension = extension);
    }

    fn declared(&mut self, cell: Cell) {
        let servers = match cell {
            Cell::Text(text) => Ok(text.split(',').map(|name| Server::Name(name.trim().to_owned())).collect()),
            Cell::Json(json) => serde_json::from_str::<Vec<Server>>(&json),
        };
        match servers {
            Ok(servers) => {
                let servers = servers.into_iter().map(Server::declared);
                self.declared = Some(servers.filter(|one| !one.name.is_empty() || one.id.is_some()).collect());
            }
            Err(_) => {
                let message = "`declared` is not a list of names, nor of objects with `id` and `name`, so nothing is taken as declared";
                self.remark("bad-field", message, false);
            }
        }
    }

    fn unread(&mut self, code: &'static str, message: String) {
        self.problems.push(Remark { code, message, column: None, incomplete: true });
    }

    fn remark(&mut self, code: &'static str, message: &str, incomplete: bool) {
        self.problems.push(Remark { code, message: message.to_owned(), column: None, incomplete });
    }
}

/// An ad server that is declared: its name, its id, or the platform's object with both.
#[derive(Deserialize)]
#[serde(untagged)]
enum Server {
    Name(String),
    Id(u64),
    Object { id: Option<Value>, name: Option<String> },
}

impl Server {
    fn declared(self) -> Declared {
        match self {
            Self::Name(name) => Declared { id: None, name },
            Self::Id(id) => Declared { id: Some(id.to_string()), name: String::new() },
            Self::Object { id, name } => {
                let text = |id: Value| id.as_str().map_or_else(|| id.to_string(), str::to_owned);
                Declared { id: id.filter(|id| !id.is_null()).map(text), name: name.unwrap_or_default() }
            }
        }
    }
}
