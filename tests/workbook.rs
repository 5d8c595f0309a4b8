//! Spreadsheets of creatives: findings at sheet, row and column, and what is odd about the file itself.

mod common;

use common::scan;
use std::fs;
use std::path::{Path, PathBuf};
use taglint::source::{BadWorkbook, sheets};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/workbooks").join(name)
}

/// `sheet row:column rule` of each finding.
fn findings(name: &str) -> Vec<String> {
    let place = |path: &str| path.rsplit_once('!').map_or(String::new(), |(_, sheet)| sheet.to_owned());
    let report = scan(&fixture(name));
    report
        .findings
        .iter()
        .map(|f| format!("{} {}:{} {}", place(&f.path), f.place.line, f.place.column, f.rule))
        .collect()
}

#[test]
fn findings_stand_at_sheet_row_and_column() {
    let expected = [
        "Third-party 3:3 segment-pixel",
        "Third-party 3:3 opaque-script",
        "Third-party 4:5 usersync-call",
        "Third-party 4:5 piggyback-redirect",
        "Third-party 5:5 segment-pixel",
    ];
    let mut found = findings("creatives.xlsx");
    let mut wanted: Vec<String> = expected.iter().map(|one| (*one).to_owned()).collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn the_span_counts_in_the_text_of_the_cell() {
    let report = scan(&fixture("creatives.xlsx"));
    let pixel = report.findings.iter().find(|one| one.rule == "segment-pixel").expect("found");
    let cells = sheets(&fs::read(fixture("creatives.xlsx")).expect("there")).expect("readable").remove(0).cells;
    let cell = cells.iter().find(|cell| (cell.row, cell.column) == (3, 3)).expect("there");
    assert_eq!(&cell.text[pixel.place.span.range()], "https://secure.adnxs.com/seg?add=1234567&amp;t=2");
}

#[test]
fn the_old_format_is_read_as_well() {
    assert_eq!(findings("old.xls"), ["Sheet1 2:2 segment-pixel"]);
}

#[test]
fn merged_rows_are_named_and_a_sheet_of_notes_is_not() {
    let report = scan(&fixture("creatives.xlsx"));
    let problems: Vec<(&str, Option<u32>, Option<u32>)> =
        report.problems.iter().map(|one| (one.code, one.line, one.column)).collect();
    assert_eq!(problems, [("merged-cells", Some(5), Some(5))]);
}

#[test]
fn a_locked_or_broken_workbook_is_a_problem() {
    let report = scan(&fixture("locked.xlsx"));
    assert_eq!((report.problems[0].code, report.problems[0].incomplete), ("password", true));
    let whole = fs::read(fixture("creatives.xlsx")).expect("there");
    for bytes in [&b"PK\x03\x04 and no more"[..], b"", b"<html>", &whole[..whole.len() / 2]] {
        assert!(matches!(sheets(bytes), Err(BadWorkbook::Broken(_))), "{} bytes", bytes.len());
    }
}

#[test]
fn a_tag_in_csv_is_found_where_it_stands() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tags.csv");
    let text = "Name;JavaScript Tag;Landing Page\n\"Lead\";\"<img src=\"\"https://secure.adnxs.com/seg?add=1&t=2\"\">\";https://www.example.com/\n";
    fs::write(&path, text).expect("written");
    let report = scan(&path);
    let found: Vec<(&str, u32, &str)> =
        report.findings.iter().map(|f| (f.rule, f.place.line, &text[f.place.span.range()])).collect();
    assert_eq!(found, [("segment-pixel", 2, "https://secure.adnxs.com/seg?add=1&t=2")]);
    assert_eq!(report.summary.calls, 2);
}
