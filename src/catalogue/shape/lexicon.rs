//! The words of one place and how they are found: whole ones by hash, stems by one automaton.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::FxHashMap;

/// Bytes from which on a stem may be looked for in words put together.
const LONG_STEM: usize = 8;

/// A word of the lists and the mark it carries.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) mark: usize,
    pub(super) word: &'static str,
}

/// The words of one place: whole ones, and *stems* that stand for every word that starts (`uid*`), ends (`*uid`) or
/// goes on (`*uid*`) with them.
#[derive(Default)]
pub(super) struct Lexicon {
    whole: FxHashMap<&'static str, Known>,
    /// Bytes of the longest whole word: most words put together are longer.
    longest: usize,
    stems: Vec<Stem>,
    /// Finds the stems in a word.
    automaton: Option<AhoCorasick>,
}

struct Stem {
    text: &'static str,
    open_start: bool,
    open_end: bool,
    known: Known,
}

impl Lexicon {
    pub(super) fn add(&mut self, word: &str, mark: usize) {
        // The model lives as long as the program, and so do its words.
        let word: &'static str = word.to_owned().leak();
        let known = Known { mark, word };
        let text = word.trim_matches('*');
        if text == word {
            self.whole.insert(word, known);
        } else {
            let (open_start, open_end) = (word.starts_with('*'), word.ends_with('*'));
            self.stems.push(Stem { text, open_start, open_end, known });
        }
    }

    /// What a stem has between its stars is a word by itself, unless the lists say otherwise.
    pub(super) fn settle(&mut self) {
        for stem in &self.stems {
            self.whole.entry(stem.text).or_insert(stem.known);
        }
        self.longest = self.whole.keys().map(|word| word.len()).max().unwrap_or_default();
        let texts = self.stems.iter().map(|stem| stem.text);
        let automaton = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).prefilter(false).build(texts);
        self.automaton = Some(automaton.expect("a few hundred words make a small automaton"));
    }

    pub(super) fn find(&self, word: &str) -> Option<Known> {
        self.whole(word)
            .or_else(|| self.longest_stem(word, |stem, at| stem.fits(at, word)))
            .or_else(|| self.whole(singular(word)?))
    }

    pub(super) fn find_joined(&self, word: &str, seam: usize) -> Option<Known> {
        let over = |stem: &Stem, at: usize| {
            let is_sure = stem.text.len() >= LONG_STEM && stem.open_start && stem.open_end;
            is_sure && at < seam && at + stem.text.len() > seam
        };
        self.whole(word).or_else(|| if word.len() >= LONG_STEM { self.longest_stem(word, over) } else { None })
    }

    pub(super) fn whole(&self, word: &str) -> Option<Known> {
        if word.len() <= self.longest { self.whole.get(word).copied() } else { None }
    }

    /// Of the stems in a word that may stand where they do, the longest decides.
    fn longest_stem(&self, word: &str, may_stand: impl Fn(&Stem, usize) -> bool) -> Option<Known> {
        let found = self.automaton.as_ref()?.find_overlapping_iter(word);
        let stems = found.map(|found| (&self.stems[found.pattern().as_usize()], found.start()));
        let longest = stems.filter(|(stem, at)| may_stand(stem, *at)).max_by_key(|(stem, _)| stem.text.len());
        longest.map(|(stem, _)| stem.known)
    }
}

/// `ums` is `um`.
fn singular(word: &str) -> Option<&str> {
    word.strip_suffix('s').filter(|one| one.len() >= 2 && !one.ends_with('s'))
}

impl Stem {
    fn fits(&self, at: usize, word: &str) -> bool {
        (self.open_start || at == 0) && (self.open_end || at + self.text.len() == word.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[&str], ask: impl Fn(&Lexicon) -> Option<Known>) -> Option<&'static str> {
        let mut lexicon = Lexicon::default();
        words.iter().for_each(|word| lexicon.add(word, 0));
        lexicon.settle();
        ask(&lexicon).map(|known| known.word)
    }

    #[test]
    fn a_whole_word_wins_over_stems_and_the_longest_stem_over_others() {
        let words = ["sync", "*sync", "async*", "*usersync*"];
        let cases = [
            ("sync", Some("sync")),
            ("pixelsync", Some("*sync")),
            ("asyncloader", Some("async*")),
            ("pbsusersyncs", Some("*usersync*")),
            ("usersync", Some("*usersync*")),
            ("syncs", Some("sync")),
            ("syncing", None),
        ];
        cases.iter().for_each(|(word, stem)| assert_eq!(found(&words, |all| all.find(word)), *stem, "{word}"));
    }

    #[test]
    fn a_stem_joins_two_words_only_where_it_goes_over_their_seam() {
        let words = ["*usermatch*"];
        assert_eq!(found(&words, |all| all.find_joined("usermatching", 4)), Some("*usermatch*"));
        assert_eq!(found(&words, |all| all.find_joined("cmusermatch", 2)), None);
    }
}
