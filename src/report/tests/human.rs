//! The human format: what people see, and that nothing in a creative acts on their terminal.

use super::{checked, listed, sample, style};
use crate::finding::Report;
use crate::report::{Format, Style};
use unicode_width::UnicodeWidthStr;

fn of(finding: crate::finding::Finding) -> Report {
    Report { findings: vec![finding], ..Report::default() }
}

#[test]
fn a_report_at_80_columns() {
    let report = Report { findings: sample::report().findings.split_off(1), ..sample::report() };
    insta::assert_snapshot!(checked(Format::Human, &report, &style(80)), @"");
}

#[test]
fn hostile_text_at_80_columns() {
    insta::assert_snapshot!(checked(Format::Human, &of(sample::hostile()), &Style { quiet: true, ..style(80) }), @"");
}

#[test]
fn verbose_tells_the_route_and_the_whole_url() {
    let style = Style { verbose: true, quiet: true, ..style(100) };
    insta::assert_snapshot!(checked(Format::Human, &of(sample::sync()), &style), @"");
}

#[test]
fn calls_are_a_table_per_file() {
    insta::assert_snapshot!(listed(Format::Human, &sample::report(), &style(100)), @"");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in 60..=160 {
        let text = checked(Format::Human, &sample::report(), &style(width))
            + &listed(Format::Human, &sample::report(), &style(width));
        for line in text.lines() {
            assert!(line.width() <= width, "{} columns of {width}: {line}", line.width());
        }
    }
}

#[test]
fn nothing_in_a_creative_acts_on_the_terminal() {
    let report = sample::report();
    for format in [Format::Human, Format::Concise] {
        let text = checked(format, &report, &style(80)) + &listed(format, &report, &style(80));
        assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text}");
    }
}

#[test]
fn colours_change_no_word() {
    let color = Style { color: true, ..style(80) };
    let painted = checked(Format::Human, &sample::report(), &color);
    assert!(painted.contains("\x1b["));
    assert_eq!(
        anstream::adapter::strip_str(&painted).to_string(),
        checked(Format::Human, &sample::report(), &style(80))
    );
}

#[test]
fn rule_names_are_links_where_the_terminal_knows_them() {
    let linked = checked(Format::Human, &of(sample::pixel()), &Style { links: true, ..style(80) });
    let page = crate::report::reference::page("segment-pixel").expect("it has references");
    assert!(linked.contains(&format!("\x1b]8;;{page}\x1b\\error[segment-pixel]\x1b]8;;\x1b\\")), "{linked}");
}

#[test]
fn quiet_leaves_out_the_counts_but_no_problem() {
    let text = checked(Format::Human, &sample::report(), &Style { quiet: true, ..style(80) });
    assert!(text.contains("problem[too-large]") && !text.contains("4 inputs"), "{text}");
}

#[test]
fn a_clean_run_says_so() {
    let mut report = Report::default();
    report.summary.inputs = 2;
    insta::assert_snapshot!(checked(Format::Human, &report, &style(80)), @"");
}
