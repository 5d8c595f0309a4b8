//! The *world*: all objects that the inputs of a run hold, wherever they stand, gathered before the rules run. Two
//! objects with one id that disagree are a problem; the first one holds then.

use super::audit::{Audit, Pools};
use super::listed::{Listed, Lists};
use super::refusal::Deals;
use super::{AdServer, Conversion, Creative, Deal, Known, Object, Segment, Source, ThirdPartyPixel, Verdict};
use crate::finding::{Place, Problem};
use crate::remedy::Action;
use crate::span::offset;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// All objects of a run.
#[derive(Debug, Default)]
pub struct World {
    objects: Vec<Known<Object>>,
    creatives: Vec<Known<Creative>>,
    by_key: FxHashMap<(&'static str, u64), usize>,
    by_code: FxHashMap<String, Vec<usize>>,
    creative_by_id: FxHashMap<String, usize>,
    /// With the number of the input.
    creative_by_code: FxHashMap<String, (usize, u32)>,
    /// What hand-written lists and sheets say.
    lists: Lists,
    /// Paths of the inputs.
    paths: Vec<Arc<str>>,
    deals: Deals,
    /// Numbers of the verdicts.
    verdicts: Vec<usize>,
    /// What they say, by whom it is about.
    audits: Pools,
    /// Whether anything says what a creative is associated with.
    knows_associations: bool,
    /// The creatives of each file, by its path without its extension.
    by_stem: FxHashMap<String, Beside>,
}

/// What a file has.
#[derive(Debug)]
enum Beside {
    /// The creative with this number.
    One(usize),
    /// A row of a sheet, by its code and the number of the input.
    Row(String, u32),
    /// More than one creative.
    Several,
}

impl World {
    /// Puts together what the inputs bring, in their order.
    #[must_use]
    pub fn gather(sources: Vec<Source>) -> (Self, Vec<Problem>) {
        let (mut world, mut problems) = (Self::default(), Vec::new());
        for source in sources {
            source.objects.into_iter().for_each(|object| world.object(object, &mut problems));
            source.creatives.into_iter().for_each(|creative| world.creative(creative, &mut problems));
            let number = offset(world.paths.len());
            world.paths.push(source.path);
            if let Some(listed) = source.listed {
                world.listed(*listed, number);
            }
        }
        let mut lists = std::mem::take(&mut world.lists);
        lists.settle(|member, code| world.segment_by_code(member, code)?.id);
        (Self { lists, ..world }, problems)
    }

    /// Adds what the rows of the input with this number say.
    fn listed(&mut self, listed: Listed, input: u32) {
        self.knows_associations |= listed.has_rows();
        let path = self.paths[input as usize].clone();
        match listed.codes() {
            (Some(_), Some(_)) => drop(self.by_stem.insert(stem(&path).to_owned(), Beside::Several)),
            (Some(code), None) => self.beside_of(&path, Beside::Row(code, input)),
            _ => {}
        }
        self.lists.add(input, listed);
    }

    fn object(&mut self, object: Known<Object>, problems: &mut Vec<Problem>) {
        let number = self.objects.len();
        if let Some(key) = object.value.key() {
            match self.by_key.get(&key).map(|at| &self.objects[*at]) {
                Some(first) => return problems.extend(clash(first, &object)),
                None => drop(self.by_key.insert(key, number)),
            }
        }
        if let Object::Segment(Segment { code: Some(code), .. }) = &object.value {
            self.by_code.entry(code.clone()).or_default().push(number);
        }
        if let Object::Deal(deal) = &object.value {
            self.deals.add(number, deal);
        }
        if let Object::Verdict(verdict) = &object.value {
            self.verdicts.push(number);
            self.audits.add(number, verdict);
        }
        self.objects.push(object);
    }

    fn creative(&mut self, creative: Known<Creative>, problems: &mut Vec<Problem>) {
        let number = self.creatives.len();
        self.knows_associations |= creative.value.lists_segments;
        self.beside_of(&creative.path, Beside::One(number));
        if let Some(code) = &creative.value.code {
            self.creative_by_code.entry(code.clone()).or_insert((number, offset(self.paths.len())));
        }
        if let Some(id) = &creative.value.id {
            if let Some(first) = self.creative_by_id.get(id).map(|at| &self.creatives[*at]) {
                problems.extend(creative_clash(first, &creative));
            } else {
                self.creative_by_id.insert(id.clone(), number);
            }
        }
        self.creatives.push(creative);
    }

    /// Adds a creative to what the file at a path has.
    fn beside_of(&mut self, path: &str, creative: Beside) {
        let own = self.by_stem.entry(stem(path).to_owned());
        own.and_modify(|known| *known = Beside::Several).or_insert(creative);
    }

    /// A segment by its id.
    #[must_use]
    pub fn segment(&self, id: u64) -> Option<&Segment> {
        self.by_key.get(&("segment", id)).and_then(|at| segment(&self.objects[*at]))
    }

    /// Where a segment is known from: `segments.json, line 4`.
    #[must_use]
    pub fn segment_source(&self, id: u64) -> Option<String> {
        let known = &self.objects[*self.by_key.get(&("segment", id))?];
        Some(at(&known.path, &known.place))
    }

    /// A segment by its code and, where that is known, its owner; `None` as well if several could be meant.
    #[must_use]
    pub fn segment_by_code(&self, member: Option<&str>, code: &str) -> Option<&Segment> {
        let coded = self.by_code.get(code)?.iter().filter_map(|at| segment(&self.objects[*at]));
        let owned = |one: &&Segment| match (member, one.member) {
            (Some(wanted), Some(owner)) => wanted.trim().parse() == Ok(owner),
            _ => true,
        };
        let mut fitting = coded.filter(owned);
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }

    /// A conversion pixel by its id.
    #[must_use]
    pub fn conversion(&self, id: u64) -> Option<&Conversion> {
        match &self.objects[*self.by_key.get(&("conversion pixel", id))?].value {
            Object::Conversion(conversion) => Some(conversion),
            _ => None,
        }
    }

    /// A creative by its id, or by its code.
    #[must_use]
    pub fn creative_named(&self, id: Option<&str>, code: Option<&str>) -> Option<Known<Creative>> {
        let by_id = id.and_then(|id| self.creative_by_id.get(id)).map(|at| self.creatives[*at].clone());
        by_id.or_else(|| self.creative_coded(code?))
    }

    /// A creative by its code, be it only a row of a sheet, from the first input that has it.
    fn creative_coded(&self, code: &str) -> Option<Known<Creative>> {
        match (self.creative_by_code.get(code), self.lists.sheet(code)) {
            (Some((number, input)), sheet) if sheet.is_none_or(|sheet| *input < sheet) => {
                Some(self.creatives[*number].clone())
            }
            (_, sheet) => Some(self.row(code, sheet?)),
        }
    }

    /// The creative of a row of a sheet, of which the code is known.
    fn row(&self, code: &str, input: u32) -> Known<Creative> {
        let value = Creative { code: Some(code.to_owned()), ..Creative::default() };
        Known { value, path: self.paths[input as usize].clone(), place: Place::default() }
    }

    /// The creative of the config that has the path of an input but for the extension, if it has one alone.
    #[must_use]
    pub fn beside(&self, shown: &str) -> Option<Known<Creative>> {
        match self.by_stem.get(stem(shown))? {
            Beside::One(number) => Some(self.creatives[*number].clone()),
            Beside::Row(code, input) => Some(self.row(code, *input)),
            Beside::Several => None,
        }
    }

    /// Completes what an input says of a creative: codes of segments become ids, and what hand-written lists add is
    /// added.
    pub fn complete(&self, creative: &mut Creative) {
        for one in creative.associations.iter_mut().filter(|one| one.segment.is_none()) {
            one.segment = one.code.as_ref().and_then(|code| self.segment_by_code(one.member.as_deref(), code)?.id);
        }
        if creative.written {
            return;
        }
        for name in creative.id.iter().chain(&creative.code) {
            let Some(listing) = self.lists.of(name) else { continue };
            creative.lists_segments = true;
            creative.also.add(listing);
        }
    }

    /// Whether any creative's associations are known, be it that it has none.
    #[must_use]
    pub fn knows_associations(&self) -> bool {
        self.knows_associations
    }

    /// Every creative, in the order of the inputs; not those that only rows of lists and sheets name.
    #[must_use]
    pub fn creatives(&self) -> &[Known<Creative>] {
        &self.creatives
    }

    /// Every deal, in the order of the inputs.
    pub fn deals(&self) -> impl Iterator<Item = (&Deal, &Known<Object>)> {
        self.deals.all().iter().filter_map(|number| match &self.objects[*number].value {
            Object::Deal(deal) => Some((deal, &self.objects[*number])),
            _ => None,
        })
    }

    /// The first deal that refuses an action to a creative by its id, and whether it names the creative.
    #[must_use]
    pub fn refusing_deal(&self, creative: Option<u64>, action: Action) -> Option<(&Known<Object>, bool)> {
        self.deals.refusing(creative, action).map(|(number, names)| (&self.objects[number], names))
    }

    /// Every third-party pixel, in the order of the inputs.
    pub fn third_party_pixels(&self) -> impl Iterator<Item = (&ThirdPartyPixel, &Known<Object>)> {
        self.objects.iter().filter_map(|known| match &known.value {
            Object::ThirdPartyPixel(pixel) => Some((pixel, known)),
            _ => None,
        })
    }

    /// Every verdict of Google's audit, in the order of the inputs.
    pub fn known_verdicts(&self) -> impl Iterator<Item = (&Verdict, &Known<Object>)> {
        self.verdicts.iter().filter_map(|number| match &self.objects[*number].value {
            Object::Verdict(verdict) => Some((verdict, &self.objects[*number])),
            _ => None,
        })
    }

    /// What audits name of a creative; where its id is not known, what they may name of it.
    pub(crate) fn audit(&self, creative: Option<&str>) -> Audit<'_> {
        self.audits.of(creative, &self.objects)
    }

    /// Whether there is any.
    #[must_use]
    pub fn has_verdicts(&self) -> bool {
        !self.verdicts.is_empty()
    }

    /// Every ad server, in the order of the inputs.
    pub fn ad_servers(&self) -> impl Iterator<Item = &AdServer> {
        self.objects.iter().filter_map(|known| match &known.value {
            Object::AdServer(server) => Some(server),
            _ => None,
        })
    }

    /// Whether it knows nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.creatives.is_empty() && self.lists.is_empty()
    }
}

/// A path without its extension.
fn stem(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    path[name..].rfind('.').filter(|dot| *dot > 0).map_or(path, |dot| &path[..name + dot])
}

fn segment(known: &Known<Object>) -> Option<&Segment> {
    match &known.value {
        Object::Segment(segment) => Some(segment),
        _ => None,
    }
}

fn clash(first: &Known<Object>, again: &Known<Object>) -> Option<Problem> {
    let (title, there) = (again.value.title(), at(&first.path, &first.place));
    if !first.value.agrees(&again.value) {
        let message =
            format!("This says other things about {title} than {there}, which holds; keep the newer of the two");
        return Some(problem(&again.path, &again.place, "configs-disagree", message));
    }
    let twice = first.path == again.path;
    let message = format!("The {title} stands here a second time, as in line {}; delete one", first.place.line);
    twice.then(|| problem(&again.path, &again.place, "duplicate-id", message))
}

fn creative_clash(first: &Known<Creative>, again: &Known<Creative>) -> Option<Problem> {
    let same = first.value.lists_segments == again.value.lists_segments && listed(&first.value) == listed(&again.value);
    let (name, there) = (again.value.name(), at(&first.path, &first.place));
    if same {
        let twice = first.path == again.path;
        let message = format!("The {name} stands here a second time, as in line {}; delete one", first.place.line);
        return twice.then(|| problem(&again.path, &again.place, "duplicate-id", message));
    }
    let message = format!(
        "This gives {name} other segments than {there}; markup that is tied to it by its id is held against that one"
    );
    Some(problem(&again.path, &again.place, "configs-disagree", message))
}

fn listed(creative: &Creative) -> Vec<(Option<u64>, Option<&str>)> {
    let mut all: Vec<_> = creative.associations.iter().map(|one| (one.segment, one.action.as_deref())).collect();
    all.sort_unstable();
    all
}

fn at(path: &str, place: &Place) -> String {
    format!("{path}, line {}", place.line)
}

/// A problem with what stands at a place: nothing went unread by it.
pub(super) fn problem(path: &Arc<str>, place: &Place, code: &'static str, message: String) -> Problem {
    let (line, column) = (Some(place.line), Some(place.column));
    Problem { path: path.clone(), line, column, code, message, incomplete: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    fn source(path: &str, text: &str) -> Source {
        let found = crate::extract::objects(text, &crate::mapped::Map::Shift(0), crate::extract::Language::Json);
        let place = |span: Span| Place { line: 1 + span.start, column: 1, span, ..Place::default() };
        let path: Arc<str> = Arc::from(path);
        let mut source = Source::new(&path);
        found.objects.into_iter().for_each(|one| source.object(one, place));
        found.creatives.into_iter().for_each(|one| source.creative(one, place));
        source
    }

    fn codes(problems: &[Problem]) -> Vec<(&str, &str)> {
        problems.iter().map(|one| (&*one.path, one.code)).collect()
    }

    #[test]
    fn a_code_is_found_by_its_owner_and_alone_only_if_it_is_the_only_one() {
        let text = r#"{"segments": [{"id": 1, "code": "cart", "member_id": 7}, {"id": 2, "code": "cart", "member_id": 8},
            {"id": 3, "code": "home", "member_id": 7}]}"#;
        let (world, problems) = World::gather(vec![source("a.json", text)]);
        let id = |member, code| world.segment_by_code(member, code).and_then(|segment| segment.id);
        assert!(problems.is_empty());
        assert_eq!([id(Some("8"), "cart"), id(None, "cart"), id(None, "home")], [Some(2), None, Some(3)]);
        assert_eq!([id(Some("9"), "cart"), id(None, "car")], [None, None]);
    }

    #[test]
    fn the_first_of_two_that_disagree_holds() {
        let one = source("a.json", r#"{"segment": {"id": 1, "max_usersync_pixels": 0}}"#);
        let other = source("b.json", r#"{"segment": {"id": 1, "max_usersync_pixels": 3}}"#);
        let (world, problems) = World::gather(vec![one, other]);
        assert_eq!(codes(&problems), [("b.json", "configs-disagree")]);
        assert!(world.segment(1).expect("known").is_quiet());
    }

    #[test]
    fn the_same_in_two_files_is_no_problem_and_twice_in_one_is() {
        let text = r#"{"segment": {"id": 1, "state": "active"}}"#;
        let (_, problems) = World::gather(vec![source("a.json", text), source("b.json", text)]);
        assert!(problems.is_empty());
        let (_, problems) = World::gather(vec![source("a.json", &format!("[{text}, {text}]"))]);
        assert_eq!(codes(&problems), [("a.json", "duplicate-id")]);
    }

    #[test]
    fn creatives_with_one_id_and_other_segments_disagree() {
        let none = r#"{"creative": {"id": 9, "segments": null}}"#;
        let some = r#"{"creative": {"id": 9, "segments": [{"id": 1, "action": "add on view"}]}}"#;
        let (world, problems) = World::gather(vec![source("a.json", none), source("b.json", some)]);
        assert_eq!(codes(&problems), [("b.json", "configs-disagree")]);
        let known = world.creative_named(Some("9"), None).expect("known");
        assert!(known.value.associations.is_empty() && known.value.lists_segments);
    }
}
