//! A small ordered map from names to values: the variables of a scope and the properties of an object.

use super::value::Value;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::collections::hash_map::Entry;

/// Up to so many names a search from end to end is quicker than a hash.
const FEW: usize = 8;

/// Names with their values, in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub(super) struct Table<'a> {
    entries: Vec<(&'a str, Value<'a>)>,
    index: Option<Box<FxHashMap<&'a str, usize>>>,
}

impl<'a> Table<'a> {
    fn position(&self, name: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(name).copied(),
            None => self.entries.iter().position(|(own, _)| *own == name),
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.position(name).map(|at| &self.entries[at].1)
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Value<'a>> {
        self.position(name).map(|at| &mut self.entries[at].1)
    }

    /// Makes room for so many more names.
    pub(super) fn reserve(&mut self, names: usize) {
        self.entries.reserve_exact(names);
    }

    /// Sets a value; gives back the one before.
    pub(super) fn set(&mut self, name: &'a str, value: Value<'a>) -> Option<Value<'a>> {
        let known = match &mut self.index {
            Some(index) => match index.entry(name) {
                Entry::Occupied(at) => Some(*at.get()),
                Entry::Vacant(at) => {
                    at.insert(self.entries.len());
                    None
                }
            },
            None => self.position(name),
        };
        if let Some(at) = known {
            return Some(std::mem::replace(&mut self.entries[at].1, value));
        }
        self.entries.push((name, value));
        if self.index.is_none() && self.entries.len() > FEW {
            self.reindex();
        }
        None
    }

    pub(super) fn remove(&mut self, name: &str) -> Option<Value<'a>> {
        let at = self.position(name)?;
        let (_, value) = self.entries.remove(at);
        if at < self.entries.len() {
            self.reindex();
        } else if let Some(index) = &mut self.index {
            index.remove(name);
        }
        Some(value)
    }

    fn reindex(&mut self) {
        self.index = (self.entries.len() > FEW).then(|| {
            // As much room as the entries have: both fill at the same pace.
            let mut index = FxHashMap::with_capacity_and_hasher(self.entries.capacity(), FxBuildHasher);
            index.extend(self.entries.iter().enumerate().map(|(at, (name, _))| (*name, at)));
            Box::new(index)
        });
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&'a str, &Value<'a>)> {
        self.entries.iter().map(|(name, value)| (*name, value))
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_order_and_values_however_many() {
        let names: Vec<String> = (0..40).map(|n| format!("n{n}")).collect();
        let mut table = Table::default();
        for (n, name) in names.iter().enumerate() {
            assert!(table.set(name, Value::Number(n as f64)).is_none());
        }
        assert!(matches!(table.remove("n3"), Some(Value::Number(3.0))));
        assert!(matches!(table.remove("n39"), Some(Value::Number(39.0))));
        assert!(matches!(table.set("n5", Value::Null), Some(Value::Number(5.0))));
        let first: Vec<_> = table.iter().map(|(name, _)| name).take(4).collect();
        assert_eq!((first, table.len()), (vec!["n0", "n1", "n2", "n4"], 38));
        assert!(table.get("n3").is_none() && matches!(table.get("n38"), Some(Value::Number(38.0))));
    }
}
