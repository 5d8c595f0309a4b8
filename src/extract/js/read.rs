//! Reading the scripts of a document: each is parsed by itself, and they run one after the other with the same
//! variables; then what waits (timers, handlers) runs, and the handlers that stand in the markup.

use super::eval::Eval;
use super::found::Found;
use super::parse::{self, Parsed};
use super::room::{self, LEVEL_STACK, ROOMY_LEVELS};
use super::survey::Survey;
use super::{Block, Scan, literal};
use crate::call::Trigger;
use crate::span::{Span, offset};
use oxc_allocator::Allocator;
use oxc_ast::ast::Program;

/// Nesting that is not followed: parsers recurse.
const DEEPEST: usize = 1_000;
/// Nesting that the stack of any thread bears.
const SHALLOW: usize = 80;
/// Levels that evaluation goes down on the stack of any thread, and on one of its own.
const LEVELS: usize = 250;
const MORE_LEVELS: usize = 2_500;
/// The largest stack, in bytes.
const LARGEST_STACK: usize = 1 << 30;

/// Looks at a script's syntax tree, macros masked; none if it is not JavaScript or nests too deep for the stack at hand.
pub(crate) fn with_program<T>(script: &str, look: impl FnOnce(&Program) -> T) -> Option<T> {
    let arena = Allocator::default();
    parse::parse(&arena, script, SHALLOW).map(|parsed| look(parsed.program))
}

/// A block, where it stands, and what is known of it before it is parsed.
struct Source<'a> {
    block: Block<'a>,
    at: u32,
    /// None where the thread at hand has room for whatever the block is.
    survey: Option<Survey<'a>>,
}

/// A block to run.
pub(super) struct Entry<'a> {
    pub(super) block: Block<'a>,
    pub(super) number: usize,
    pub(super) at: u32,
    pub(super) parsed: Parsed<'a>,
}

impl Entry<'_> {
    /// Handlers run after the scripts, whatever their order in the markup.
    fn is_handler(&self) -> bool {
        !self.block.element.is_empty() || self.block.trigger != Trigger::Load
    }
}

/// Why a block is not run: a code and the words.
const TOO_DEEP: (&str, &str) =
    ("script-too-deep", "this script nests too deep to be read as a browser would; only its texts were looked at");
const NOT_PARSED: (&str, &str) = (
    "script-not-parsed",
    "this script is not valid JavaScript, so browsers do not run it; only its texts were looked at",
);

impl Source<'_> {
    fn possible_depth(&self) -> usize {
        self.survey.as_ref().map_or(0, |survey| survey.possible_depth)
    }

    fn stack(&self) -> usize {
        (MORE_LEVELS + self.possible_depth()) * LEVEL_STACK
    }

    fn is_too_deep(&self) -> bool {
        self.survey.as_ref().is_some_and(|survey| survey.depth > DEEPEST) || self.stack() > LARGEST_STACK
    }
}

/// Reads blocks that share their variables.
pub(super) fn read(blocks: &[Block], blobs: &[(String, String)]) -> Scan {
    let mut at = 0;
    let sources = blocks.iter().map(|block| {
        let survey = (!room::bears(block.text)).then(|| Survey::of(block.text));
        let source = Source { block: *block, at: offset(at), survey };
        at += block.text.len() + 1;
        source
    });
    let sources: Vec<Source> = sources.collect();
    let followed = || sources.iter().filter(|source| !source.is_too_deep());
    let stack = followed().map(Source::stack).max().unwrap_or_default();
    let most = followed().map(Source::possible_depth).max().unwrap_or_default();
    if room::is_roomy() && most < ROOMY_LEVELS {
        return run(sources, blobs, MORE_LEVELS);
    }
    if most <= SHALLOW {
        return run(sources, blobs, LEVELS);
    }
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(stack);
        let thread = builder.spawn_scoped(scope, || run(sources, blobs, MORE_LEVELS));
        thread.ok().and_then(|thread| thread.join().ok())
    })
    .unwrap_or_else(|| without_stack(blocks))
}

fn run(sources: Vec<Source>, blobs: &[(String, String)], levels: usize) -> Scan {
    let arena = Allocator::default();
    let bytes: usize = sources.iter().map(|source| source.block.text.len()).sum();
    let mut eval = Eval::new(&arena, bytes, levels);
    eval.blobs = blobs;
    let places: Vec<(usize, Block, u32)> =
        sources.iter().enumerate().map(|(number, source)| (number, source.block, source.at)).collect();
    let mut comments = Vec::new();
    let mut handlers = Vec::new();
    for (number, source) in sources.into_iter().enumerate() {
        let (block, at, is_too_deep) = (source.block, source.at, source.is_too_deep());
        let parsed = match source.survey {
            _ if is_too_deep => None,
            Some(survey) => parse::parse_surveyed(&arena, survey),
            None => parse::parse_any(&arena, block.text),
        };
        let Some(parsed) = parsed else {
            let (code, message) = if is_too_deep { TOO_DEEP } else { NOT_PARSED };
            eval.found.note(Span::from(at as usize..at as usize + block.text.len()), code, message);
            comments.extend(literal::scan(&block, number, at, &mut eval.found));
            continue;
        };
        comments.extend(parsed.program.comments.iter().map(|c| Span::new(c.span.start + at, c.span.end + at)));
        let entry = Entry { block, number, at, parsed };
        if entry.is_handler() { handlers.push(entry) } else { eval.run_script(entry) }
    }
    eval.run_tasks();
    handlers.into_iter().for_each(|handler| eval.run_handler(handler));
    eval.hand_over();
    if eval.found.is_incomplete() {
        // What evaluation did not come to is told by its texts, if with less certainty.
        places.iter().for_each(|(number, block, at)| drop(literal::scan(block, *number, *at, &mut eval.found)));
    }
    comments.sort_unstable();
    Scan { comments, ..eval.found.finish() }
}

/// Nothing runs: there is no memory for the stack.
fn without_stack(blocks: &[Block]) -> Scan {
    let (mut found, mut comments, mut at) = (Found::default(), Vec::new(), 0);
    for (number, block) in blocks.iter().enumerate() {
        found.note(Span::from(at..at + block.text.len()), TOO_DEEP.0, TOO_DEEP.1);
        comments.extend(literal::scan(block, number, offset(at), &mut found));
        at += block.text.len() + 1;
    }
    Scan { comments, ..found.finish() }
}
