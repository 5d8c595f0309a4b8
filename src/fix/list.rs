//! Taking calls out of configs: the whole entry of a list of pixels or trackers, with its comma.

use super::plan::{Cut, Refusal, Wish};
use crate::extract::json;
use crate::span::Span;
use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;
use std::ops::Range;

/// Keys of lists whose entries are there to make a call.
const LISTS: &[&str] =
    &["pixels", "trackers", "image_trackers", "javascript_trackers", "impression_trackers", "thirdparty_pixels"];

/// What to cut out of a layer of JSON. `others` is where the code is that must stay.
pub(super) fn cuts(text: &str, wishes: &[Wish], others: &[Span]) -> (Vec<Cut>, Vec<Refusal>) {
    let mut lists = Vec::new();
    json::each_document(text, |at, value| gather(value, "", at, &mut lists));
    let mut refusals = Vec::new();
    for wish in wishes {
        if let Err(why) = mark(&mut lists, wish, others) {
            refusals.push(Refusal { wish: wish.clone(), why });
        }
    }
    (lists.iter().flat_map(List::cuts).collect(), refusals)
}

fn mark(lists: &mut [List], wish: &Wish, others: &[Span]) -> Result<(), &'static str> {
    let entry = lists.iter_mut().flat_map(|list| &mut list.entries).filter(|entry| entry.span.contains(wish.site));
    let Some(entry) = entry.min_by_key(|entry| entry.span.end - entry.span.start) else {
        return Err("the field holds only the call: empty it, or put the right URL there, by hand");
    };
    if others.iter().any(|other| entry.span.contains(*other)) {
        return Err("the entry has another URL or code as well: take the call out by hand");
    }
    entry.calls.extend(&wish.calls);
    entry.goes = true;
    Ok(())
}

#[derive(Debug)]
struct Entry {
    span: Span,
    goes: bool,
    calls: Vec<usize>,
}

/// A list with what is between its brackets.
#[derive(Debug)]
struct List {
    inside: Range<usize>,
    entries: Vec<Entry>,
}

impl List {
    /// An entry goes up to the next one; at the end of the list, from the last one that stays.
    fn cuts(&self) -> Vec<Cut> {
        let last = self.entries.iter().rposition(|entry| !entry.goes);
        let going = |(number, entry): (usize, &Entry)| {
            let next = self.entries.get(number + 1).map(|next| next.span.start as usize);
            let range = match (last, next) {
                (None, _) => self.inside.clone(),
                (Some(last), Some(next)) if number < last => entry.span.start as usize..next,
                (Some(_), _) => self.entries[number - 1].span.end as usize..entry.span.end as usize,
            };
            Cut::new(range, entry.calls.clone())
        };
        self.entries.iter().enumerate().filter(|(_, entry)| entry.goes).map(going).collect()
    }
}

fn gather(value: &Value, key: &str, at: usize, lists: &mut Vec<List>) {
    match value {
        Value::Object(object) => {
            object.properties.iter().for_each(|one| gather(&one.value, one.name.as_str(), at, lists));
        }
        Value::Array(array) => {
            if LISTS.contains(&key) {
                let entry = |one: &Value| Entry {
                    span: Span::from(at + one.start()..at + one.end()),
                    goes: false,
                    calls: Vec::new(),
                };
                let inside = at + array.start() + 1..at + array.end() - 1;
                lists.push(List { inside, entries: array.elements.iter().map(entry).collect() });
            }
            array.elements.iter().for_each(|one| gather(one, "", at, lists));
        }
        _ => {}
    }
}
