//! Where each association of a list stands *first*. Lists are judged part by part, and the twin of an association may be
//! many parts before it: this is all that is kept of those.

use super::name::{Name, Names};
use crate::remedy::Action;
use crate::span::{Span, offset};
use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// The associations of one input's list so far.
#[derive(Debug, Default)]
pub struct Firsts {
    names: Names,
    all: Vec<First>,
    /// Numbers in `all`.
    table: HashTable<u32>,
}

/// An association, and where its segment stands.
#[derive(Clone, Copy, Debug)]
struct First {
    creative: Name,
    segment: u64,
    span: Span,
    /// `None` for any that is not known.
    action: Option<Action>,
}

impl First {
    fn key(&self) -> (Name, u64, Option<Action>) {
        (self.creative, self.segment, self.action)
    }
}

impl Firsts {
    /// Adds an association of a creative, by its id or code; where its segment stands in the first of the kind, if this
    /// is another.
    pub(crate) fn add(&mut self, creative: &str, segment: u64, action: Option<Action>, span: Span) -> Option<Span> {
        let Self { names, all, table } = self;
        let one = First { creative: names.add(creative), segment, span, action };
        let hash = |first: &First| FxBuildHasher.hash_one(first.key());
        if let Some(number) = table.find(hash(&one), |number| all[*number as usize].key() == one.key()) {
            return Some(all[*number as usize].span);
        }
        let number = offset(all.len());
        all.push(one);
        table.insert_unique(hash(&one), number, |number| hash(&all[*number as usize]));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_of_all_three_is_another() {
        let mut firsts = Firsts::default();
        let (view, at) = (Some(Action::View), |at| Span::new(at, at + 1));
        assert_eq!(firsts.add("9001", 7, view, at(1)), None);
        for (number, (creative, segment, action)) in
            [("9002", 7, view), ("09001", 7, view), ("9001", 8, view), ("9001", 7, None)].into_iter().enumerate()
        {
            assert_eq!(firsts.add(creative, segment, action, at(offset(10 + number))), None, "{creative} {segment}");
        }
        assert_eq!(
            [firsts.add("9001", 7, view, at(20)), firsts.add("9001", 7, None, at(21))],
            [Some(at(1)), Some(at(13))]
        );
    }

    #[test]
    fn a_row_takes_few_bytes() {
        assert_eq!(size_of::<First>(), 32);
    }
}
