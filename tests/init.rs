//! `taglint init`, `schema` and `man`: what they write, that nothing is overwritten, and that the schema of the
//! configuration and its reader agree.

mod common;

use common::program::{PIXEL, all, folder, get, put, run};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const TEMPLATE: &str = include_str!("../rules/init/taglint.toml");

/// The template with its examples taken in: lines that start with `#` and a key or a table.
fn filled() -> String {
    let is_example = |line: &str| line.strip_prefix('#').is_some_and(|rest| !rest.starts_with(' ') && !rest.is_empty());
    TEMPLATE.lines().map(|line| if is_example(line) { &line[1..] } else { line }).collect::<Vec<_>>().join("\n")
}

#[test]
fn init_writes_what_is_not_there_and_overwrites_nothing() {
    let folder = folder(&[(".git/HEAD", ""), ("ad.html", PIXEL)]);
    let first = all(&run(&folder, &["init"]));
    assert_eq!(
        first,
        "taglint.toml written: change it as you like\n.pre-commit-config.yaml written: `pre-commit install` sets it up\nexit 0"
    );
    assert_eq!(get(&folder, "taglint.toml"), TEMPLATE);
    assert_eq!(run(&folder, &["check", "-q"]).status.code(), Some(1), "it changes nothing as it is");
    put(&folder, "taglint.toml", "fail-on = \"never\"\n");
    let again = all(&run(&folder, &["init"]));
    let left =
        "taglint.toml is there already, left as it is\n.pre-commit-config.yaml is there already, left as it is\nexit 0";
    assert_eq!(again, left);
    assert_eq!(get(&folder, "taglint.toml"), "fail-on = \"never\"\n");
    put(&folder, ".pre-commit-config.yaml", "repos: []\n");
    let other = all(&run(&folder, &["init"]));
    assert!(other.contains("add this below `repos:`\n\n  - repo: local\n"), "{other}");
    assert_eq!(get(&folder, ".pre-commit-config.yaml"), "repos: []\n");
}

#[test]
fn init_outside_a_repository_writes_no_hook() {
    let folder = folder(&[("sub/x", "")]);
    assert_eq!(all(&run(&folder, &["init", "sub"])), "taglint.toml written: change it as you like\nexit 0");
    assert!(!folder.path().join("sub/.pre-commit-config.yaml").exists());
    let missing = all(&run(&folder, &["init", "none"]));
    assert!(missing.contains("cannot write none/taglint.toml") && missing.ends_with("exit 2"), "{missing}");
}

#[test]
fn the_template_with_its_examples_is_a_good_configuration() {
    let folder = folder(&[("taglint.toml", &filled()), ("taglint-rules/none.txt", ""), ("ads/spring/ad.html", PIXEL)]);
    let output = run(&folder, &["check", "-q"]);
    assert_eq!(output.status.code(), Some(1), "{}", all(&output));
    let keys: BTreeSet<String> = table(&filled()).as_object().expect("a table").keys().cloned().collect();
    assert_eq!(keys, known(&schema(), "/properties"), "the template shows every key");
}

fn schema() -> Value {
    let folder = folder(&[]);
    serde_json::from_slice(&run(&folder, &["schema", "config"]).stdout).expect("JSON")
}

fn table(text: &str) -> Value {
    let table: toml::Table = toml::from_str(text).expect("TOML");
    serde_json::to_value(table).expect("no dates in it")
}

fn known(schema: &Value, pointer: &str) -> BTreeSet<String> {
    schema.pointer(pointer).and_then(Value::as_object).expect("properties").keys().cloned().collect()
}

/// The keys that the reader says it knows, when it is given one that it does not.
fn read_keys(text: &str) -> BTreeSet<String> {
    let folder = folder(&[("taglint.toml", text), ("ad.html", PIXEL)]);
    let error = all(&run(&folder, &["check"]));
    let help = error.split("it can be").nth(1).unwrap_or_else(|| panic!("{error}"));
    help.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_schema_and_the_reader_know_the_same_keys() {
    let schema = schema();
    assert_eq!(known(&schema, "/properties"), read_keys("no-such-key = 1\n"));
    for (name, start) in [("declare", ""), ("ignore", "rule = \"x\"\n"), ("creative", "paths = [\"a\"]\n")] {
        let text = format!("[[{name}]]\n{start}no-such-key = 1\n");
        assert_eq!(known(&schema, &format!("/$defs/{name}/properties")), read_keys(&text), "{name}");
    }
}

/// Whether the program takes a configuration.
fn is_read(text: &str) -> bool {
    let folder = folder(&[("taglint.toml", text), ("ad.html", "<p>x</p>\n"), ("more/none.txt", "")]);
    run(&folder, &["check"]).status.code() != Some(2)
}

#[test]
fn the_schema_and_the_reader_agree_on_values() {
    let schema = jsonschema::validator_for(&schema()).expect("a schema");
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("there");
    let sample = readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a sample");
    let good = [
        "",
        TEMPLATE,
        sample,
        "fail-on = \"never\"",
        "min-confidence = \"high\"",
        "exclude = [\"a/**\"]\ninclude = [\"*.html\"]",
        "rules = [\"more\"]",
        "creative-pattern = \"c{code}-*.html\"",
        "[severity]\nsegment-pixel = \"off\"",
        "[aliases]\n\"px.brand.example\" = \"adnxs.com\"",
        "[[declare]]\ngvl = 32\npaths = [\"ads/**\"]",
        "[[ignore]]\nrule = \"segment-pixel\"\nurl = \"*/seg*\"\nreason = \"x\"",
        "[[creative]]\npaths = [\"a.html\"]\nid = 5\n[[creative]]\npaths = [\"b.html\"]\ncode = \"b\"",
    ];
    let bad = [
        "fail-on = \"always\"",
        "fail-on = 1",
        "min-confidence = \"sure\"",
        "exclude = \"a/**\"",
        "rules = \"more\"",
        "failon = \"error\"",
        "creative-pattern = \"creative.html\"",
        "[severity]\nsegment-pixel = \"fatal\"",
        "[aliases]\n\"px.brand.example\" = 1",
        "[[declare]]\npaths = [\"ads/**\"]",
        "[[declare]]\ngvl = 32\nvendor = \"Google\"",
        "[[declare]]\ngvl = -1",
        "[[declare]]\ndomain = \"measure\"",
        "[[ignore]]\npaths = [\"a\"]",
        "[[ignore]]\nrule = \"segment-pixel\"\npaths = []",
        "[[ignore]]\nrule = \"segment-pixel\"\nurl = \"*\"",
        "[[ignore]]\nrules = \"segment-pixel\"",
        "[[creative]]\npaths = [\"a.html\"]",
        "[[creative]]\nid = 5",
    ];
    for (text, expected) in good.map(|text| (text, true)).into_iter().chain(bad.map(|text| (text, false))) {
        assert_eq!(is_read(text), expected, "the reader: {text}");
        assert_eq!(schema.is_valid(&table(text)), expected, "the schema: {text}");
    }
}

#[test]
fn every_schema_is_one_and_has_a_name_of_its_own() {
    let folder = folder(&[]);
    let mut ids = BTreeSet::new();
    for of in ["config", "check", "calls", "plan", "check-line", "calls-line", "batch", "associations"] {
        let output = run(&folder, &["schema", of]);
        let schema: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{of}: {error}"));
        ids.insert(schema["$id"].as_str().map(str::to_owned));
        assert!(!jsonschema::is_valid(&schema, &json!(5)), "{of} takes anything");
    }
    assert_eq!(ids.len(), 8);
}

#[test]
fn lines_hold_to_their_schemas() {
    let folder = folder(&[("ad.html", PIXEL), ("broken.json", "{\"creatives\": [{]")]);
    for command in ["check", "calls"] {
        let schema = run(&folder, &["schema", &format!("{command}-line")]);
        let schema = serde_json::from_slice(&schema.stdout).expect("JSON");
        let schema = jsonschema::validator_for(&schema).expect("a schema");
        let lines = all(&run(&folder, &[command, "--format", "jsonl"]));
        let lines: Vec<Value> = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        assert!(lines.len() >= 3, "{lines:#?}");
        for line in &lines {
            assert!(schema.is_valid(line), "{line:#}");
            let mut other = line.clone();
            other["type"] = json!("other");
            assert!(!schema.is_valid(&other), "{other:#}");
        }
        assert_eq!(lines.last().map(|line| &line["type"]), Some(&json!("summary")));
    }
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let folder = folder(&[]);
    let page = all(&run(&folder, &["man"]));
    assert!(page.contains(".TH taglint 1") && page.contains("taglint\\-check(1)"), "{page}");
    assert_eq!(run(&folder, &["man", "--dir", "pages"]).status.code(), Some(0));
    let check = get(&folder, "pages/taglint-check.1");
    for option in ["\\-\\-fail\\-on", "\\-\\-baseline", "\\-\\-write\\-baseline", "\\-\\-output", "\\-\\-file\\-list"] {
        assert!(check.contains(option), "{option}");
    }
    for command in
        ["calls", "fix", "plan", "explain", "rules", "vendors", "test-rules", "init", "schema", "completions"]
    {
        assert!(get(&folder, &format!("pages/taglint-{command}.1")).contains(".SH NAME"), "{command}");
    }
}
