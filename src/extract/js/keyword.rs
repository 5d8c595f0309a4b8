//! What a *keyword* does to what follows it: told once, for the reader of tokens and for the depth.

/// What a word does to what follows it; nothing for names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Keyword {
    /// An operand follows, so that `/` starts a regular expression.
    pub(super) operator: bool,
    /// What follows is a level deeper.
    pub(super) down: bool,
    /// What comes before it is done with: `case`, `default`.
    pub(super) leaves: bool,
    /// `else`: the statement before it goes on.
    pub(super) goes_on: bool,
}

impl Keyword {
    /// What a word does.
    #[inline]
    pub(super) fn of(word: &[u8]) -> Self {
        if matches!(word.len(), 2..=10) && word[0].is_ascii_lowercase() { Self::named(word) } else { Self::default() }
    }

    fn named(word: &[u8]) -> Self {
        let operator = matches!(
            word,
            b"return"
                | b"typeof"
                | b"case"
                | b"in"
                | b"of"
                | b"delete"
                | b"void"
                | b"throw"
                | b"new"
                | b"instanceof"
                | b"do"
                | b"else"
                | b"yield"
                | b"await"
                | b"default"
                | b"extends"
        );
        let down = matches!(
            word,
            b"new"
                | b"typeof"
                | b"void"
                | b"delete"
                | b"await"
                | b"yield"
                | b"else"
                | b"if"
                | b"for"
                | b"while"
                | b"do"
                | b"with"
                | b"in"
                | b"async"
        );
        Self { operator, down, leaves: matches!(word, b"case" | b"default"), goes_on: word == b"else" }
    }

    /// Whether a prefix operator may follow.
    pub(super) fn wants_operand(self) -> bool {
        self.operator || self.down
    }
}
