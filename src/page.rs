//! A *page* is a TOML file that people write: the configuration, or rule data of their own. What is wrong in it, a
//! *mistake*, is shown where it stands, with the nearest right word where a word is wrong.

use crate::limit::SMALL_FILE_BYTES;
use crate::span::{Span, offset};
use miette::{Diagnostic, NamedSource, SourceSpan};
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use toml::Spanned;

/// One thing that is wrong in a file.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{message}")]
pub struct Mistake {
    message: String,
    label: String,
    #[help]
    help: Option<String>,
    #[source_code]
    page: NamedSource<Arc<str>>,
    #[label("{label}")]
    at: SourceSpan,
}

impl Mistake {
    /// The bytes of the file that it is about.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::from(self.at.offset()..self.at.offset() + self.at.len())
    }
}

/// The file that mistakes are shown in.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    name: Arc<str>,
    text: Arc<str>,
}

impl Default for Page {
    fn default() -> Self {
        Self::new("", String::new())
    }
}

impl Page {
    pub(crate) fn new(name: &str, text: String) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Length of the first line, in bytes.
    pub(crate) fn first_line(&self) -> usize {
        self.text.lines().next().map_or(0, str::len)
    }

    /// The 1-based line of a byte.
    pub(crate) fn line(&self, at: usize) -> usize {
        1 + memchr::memchr_iter(b'\n', &self.text.as_bytes()[..at.min(self.text.len())]).count()
    }

    /// A mistake at a byte range; `label` is short and stands at the caret.
    pub(crate) fn mistake(
        &self,
        at: Range<usize>,
        message: String,
        label: String,
        help: Option<String>,
    ) -> Box<Mistake> {
        let page = NamedSource::new(&*self.name, self.text.clone());
        Box::new(Mistake { message, label, help, page, at: at.into() })
    }

    /// A word that is none of those it could be.
    pub(crate) fn unknown(
        &self,
        at: Range<usize>,
        what: &str,
        word: &str,
        known: &[&str],
        help: String,
    ) -> Box<Mistake> {
        let label = nearest(word, known).map_or("not known".to_owned(), |near| format!("did you mean `{near}`?"));
        self.mistake(at, format!("unknown {what} `{word}`"), label, Some(help))
    }

    /// What the TOML reader says, in words for people.
    pub(crate) fn toml(&self, error: &toml::de::Error) -> Box<Mistake> {
        let at = error.span().unwrap_or(0..0);
        let message = error.message();
        let mut words = message.split('`').skip(1).step_by(2);
        let what = match message.split_once(" `") {
            Some(("unknown field", _)) => "key",
            Some(("unknown variant", _)) => "value",
            Some(("missing field", _)) => {
                let message = format!("the key `{}` is missing here", words.next().unwrap_or_default());
                return self.mistake(at, message, "in this table".to_owned(), None);
            }
            _ => {
                let message =
                    message.replace("a sequence", "a list `[…]`").replace("a map", "a table").replace('\n', ", ");
                return self.mistake(at, message, "here".to_owned(), None);
            }
        };
        let word = words.next().unwrap_or_default();
        let known: Vec<&str> = words.collect();
        let help = known.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ");
        self.unknown(at, what, word, &known, format!("it can be {help}"))
    }
}

/// The known word that was most likely meant, if one is near enough.
fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let plain = |text: &str| text.to_lowercase().replace('_', "-");
    let word = plain(word);
    let likeness = |known: &str| strsim::jaro_winkler(&word, &plain(known));
    let near = known.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(near) > 0.8).then_some(near)
}

/// Where a value is written.
pub(crate) fn span<T>(value: &Spanned<T>) -> Span {
    let Range { start, end } = value.span();
    Span::new(offset(start), offset(end))
}

/// Whether a text is a host alone.
pub(crate) fn is_host(text: &str) -> bool {
    let label = |part: &str| !part.is_empty() && part.chars().all(|sign| sign.is_alphanumeric() || "-_".contains(sign));
    text.contains('.') && text.split('.').all(label)
}

/// That a text is no host.
pub(crate) fn not_a_host(written: &Spanned<String>, page: &Page) -> Box<Mistake> {
    let help = "write it alone, without `https://`, port, path or `*`, as in \"px.example.com\"".to_owned();
    let message = format!("`{}` is not a host", written.as_ref());
    page.mistake(written.span(), message, "a host's name".to_owned(), Some(help))
}

/// The text of a small file.
pub(crate) fn read(path: &Path) -> io::Result<String> {
    read_up_to(path, SMALL_FILE_BYTES)
}

/// The text of a file of at most so many bytes.
pub(crate) fn read_up_to(path: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(most + 1).read_to_string(&mut text)?;
    if text.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is over {} MiB", most >> 20)));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_offered_if_it_is_near() {
        let known = ["fail-on", "exclude", "segment-pixel", "segment-pixel-no-redir"];
        let cases = [
            ("fail_on", Some("fail-on")),
            ("failon", Some("fail-on")),
            ("Excludes", Some("exclude")),
            ("segmnet-pixel", Some("segment-pixel")),
            ("verbose", None),
        ];
        for (word, expected) in cases {
            assert_eq!(nearest(word, &known), expected, "{word}");
        }
    }
}
