//! Hand-written lists of associations: the three formats say the same, keep to their schema, and complete the creatives
//! that they name.

mod common;

use common::{program, scan_all};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use taglint::association::Creative;
use taglint::extract::{Language, objects};
use taglint::finding::{Finding, Report};
use taglint::mapped::Map;

fn list(name: &str, language: Language) -> (Vec<Creative>, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/associations").join(name);
    let text = fs::read_to_string(path).expect("a fixture can be read");
    (objects(&text, &Map::Shift(0), language).creatives, text)
}

#[test]
fn the_three_formats_say_the_same_and_know_where() {
    let formats = [
        ("associations.toml", Language::TomlList),
        ("associations.yaml", Language::YamlList),
        ("associations.csv", Language::Csv),
    ];
    for (name, language) in formats {
        let (creatives, text) = list(name, language);
        let names: Vec<String> = creatives.iter().map(Creative::name).collect();
        assert_eq!(names, ["creative 9001", "creative code summer"], "{name}");
        let (first, second) = (&creatives[0].associations[0], &creatives[1].associations[0]);
        assert_eq!((first.segment, second.segment), (Some(1234567), None), "{name}");
        assert_eq!((second.code.as_deref(), second.member.as_deref()), (Some("cart"), Some("958")), "{name}");
        let written = |span: taglint::span::Span| &text[span.range()];
        assert_eq!([written(first.segment_span), written(second.segment_span)], ["1234567", "cart"], "{name}");
        assert_eq!(
            [written(first.action_span), written(second.action_span)],
            ["add on view", "add_on_click"],
            "{name}"
        );
    }
}

#[test]
fn the_schema_takes_the_list_and_refuses_what_the_program_refuses() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = fs::read_to_string(root.join("rules/schema/associations.json")).expect("there");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let good = fs::read_to_string(root.join("fixtures/associations/associations.toml")).expect("there");
    for (text, fits) in [
        (good.as_str(), true),
        ("[[association]]\ncreative = 1\nsegment = 2\n", false),
        ("[[association]]\ncreative = 1\nsegment = 2\naction = \"add on view\"\nvalue = 3\n", false),
        ("[[association]]\ncreative = [1]\nsegment = 2\naction = \"add on view\"\n", false),
    ] {
        let value: serde_json::Value = toml::from_str(text).expect("TOML");
        assert_eq!(schema.is_valid(&value), fits, "{text}");
        let found = objects(text, &Map::Shift(0), Language::TomlList);
        assert_eq!(found.notes.is_empty(), fits, "{text}");
    }
}

fn rules(folder: &Path, names: &[(&str, &str)]) -> Vec<String> {
    let paths: Vec<PathBuf> = names.iter().map(|(name, _)| folder.join(name)).collect();
    for ((_, text), path) in names.iter().zip(&paths) {
        fs::write(path, text).expect("written");
    }
    let report = scan_all(&paths);
    report.findings.iter().map(|one| format!("{} {}", one.rule, one.path.rsplit('/').next().unwrap_or(""))).collect()
}

#[test]
fn a_list_completes_the_creatives_that_it_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let creative = r#"{"creative": {"id": 9001, "segments": null,
        "content": "<img src='https://secure.adnxs.com/seg?add=7654321&t=2'>"}}"#;
    let segments = r#"{"segments": [{"id": 7654321, "code": "cart", "member_id": 958}]}"#;
    let without = rules(folder.path(), &[("c.json", creative), ("s.json", segments)]);
    assert!(without.contains(&"missing-association c.json".to_owned()), "{without:?}");
    let list = "creative,segment,action\n9001,cart,add on view\n9001,1,add on sight\n";
    let with = rules(folder.path(), &[("associations.csv", list), ("c.json", creative), ("s.json", segments)]);
    assert!(!with.contains(&"missing-association c.json".to_owned()), "{with:?}");
    assert!(with.contains(&"invalid-association-action associations.csv".to_owned()), "{with:?}");
}

#[test]
fn rows_that_associate_nothing_are_said_and_the_rest_holds() {
    let list = "creative,segment,action\n,5,add on view\n9001,,add on view\n9001,7,add on view\n";
    let found = objects(list, &Map::Shift(0), Language::Csv);
    let said: Vec<&str> = found.notes.iter().map(|note| &*note.message).collect();
    assert!(said[0].starts_with("This row names no creative") && said[1].starts_with("This row names no segment"));
    assert_eq!((said.len(), found.creatives.len(), found.creatives[0].associations.len()), (2, 1, 1));
    let many = format!("creative,segment,action\n{}", ",5,add on view\n".repeat(1000));
    let found = objects(&many, &Map::Shift(0), Language::Csv);
    assert_eq!(found.notes.len(), 21);
    assert!(found.notes[20].message.starts_with("980 further rows"), "{}", found.notes[20].message);
}

/// Rule, line and column, and where the twin of a duplicate is.
type Said = (&'static str, u32, u32, Option<(u32, u32)>);

/// What the rules say of a list.
fn said(report: &Report) -> Vec<Said> {
    let twin = |one: &Finding| one.related.first().map(|(place, _)| (place.line, place.column));
    report.findings.iter().map(|one| (one.rule, one.place.line, one.place.column, twin(one))).collect()
}

#[test]
fn errors_anywhere_in_a_long_list_are_said_where_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut rows: Vec<String> =
        (0..30_000).map(|row| format!("{},{},add on view", 9000 + row, 500_000 + row)).collect();
    rows[0] = "9000,500000,add on sight".to_owned();
    rows[1] = "summer,cart,\"add on view\"".to_owned();
    rows[2] = "summer,11,add on click".to_owned();
    rows[15_000] = ",515000,add on view".to_owned();
    rows[15_001] = "\"24001\",\"515001\",add on sight".to_owned();
    // Row 1 again by the id of its code, row 700 in the other spelling, and row 0 as it is.
    rows[20_000] = "summer,1234567,add_on_view".to_owned();
    rows[28_500] = "9700, 500700 ,add_on_view".to_owned();
    rows[29_998] = "9000,500000,add on hearing".to_owned();
    rows[29_999] = "é-9,500000,".to_owned();
    let list = format!("creative,segment,action\n{}\n", rows.join("\n"));
    let segments = r#"{"segments": [{"id": 1234567, "code": "cart", "member_id": 958}]}"#;
    let paths = ["associations.csv", "segments.json"].map(|name| folder.path().join(name));
    fs::write(&paths[0], list).expect("written");
    fs::write(&paths[1], segments).expect("written");
    let report = scan_all(&paths);
    let (invalid, duplicate) = ("invalid-association-action", "duplicate-association");
    assert_eq!(
        said(&report),
        [
            (invalid, 2, 13, None),
            (invalid, 15_003, 18, None),
            (duplicate, 20_002, 8, Some((3, 8))),
            (duplicate, 28_502, 7, Some((702, 6))),
            (duplicate, 30_000, 6, Some((2, 6))),
            (invalid, 30_000, 13, None),
            (invalid, 30_001, 1, None),
        ]
    );
    let problems: Vec<_> = report.problems.iter().map(|one| (one.code, one.line, one.column)).collect();
    assert_eq!(problems, [("incomplete-row", Some(15_002), Some(2))]);
    let distinct: BTreeSet<&str> = report.findings.iter().map(|one| &*one.fingerprint).collect();
    assert_eq!(distinct.len(), report.findings.len());
}

#[test]
fn the_same_said_of_the_same_text_in_parts_far_apart_is_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("associations.csv");
    let row =
        |row: u32| if row % 2_500 == 1 { "1,2,add on view".to_owned() } else { format!("{row},{row},add on click") };
    let rows: Vec<String> = (0..10_000).map(row).collect();
    fs::write(&path, format!("creative,segment,action\n{}\n", rows.join("\n"))).expect("written");
    let report = scan_all(&[path]);
    let lines: Vec<u32> = report.findings.iter().map(|one| one.place.line).collect();
    assert_eq!(lines, [2_503, 5_003, 7_503]);
    let distinct: BTreeSet<&str> = report.findings.iter().map(|one| &*one.fingerprint).collect();
    assert_eq!(distinct.len(), 3, "{distinct:?}");
}

#[test]
fn a_long_list_is_left_as_it_is_and_what_it_has_is_not_associated_again() {
    let row = |row: u32| format!("{},{},add on view\n", 9_000 + row % 4_000, 500_000 + row);
    let list = (0..5_000).map(row).fold("creative,segment,action\n".to_owned(), |all, row| all + &row);
    // Rows 4 and 4004 name the creative.
    let calls = "<img src='https://secure.adnxs.com/seg?add=500004,504004,7654321&t=2'>";
    let creative = format!(r#"{{"creative": {{"id": 9004, "segments": [], "content": "<p>Hi</p>{calls}"}}}}"#);
    let folder = program::folder(&[("associations.csv", &list), ("c.json", &creative)]);
    let planned = program::all(&program::run(&folder, &["plan", "--format", "json", "."]));
    let plan: serde_json::Value = serde_json::from_str(planned.rsplit_once("exit").expect("ends so").0).expect("JSON");
    let segments = plan["plan"][0]["segments"].as_array().expect("a list");
    let segments: Vec<_> = segments.iter().map(|one| one["segment"].as_u64().expect("an id")).collect();
    assert_eq!(segments, [500_004, 504_004, 7_654_321]);
    program::run(&folder, &["fix", "--write", "--associate", "--quiet", "."]);
    assert_eq!(program::get(&folder, "associations.csv"), list);
    assert_eq!(
        program::get(&folder, "c.json"),
        r#"{"creative": {"id": 9004, "segments": [{"id": 7654321, "action": "add on view"}], "content": "<p>Hi</p>"}}"#
    );
}

#[test]
fn the_creatives_of_a_long_sheet_are_held_against_a_long_list() {
    let folder = tempfile::tempdir().expect("a folder");
    let segment = |row: u32| 500_000 + row;
    let call = |row: u32| match row % 1_500 {
        7 => format!("\"<img src=\"\"https://secure.adnxs.com/seg?add={}&t=2\"\">\"", segment(row)),
        8 => "\"<img src=\"\"https://secure.adnxs.com/seg?add=1&t=2\"\">\"".to_owned(),
        _ => "<p>Hello</p>".to_owned(),
    };
    // The list has the creatives the other way round, and one of each kind in no row.
    let rows = (0..6_000).rev().filter(|row| *row < 5_000);
    let list = rows.map(|row| format!("c-{row},{},add on view\n", segment(row)));
    let sheet = (0..6_000).map(|row| format!("c-{row},{}\n", call(row)));
    let paths = ["tags.csv", "associations.csv"].map(|name| folder.path().join(name));
    fs::write(&paths[0], "Creative ID,JavaScript Tag\n".to_owned() + &sheet.collect::<String>()).expect("written");
    fs::write(&paths[1], "creative,segment,action\n".to_owned() + &list.collect::<String>()).expect("written");
    let report = scan_all(&paths);
    let lines = |rule: &str| -> Vec<u32> {
        report.findings.iter().filter(|one| one.rule == rule).map(|one| one.place.line).collect()
    };
    assert_eq!(lines("double-counted-segment"), [9, 1_509, 3_009, 4_509]);
    assert_eq!(lines("missing-association"), [10, 1_510, 3_010, 4_510]);
    assert_eq!(lines("segment-pixel").len(), 8);
}
