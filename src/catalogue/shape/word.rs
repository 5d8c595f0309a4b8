//! Words of host labels, paths and names: `user-sync`, `user_sync`, `userSync` and `usersync2` are all the same two or
//! one. A text is cut once; neighbours can then be read as one word.

use std::ops::Range;

/// The words of one text, lower case, kept in a row so that neighbours join without copying.
pub(super) struct Words {
    row: String,
    words: Vec<Word>,
}

struct Word {
    /// In the row.
    row: Range<usize>,
    /// In the text.
    text: Range<usize>,
    /// Whether a number stood behind it.
    numbered: bool,
}

impl Words {
    /// None yet, with room for those of most texts.
    pub(super) fn new() -> Self {
        Self { row: String::with_capacity(128), words: Vec::with_capacity(16) }
    }

    /// Cuts a text, forgetting the one before.
    pub(super) fn cut(&mut self, text: &str) {
        self.row.clear();
        self.words.clear();
        let bytes = text.as_bytes();
        let mut start = 0;
        for at in 0..=bytes.len() {
            let ends = at == bytes.len() || !bytes[at].is_ascii_alphanumeric();
            if ends || is_hump(bytes, at) {
                // An empty one may lie inside a character.
                if start < at {
                    self.push(&text[start..at], start);
                }
                start = at + usize::from(ends);
            }
        }
    }

    /// Takes a word in, without the number behind it; numbers alone are none.
    fn push(&mut self, word: &str, at: usize) {
        let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
        if letters.is_empty() {
            return;
        }
        let from = self.row.len();
        self.row.push_str(letters);
        self.row[from..].make_ascii_lowercase();
        let numbered = letters.len() < word.len();
        self.words.push(Word { row: from..self.row.len(), text: at..at + word.len(), numbered });
    }

    /// A word and the next one as one; none where a number stands between them: `v2/sync` is no `vsync`.
    pub(super) fn pair(&self, first: usize) -> Option<&str> {
        self.joined(first, 2).filter(|_| !self.words[first].numbered)
    }

    /// `count` words from `first` on, as one; none past the end.
    pub(super) fn joined(&self, first: usize, count: usize) -> Option<&str> {
        let (from, to) = (self.words.get(first)?, self.words.get(first + count - 1)?);
        Some(&self.row[from.row.start..to.row.end])
    }

    /// Where these words stand in the text.
    pub(super) fn place(&self, words: Range<usize>) -> Range<usize> {
        self.words[words.start].text.start..self.words[words.end - 1].text.end
    }
}

/// Whether a capital stands at `at` behind a small letter or a digit: `userSync`.
fn is_hump(bytes: &[u8], at: usize) -> bool {
    at > 0 && bytes[at].is_ascii_uppercase() && (bytes[at - 1].is_ascii_lowercase() || bytes[at - 1].is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let mut words = Words::new();
        words.cut(text);
        (0..).map_while(|at| words.joined(at, 1).map(str::to_owned)).collect()
    }

    #[test]
    fn words_end_at_punctuation_humps_and_numbers() {
        assert_eq!(cut("/v1/user-sync.html"), ["v", "user", "sync", "html"]);
        assert_eq!(cut("pbserverIframe"), ["pbserver", "iframe"]);
        assert_eq!(cut("usersync2/GETUID/12"), ["usersync", "getuid"]);
        assert_eq!(cut("s2s_sync-é-ok"), ["s2s", "sync", "ok"]);
        assert_eq!(cut(""), Vec::<String>::new());
    }

    #[test]
    fn neighbours_join_and_are_found_in_the_text() {
        let text = "/x/user_Sync2/y";
        let mut words = Words::new();
        words.cut(text);
        assert_eq!(words.joined(1, 2), Some("usersync"));
        assert_eq!(&text[words.place(1..3)], "user_Sync2");
        assert_eq!(words.joined(3, 2), None);
        assert_eq!([words.pair(1), words.pair(2)], [Some("usersync"), None]);
    }
}
