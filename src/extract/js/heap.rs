//! The heap: every object and scope of the script, and a *trail* of changes, so that a branch that may or may not run
//! can be run, taken back, and joined with the other one.

use super::function::Function;
use super::table::Table;
use super::text::Text;
use super::value::{Id, Value};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::collections::hash_map::Entry;
use std::rc::Rc;

/// What an object is.
#[derive(Clone, Debug)]
pub(super) enum Kind<'a> {
    Plain,
    /// Variables; the outer scope.
    Scope(Option<Id>),
    /// `with (…)`: names are looked for in the value first.
    With(Option<Id>, Value<'a>),
    Array(Rc<Vec<Value<'a>>>),
    Function(Function<'a>),
    /// `new Function("…")`.
    Code(Text<'a>),
    /// `f.bind(this, …)`.
    Bound(Rc<(Value<'a>, Value<'a>, Vec<Value<'a>>)>),
    /// An element by its tag; empty if unknown.
    Element(&'a str),
    /// `element.style`.
    Style,
    /// What jQuery gives back.
    Query,
    Request,
    Promise,
    Map,
    Set,
    Regex(&'a str, &'a str),
    /// `new URL(…)`, and its `searchParams`.
    Url,
    Params,
    /// `new Blob(…)`: text that passes for a file; a URL of it is the same object.
    Blob,
    /// A property that functions work out and take in; `undefined` where there is no such function.
    Accessor(Rc<(Value<'a>, Value<'a>)>),
}

/// An object.
#[derive(Clone, Debug)]
pub(super) struct Object<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) table: Table<'a>,
    pub(super) proto: Option<Id>,
    /// Whether it may have properties that are not known.
    pub(super) open: bool,
}

/// A place that changed: a name of an object, or an array's items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place<'a> {
    Name(Id, &'a str),
    Items(Id),
}

/// What stood at a place before; `Items` for arrays.
#[derive(Clone, Debug)]
pub(super) enum Content<'a> {
    Value(Option<Value<'a>>),
    Items(Rc<Vec<Value<'a>>>),
}

/// What an object costs, in bytes, with what comes with it.
const OBJECT: usize = 112;

/// Up to so many places, a list is looked through sooner than a set.
const FEW: usize = 8;

/// What a branch changed, and to what.
pub(super) type Changes<'a> = Vec<(Place<'a>, Content<'a>)>;

/// Every object.
#[derive(Debug, Default)]
pub(super) struct Heap<'a> {
    objects: Vec<Object<'a>>,
    trail: Vec<(Place<'a>, Content<'a>)>,
    /// Objects below this number are older than the innermost branch: their changes are kept track of.
    floor: usize,
    /// Bytes that were made or copied since this was last looked at.
    pub(super) cost: usize,
}

/// A branch that is being run.
pub(super) struct Mark {
    trail: usize,
    floor: usize,
}

impl<'a> Heap<'a> {
    /// Makes room for so many objects.
    pub(super) fn reserve(&mut self, objects: usize) {
        self.objects.reserve(objects);
    }

    pub(super) fn add(&mut self, kind: Kind<'a>) -> Id {
        self.cost += OBJECT;
        self.objects.push(Object { kind, table: Table::default(), proto: None, open: false });
        Id::try_from(self.objects.len() - 1).unwrap_or(Id::MAX)
    }

    pub(super) fn array(&mut self, items: Vec<Value<'a>>) -> Value<'a> {
        Value::Object(self.add(Kind::Array(Rc::new(items))))
    }

    pub(super) fn get(&self, id: Id) -> &Object<'a> {
        &self.objects[id as usize]
    }

    /// For what is not kept track of: an object's kind and prototype while it is being made, and whether it is open.
    pub(super) fn get_mut(&mut self, id: Id) -> &mut Object<'a> {
        &mut self.objects[id as usize]
    }

    pub(super) fn name(&self, id: Id, name: &str) -> Option<&Value<'a>> {
        self.get(id).table.get(name)
    }

    pub(super) fn items(&self, id: Id) -> Option<&Rc<Vec<Value<'a>>>> {
        if let Kind::Array(items) = &self.get(id).kind { Some(items) } else { None }
    }

    pub(super) fn set(&mut self, id: Id, name: &'a str, value: Value<'a>) {
        let old = self.objects[id as usize].table.set(name, value);
        if (id as usize) < self.floor {
            self.trail.push((Place::Name(id, name), Content::Value(old)));
        }
    }

    /// Takes a value out to change it in place; it has to be set again at once.
    pub(super) fn take(&mut self, id: Id, name: &'a str) -> Option<Value<'a>> {
        let kept = (id as usize) < self.floor;
        let table = &mut self.objects[id as usize].table;
        let old = table.get(name)?.clone();
        if !kept {
            table.set(name, Value::Unknown);
        }
        Some(old)
    }

    pub(super) fn remove(&mut self, id: Id, name: &'a str) {
        let old = self.objects[id as usize].table.remove(name);
        if (id as usize) < self.floor {
            self.trail.push((Place::Name(id, name), Content::Value(old)));
        }
    }

    pub(super) fn set_items(&mut self, id: Id, items: Rc<Vec<Value<'a>>>) {
        if let Kind::Array(own) = &mut self.objects[id as usize].kind {
            let old = std::mem::replace(own, items);
            if (id as usize) < self.floor {
                self.trail.push((Place::Items(id), Content::Items(old)));
            }
        }
    }

    /// Changes an array's items.
    pub(super) fn change<R>(&mut self, id: Id, change: impl FnOnce(&mut Vec<Value<'a>>) -> R) -> Option<R> {
        let kept = (id as usize) < self.floor;
        let Kind::Array(items) = &mut self.objects[id as usize].kind else { return None };
        if kept {
            self.trail.push((Place::Items(id), Content::Items(Rc::clone(items))));
        }
        if Rc::strong_count(items) > 1 {
            self.cost += items.len() * size_of::<Value>();
        }
        Some(change(Rc::make_mut(items)))
    }

    fn put(&mut self, place: Place<'a>, content: Content<'a>) {
        match (place, content) {
            (Place::Name(id, name), Content::Value(Some(value))) => self.set(id, name, value),
            (Place::Name(id, name), Content::Value(None)) => self.remove(id, name),
            (Place::Items(id), Content::Items(items)) => self.set_items(id, items),
            _ => {}
        }
    }

    fn content(&self, place: Place<'a>) -> Content<'a> {
        match place {
            Place::Name(id, name) => Content::Value(self.name(id, name).cloned()),
            Place::Items(id) => Content::Items(self.items(id).cloned().unwrap_or_default()),
        }
    }

    /// Starts a branch.
    pub(super) fn branch(&mut self) -> Mark {
        let mark = Mark { trail: self.trail.len(), floor: self.floor };
        self.floor = self.objects.len();
        mark
    }

    /// Ends a branch: takes its changes back and gives them out.
    pub(super) fn unwind(&mut self, mark: &Mark) -> Changes<'a> {
        self.floor = mark.floor;
        if self.trail.len() == mark.trail {
            return Vec::new();
        }
        let mut undone = self.trail.split_off(mark.trail);
        // Each change is taken back in exchange for what it had made of its place.
        for (place, content) in undone.iter_mut().rev() {
            self.exchange(*place, content);
        }
        last_of_each(undone)
    }

    /// Puts what stands at a place in exchange for something else, without keeping track of it.
    fn exchange(&mut self, place: Place<'a>, content: &mut Content<'a>) {
        match (place, content) {
            (Place::Name(id, name), Content::Value(value)) => {
                let table = &mut self.objects[id as usize].table;
                *value = match value.take() {
                    Some(value) => table.set(name, value),
                    None => table.remove(name),
                };
            }
            (Place::Items(id), Content::Items(items)) => {
                if let Kind::Array(own) = &mut self.objects[id as usize].kind {
                    std::mem::swap(own, items);
                }
            }
            _ => {}
        }
    }

    /// Joins a branch with what was before: it ran or it did not.
    pub(super) fn join_maybe(&mut self, changes: Changes<'a>) {
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
    pub(super) fn join_two(&mut self, one: Changes<'a>, other: Changes<'a>) {
        match (one.is_empty(), other.is_empty()) {
            (_, true) => self.join_maybe(one),
            (true, _) => self.join_maybe(other),
            _ => self.join_all(vec![one, other], 2),
        }
    }

    /// Goes on with a branch that is the only one that may have run.
    pub(super) fn join_only(&mut self, changes: Changes<'a>) {
        for (place, content) in changes {
            self.put_either(place, [content]);
        }
    }

    /// Joins branches, of which one ran: what a branch left alone is there as it was before.
    pub(super) fn join(&mut self, mut branches: Vec<Changes<'a>>) {
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
fn last_of_each(mut changes: Changes<'_>) -> Changes<'_> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_join_what_they_changed_and_leave_the_rest() {
        let mut heap = Heap::default();
        let id = heap.add(Kind::Plain);
        heap.set(id, "a", Value::Number(1.0));
        let outer = heap.branch();
        let mark = heap.branch();
        heap.set(id, "a", Value::Number(2.0));
        heap.set(id, "b", Value::Number(3.0));
        let one = heap.unwind(&mark);
        assert!(matches!(heap.name(id, "a"), Some(Value::Number(1.0))));
        heap.join_maybe(one);
        assert_eq!(heap.name(id, "a").map(|value| value.alternatives().len()), Some(2));
        assert_eq!(heap.name(id, "b").map(|value| value.alternatives().len()), Some(2));
        assert_eq!(heap.unwind(&outer).len(), 2);
        assert!(heap.name(id, "b").is_none());
    }

    #[test]
    fn arrays_join_item_by_item() {
        let mut heap = Heap::default();
        let Value::Object(id) = heap.array(vec![Value::Number(1.0)]) else { panic!("an array is an object") };
        let mark = heap.branch();
        heap.change(id, |items| items.push(Value::Number(2.0)));
        let one = heap.unwind(&mark);
        heap.join_maybe(one);
        let items = heap.items(id).map(|items| items.len());
        assert_eq!(items, Some(2));
    }
}
