//! One pass over a script's tokens before it is parsed: macros masked, depth told.

use super::depth::Depth;
use super::lex::Lexer;
use super::macros::Mask;
use std::borrow::Cow;
use std::ops::Range;

/// What is known of a script before it is parsed.
pub(super) struct Survey<'s> {
    /// The script with its macros masked, byte for byte.
    pub(super) masked: Cow<'s, str>,
    /// Where macros stand as values.
    pub(super) macros: Vec<Range<usize>>,
    /// How deep it nests, and how deep it may nest if a `/` was taken for the wrong thing.
    pub(super) depth: usize,
    pub(super) possible_depth: usize,
}

impl<'s> Survey<'s> {
    pub(super) fn of(script: &'s str) -> Self {
        let (mut mask, mut depth) = (Mask::new(script), Depth::new(script));
        for token in Lexer::new(script) {
            mask.see(&token);
            depth.see(&token);
        }
        let (masked, macros) = mask.finish();
        let (depth, possible_depth) = depth.finish();
        Self { masked, macros, depth, possible_depth }
    }
}
