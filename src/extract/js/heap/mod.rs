//! The heap: every object and scope of the script, and a *trail* of changes, so that a branch that may or may not run
//! can be run, taken back, and joined with the other one.

mod join;

use super::function::Function;
use super::table::Table;
use super::text::Text;
use super::value::{Id, Value};
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
        join::last_of_each(undone)
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
