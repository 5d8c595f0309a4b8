//! Joining branches: of several ways in which the script may have gone, each changed some places; from then on what
//! stands at such a place is one of what they made of it.

use super::{Changes, Content, FEW, Heap, Place};
use crate::extract::js::value::{Id, Value};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::collections::hash_map::Entry;
use std::rc::Rc;

impl<'a> Heap<'a> {
    /// Joins a branch with what was before: it ran or it did not.
    pub(crate) fn join_maybe(&mut self, changes: Changes<'a>) {
        for (place, content) in changes {
            match (place, content) {
                (Place::Name(id, name), Content::Value(value)) => self.join_value(id, name, value),
                (place, content) => {
                    let old = self.content(place);
                    self.put_either(place, [old, content]);
                }
            }
        }
    }

    /// What a name stands for from now on is what it stood for or `new`.
    fn join_value(&mut self, id: Id, name: &'a str, new: Option<Value<'a>>) {
        self.cost += new.as_ref().map_or(0, Value::cost);
        let new = new.unwrap_or(Value::Undefined);
        let kept = (id as usize) < self.floor;
        let Some(own) = self.objects[id as usize].table.get_mut(name) else {
            return self.set(id, name, Value::Undefined.or(new));
        };
        self.cost += own.cost();
        let old = std::mem::replace(own, Value::Undefined);
        if kept {
            self.trail.push((Place::Name(id, name), Content::Value(Some(old.clone()))));
        }
        *own = old.or(new);
    }

    /// Joins two branches, of which one ran.
    pub(crate) fn join_two(&mut self, one: Changes<'a>, other: Changes<'a>) {
        match (one.is_empty(), other.is_empty()) {
            (_, true) => self.join_maybe(one),
            (true, _) => self.join_maybe(other),
            _ => self.join_all(vec![one, other], 2),
        }
    }

    /// Goes on with a branch that is the only one that may have run.
    pub(crate) fn join_only(&mut self, changes: Changes<'a>) {
        for (place, content) in changes {
            self.put_either(place, [content]);
        }
    }

    /// Joins branches, of which one ran: what a branch left alone is there as it was before.
    pub(crate) fn join(&mut self, mut branches: Vec<Changes<'a>>) {
        let count = branches.len();
        branches.retain(|changes| !changes.is_empty());
        match (count, branches.len()) {
            (_, 0) => {}
            (2, 1) => branches.into_iter().for_each(|changes| self.join_maybe(changes)),
            _ => self.join_all(branches, count),
        }
    }

    fn join_all(&mut self, branches: Vec<Changes<'a>>, count: usize) {
        let mut places: Vec<Place<'a>> = Vec::new();
        let mut by_place: FxHashMap<Place<'a>, Vec<Content<'a>>> = FxHashMap::default();
        for (place, content) in branches.into_iter().flatten() {
            let contents = by_place.entry(place).or_insert_with(|| {
                places.push(place);
                Vec::with_capacity(count)
            });
            contents.push(content);
        }
        for place in places {
            let mut contents = by_place.remove(&place).unwrap_or_default();
            if contents.len() < count {
                contents.insert(0, self.content(place));
            }
            self.put_either(place, contents);
        }
    }

    /// What stands at a place from now on is one of these.
    fn put_either(&mut self, place: Place<'a>, contents: impl IntoIterator<Item = Content<'a>>) {
        let cost = &mut self.cost;
        let joined = contents.into_iter().inspect(|content| *cost += content.cost()).reduce(either);
        if let Some(joined) = joined {
            self.put(place, joined);
        }
    }
}

/// The last content of each place, in the order in which the places first changed.
pub(super) fn last_of_each(mut changes: Changes<'_>) -> Changes<'_> {
    if changes.len() <= FEW {
        let mut at = 0;
        while at < changes.len() {
            match changes[..at].iter().position(|(place, _)| *place == changes[at].0) {
                Some(first) => changes[first].1 = changes.remove(at).1,
                None => at += 1,
            }
        }
        return changes;
    }
    let mut firsts: FxHashMap<Place, usize> = FxHashMap::with_capacity_and_hasher(changes.len(), FxBuildHasher);
    let mut lasts: Changes = Vec::with_capacity(changes.len());
    for (place, content) in changes {
        match firsts.entry(place) {
            Entry::Occupied(first) => lasts[*first.get()].1 = content,
            Entry::Vacant(first) => {
                first.insert(lasts.len());
                lasts.push((place, content));
            }
        }
    }
    lasts
}

impl Content<'_> {
    /// What joining it costs, in bytes.
    fn cost(&self) -> usize {
        match self {
            Self::Value(value) => value.as_ref().map_or(0, Value::cost),
            Self::Items(items) => items.iter().map(|item| 4 * size_of::<Value>() + item.cost()).sum(),
        }
    }
}

fn either<'a>(one: Content<'a>, other: Content<'a>) -> Content<'a> {
    match (one, other) {
        (Content::Items(one), Content::Items(other)) => Content::Items(Rc::new(either_items(&one, &other))),
        (Content::Value(one), Content::Value(other)) => {
            let (one, other) = (one.unwrap_or(Value::Undefined), other.unwrap_or(Value::Undefined));
            Content::Value(Some(one.or(other)))
        }
        (one, _) => one,
    }
}

fn either_items<'a>(one: &[Value<'a>], other: &[Value<'a>]) -> Vec<Value<'a>> {
    let at = |items: &[Value<'a>], index: usize| items.get(index).cloned().unwrap_or(Value::Undefined);
    (0..one.len().max(other.len())).map(|index| at(one, index).or(at(other, index))).collect()
}
