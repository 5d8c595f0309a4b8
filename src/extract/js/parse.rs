//! Parsing, with macros masked.

use super::survey::Survey;
use oxc_allocator::Allocator;
use oxc_ast::ast::Program;
use oxc_parser::{ParseOptions, Parser};
use oxc_span::SourceType;
use std::ops::Range;

/// A script's syntax tree.
pub(super) struct Parsed<'a> {
    pub(super) program: &'a Program<'a>,
    /// Where macros stand as values.
    pub(super) macros: Vec<Range<usize>>,
}

/// Parses code for which there is room; none if it is not JavaScript. Nearly all code is as it stands; only code that is
/// not may have macros in it.
pub(super) fn parse_any<'a>(arena: &'a Allocator, source: &'a str) -> Option<Parsed<'a>> {
    let parsed = Parser::new(arena, source, SourceType::script()).with_options(options()).parse();
    if parsed.panicked || !parsed.diagnostics.is_empty() {
        return parse_surveyed(arena, Survey::of(source));
    }
    Some(Parsed { program: arena.alloc(parsed.program), macros: Vec::new() })
}

fn options() -> ParseOptions {
    ParseOptions {
        allow_return_outside_function: true,
        preserve_parens: false,
        enable_ident_hashes: false,
        ..ParseOptions::default()
    }
}

/// Parses code that is known to be shallow enough; none if it is not JavaScript.
pub(super) fn parse_surveyed<'a>(arena: &'a Allocator, survey: Survey<'a>) -> Option<Parsed<'a>> {
    let masked: &'a str = match survey.masked {
        std::borrow::Cow::Borrowed(text) => text,
        std::borrow::Cow::Owned(text) => arena.alloc_str(&text),
    };
    let parsed = Parser::new(arena, masked, SourceType::script()).with_options(options()).parse();
    let program: &'a Program<'a> = arena.alloc(parsed.program);
    (!parsed.panicked).then_some(Parsed { program, macros: survey.macros })
}

/// Parses code that may nest as deep as `depth`.
pub(super) fn parse<'a>(arena: &'a Allocator, source: &'a str, depth: usize) -> Option<Parsed<'a>> {
    let survey = Survey::of(source);
    if survey.possible_depth > depth { None } else { parse_surveyed(arena, survey) }
}
