//! An element that is open: its name and attributes, and the text in it so far.

use crate::mapped::Builder;
use quick_xml::events::BytesStart;
use std::ops::Range;

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// An element between its tags. Byte offsets count in the document.
#[derive(Debug)]
pub(super) struct Open {
    /// Name without prefix, as written.
    pub(super) name: String,
    /// Where its start tag begins.
    pub(super) start: usize,
    /// Where its start tag ends.
    pub(super) content_start: usize,
    /// Attributes, names without prefix, values as written.
    attributes: Vec<(String, String)>,
    /// Where attribute values stand that may be URLs, not names of namespaces.
    pub(super) free_values: Vec<Range<usize>>,
    /// The text directly in it.
    pub(super) text: Builder,
    /// Whether there are elements in it.
    pub(super) has_children: bool,
}

impl Open {
    pub(super) fn new(tag: &BytesStart, range: Range<usize>) -> Self {
        let mut open = Self {
            name: local(tag.name().0).to_owned(),
            start: range.start,
            content_start: range.end,
            attributes: Vec::new(),
            free_values: Vec::new(),
            text: Builder::default(),
            has_children: false,
        };
        // The tag's text starts one byte after its `<`.
        let inside = tag.as_ptr() as usize;
        for attribute in tag.attributes().with_checks(false).flatten() {
            let (name, value) = (attribute.key.0, &attribute.value);
            let at = range.start + 1 + (value.as_ptr() as usize - inside);
            if !name.starts_with("xmlns") && !name.starts_with("xsi:") {
                open.free_values.push(at..at + value.len());
            }
            open.attributes.push((local(name).to_owned(), value.to_string()));
        }
        open
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// An attribute's value, as written.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}
