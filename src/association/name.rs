//! *Names* of creatives and segments in eight bytes: most are numbers, and stand for themselves; any other text is kept
//! once and numbered. A million rows can be held so without a million small texts.

use rustc_hash::FxBuildHasher;
use string_interner::backend::StringBackend;
use string_interner::symbol::SymbolU32;
use string_interner::{StringInterner, Symbol};

/// The number of a text that was kept.
pub(super) type Text = SymbolU32;

/// A name: a number, or the number of a text, which then has the top bit set. Only the [`Names`] that gave it know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name(u64);

const TOP: u64 = 1 << 63;

/// The texts of names.
#[derive(Debug)]
pub(super) struct Names(StringInterner<StringBackend<Text>, FxBuildHasher>);

impl Default for Names {
    fn default() -> Self {
        Self(StringInterner::with_hasher(FxBuildHasher))
    }
}

impl Names {
    /// The name that a text is, now known.
    pub(super) fn add(&mut self, text: &str) -> Name {
        number(text).unwrap_or_else(|| Name::of(self.text(text)))
    }

    /// The name that a number is.
    pub(super) fn number(&mut self, number: u64) -> Name {
        if number < TOP { Name(number) } else { Name::of(self.text(&number.to_string())) }
    }

    /// Keeps a text, be it a number.
    pub(super) fn text(&mut self, text: &str) -> Text {
        self.0.get_or_intern(text)
    }

    /// The name that a text is, if it may be one of those given.
    pub(super) fn find(&self, text: &str) -> Option<Name> {
        number(text).or_else(|| self.0.get(text).map(Name::of))
    }

    /// A kept text.
    pub(super) fn resolve(&self, text: Text) -> &str {
        self.0.resolve(text).unwrap_or_default()
    }

    /// A name as it is written.
    pub(super) fn written(&self, name: Name) -> String {
        name.text().map_or_else(|| name.0.to_string(), |text| self.resolve(text).to_owned())
    }

    /// What a name of others is called here.
    pub(super) fn moved(&mut self, name: Name, from: &Self) -> Name {
        name.text().map_or(name, |text| Name::of(self.text(from.resolve(text))))
    }
}

impl Name {
    fn of(text: Text) -> Self {
        Self(TOP | text.to_usize() as u64)
    }

    /// Its text, unless it is a number.
    pub(super) fn text(self) -> Option<Text> {
        let number = usize::try_from(self.0 & !TOP).ok()?;
        (self.0 & TOP != 0).then(|| Text::try_from_usize(number)).flatten()
    }

    /// Its number, unless it is a text.
    pub(super) fn number(self) -> Option<u64> {
        (self.0 & TOP == 0).then_some(self.0)
    }
}

/// A text as a number, if nothing else would be written the same way.
fn number(text: &str) -> Option<Name> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|number| is_plain && *number < TOP).map(Name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_only_if_their_texts_are() {
        let texts = ["0", "00", "7", "07", "+7", "", "summer", "Summer", "9223372036854775807", "9223372036854775808"];
        let mut names = Names::default();
        let given: Vec<Name> = texts.iter().map(|text| names.add(text)).collect();
        for (at, text) in texts.iter().enumerate() {
            assert_eq!(names.find(text), Some(given[at]), "{text}");
            assert_eq!(given.iter().filter(|one| **one == given[at]).count(), 1, "{text}");
            assert_eq!(names.written(given[at]), *text);
            assert_eq!(given[at].number().is_some(), given[at].text().is_none());
        }
        assert_eq!((names.find("winter"), size_of::<Name>()), (None, 8));
    }
}
