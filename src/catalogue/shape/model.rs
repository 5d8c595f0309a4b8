//! The data of `rules/shape.toml`, ready to be asked: which mark a word carries where it stands, and what marks weigh.

use super::lexicon::{Known, Lexicon};
use crate::call::Confidence;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Where in a URL, or around it, a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Place {
    /// Host labels before the registrable domain.
    Host,
    /// The path.
    Path,
    /// The path's last segment.
    Last,
    /// The extension of the path's last segment.
    Extension,
    /// A parameter's name.
    Name,
    /// The name of a placeholder, anywhere.
    Macro,
    /// The path of a URL inside the query.
    Inner,
    /// How the call is made.
    Via,
    /// What no word says; the names are those of [`Form`].
    Form,
}

const PLACES: usize = Place::Form as usize + 1;

/// What is seen in a URL without any word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A redirect parameter holds an address or a placeholder for one.
    Return,
    /// A whole URL stands in the query elsewhere.
    Nested,
    /// The address inside the query has a user id's placeholder.
    ReturnMacro,
    /// The address inside the query has a parameter for a user id.
    ReturnUser,
    /// Consent parameters beside a redirect parameter with an address.
    ConsentReturn,
    /// A banner size.
    Size,
    /// The path has words that no list knows: a page's address.
    Prose,
    /// The path has one such word.
    Word,
    /// The path has a title in it: `how-to-choose-a-bike`.
    Title,
    /// A frame that the user cannot see makes the call.
    HiddenFrame,
}

/// What a mark says of what it stands with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Role {
    /// A user's id: a parameter that holds one, a placeholder for one.
    User,
    /// A parameter that holds the address to return to.
    Return,
    /// A parameter that holds the user's consent.
    Consent,
    /// Nothing.
    #[default]
    Other,
}

const FORMS: [&str; 10] = [
    "return",
    "nested",
    "return-macro",
    "return-user",
    "consent-return",
    "size",
    "prose",
    "word",
    "title",
    "hidden-frame",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    bias: f32,
    threshold: Threshold,
    #[serde(rename = "mark")]
    marks: Vec<Entry>,
}

/// Scores from which on a confidence is earned.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Threshold {
    low: f32,
    medium: f32,
    high: f32,
    /// The share of syncs measured among calls of each confidence; for people and for tests.
    #[serde(rename = "precision")]
    _precision: BTreeMap<String, f32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    place: Place,
    #[serde(default)]
    role: Role,
    weight: f32,
    /// Not to be fitted: the known calls do not show it.
    #[serde(default, rename = "fixed")]
    _fixed: bool,
    /// The evidence in words, `{}` being the word met. None for a mark against.
    #[serde(default)]
    says: Option<String>,
    #[serde(default)]
    words: Vec<String>,
    /// Marks whose words count here too.
    #[serde(default)]
    words_of: Vec<String>,
}

/// Marks found in one URL.
#[derive(Clone, Copy, Default)]
pub(super) struct Set(u64);

impl Set {
    pub(super) fn add(&mut self, mark: usize) {
        self.0 |= 1 << mark;
    }
}

pub(super) struct Model {
    bias: f32,
    threshold: Threshold,
    marks: Vec<Entry>,
    lexicons: [Lexicon; PLACES],
    forms: [Known; FORMS.len()],
}

pub(super) static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../rules/shape.toml")).expect("rules/shape.toml is tested");
    Model::new(file)
});

impl Model {
    fn new(file: File) -> Self {
        assert!(file.marks.len() <= u64::BITS as usize, "rules/shape.toml: a set of marks has 64 places");
        let mut lexicons: [Lexicon; PLACES] = Default::default();
        for (mark, entry) in file.marks.iter().enumerate() {
            let borrowed = file.marks.iter().filter(|other| entry.words_of.contains(&other.name));
            let words = entry.words.iter().chain(borrowed.flat_map(|other| &other.words));
            words.for_each(|word| lexicons[entry.place as usize].add(word, mark));
        }
        lexicons.iter_mut().for_each(Lexicon::settle);
        let form = |name| lexicons[Place::Form as usize].find(name).expect("every form has a mark, which is tested");
        let forms = FORMS.map(form);
        Self { bias: file.bias, threshold: file.threshold, marks: file.marks, lexicons, forms }
    }

    /// The mark that a word carries in a place; `word` in lower case.
    pub(super) fn find(&self, place: Place, word: &str) -> Option<Known> {
        self.lexicons[place as usize].find(word)
    }

    /// The same for two words put together, the first ending at `seam`: also by a stem that goes over the seam.
    pub(super) fn find_joined(&self, place: Place, word: &str, seam: usize) -> Option<Known> {
        self.lexicons[place as usize].find_joined(word, seam)
    }

    /// The same, whole words only.
    pub(super) fn find_whole(&self, place: Place, word: &str) -> Option<Known> {
        self.lexicons[place as usize].whole(word)
    }

    /// The mark of a form.
    pub(super) fn form(&self, form: Form) -> Known {
        self.forms[form as usize]
    }

    pub(super) fn role(&self, mark: usize) -> Role {
        self.marks[mark].role
    }

    pub(super) fn name(&self, mark: usize) -> &str {
        &self.marks[mark].name
    }

    pub(super) fn weight(&self, mark: usize) -> f32 {
        self.marks[mark].weight
    }

    pub(super) fn is_path(&self, mark: usize) -> bool {
        matches!(self.marks[mark].place, Place::Path | Place::Last)
    }

    /// The evidence of a mark, for a text met in the URL; none for one that turned out to weigh nothing.
    pub(super) fn says(&self, mark: usize, text: &str) -> Option<String> {
        let entry = &self.marks[mark];
        entry.says.as_ref().filter(|_| entry.weight > 0.0).map(|says| says.replace("{}", text))
    }

    /// How likely a user sync is, 0 to 1.
    pub(super) fn score(&self, found: Set) -> f32 {
        let (mut sum, mut left) = (self.bias, found.0);
        while left != 0 {
            sum += self.marks[left.trailing_zeros() as usize].weight;
            left &= left - 1;
        }
        1.0 / (1.0 + (-sum).exp())
    }

    /// The confidence that a score has earned, if any.
    pub(super) fn confidence(&self, score: f32) -> Option<Confidence> {
        let steps = [
            (self.threshold.high, Confidence::High),
            (self.threshold.medium, Confidence::Medium),
            (self.threshold.low, Confidence::Low),
        ];
        steps.into_iter().find(|(from, _)| score >= *from).map(|(_, confidence)| confidence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn file() -> File {
        toml::from_str(include_str!("../../../rules/shape.toml")).expect("parses")
    }

    #[test]
    fn no_word_stands_twice_in_a_place() {
        let mut seen = BTreeSet::new();
        for entry in file().marks {
            for word in entry.words {
                assert!(seen.insert((entry.place as usize, word.clone())), "{word} again in {}", entry.name);
            }
        }
    }

    #[test]
    fn every_form_has_its_mark_and_no_other_name_is_a_form() {
        let forms = file().marks.into_iter().filter(|entry| entry.place == Place::Form);
        let named: BTreeSet<String> = forms.flat_map(|entry| entry.words).collect();
        assert_eq!(named, FORMS.iter().map(|name| (*name).to_owned()).collect());
    }

    #[test]
    fn a_mark_with_words_for_people_speaks_for_a_sync_and_one_without_against() {
        for entry in file().marks {
            let fits = if entry.says.is_some() { entry.weight >= 0.0 } else { entry.weight <= 0.0 };
            assert!(fits, "{}: {}", entry.name, entry.weight);
        }
    }

    #[test]
    fn borrowed_words_exist() {
        let file = file();
        let names: BTreeSet<_> = file.marks.iter().map(|entry| &entry.name).collect();
        assert_eq!(names.len(), file.marks.len(), "names are unique");
        let borrowed = file.marks.iter().flat_map(|entry| &entry.words_of);
        borrowed.for_each(|name| assert!(names.contains(name), "{name}"));
    }
}
