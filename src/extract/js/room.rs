//! *Room*: how much stack the thread at hand has. Parsers recurse, and a stack that runs out ends the process, so how deep
//! a script nests has to be known before it is parsed. Counting its levels exactly takes as long as parsing it; threads
//! with room for every level that a script of ordinary size could have make that needless.

use std::cell::Cell;

/// Stack for each level that a script nests, in bytes.
pub(super) const LEVEL_STACK: usize = 16 << 10;

/// Levels that a roomy thread bears, of parsing or of evaluation, which do not happen at the same time.
pub(super) const ROOMY_LEVELS: usize = 3_000;

/// The stack of a roomy thread, in bytes: the levels, and a third of that again for all that is around them. What is not
/// used of it costs addresses, no memory.
const ROOMY_STACK: usize = ROOMY_LEVELS * LEVEL_STACK / 3 * 4;

thread_local! {
    static IS_ROOMY: Cell<bool> = const { Cell::new(false) };
}

/// Threads for a scan, with room for scripts of ordinary size. Scans on other threads give the same results, but take
/// longer.
#[must_use]
pub fn threads() -> rayon::ThreadPoolBuilder {
    rayon::ThreadPoolBuilder::new().stack_size(ROOMY_STACK).start_handler(|_| IS_ROOMY.set(true))
}

/// Whether the thread at hand is roomy.
pub(super) fn is_roomy() -> bool {
    IS_ROOMY.get()
}

/// Whether the thread at hand can parse a script whatever is in it.
pub(super) fn bears(script: &str) -> bool {
    // No byte stands for more than two levels: short scripts need no look.
    is_roomy() && (script.len() * 2 < ROOMY_LEVELS || script.len() <= ROOMY_LEVELS * 16 && most(script) < ROOMY_LEVELS)
}

/// No script nests deeper than this. Each level takes a sign that opens one, or a word like `typeof` and what ends it.
fn most(script: &str) -> usize {
    script.bytes().map(|byte| usize::from(LEVELS[byte as usize])).sum()
}

/// How many levels a byte may stand for: a sign that opens one may end a word that did so too.
static LEVELS: [u8; 256] = {
    let mut levels = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        levels[byte] = match byte as u8 {
            b'(' | b'[' | b'{' | b'!' | b'~' | b'+' | b'-' | b'*' | b'?' | b':' | b'=' => 2,
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' => 0,
            // Nothing that goes down can be followed by these.
            b')' | b']' | b'}' | b',' | b';' | b'.' => 0,
            _ => 1,
        };
        byte += 1;
    }
    levels
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::js::survey::Survey;
    use proptest::prelude::*;

    #[test]
    fn only_the_threads_of_a_scan_are_roomy() {
        let script = "f(a, b);";
        assert!(!bears(script));
        let pool = threads().num_threads(1).build().expect("one thread");
        assert!(pool.install(|| bears(script) && !bears(&"[".repeat(ROOMY_LEVELS))));
    }

    proptest! {
        #[test]
        fn no_script_nests_deeper_than_it_could(
            parts in prop::collection::vec(prop::sample::select(vec![
                "(", ")", "[", "]", "{", "}", "!", "~", "- ", "+", "a?b:", "a=>", "a=", "**", "new ", "typeof", "void ", "delete(",
                "if(a)", "else ", "else{", "do ", "`${", "`", "a:", "in ", "yield\n", "await/**/", "\"'", "'", "/", "b", ",", ";", ".", "é",
            ]), 0..60),
        ) {
            let script = parts.concat();
            let survey = Survey::of(&script);
            prop_assert!(survey.possible_depth <= most(&script) + 1, "{script}");
        }
    }
}
