//! The words of rules, from `rules/rule/*.toml`: looked up by id, and filled with a finding's facts.

use crate::catalogue::Words;
use crate::finding::Severity;
use std::sync::LazyLock;

static WORDS: LazyLock<Vec<(String, Words)>> = LazyLock::new(|| {
    let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/words.bin"));
    postcard::from_bytes(bytes).expect("the build script packed this")
});

/// The words of a rule.
#[must_use]
pub fn words(id: &str) -> Option<&'static Words> {
    // Sorted by file stem, which is the id.
    WORDS.binary_search_by(|(known, _)| known.as_str().cmp(id)).ok().map(|at| &WORDS[at].1)
}

/// The words of every rule, in the order of [`super::RULES`].
pub fn all() -> impl Iterator<Item = &'static Words> {
    super::RULES.iter().filter_map(|rule| words(rule.id()))
}

impl Words {
    /// Severity before configuration.
    #[must_use]
    pub fn default_severity(&self) -> Severity {
        match self.severity.as_str() {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            "off" => Severity::Off,
            _ => Severity::Info,
        }
    }
}

/// A template with its `{placeholders}` replaced. One that nothing fills stays as it is; a test sees to it that none does.
#[must_use]
pub fn fill<'f>(template: &str, fact: impl Fn(&str) -> Option<&'f str>) -> String {
    let mut filled = String::with_capacity(template.len() + 64);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}').and_then(|(name, tail)| Some((fact(name)?, tail))) {
            Some((value, tail)) => {
                filled.push_str(value);
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filling_leaves_unknown_placeholders_and_values_with_braces_alone() {
        let fact = |name: &str| (name == "url").then_some("https://a.example/${CB}");
        assert_eq!(fill("{url} and {other} {", fact), "https://a.example/${CB} and {other} {");
    }
}
