//! The pages and the list of rules.

use super::style;
use crate::report::{Format, explain, rules};
use crate::rule;
use unicode_width::UnicodeWidthStr;

fn explained(id: &str, width: usize) -> String {
    let mut out = Vec::new();
    explain(rule::words(id).expect("a rule"), &style(width), &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn a_page_at_80_columns() {
    insta::assert_snapshot!(explained("broken-pixel-copy", 80), @"");
}

#[test]
fn prose_is_wrapped_and_code_is_left_alone() {
    for words in rule::all() {
        let page = explained(&words.id, 60);
        let prose: Vec<&str> = page.split("How to fix it").nth(1).unwrap_or_default().split("How to silence").collect();
        assert!(prose[0].lines().all(|line| line.width() <= 60), "{}", prose[0]);
        assert!(words.bad.trim().lines().all(|line| page.contains(line)), "{page}");
    }
}

#[test]
fn every_rule_is_in_the_list() {
    for format in [Format::Human, Format::Json] {
        let mut out = Vec::new();
        rules(rule::all(), format, &style(120), &mut out).expect("a vector takes everything");
        let text = String::from_utf8(out).expect("UTF-8");
        assert!(rule::all().all(|words| text.contains(&words.id)), "{text}");
    }
}
