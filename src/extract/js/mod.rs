//! Scripts: which URLs a piece of JavaScript requests. This room knows nothing of files, HTML or vendors: it gets a
//! script's text and gives back what the script would do, with spans into that text.

mod builtin;
mod depth;
mod dom;
mod eval;
mod found;
mod function;
mod global;
mod heap;
mod keyword;
mod lex;
mod literal;
mod macros;
mod number;
mod parse;
mod read;
mod room;
mod sink;
mod survey;
mod table;
mod text;
mod value;

use crate::call::{Confidence, Step, Trigger};
use crate::mapped::Mapped;
use crate::span::Span;

pub(crate) use read::with_program;
pub use room::threads;

/// What a script would do, in the order in which it is written. All spans and maps point into the script's own text.
#[derive(Debug, Default)]
pub struct Scan {
    /// Requests it sends.
    pub requests: Vec<Request>,
    /// Text it hands to the browser to be read as markup or as more script.
    pub parts: Vec<Part>,
    /// Where it uses `localStorage` and its kin.
    pub storage: Vec<Span>,
    /// Its comments, delimiters included, for suppressions.
    pub comments: Vec<Span>,
    /// Bounds that were hit and parts that could not be read.
    pub notes: Vec<Note>,
}

/// One request of a script.
#[derive(Debug)]
pub struct Request {
    /// The URL; unknown parts stand as [`crate::mapped::HOLE`].
    pub url: Mapped<'static>,
    /// `new Image().src`, `fetch`, `createElement(script).src`, `setAttribute(src)` …: how it is made.
    pub via: Step,
    /// When it is sent.
    pub trigger: Trigger,
    /// The statement to delete to be rid of it, where that is a statement of its own.
    pub statement: Option<Span>,
    /// Lower where it is not certain that the code runs or that the URL is this one.
    pub confidence: Confidence,
    /// The whole expression, where the URL was put together from several places; none if it is one literal.
    pub expression: Option<Span>,
    /// The steps from the script to the code that sends it, where that code is in a string: `eval` …
    pub through: Vec<Step>,
    /// Number of the block that makes it happen, of those that were read together.
    pub block: usize,
}

/// Text that the script makes the browser read.
#[derive(Debug)]
pub struct Part {
    /// The text.
    pub text: Mapped<'static>,
    /// What it is read as.
    pub language: Language,
    /// `document.write`, `innerHTML`, `eval` …
    pub via: Step,
    /// When.
    pub trigger: Trigger,
    /// As for requests.
    pub statement: Option<Span>,
    /// As for requests.
    pub confidence: Confidence,
    /// As for requests.
    pub through: Vec<Step>,
    /// As for requests.
    pub block: usize,
}

/// What a part is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// HTML.
    Markup,
    /// JavaScript.
    Script,
    /// CSS.
    Style,
}

/// Something the reader of the report has to know about how the script was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Note {
    /// Where.
    pub span: Span,
    /// `script-not-parsed`, `script-too-deep`, `script-budget` …: the problem's code.
    pub code: &'static str,
    /// In plain words.
    pub message: String,
}

impl Note {
    /// Whether the script may do more than was found: a bound was hit. One that does not parse does not run either.
    #[must_use]
    pub fn incomplete(&self) -> bool {
        self.code != "script-not-parsed"
    }
}

/// What is known around a script.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// When the script runs: `Click` for the text of an `onclick` handler.
    pub trigger: Trigger,
    /// The tag of the element whose handler it is; empty if it is none.
    pub element: &'a str,
    /// JSON blobs of the same document that scripts read by id: `(id, text)`.
    pub blobs: &'a [(String, String)],
}

/// A script among those of the same document, which share their variables: a script element, or an event handler.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// Its text.
    pub text: &'a str,
    /// When it runs.
    pub trigger: Trigger,
    /// The tag of the element whose handler it is; empty if it is none.
    pub element: &'a str,
}

/// Reads a script.
#[must_use]
pub fn scan(script: &str, context: Context) -> Scan {
    let Context { trigger, element, blobs } = context;
    scan_blocks(&[Block { text: script, trigger, element }], blobs)
}

/// Reads the scripts of a document together. Spans and maps point into the text that they make one after the other, each
/// but the last followed by one byte.
#[must_use]
pub fn scan_blocks(blocks: &[Block], blobs: &[(String, String)]) -> Scan {
    read::read(blocks, blobs)
}

/// The string literals of a script that something holds for, decoded; maps point into the script.
pub(crate) fn texts(script: &str, wanted: impl Fn(&str) -> bool) -> Vec<Mapped<'static>> {
    literal::texts(script, wanted)
}

#[cfg(test)]
mod tests;
