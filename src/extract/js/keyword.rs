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
    /// What a name does.
    const NONE: Self = Self { operator: false, down: false, leaves: false, goes_on: false };

    /// What a word does.
    #[inline]
    pub(super) fn of(word: &[u8]) -> Self {
        if matches!(word.len(), 2..=10) && word[0].is_ascii_lowercase() { Self::named(word) } else { Self::NONE }
    }

    fn named(word: &[u8]) -> Self {
        match word {
            b"return" | b"of" | b"throw" | b"instanceof" | b"extends" => Self { operator: true, ..Self::NONE },
            b"new" | b"typeof" | b"void" | b"delete" | b"await" | b"yield" | b"do" | b"in" => {
                Self { operator: true, down: true, ..Self::NONE }
            }
            b"if" | b"for" | b"while" | b"with" | b"async" => Self { down: true, ..Self::NONE },
            b"case" | b"default" => Self { operator: true, leaves: true, ..Self::NONE },
            b"else" => Self { operator: true, down: true, leaves: false, goes_on: true },
            _ => Self::NONE,
        }
    }

    /// Whether a prefix operator may follow.
    pub(super) fn wants_operand(self) -> bool {
        self.operator || self.down
    }
}
