//! `taglint plan` as users see it: from a failing creative and what the server has, to the request and the steps.

use assert_cmd::Command;
use insta::assert_snapshot;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const MARKUP: &str = "<p>Hello</p>
<img src=\"https://secure.adnxs.com/seg?add=1234567:30&amp;add_code=cart&amp;member=958&amp;t=2\">
<a href=\"https://secure.adnxs.com/seg?add=2222222\">x</a>
<img src=\"https://secure.adnxs.com/px?id=55&amp;t=2\">
";
const CONFIG: &str = r#"{"creative": {"id": 9001, "segments": [{"id": 1111111, "action": "add on click"}]}}"#;
const SEGMENTS: &str = r#"{"segments": [{"id": 7654321, "code": "cart", "member_id": 958,
    "piggyback_pixels": [{"url": "https://tracker.example.com/p", "pixel_type": "img"}]}]}"#;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

/// What it prints, and its exit code.
fn plan(files: &[(&str, &str)], args: &[&str]) -> String {
    let folder = folder(files);
    let mut command = Command::cargo_bin("taglint").expect("the program is built");
    let output =
        command.current_dir(folder.path()).arg("plan").args(args).env_remove("HOME").output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().map_or("none".to_owned(), |code| code.to_string());
    format!("{}{}exit {code}", text(&output.stdout), text(&output.stderr))
}

#[test]
fn people_get_the_request_the_steps_and_what_is_lost() {
    let files = [("spring.html", MARKUP), ("spring.json", CONFIG), ("segments.json", SEGMENTS)];
    assert_snapshot!(plan(&files, &[]), @r#"
    Creative 9001  spring.html, tied by the config beside it

     Segment   Code   Action         Now
    ─────────────────────────────────────────────────────
     1111111   –      add on click   there already, kept
     1234567   –      add on view    to be added
     7654321   cart   add on view    to be added
     2222222   –      add on click   to be added

    By API: PUT creative?id=9001
    {"creative":{"id":9001,"segments":[{"id":1111111,"action":"add on click"},{"id":1234567,"action":"add on view"},{"id":7654321,"action":"add on view"},{"id":2222222,"action":"add on click"}]}}

    By hand:
      1. open the Edit screen of creative 9001 and go to the Segment Pixels section
      2. search for 1234567 and choose Impression
      3. search for 7654321 and choose Impression
      4. search for 2222222 and choose Click

    Lost with the calls:
      1. the value 30 of segment 1234567: send it by batch segment upload from your server, or do
         without
      2. the conversion of pixel 55: count it on the landing page, or send it by server-side conversions
      3. the piggyback pixel https://tracker.example.com/p of segment 7654321 (code cart): move it to
         the landing page or to a feed between servers, or do without

    Delete from the markup afterwards:
      1. spring.html:2:11 https://secure.adnxs.com/seg?add=1234567:30&add_code=cart&member=958&t=2
      2. spring.html:3:10 https://secure.adnxs.com/seg?add=2222222
      3. spring.html:4:11 https://secure.adnxs.com/px?id=55&t=2

    3 inputs, 1 creative: 3 associations to make
    Nothing was sent; the plan is yours to carry out
    exit 0
    "#);
}

#[test]
fn a_file_that_cannot_be_tied_is_named() {
    assert_snapshot!(plan(&[("other.html", "<img src='https://secure.adnxs.com/seg?add=1&t=2'>")], &[]), @r#"
    Creative not known  other.html

     Segment   Code   Action        Now
    ────────────────────────────────────────────
     1         –      add on view   to be added

    By hand:
      1. open the Edit screen of the creative and go to the Segment Pixels section
      2. search for 1 and choose Impression

    Delete from the markup afterwards:
      1. other.html:1:11 https://secure.adnxs.com/seg?add=1&t=2

    Before you start:
      1. which creative this file belongs to is not known: give its config as well, a [[creative]] entry
         or a creative-pattern in taglint.toml

    1 input, 0 creatives: 1 association to make; 1 file could not be tied to a creative
    Nothing was sent; the plan is yours to carry out
    exit 0
    "#);
}

#[test]
fn a_sheet_has_a_row_for_each_step() {
    let files = [("spring.html", MARKUP), ("spring.json", CONFIG), ("segments.json", SEGMENTS)];
    assert_snapshot!(plan(&files, &["--format", "csv", "--enum", "underscore"]), @r#"
    creative_id,creative_code,step,segment,segment_code,action,what,advice,path
    9001,,keep,1111111,,add_on_click,,,spring.html
    9001,,associate,1234567,,add_on_view,,,spring.html
    9001,,associate,7654321,cart,add_on_view,,,spring.html
    9001,,associate,2222222,,add_on_click,,,spring.html
    9001,,lost,,,,the value 30 of segment 1234567,"send it by batch segment upload from your server, or do without",spring.html
    9001,,lost,,,,the conversion of pixel 55,"count it on the landing page, or send it by server-side conversions",spring.html
    9001,,lost,,,,the piggyback pixel https://tracker.example.com/p of segment 7654321 (code cart),"move it to the landing page or to a feed between servers, or do without",spring.html
    9001,,delete,,,,https://secure.adnxs.com/seg?add=1234567:30&add_code=cart&member=958&t=2,,spring.html:2:11
    9001,,delete,,,,https://secure.adnxs.com/seg?add=2222222,,spring.html:3:10
    9001,,delete,,,,https://secure.adnxs.com/px?id=55&t=2,,spring.html:4:11
    exit 0
    "#);
}

fn json(files: &[(&str, &str)], args: &[&str]) -> Value {
    let printed = plan(files, &[&["--format", "json"], args].concat());
    serde_json::from_str(printed.trim_end_matches("exit 0")).expect("JSON")
}

#[test]
fn the_json_keeps_to_its_schema_and_the_request_keeps_what_is_there() {
    let files = [("spring.html", MARKUP), ("spring.json", CONFIG), ("segments.json", SEGMENTS), ("x.html", MARKUP)];
    let found = json(&files, &["--enum", "underscore"]);
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/schema/plan.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).expect("there")).expect("JSON");
    let problems: Vec<String> = jsonschema::validator_for(&schema)
        .expect("a schema")
        .iter_errors(&found)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(problems, [""; 0]);
    assert_eq!(
        found["plan"][0]["request"]["body"].to_string(),
        r#"{"creative":{"id":9001,"segments":[{"action":"add_on_click","id":1111111},{"action":"add_on_view","id":1234567},{"action":"add_on_view","id":7654321},{"action":"add_on_click","id":2222222}]}}"#
    );
    assert_eq!(found["plan"][1]["request"], Value::Null);
}

#[test]
fn what_is_associated_now_has_to_be_known() {
    let config = r#"{"creative": {"id": 9001, "content": "<img src='https://secure.adnxs.com/seg?add=1&t=2'>"}}"#;
    let found = json(&[("c.json", config)], &[]);
    assert!(found["plan"][0]["warnings"][0].as_str().expect("a warning").contains("is not known"));
    let done = r#"{"creative": {"id": 9001, "segments": [{"id": 1, "action": "add on view"}],
        "content": "<img src='https://secure.adnxs.com/seg?add=1&t=2'>"}}"#;
    let found = json(&[("c.json", done)], &[]);
    assert_eq!(
        (&found["plan"][0]["request"], &found["plan"][0]["delete"][0]["url"]),
        (&Value::Null, &Value::from("https://secure.adnxs.com/seg?add=1&t=2"))
    );
}

#[test]
fn files_of_one_creative_are_one_entry() {
    let toml = "[[creative]]\npaths = [\"*.html\"]\nid = 9001\n";
    let found = json(&[("a.html", MARKUP), ("b.html", MARKUP), ("c.json", CONFIG), ("taglint.toml", toml)], &[]);
    let plan = found["plan"].as_array().expect("a list");
    assert_eq!((plan.len(), plan[0]["delete"].as_array().map(Vec::len)), (1, Some(6)));
}
