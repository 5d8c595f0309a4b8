//! Scripts: which URLs a piece of JavaScript requests. This room knows nothing of files, HTML or vendors: it gets a
//! script's text and gives back what the script would do, with spans into that text.

use crate::call::{Confidence, Step, Trigger};
use crate::mapped::Mapped;
use crate::span::Span;

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

/// What is known around a script.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// When the script runs: `Click` for the text of an `onclick` handler.
    pub trigger: Trigger,
    /// JSON blobs of the same document that scripts read by id: `(id, text)`.
    pub blobs: &'a [(String, String)],
}

/// Reads a script.
#[must_use]
pub fn scan(_script: &str, _context: Context) -> Scan {
    Scan::default()
}
