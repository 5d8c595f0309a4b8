//! The documented fallback where a segment call has to stay: the parameter that keeps user syncs from following
//! (`no_redir=1`, which the catalogue names), put into the URL the way the URL is written.

use super::edit::Edit;
use super::plan::Step;
use crate::catalogue::Call;
use crate::extract::{Language, Layer};
use crate::mapped::Mapped;
use crate::remedy::is_mitigated;
use crate::span::Span;
use std::ops::Range;

/// What the call needs so that no user sync follows it: name and value. None if nothing does that, or it has it.
pub(super) fn fallback<'c>(call: &'c Call) -> Option<(&'c str, &'c str)> {
    let target = call.targets().next().filter(|target| !call.wrapper && !is_mitigated(target))?;
    target.class.endpoint?.segments.as_ref()?.mitigated_by.as_deref()?.split_once('=')
}

/// The edits that put the parameter into the call's URL; none where the URL was not written in one piece there.
pub(super) fn steps(number: usize, call: &Call, layers: &[Layer], bytes: &[u8]) -> Option<Vec<Step>> {
    let (name, value) = fallback(call)?;
    let writer = Writer { url: &call.raw.url, call, layers, bytes };
    let edits = match writer.value_of(name) {
        Some(old) => writer.replace(old, value)?,
        None => vec![writer.append(&format!("{name}={value}")).or_else(|| writer.prepend(&format!("{name}={value}")))?],
    };
    Some(edits.into_iter().map(|edit| Step { edit, calls: vec![number] }).collect())
}

struct Writer<'w> {
    url: &'w Mapped<'static>,
    call: &'w Call<'w>,
    layers: &'w [Layer],
    bytes: &'w [u8],
}

impl Writer<'_> {
    /// Where the query is: after its `?`, up to the fragment.
    fn query(&self) -> Option<Range<usize>> {
        let text = &self.url.text;
        let end = text.find('#').unwrap_or(text.len());
        text[..end].find('?').map(|at| at + 1..end)
    }

    /// Where the value of a parameter is.
    fn value_of(&self, name: &str) -> Option<Range<usize>> {
        let query = self.query()?;
        let mut at = query.start;
        for part in self.url.text[query].split(['&', ';']) {
            let start = at + name.len() + 1;
            if part.get(..name.len()).is_some_and(|known| known.eq_ignore_ascii_case(name))
                && part.as_bytes().get(name.len()).is_none_or(|byte| *byte == b'=')
            {
                return Some(start.min(at + part.len())..at + part.len());
            }
            at += part.len() + 1;
        }
        None
    }

    fn replace(&self, old: Range<usize>, value: &str) -> Option<Vec<Edit>> {
        let equals = if self.url.text[..old.start].ends_with('=') { "" } else { "=" };
        let insert = self.encoded(&format!("{equals}{value}"))?;
        let at = self.after(old.start)?;
        let span = if old.is_empty() { Span::new(at, at) } else { self.url.written(old)? };
        (span.start == at).then(|| vec![Edit { span, insert }])
    }

    /// At the end, before a fragment.
    fn append(&self, parameter: &str) -> Option<Edit> {
        let end =
            self.query().map_or_else(|| self.url.text.find('#').unwrap_or(self.url.text.len()), |query| query.end);
        let separator = match self.query() {
            None => "?",
            Some(query) if query.is_empty() || self.url.text[query.clone()].ends_with('&') => "",
            Some(_) => "&",
        };
        let at = self.after(end)?;
        Some(Edit { span: Span::new(at, at), insert: self.encoded(&format!("{separator}{parameter}"))? })
    }

    /// At the start of the query, where only running the code tells how the URL ends.
    fn prepend(&self, parameter: &str) -> Option<Edit> {
        let start = self.query().filter(|query| !query.is_empty())?.start;
        let at = self.after(start)?;
        Some(Edit { span: Span::new(at, at), insert: self.encoded(&format!("{parameter}&"))? })
    }

    /// The byte of the file after the character before this place of the URL, if it was written as a character.
    fn after(&self, at: usize) -> Option<u32> {
        let before = self.url.text[..at].char_indices().next_back()?.0;
        self.url.written(before..at).map(|span| span.end)
    }

    /// Text for the URL as the file writes it.
    fn encoded(&self, text: &str) -> Option<Vec<u8>> {
        let mut encoded = Vec::new();
        for (number, part) in text.split('&').enumerate() {
            if number > 0 {
                encoded.extend(self.ampersand()?);
            }
            encoded.extend(self.plain(part));
        }
        Some(encoded)
    }

    /// `&` as this URL writes it elsewhere, else as the code around it needs it.
    fn ampersand(&self) -> Option<Vec<u8>> {
        if let Some(at) = self.url.text.find('&') {
            return self.url.written(at..at + 1).map(|span| self.bytes[span.range()].to_vec());
        }
        let (mut layer, mut attributes) = (self.call.raw.made_at.0, 0);
        let markup = |number: usize| self.layers[number].language == Language::Markup;
        attributes += usize::from(markup(layer));
        while self.layers[layer].around != layer {
            let by_attribute = self.layers[layer].chain.last().is_some_and(|step| step.contains('['));
            layer = self.layers[layer].around;
            attributes += usize::from(by_attribute && markup(layer));
        }
        let written = (0..attributes).fold("&".to_owned(), |text, _| text.replace('&', "&amp;"));
        Some(self.plain(&written))
    }

    /// ASCII in the encoding of the file: as wide as a character of the URL is.
    fn plain(&self, text: &str) -> Vec<u8> {
        in_width_of(self.bytes, text)
    }
}

/// ASCII text in the encoding of the file, which is ASCII's own or UTF-16.
pub(super) fn in_width_of(bytes: &[u8], text: &str) -> Vec<u8> {
    let encoding = crate::source::decode(&bytes[..bytes.len().min(PEEK)]).encoding;
    match encoding {
        "UTF-16LE" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "UTF-16BE" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => text.as_bytes().to_vec(),
    }
}

/// Bytes that tell the width of characters.
const PEEK: usize = 4 << 10;
