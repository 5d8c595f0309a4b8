//! What creatives are shown in, and what macros are filled with: facts from `rules/observe/`.

use regex::{Captures, Regex};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::LazyLock;

pub(super) const SLOT: &str = include_str!("../../rules/observe/slot.html");
pub(super) const PLAYER: &str = include_str!("../../rules/observe/player.html");
pub(super) const PLAYER_SCRIPT: &str = include_str!("../../rules/observe/player.js");
pub(super) const PRESS: &str = include_str!("../../rules/observe/press.js");

/// The page around a slot.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Facts {
    /// Where the page around the slot is, without a path.
    pub(super) slot: String,
    /// Where the creative is, without a path.
    pub(super) creative: String,
    /// What the slot's frame allows.
    pub(super) sandbox: String,
    pub(super) width: u32,
    pub(super) height: u32,
    rest: String,
    #[serde(rename = "macro")]
    macros: Vec<Macro>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Macro {
    names: Vec<String>,
    value: String,
    #[serde(rename = "source")]
    _source: String,
}

pub(super) static FACTS: LazyLock<Facts> =
    LazyLock::new(|| toml::from_str(include_str!("../../rules/observe/observe.toml")).expect("the file is tested"));

static VALUES: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
    let one = |one: &'static Macro| one.names.iter().map(|name| (name.as_str(), one.value.as_str()));
    FACTS.macros.iter().flat_map(one).collect()
});

/// Macros as they are written. Brackets and braces mean other things in scripts, so that only known names count in them.
static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
    let forms = [
        r"\$\{URL_ENC\(\$\{(?<encoded>[A-Z][A-Z0-9_]*)\}[^)]*\)\}",
        r"\$\{(?<dollar>[A-Z][A-Z0-9_]*)\}",
        r"%%(?<percent>[A-Za-z][A-Za-z0-9_]*)(?::[^%]*)?%%",
        r"\[%?(?<bracket>[A-Za-z][A-Za-z0-9_]*)%?\]",
        r"\{\{(?<brace>[A-Za-z][A-Za-z0-9_]*)\}\}",
        r"#\{(?<hash>[A-Za-z][A-Za-z0-9_]*)\}",
    ];
    Regex::new(&forms.join("|")).expect("the pattern is tested")
});

/// The text with a test value for every macro in it.
pub(super) fn fill(text: &str) -> String {
    WRITTEN.replace_all(text, |found: &Captures| value(found)).into_owned()
}

fn value(found: &Captures) -> String {
    let group = |name: &str| found.name(name).map(|name| name.as_str());
    let known = |name: &str| VALUES.get(&*name.to_ascii_uppercase()).copied();
    if let Some(name) = group("encoded") {
        let value = known(name).unwrap_or(&FACTS.rest);
        return percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC).to_string();
    }
    if let Some(name) = group("percent") {
        return known(name).unwrap_or(&FACTS.rest).to_owned();
    }
    let name = ["dollar", "bracket", "brace", "hash"].into_iter().find_map(group);
    name.and_then(known).map_or_else(|| found[0].to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_are_filled_and_code_is_left_alone() {
        let cases = [
            ("a?cb=${CACHEBUSTER}&x=%%CACHEBUSTER%%", "a?cb=1700000001&x=1700000001"),
            ("${CLICK_URL}https://a.example/", "https://publisher.invalid/click?to=https://a.example/"),
            ("${URL_ENC(${SCHEME},2)}", "https%3A"),
            ("[timestamp] list[index] [CACHEBUSTING]", "1700000001 list[index] 1700000001"),
            ("`${value}` {{name}} {{cachebuster}}", "`${value}` {{name}} 1700000001"),
            ("%%PATTERN:url%% ${OF_A_SCRIPT} $UID", "test ${OF_A_SCRIPT} $UID"),
            ("r=%%VIEW_URL_ESC%%", "r=test"),
        ];
        for (written, filled) in cases {
            assert_eq!(fill(written), filled);
        }
    }
}
