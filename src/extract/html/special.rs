//! Elements whose meaning hangs on more than one attribute: `link` by `rel`, `script` by `type`, `meta` by
//! `http-equiv`, `object` by its parameters; and the comments that are markup for some browsers.

use super::entity;
use super::table::{FETCHING_RELS, is_script_type};
use super::tree::Tag;
use super::{Walk, srcset};
use crate::call::Confidence;
use crate::extract::{Language, Region};
use crate::mapped::Mapped;
use html5ever::local_name;
use scraper::node::Element;
use std::ops::Range;

/// Reads a tag that the table alone does not explain.
pub(super) fn read(walk: &mut Walk, tag: &Tag, parent: Option<&Element>) {
    match tag.name {
        local_name!("script") => script(walk, tag, parent),
        local_name!("style") => style(walk, tag),
        local_name!("noscript") => noscript(walk, tag),
        local_name!("link") => link(walk, tag),
        local_name!("meta") => refresh(walk, tag),
        local_name!("param") => parameter(walk, tag),
        _ => {}
    }
}

fn script(walk: &mut Walk, tag: &Tag, parent: Option<&Element>) {
    let kind = walk.attribute(tag, "type").or_else(|| walk.attribute(tag, "language"));
    let kind = kind.map_or(String::new(), |kind| kind.text.trim().to_ascii_lowercase());
    let remove = walk.element_span(tag);
    if !is_script_type(&kind) && !is_language(&kind) {
        return data_block(walk, tag, &kind, parent);
    }
    for (name, via) in [("src", "script[src]"), ("href", "script[href]"), ("xlink:href", "script[xlink:href]")] {
        if let Some(url) = walk.attribute(tag, name) {
            // A script with a source does not run its own text.
            let route = walk.route(via, remove).at(tag.span);
            return walk.queue.url(&url, route);
        }
    }
    let (text, route) = (walk.content(tag), walk.route("script", remove).at(tag.span));
    walk.queue.push(Region { text, language: Language::Script, route });
}

/// `language="JavaScript1.2"`, the attribute of the nineties.
fn is_language(kind: &str) -> bool {
    kind.starts_with("javascript") || kind == "jscript" || kind == "ecmascript"
}

/// `<script type="application/json">` is data, which scripts find by its id; inside `amp-analytics` and
/// `amp-ad-exit` it is a list of requests.
fn data_block(walk: &mut Walk, tag: &Tag, kind: &str, parent: Option<&Element>) {
    let is_amp = parent.is_some_and(|parent| ["amp-analytics", "amp-ad-exit"].contains(&parent.name()));
    if kind.ends_with("json") && is_amp {
        let (text, route) = (walk.content(tag), walk.route("script", walk.element_span(tag)).at(tag.span));
        walk.queue.push(Region { text, language: Language::AmpConfig, route });
    } else if kind.ends_with("json")
        && let Some(id) = walk.attribute(tag, "id")
    {
        walk.blob(&id, &walk.content(tag));
    }
}

fn style(walk: &mut Walk, tag: &Tag) {
    let (text, route) = (walk.content(tag), walk.route("style", None).at(tag.span));
    walk.queue.push(Region { text, language: Language::Sheet, route });
}

/// Browsers with scripting on skip it, and so do scanners; mail clients and some in-app views do not.
fn noscript(walk: &mut Walk, tag: &Tag) {
    if tag.raw {
        let (text, route) = (walk.content(tag), walk.route("noscript", None).at(tag.span).at_most(Confidence::Medium));
        walk.queue.push(Region { text, language: Language::Markup, route });
    }
}

fn link(walk: &mut Walk, tag: &Tag) {
    let Some(rel) = walk.attribute(tag, "rel") else { return };
    let rel = rel.text.to_ascii_lowercase();
    let Some(rel) = rel.split_ascii_whitespace().find(|rel| FETCHING_RELS.contains(rel)) else { return };
    let route = walk.route(format!("link[rel={rel}]"), walk.element_span(tag)).at(tag.span);
    if let Some(href) = walk.attribute(tag, "href") {
        walk.queue.url(&href, route.clone());
    }
    if let Some(set) = walk.attribute(tag, "imagesrcset") {
        walk.srcset(&set, &route);
    }
}

/// `<meta http-equiv="refresh" content="0; url=…">`.
fn refresh(walk: &mut Walk, tag: &Tag) {
    let equiv = walk.attribute(tag, "http-equiv");
    if !equiv.is_some_and(|equiv| equiv.text.trim().eq_ignore_ascii_case("refresh")) {
        return;
    }
    let Some(content) = walk.attribute(tag, "content") else { return };
    if let Some(url) = srcset::refresh_url(&content.text) {
        let route = walk.route("meta[http-equiv=refresh]", walk.element_span(tag)).at(tag.span);
        walk.queue.url(&content.slice(url), route);
    }
}

/// `<param name="movie" value="…">` of an `<object>`.
fn parameter(walk: &mut Walk, tag: &Tag) {
    let Some(name) = walk.attribute(tag, "name") else { return };
    if ["movie", "src", "filename", "data", "url"].iter().any(|known| name.text.eq_ignore_ascii_case(known))
        && let Some(value) = walk.attribute(tag, "value")
    {
        let route = walk.route("param[value]", walk.element_span(tag)).at(tag.span);
        walk.queue.url(&value, route);
    }
}

/// Script and style inside SVG are not raw text: their entities are decoded and CDATA sections unwrapped.
pub(super) fn character_data<'s>(inner: &Mapped<'s>) -> Mapped<'s> {
    let inner = inner.trim();
    let open = "<![CDATA[";
    if inner.text.starts_with(open) {
        let end = inner.text.find("]]>").unwrap_or(inner.text.len());
        return inner.slice(open.len()..end.max(open.len()));
    }
    entity::text(inner)
}

/// `<!--[if IE]> … <![endif]-->`: the condition's and the content's ranges.
pub(super) fn conditional(comment: &str) -> Option<(Range<usize>, Range<usize>)> {
    let inner = comment.strip_prefix("<!--")?;
    let open = comment.len() - inner.len();
    let bracket = open + (inner.len() - inner.trim_start().len());
    let condition = comment.get(bracket..)?.strip_prefix('[')?;
    if !condition.get(..3)?.eq_ignore_ascii_case("if ") {
        return None;
    }
    let close = bracket + comment[bracket..].find("]>")?;
    let end = comment.rfind("<![endif]").filter(|end| *end >= close + 2)?;
    Some((bracket + 1..close, close + 2..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_conditional_comments_with_content_are_markup() {
        let inner = |comment: &str| conditional(comment).map(|(_, inner)| comment[inner].to_owned());
        assert_eq!(inner("<!--[if lt IE 9]><img src=x><![endif]-->").as_deref(), Some("<img src=x>"));
        assert_eq!(inner("<!-- [if IE]>a<![endif] -->").as_deref(), Some("a"));
        assert_eq!(inner("<!--[if !IE]><!-->"), None);
        assert_eq!(inner("<!--<![endif]-->"), None);
        assert_eq!(inner("<!-- if [if -->"), None);
    }
}
