//! What hand-written *lists* say of creatives, and which creatives the rows of *sheets* name, for all inputs to ask about.
//! Both may have a million rows: they are held in a few bytes each, and nobody is given a copy.

use super::Creative;
use super::name::{Name, Names, Text};
use crate::remedy::Action;
use crate::span::offset;
use std::ops::Range;
use std::sync::Arc;

/// A row of a list.
#[derive(Clone, Copy, Debug)]
struct Row {
    creative: Name,
    /// An id, or a code.
    segment: Name,
    /// Owner of the code.
    member: Option<Text>,
    /// `None` for any that is not known.
    action: Option<Action>,
}

/// What the lists and sheets of one input bring.
#[derive(Debug, Default)]
pub(super) struct Listed {
    names: Names,
    rows: Vec<Row>,
    /// Codes of the creatives of sheets.
    coded: Vec<Name>,
}

/// What the lists and sheets of all inputs bring.
#[derive(Debug, Default)]
pub(super) struct Lists {
    names: Names,
    /// What is not settled yet.
    rows: Vec<Row>,
    /// The creatives that lists name, in order.
    creatives: Vec<Name>,
    /// Where the pairs of each of them start.
    starts: Vec<u32>,
    pairs: Arc<Vec<Pair>>,
    /// The creatives of sheets by their codes, in order, each with the number of the first input that has it.
    coded: Vec<(Name, u32)>,
}

/// A segment that a creative is associated with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    segment: u64,
    action: Action,
    /// Its place among those of the creative.
    order: u32,
}

impl Listed {
    /// Adds what a list says of a creative.
    pub(super) fn add(&mut self, creative: &Creative) {
        let name = self.names.add(creative.listed_as().unwrap_or_default());
        for one in &creative.associations {
            let segment = match one.segment {
                Some(id) => self.names.number(id),
                None => self.names.add(one.code.as_deref().unwrap_or_default()),
            };
            let member = one.member.as_ref().map(|member| self.names.text(member));
            self.rows.push(Row { creative: name, segment, member, action: one.known_action() });
        }
    }

    /// Adds the creative of a row of a sheet.
    pub(super) fn add_coded(&mut self, code: &str) {
        let name = self.names.add(code);
        self.coded.push(name);
    }

    /// The codes of the first two rows of sheets.
    pub(super) fn codes(&self) -> (Option<String>, Option<String>) {
        let mut codes = self.coded.iter().map(|code| self.names.written(*code));
        (codes.next(), codes.next())
    }

    /// Whether a list says anything.
    pub(super) fn has_rows(&self) -> bool {
        !self.rows.is_empty()
    }
}

impl Lists {
    /// Adds what the input with this number brings.
    pub(super) fn add(&mut self, input: u32, mut listed: Listed) {
        if self.is_empty() {
            // Names are known to those who gave them: nothing has to be called otherwise.
            self.coded.extend(listed.coded.drain(..).map(|code| (code, input)));
            (self.names, self.rows) = (listed.names, listed.rows);
            return;
        }
        let (names, from) = (&mut self.names, &listed.names);
        self.rows.extend(listed.rows.iter().map(|row| Row {
            creative: names.moved(row.creative, from),
            segment: names.moved(row.segment, from),
            member: row.member.map(|member| names.text(from.resolve(member))),
            action: row.action,
        }));
        self.coded.extend(listed.coded.iter().map(|code| (names.moved(*code, from), input)));
    }

    /// Puts in order what all inputs brought; `find` tells the id of a segment from the owner of its code and the code.
    pub(super) fn settle(&mut self, find: impl Fn(Option<&str>, &str) -> Option<u64>) {
        self.coded.sort_unstable();
        self.coded.dedup_by_key(|(code, _)| *code);
        let mut rows = std::mem::take(&mut self.rows);
        // What a creative is associated with stays in the order of the rows.
        rows.sort_by_key(|row| row.creative);
        let mut pairs = Vec::with_capacity(rows.len());
        for own in rows.chunk_by(|one, other| one.creative == other.creative) {
            let start = pairs.len();
            self.creatives.push(own[0].creative);
            self.starts.push(offset(start));
            pairs.extend(own.iter().zip(0..).filter_map(|(row, order)| {
                let (segment, action) = (self.segment(row, &find)?, row.action?);
                Some(Pair { segment, action, order })
            }));
            pairs[start..].sort_unstable();
        }
        self.pairs = Arc::new(pairs);
    }

    fn segment(&self, row: &Row, find: impl Fn(Option<&str>, &str) -> Option<u64>) -> Option<u64> {
        let Some(text) = row.segment.text() else { return row.segment.number() };
        let text = self.names.resolve(text);
        text.parse().ok().or_else(|| find(row.member.map(|member| self.names.resolve(member)), text))
    }

    /// What lists associate a creative with, if they name it.
    pub(super) fn of(&self, creative: &str) -> Option<Listing> {
        let number = self.creatives.binary_search(&self.names.find(creative)?).ok()?;
        let end = self.starts.get(number + 1).map_or(self.pairs.len(), |end| *end as usize);
        Some(Listing { pairs: self.pairs.clone(), own: self.starts[number] as usize..end })
    }

    /// The number of the first input with a sheet that has a creative of this code.
    pub(super) fn sheet(&self, code: &str) -> Option<u32> {
        let name = self.names.find(code)?;
        let number = self.coded.binary_search_by_key(&name, |(code, _)| *code).ok()?;
        Some(self.coded[number].1)
    }

    /// Whether nothing was brought.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.creatives.is_empty() && self.coded.is_empty()
    }
}

/// What lists associate a creative with by one of its names.
#[derive(Clone, Debug)]
pub(super) struct Listing {
    pairs: Arc<Vec<Pair>>,
    /// By segment.
    own: Range<usize>,
}

impl Listing {
    fn own(&self) -> &[Pair] {
        &self.pairs[self.own.clone()]
    }
}

/// What hand-written lists associate a creative with.
#[derive(Clone, Debug, Default)]
pub struct Also(Vec<Listing>);

impl Also {
    /// Adds what they say under another of its names.
    pub(super) fn add(&mut self, listing: Listing) {
        self.0.push(listing);
    }

    /// Whether they associate it with a segment for this action.
    #[must_use]
    pub fn has(&self, segment: u64, action: Action) -> bool {
        let has = |own: &[Pair]| own.binary_search_by_key(&(segment, action), |one| (one.segment, one.action)).is_ok();
        self.0.iter().any(|listing| has(listing.own()))
    }

    /// Whether they associate it with a segment.
    #[must_use]
    pub fn has_segment(&self, segment: u64) -> bool {
        self.has(segment, Action::View) || self.has(segment, Action::Click)
    }

    /// All segments with their actions, in the order of the rows.
    #[must_use]
    pub fn in_order(&self) -> Vec<(u64, Action)> {
        let ordered = |listing: &Listing| {
            let mut own = listing.own().to_vec();
            own.sort_unstable_by_key(|one| one.order);
            own
        };
        self.0.iter().flat_map(ordered).map(|one| (one.segment, one.action)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{Language, objects};
    use crate::mapped::Map;

    fn listed(rows: &str) -> Listed {
        let mut listed = Listed::default();
        let text = format!("creative,segment,member,action\n{rows}");
        let found = objects(&text, &Map::Shift(0), Language::Csv);
        found.creatives.iter().for_each(|creative| listed.add(creative));
        listed
    }

    fn settled(all: impl IntoIterator<Item = Listed>) -> Lists {
        let mut lists = Lists::default();
        all.into_iter().zip(0..).for_each(|(listed, number)| lists.add(number, listed));
        lists.settle(|member, code| (member == Some("958") && code == "cart").then_some(7));
        lists
    }

    fn also(lists: &Lists, names: &[&str]) -> Also {
        Also(names.iter().filter_map(|name| lists.of(name)).collect())
    }

    #[test]
    fn rows_of_several_lists_are_found_by_creative_in_their_order() {
        let one = listed("summer,9,,add on view\n9001,5,,add on click\nsummer,3,,add_on_view\n");
        let other = listed("9001,cart,958,add on view\nsummer,cart,,add on view\nsummer,1,,add on click\n");
        let lists = settled([one, other]);
        let (view, click) = (Action::View, Action::Click);
        assert_eq!(also(&lists, &["summer"]).in_order(), [(9, view), (3, view), (1, click)]);
        assert_eq!(also(&lists, &["9001", "summer"]).in_order().len(), 5);
        let own = also(&lists, &["9001"]);
        assert!(own.has(7, view) && own.has(5, click) && own.has_segment(5));
        assert!(!own.has(5, view) && !own.has_segment(9));
        assert!(lists.of("9002").is_none() && lists.of("winter").is_none() && lists.of("09001").is_none());
    }

    #[test]
    fn a_creative_is_named_by_rows_that_give_it_nothing() {
        let lists = settled([listed("9001,5,,add on sight\n9002,unknown,,add on view\n")]);
        assert!(["9001", "9002"].iter().all(|name| also(&lists, &[name]).in_order().is_empty()));
        assert!(lists.of("9001").is_some() && lists.of("9002").is_some());
    }

    #[test]
    fn sheets_are_found_by_the_codes_of_their_creatives_whatever_came_first() {
        let sheet = |codes: &[&str]| {
            let mut listed = Listed::default();
            codes.iter().for_each(|code| listed.add_coded(code));
            listed
        };
        let lists = settled([sheet(&["summer", "12"]), sheet(&["winter", "summer"]), listed("9001,5,,add on view\n")]);
        let found = ["summer", "12", "winter", "9001", ""].map(|code| lists.sheet(code));
        assert_eq!(found, [Some(0), Some(0), Some(1), None, None]);
    }

    #[test]
    fn ids_of_any_size_stay_what_they_are() {
        let lists = settled([listed("1,18446744073709551615,,add on view\n1,9223372036854775808,,add on view\n")]);
        assert_eq!(also(&lists, &["1"]).in_order(), [(u64::MAX, Action::View), (1 << 63, Action::View)]);
    }

    #[test]
    fn a_row_takes_few_bytes() {
        assert_eq!((size_of::<Row>(), size_of::<Pair>(), size_of::<(Name, u32)>()), (24, 16, 16));
    }
}
