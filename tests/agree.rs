//! Invariant 4: rule ids in code, data and fixtures agree, and no rule's words have a hole that nothing fills.

mod common;

use common::{files, scan};
use std::collections::BTreeSet;
use std::path::Path;
use taglint::finding::Severity;
use taglint::rule::{RULES, words};

fn stems(folder: &str, depth: usize) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = walkdir::WalkDir::new(root).min_depth(depth).max_depth(depth);
    let stem = |entry: walkdir::DirEntry| entry.path().file_stem().map(|stem| stem.to_string_lossy().into_owned());
    entries.into_iter().filter_map(|entry| stem(entry.expect("a folder of the project"))).collect()
}

#[test]
fn code_words_and_fixtures_have_the_same_ids() {
    let ids: BTreeSet<String> = RULES.iter().map(|rule| rule.id().to_owned()).collect();
    assert_eq!(ids.len(), RULES.len(), "an id twice");
    assert_eq!(stems("rules/rule", 1), ids, "rules/rule");
    assert_eq!(stems("fixtures/rules", 1), ids, "fixtures/rules");
    let code = stems("src/rule", 1);
    assert!(ids.iter().all(|id| code.contains(&id.replace('-', "_"))), "src/rule has a file for each");
}

#[test]
fn words_are_complete() {
    for rule in RULES {
        let words = words(rule.id()).expect("a rule has words");
        assert_eq!(words.id, rule.id());
        assert!(["error", "warning", "info"].contains(&words.severity.as_str()), "{}", words.id);
        assert_ne!(words.default_severity(), Severity::Off);
        for text in [&words.title, &words.message, &words.help, &words.why, &words.bad, &words.good, &words.fix] {
            assert!(!text.trim().is_empty(), "{} leaves something unsaid", words.id);
        }
        assert!(!words.references.is_empty() || words.disapproval.is_none(), "{} gives no reference", words.id);
    }
}

#[test]
fn no_placeholder_is_left_in_any_finding() {
    let names =
        "vendor host url kind via when segments action hop_vendor hop_host evidence path label declared rule detail";
    for path in files("fixtures/creatives").into_iter().chain(files("fixtures/rules")) {
        for finding in scan(&path).findings {
            for name in names.split(' ') {
                let hole = format!("{{{name}}}");
                // A URL may have a macro of that name.
                if finding.call.as_ref().is_some_and(|call| call.url.contains(&hole)) {
                    continue;
                }
                assert!(
                    !finding.message.contains(&hole) && !finding.help.contains(&hole),
                    "{}: {}",
                    finding.rule,
                    hole
                );
            }
        }
    }
}
