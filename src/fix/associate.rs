//! Writing associations into a config: the segments that removed calls added, as entries of the creative's `segments`,
//! in the form that its entries have already.

use super::edit::Edit;
use super::redir::in_width_of;
use crate::association::Creative;
use crate::extract::{Layer, json};
use crate::remedy::{Action, Associate};
use crate::span::Span;
use jsonc_parser::ast::{Array, Object, ObjectProp, Value};
use jsonc_parser::common::Ranged;

/// The edit that adds these associations to a creative, and those of them that it has not made already.
pub(super) fn edit(creative: &Creative, wanted: &[Associate], root: &Layer, bytes: &[u8]) -> Option<Edit> {
    let text = &*root.text.text;
    let mut entries: Vec<(u64, Action)> = wanted.iter().filter_map(|one| Some((one.segment?, one.action))).collect();
    entries.retain(|(segment, action)| !has(creative, *segment, *action));
    entries.sort_unstable();
    entries.dedup();
    if entries.is_empty() {
        return None;
    }
    let mut change = None;
    json::each_document(text, |at, value| {
        if let Some(object) = find(value, at, creative.span, root) {
            change = Some(changed(object, &entries, text, at));
        }
    });
    let (range, insert) = change?;
    Some(Edit { span: root.text.map.span(range), insert: in_width_of(bytes, &insert) })
}

/// Whether the creative has the association, in either spelling.
pub(super) fn has(creative: &Creative, segment: u64, action: Action) -> bool {
    creative.associations.iter().any(|one| one.segment == Some(segment) && one.known_action() == Some(action))
}

/// The object that stands at a span of the file. JSON nests no deeper here than its parser went.
fn find<'v, 'a>(value: &'v Value<'a>, at: usize, span: Span, root: &Layer) -> Option<&'v Object<'a>> {
    match value {
        Value::Object(object) if root.text.map.span(at + object.start()..at + object.end()) == span => Some(object),
        Value::Object(object) => object.properties.iter().find_map(|one| find(&one.value, at, span, root)),
        Value::Array(array) => array.elements.iter().find_map(|one| find(one, at, span, root)),
        _ => None,
    }
}

/// What goes and what stands there instead.
fn changed(object: &Object, entries: &[(u64, Action)], text: &str, at: usize) -> (std::ops::Range<usize>, String) {
    let segments = object.properties.iter().find(|property| property.name.as_str() == "segments");
    match segments.map(|property| &property.value) {
        Some(Value::Array(array)) if !array.elements.is_empty() => more(array, entries, text, at),
        Some(value) => (at + value.start()..at + value.end(), format!("[{}]", listed(entries, text, false))),
        None => property(object, entries, text, at),
    }
}

/// After the last entry, with what is between the brace of the list or the entries before.
fn more(array: &Array, entries: &[(u64, Action)], text: &str, at: usize) -> (std::ops::Range<usize>, String) {
    let last = &array.elements[array.elements.len() - 1];
    let before = match array.elements.len() {
        1 => array.start() + 1..last.start(),
        many => array.elements[many - 2].end()..last.start(),
    };
    let between = text[at + before.start..at + before.end].trim_start_matches(',');
    let space = if between.trim().is_empty() { between } else { " " };
    let (space, single) = if space.is_empty() && spaced(text) { (" ", true) } else { (space, false) };
    let underscores = text[at + array.start()..at + array.end()].contains("add_on_");
    let mut insert = String::new();
    for entry in entries {
        insert.push(',');
        insert.push_str(if single || space.contains(['\n', '\r']) || array.elements.len() > 1 { space } else { " " });
        insert.push_str(&one(*entry, text, underscores));
    }
    let end = at + last.end();
    (end..end, if spaced(text) { insert } else { insert.replace(", {", ",{") })
}

/// As a property after the last one.
fn property(object: &Object, entries: &[(u64, Action)], text: &str, at: usize) -> (std::ops::Range<usize>, String) {
    let value = format!("\"segments\":{}[{}]", if spaced(text) { " " } else { "" }, listed(entries, text, false));
    let Some(last) = object.properties.last() else {
        return (at + object.start() + 1..at + object.start() + 1, value);
    };
    let space = before(object, last, text, at);
    (at + last.end()..at + last.end(), format!(",{space}{value}"))
}

/// The white space before a property.
fn before<'t>(object: &Object, last: &ObjectProp, text: &'t str, at: usize) -> &'t str {
    let head = &text[at + object.start()..at + last.start()];
    let space = &head[head.trim_end().len()..];
    if space.is_empty() && spaced(text) { " " } else { space }
}

fn listed(entries: &[(u64, Action)], text: &str, underscores: bool) -> String {
    let entries: Vec<String> = entries.iter().map(|entry| one(*entry, text, underscores)).collect();
    entries.join(if spaced(text) { ", " } else { "," })
}

fn one((segment, action): (u64, Action), text: &str, underscores: bool) -> String {
    let action = if underscores { action.as_str().replace(' ', "_") } else { action.as_str().to_owned() };
    let space = if spaced(text) { " " } else { "" };
    format!("{{\"id\":{space}{segment},{space}\"action\":{space}\"{action}\"}}")
}

/// Whether the file has a space after its colons.
fn spaced(text: &str) -> bool {
    text.contains("\": ")
}
