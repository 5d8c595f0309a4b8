//! Every format over one hand-made report ([`sample`]).

mod html;
mod human;
mod page;
mod plain;
pub(crate) mod sample;
mod schema;

use super::*;

/// No colours, this many columns.
pub(crate) fn style(width: usize) -> Style {
    Style { color: false, links: false, width, quiet: false, verbose: false }
}

/// What a format makes of findings.
pub(crate) fn checked(format: Format, report: &Report, style: &Style) -> String {
    let mut out = Vec::new();
    check(format, report, style, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}

/// What a format makes of the inventory.
pub(crate) fn listed(format: Format, report: &Report, style: &Style) -> String {
    let mut out = Vec::new();
    calls(format, report, style, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}

#[test]
fn every_format_is_written_or_refused_as_supports_says() {
    for format in Format::value_variants() {
        let mut out = Vec::new();
        let checks = check(*format, &sample::report(), &style(80), &mut out).is_ok();
        assert_eq!(checks, supports("check", *format), "check as {format:?}");
        let lists = calls(*format, &sample::report(), &style(80), &mut out).is_ok();
        assert_eq!(lists, supports("calls", *format), "calls as {format:?}");
    }
    assert!(!supports("explain", Format::Sarif));
}

#[test]
fn an_empty_report_is_written_in_every_format() {
    for format in Format::value_variants().iter().filter(|format| supports("check", **format)) {
        checked(*format, &Report::default(), &style(80));
    }
}
