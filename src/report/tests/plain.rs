//! The formats for machines and editors.

use super::{checked, listed, sample, style};
use crate::finding::Report;
use crate::report::Format;

/// Without the hostile finding, to be readable.
fn report() -> Report {
    let findings = vec![sample::pixel(), sample::bare()];
    Report { findings, ..sample::report() }
}

#[test]
fn concise_is_one_line_a_finding() {
    insta::assert_snapshot!(checked(Format::Concise, &sample::report(), &style(80)), @"");
}

#[test]
fn concise_lists_calls() {
    insta::assert_snapshot!(listed(Format::Concise, &sample::report(), &style(80)), @"");
}

#[test]
fn json_has_its_fields_in_the_documented_order() {
    insta::assert_snapshot!(checked(Format::Json, &report(), &style(80)), @"");
}

#[test]
fn json_lists_calls() {
    let calls = sample::report().calls.split_off(2);
    insta::assert_snapshot!(listed(Format::Json, &Report { calls, ..Report::default() }, &style(80)), @"");
}
