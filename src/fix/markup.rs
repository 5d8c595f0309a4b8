//! Taking calls out of markup: whole elements, with the comment lines that pixels are pasted with and with the line
//! they stood on; or one attribute, where the element has more to do than to make the call.

use super::plan::{Cut, Refusal, Wish};
use crate::extract::html::tree::{Attr, Document, Tag};
use crate::extract::html::{self, tree};
use crate::span::{Span, offset};
use std::ops::Range;

/// Elements that are there to make a call, and so go with it.
const PIXELS: &[&str] = &[
    "img",
    "image",
    "iframe",
    "frame",
    "embed",
    "object",
    "script",
    "noscript",
    "link",
    "meta",
    "param",
    "source",
    "track",
    "bgsound",
    "amp-pixel",
    "amp-img",
    "amp-iframe",
    "use",
    "feimage",
];
/// Elements that are there for the user: what makes a call on one is its landing link.
const LINKS: &[&str] = &["a", "area", "form", "button"];

/// What to cut out of a layer of markup. `others` is where the code is that must stay.
pub(super) fn cuts(text: &str, wishes: &[Wish], others: &[Span], bold: bool) -> (Vec<Cut>, Vec<Refusal>) {
    let document = html::parse(text);
    let markup = Markup { text, document: &document, wishes, others, bold };
    let (mut cuts, mut refusals) = (Vec::new(), Vec::new());
    for wish in wishes {
        match markup.cut(wish) {
            Ok((range, whole)) => cuts.push((Cut::new(range, wish.calls.clone()), whole)),
            Err(why) => refusals.push(Refusal { wish: wish.clone(), why }),
        }
    }
    (markup.grouped(cuts), refusals)
}

struct Markup<'m> {
    text: &'m str,
    document: &'m Document,
    wishes: &'m [Wish],
    others: &'m [Span],
    bold: bool,
}

impl Markup<'_> {
    /// What to cut for a wish, and whether it is more than an attribute.
    fn cut(&self, wish: &Wish) -> Result<(Range<usize>, bool), &'static str> {
        if self.document.comments.binary_search(&wish.site).is_ok() {
            return Ok((wish.site.range(), true));
        }
        let tags = self.document.all_tags();
        let number = tags.partition_point(|tag| tag.span.start <= wish.site.start).checked_sub(1).ok_or(UNKNOWN)?;
        let tag = tags.get(number).filter(|tag| tag.span.contains(wish.site)).ok_or(UNKNOWN)?;
        let attr = self.document.attrs(tag).iter().find(|attr| attr.whole == wish.site);
        match attr {
            Some(attr) if is_handler(attr) => Ok((self.attribute(attr), false)),
            Some(attr) if &*attr.name == "style" => Err("a style asks for it: take the url(…) out of it by hand"),
            _ if LINKS.contains(&&*tag.name) => Err("it is the landing link: point it elsewhere by hand"),
            _ if &*tag.name == "style" => Err("a style sheet asks for it: take the url(…) out of it by hand"),
            _ => self.element(tag, attr),
        }
    }

    fn element(&self, tag: &Tag, attr: Option<&Attr>) -> Result<(Range<usize>, bool), &'static str> {
        let whole = self.whole(tag).filter(|_| PIXELS.contains(&&*tag.name));
        match (whole, attr) {
            (Some(_), _) if !self.bold && self.has_more(tag) => {
                Err("the element does something else as well: take the call out by hand, or use --unsafe")
            }
            (Some(whole), _) => Ok((whole.range(), true)),
            (None, Some(attr)) => Ok((self.attribute(attr), false)),
            (None, None) => Err("where the element ends is not clear: delete it by hand"),
        }
    }

    /// The element from its first to its last byte, if nothing else is in it.
    fn whole(&self, tag: &Tag) -> Option<Span> {
        let closed = self.text[tag.content_end as usize..].get(2..2 + tag.name.len());
        let closed = closed.is_some_and(|name| name.eq_ignore_ascii_case(&tag.name))
            && self.text[tag.content_end as usize..].starts_with("</");
        let inner = || self.text[tag.span.end as usize..tag.content_end as usize].trim().is_empty();
        if tree::is_void(&tag.name) || (!closed && self.text[tag.span.range()].ends_with("/>")) {
            Some(tag.span)
        } else if closed && (tag.raw || inner()) {
            Some(tag.span.cover(Span::new(tag.content_end, tag.next_end)))
        } else {
            None
        }
    }

    /// Whether the tag makes other calls, or has a handler that acts on more than itself.
    fn has_more(&self, tag: &Tag) -> bool {
        let stays = self.others.iter().any(|other| tag.span.contains(*other));
        let acts = |attr: &Attr| {
            let goes = self.wishes.iter().any(|wish| wish.site == attr.whole);
            is_handler(attr) && !goes && !is_about_itself(&self.text[attr.value.range()])
        };
        stays || self.document.attrs(tag).iter().any(acts)
    }

    /// An attribute with the white space before it.
    fn attribute(&self, attr: &Attr) -> Range<usize> {
        let range = attr.whole.range();
        self.text[..range.start].trim_end().len()..range.end
    }

    /// Elements that stand together go together, with their comments and their lines.
    fn grouped(&self, mut cuts: Vec<(Cut, bool)>) -> Vec<Cut> {
        cuts.sort_by_key(|(cut, _)| (cut.range.start, std::cmp::Reverse(cut.range.end)));
        let mut groups: Vec<(Cut, bool)> = Vec::new();
        for (cut, whole) in cuts {
            match groups.last_mut() {
                Some((last, true)) if whole && self.meets(&last.range, &cut.range) => {
                    if last.elements.is_empty() {
                        last.elements.push(last.clone());
                    }
                    last.elements.push(cut.clone());
                    last.range.end = last.range.end.max(cut.range.end);
                    last.calls.extend(cut.calls);
                }
                _ => groups.push((cut, whole)),
            }
        }
        groups.into_iter().map(|(cut, whole)| if whole { self.extended(cut) } else { cut }).collect()
    }

    fn meets(&self, one: &Range<usize>, next: &Range<usize>) -> bool {
        next.start <= one.end || self.text[one.end..next.start].trim().is_empty()
    }

    fn extended(&self, cut: Cut) -> Cut {
        let range = self.line(self.commented(cut.range));
        Cut { range, ..cut }
    }

    /// With `<!-- Begin … -->` before and `<!-- End … -->` after it.
    fn commented(&self, range: Range<usize>) -> Range<usize> {
        let start = offset(self.text[..range.start].trim_end().len());
        let end = offset(self.text.len() - self.text[range.end..].trim_start().len());
        let comments = &self.document.comments;
        let before = comments.iter().find(|comment| comment.end == start);
        let after = comments.iter().find(|comment| comment.start == end);
        match (before, after) {
            (Some(before), Some(after)) if are_a_pair(&self.text[before.range()], &self.text[after.range()]) => {
                before.cover(*after).range()
            }
            _ => range,
        }
    }

    /// With the line, where nothing else stands on it.
    fn line(&self, range: Range<usize>) -> Range<usize> {
        let blank = |c: char| c == ' ' || c == '\t';
        let start = self.text[..range.start].trim_end_matches(blank).len();
        let after = self.text[range.end..].trim_start_matches(blank);
        let end = self.text.len() - after.len();
        let starts_line = start == 0 || self.text[..start].ends_with(['\n', '\r']);
        let newline = ["\r\n", "\n", "\r"].into_iter().find(|newline| after.starts_with(newline));
        match newline {
            Some(newline) if starts_line => start..end + newline.len(),
            Some(_) => start..range.end,
            None if starts_line && after.is_empty() => start..end,
            _ => range,
        }
    }
}

const UNKNOWN: &str = "what makes it was not found again: take it out by hand";

fn is_handler(attr: &Attr) -> bool {
    attr.name.starts_with("on")
}

/// `this.style.display='none'`: nothing that matters once the element is gone.
fn is_about_itself(handler: &str) -> bool {
    let handler = handler.trim();
    let calls = handler.replace("this.remove()", "");
    handler.is_empty() || (handler.starts_with("this.") && !calls.contains('('))
}

/// `<!-- Begin segment pixel -->` and `<!-- End segment pixel -->`, `<!-- Segment Pixel - name -->` and
/// `<!-- End of Segment Pixel -->`.
fn are_a_pair(before: &str, after: &str) -> bool {
    let inner = |comment: &str| {
        let comment = comment.trim_start_matches("<!--").trim_end_matches("-->").trim().to_ascii_lowercase();
        comment.trim_start_matches('/').trim().to_owned()
    };
    let closes = after.trim_start_matches("<!--").trim_start().starts_with('/');
    let (before, after) = (inner(before), inner(after));
    if before.contains("taglint") || after.contains("taglint") || before.starts_with('[') {
        return false;
    }
    let begins = ["begin", "start"].iter().any(|word| before.starts_with(word));
    let Some(rest) = after.strip_prefix("end").or_else(|| closes.then_some(&*after)) else { return false };
    let named = rest.trim_start_matches([' ', ':', '-']);
    let named = named.strip_prefix("of ").unwrap_or(named).trim();
    if named.is_empty() { begins } else { before.contains(named) || (begins && shares_a_word(&before, named)) }
}

fn shares_a_word(one: &str, other: &str) -> bool {
    let words = |text: &'_ str| text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    let known = words(other);
    words(one).iter().any(|word| word.len() > 3 && known.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_comments_that_belong_together_are_a_pair() {
        let pairs = [
            ("<!-- Begin segment pixel -->", "<!-- End segment pixel -->", true),
            ("<!-- Segment Pixel - shoes - DO NOT MODIFY -->", "<!-- End of Segment Pixel -->", true),
            ("<!-- START Acme tag -->", "<!-- END Acme tag 7 -->", true),
            ("<!-- start -->", "<!-- end -->", true),
            ("<!-- pixel -->", "<!-- /pixel -->", true),
            ("<!-- banner -->", "<!-- end -->", false),
            ("<!-- Begin banner -->", "<!-- End of pixel -->", false),
            ("<!-- taglint: ignore[x] begin -->", "<!-- end -->", false),
            ("<!--[if IE]> begin", "<!-- end -->", false),
            ("<!-- a -->", "<!-- b -->", false),
        ];
        for (before, after, pair) in pairs {
            assert_eq!(are_a_pair(before, after), pair, "{before} {after}");
        }
    }
}
