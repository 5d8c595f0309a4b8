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
mod lex;
mod literal;
mod macros;
mod number;
mod parse;
mod sink;
mod survey;
mod table;
mod text;
mod value;

use crate::call::{Confidence, Step, Trigger};
use crate::mapped::Mapped;
use crate::span::Span;
use eval::Eval;
use oxc_allocator::Allocator;
use rustc_hash::FxHashSet;
use survey::Survey;

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
    /// Code of the same document that may call the script's functions: texts of event handlers, and when they run.
    pub entries: &'a [(String, Trigger)],
}

/// Nesting that is not followed: parsers recurse.
const DEEPEST: usize = 1_000;
/// Nesting that the stack of any thread bears.
const SHALLOW: usize = 80;
/// Levels that evaluation goes down on the stack of any thread, and on one of its own.
const LEVELS: usize = 250;
const MORE_LEVELS: usize = 2_500;
/// Stack for each level that a script may nest, and in all, in bytes.
const LEVEL_STACK: usize = 16 << 10;
const LARGEST_STACK: usize = 1 << 30;

/// Looks at a script's syntax tree, macros masked; none if it is not JavaScript or nests too deep for the stack at hand.
pub(crate) fn with_program<T>(script: &str, look: impl FnOnce(&oxc_ast::ast::Program) -> T) -> Option<T> {
    let arena = Allocator::default();
    parse::parse(&arena, script, SHALLOW).map(|parsed| look(parsed.program))
}

/// Reads a script.
#[must_use]
pub fn scan(script: &str, context: Context) -> Scan {
    let survey = Survey::of(script);
    let stack = (MORE_LEVELS + survey.possible_depth) * LEVEL_STACK;
    if survey.depth > DEEPEST || stack > LARGEST_STACK {
        let message = "this script nests too deep to be read as a browser would; only its texts were looked at";
        return by_literals(script, context, "script-too-deep", message);
    }
    if survey.possible_depth <= SHALLOW {
        return read(script, survey, context, LEVELS);
    }
    let depth_survey = survey;
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(stack);
        let thread = builder.spawn_scoped(scope, || read(script, depth_survey, context, MORE_LEVELS));
        thread.ok().and_then(|thread| thread.join().ok())
    })
    .unwrap_or_else(|| {
        let message = "this script nests deeper than there is memory for; only its texts were looked at";
        by_literals(script, context, "script-too-deep", message)
    })
}

fn read(script: &str, survey: Survey, context: Context, levels: usize) -> Scan {
    let arena = Allocator::default();
    let Some(parsed) = parse::parse_surveyed(&arena, survey) else {
        let message = "this script is not valid JavaScript, so browsers do not run it; only its texts were looked at";
        return by_literals(script, context, "script-not-parsed", message);
    };
    let comments = parsed.program.comments.iter().map(|comment| Span::new(comment.span.start, comment.span.end));
    let comments = comments.collect();
    let mut eval = Eval::new(&arena, context.trigger, script.len(), levels);
    eval.blobs = context.blobs;
    eval.handler_of(context.element);
    eval.run_script(script, parsed, 0);
    eval.run_entries(context.entries);
    let mut scan = Scan { comments, ..eval.finish() };
    if scan.notes.iter().any(|note| note.incomplete()) {
        add_literals(&mut scan, script, context);
    }
    scan
}

/// Where evaluation was cut short, the texts of the script still tell of calls: with less certainty, and only those that
/// evaluation has not found.
fn add_literals(scan: &mut Scan, script: &str, context: Context) {
    let rest = literal::scan(script, context.trigger);
    let known: FxHashSet<String> = scan.requests.iter().map(|request| request.url.text.to_string()).collect();
    scan.requests.extend(rest.requests.into_iter().filter(|request| !known.contains(&*request.url.text)));
    let known: FxHashSet<String> = scan.parts.iter().map(|part| part.text.text.to_string()).collect();
    scan.parts.extend(rest.parts.into_iter().filter(|part| !known.contains(&*part.text.text)));
}

/// The string literals of a script that something holds for, decoded; maps point into the script.
pub(crate) fn texts(script: &str, wanted: impl Fn(&str) -> bool) -> Vec<Mapped<'static>> {
    literal::texts(script, wanted)
}

fn by_literals(script: &str, context: Context, code: &'static str, message: &str) -> Scan {
    let mut scan = literal::scan(script, context.trigger);
    let span = Span::from(0..script.len());
    scan.notes.push(Note { span, code, message: message.to_owned() });
    scan
}

#[cfg(test)]
mod tests;
