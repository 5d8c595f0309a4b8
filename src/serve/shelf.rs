//! The *shelf*: the last checks, by number, so that what follows a check need not be sent again.

use crate::limit::DESK_KEPT;
use std::collections::VecDeque;
use std::sync::Arc;

/// The last checks, newest last.
#[derive(Debug)]
pub(super) struct Shelf<T> {
    last: u64,
    kept: VecDeque<(u64, Arc<T>)>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { last: 0, kept: VecDeque::new() }
    }
}

impl<T> Shelf<T> {
    /// Keeps a check, and gives back its number.
    pub(super) fn put(&mut self, kept: T) -> u64 {
        self.last += 1;
        self.kept.push_back((self.last, Arc::new(kept)));
        if self.kept.len() > DESK_KEPT {
            self.kept.pop_front();
        }
        self.last
    }

    /// The check with this number, if it is still there.
    pub(super) fn get(&self, number: u64) -> Option<Arc<T>> {
        self.kept.iter().find(|(one, _)| *one == number).map(|(_, kept)| kept.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes_first() {
        let mut shelf = Shelf::default();
        let numbers: Vec<u64> = (0..=DESK_KEPT).map(|_| shelf.put(())).collect();
        assert!(shelf.get(numbers[0]).is_none());
        assert!(numbers[1..].iter().all(|number| shelf.get(*number).is_some()));
    }
}
