//! Markup in files of its own is tied to the creative objects of configs.

mod common;

use common::SETTINGS;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use taglint::catalogue::Catalogue;
use taglint::config::Config;
use taglint::discover::Input;
use taglint::scan::{Settings, Ties, Used, run};

const MARKUP: &str = "<img src='https://secure.adnxs.com/seg?add=1234567&t=2'>";
const CONFIG: &str = r#"{"creative": {"id": 9001, "code": "spring", "segments": []}}"#;

fn settings(ties: Ties) -> Settings {
    let (severities, min_confidence) = (SETTINGS.severities.clone(), SETTINGS.min_confidence);
    Settings {
        declared: Vec::new(),
        servers: Default::default(),
        rules: Default::default(),
        catalogue: Catalogue::embedded(),
        severities,
        min_confidence,
        ignores: Vec::new(),
        inventory: false,
        ties,
        plan: false,
        verbose: false,
        explain: false,
        markup: Default::default(),
    }
}

/// The rules that speak of `markup`, beside a config called `config`, with this configuration of taglint.
fn rules(markup: &str, config: &str, toml: &str) -> Vec<&'static str> {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write(markup, MARKUP);
    write(config, CONFIG);
    write("taglint.toml", toml);
    let loaded = Config::load(&folder.path().join("taglint.toml"), folder.path()).expect("a good configuration");
    let ties = Ties { entries: loaded.creatives.clone(), pattern: loaded.creative_pattern.clone() };
    let input =
        |name: &str| Input { path: folder.path().join(name), shown: Arc::from(name), named: true, stdin: false };
    let report = run(&[input(markup), input(config)], &settings(ties), &Used::new(&[]), Vec::new());
    report.findings.iter().filter(|one| *one.path == *markup).map(|one| one.rule).collect()
}

const UNTIED: &[&str] = &["segment-pixel"];
const TIED: &[&str] = &["segment-pixel", "missing-association"];

#[test]
fn markup_is_tied_by_the_configuration_a_sibling_or_its_name() {
    let entry = |key: &str| format!("[[creative]]\npaths = [\"*.html\"]\n{key}\n");
    assert_eq!(rules("a.html", "b.json", ""), UNTIED);
    assert_eq!(rules("a.html", "b.json", &entry("id = 9001")), TIED);
    assert_eq!(rules("a.html", "b.json", &entry("code = \"spring\"")), TIED);
    assert_eq!(rules("a.html", "b.json", &entry("id = 9002")), UNTIED);
    assert_eq!(rules("a.html", "a.json", ""), TIED);
    assert_eq!(rules("creative_9001.html", "b.json", "creative-pattern = \"creative_{id}.html\""), TIED);
    assert_eq!(rules("spring-300x250.html", "b.json", "creative-pattern = \"{code}-*.html\""), TIED);
    assert_eq!(rules("creative_9002.html", "b.json", "creative-pattern = \"creative_{id}.html\""), UNTIED);
}

/// How many of some files are said to be untied, and what `--verbose` says of them.
fn untied(files: &[(&str, &str)], toml: &str) -> (usize, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    files.iter().for_each(|(name, text)| write(name, text));
    write("taglint.toml", toml);
    let loaded = Config::load(&folder.path().join("taglint.toml"), folder.path()).expect("a good configuration");
    let ties = Ties { entries: loaded.creatives.clone(), pattern: loaded.creative_pattern.clone() };
    let input =
        |name: &str| Input { path: folder.path().join(name), shown: Arc::from(name), named: true, stdin: false };
    let inputs: Vec<Input> = files.iter().map(|(name, _)| input(name)).collect();
    let settings = Settings { verbose: true, ..settings(ties) };
    let report = run(&inputs, &settings, &Used::new(&[]), Vec::new());
    let said = report.problems.iter().filter(|one| one.code == "not-tied");
    (report.summary.untied, said.map(|one| format!("{}: {}", one.path, one.message)).collect())
}

#[test]
fn what_could_not_be_tied_is_said_where_the_run_has_creatives() {
    let plain = "<img src='https://cdn.example.com/a.png'>";
    let (count, said) = untied(&[("a.html", MARKUP), ("b.json", CONFIG), ("c.html", plain)], "");
    assert_eq!((count, said.len()), (1, 1), "{said:?}");
    assert!(said[0].starts_with("a.html: Which creative this is could not be told"), "{said:?}");
    let other = "[[creative]]\npaths = [\"*.html\"]\nid = 9002\n";
    let (count, said) = untied(&[("a.html", MARKUP), ("b.json", CONFIG)], other);
    assert_eq!(count, 1);
    assert!(said[0].contains("creative 9002 by the configuration, but no input has its object"), "{said:?}");
}

#[test]
fn nothing_is_said_of_ties_where_nobody_expects_them_or_they_hold() {
    assert_eq!(untied(&[("a.html", MARKUP)], "").0, 0);
    assert_eq!(untied(&[("a.html", MARKUP), ("a.json", CONFIG)], "").0, 0);
    let list = "creative,segment,action\n9001,1234567,add on view\n";
    let entry = "[[creative]]\npaths = [\"*.html\"]\nid = 9001\n";
    assert_eq!(untied(&[("a.html", MARKUP), ("associations.csv", list)], entry).0, 0);
}

#[test]
fn a_pattern_that_names_no_creative_is_a_mistake() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("taglint.toml");
    for pattern in ["creative.html", "{id}-{code}.html", "ads/{id}.html"] {
        fs::write(&path, format!("creative-pattern = \"{pattern}\"")).expect("written");
        let error = Config::load(Path::new(&path), folder.path()).expect_err("a mistake").to_string();
        assert!(error.contains("creative-pattern"), "{error}");
    }
}
