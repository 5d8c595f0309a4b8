//! Hand-written lists of associations: the three formats say the same, keep to their schema, and complete the creatives
//! that they name.

mod common;

use common::scan_all;
use std::fs;
use std::path::{Path, PathBuf};
use taglint::association::Creative;
use taglint::extract::{Language, objects};
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
