//! `taglint batch` as its users see it: rows in, answers out, in order, whatever the rows are written in.

use assert_cmd::Command;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Output, Stdio};
use tempfile::TempDir;

const PIXEL: &str = "<img src=\"https://secure.adnxs.com/seg?add=1234567&amp;t=2\">";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("written");
    }
    folder
}

fn taglint(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("taglint").expect("the program is built");
    command.current_dir(folder).arg("batch").args(args).arg("--no-config").env_remove("HOME");
    command
}

fn run(folder: &TempDir, args: &[&str]) -> Output {
    taglint(folder.path(), args).output().expect("it runs")
}

fn answers(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
}

/// Row, id and verdict.
fn short(answers: &[Value]) -> Vec<(u64, Value, &str)> {
    let short = |one: &'_ Value| (one["row"].as_u64().expect("a number"), one["id"].clone());
    answers.iter().map(|one| (short(one).0, short(one).1, one["verdict"].as_str().expect("a word"))).collect()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn row(id: &str, content: &str) -> String {
    format!("{}\n", json!({"id": id, "content": content}))
}

#[test]
fn every_row_gets_its_answer_in_order_and_a_bad_one_has_its_problem() {
    let lines = [
        row("seg", PIXEL),
        "{\"id\": 7, \"creative\": {\"id\": 9, \"content\": \"<b>fine</b>\"}}\n".to_owned(),
        "\n".to_owned(),
        "{\"id\": \"vast\", \"vast\": \"<VAST><Ad><InLine><Impression>https://secure.adnxs.com/seg?add=2</Impression></InLine></Ad></VAST>\"}\n".to_owned(),
        "{\"id\": \"url\", \"url\": \"https://ib.adnxs.com/getuid?https%3A%2F%2Fx.example\"}\n".to_owned(),
        "{\"id\": \"cut\", \"content\": \"<img\n".to_owned(),
        "[1, 2]\n".to_owned(),
        "{\"id\": \"empty\", \"content\": \" \"}\n".to_owned(),
        "{\"content\": \"<p>no id\"}".to_owned(),
    ];
    let folder = folder(&[("in.jsonl", &lines.concat())]);
    let output = run(&folder, &["in.jsonl"]);
    let answers = answers(&output);
    let expected = [
        (1, json!("seg"), "disapproved"),
        (2, json!(7), "clean"),
        (4, json!("vast"), "disapproved"),
        (5, json!("url"), "disapproved"),
        (6, Value::Null, "unread"),
        (7, Value::Null, "unread"),
        (8, json!("empty"), "unread"),
        (9, Value::Null, "clean"),
    ];
    assert_eq!(short(&answers), expected);
    let codes: Vec<&Value> = answers[4..7].iter().map(|one| &one["problems"][0]["code"]).collect();
    assert_eq!(codes, ["broken-json", "broken-json", "no-content"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("8 creatives"), "{}", stderr(&output));
    assert!(stderr(&output).contains("3 would be disapproved, 3 not read whole"), "{}", stderr(&output));
}

#[test]
fn a_span_is_the_call_in_the_text_of_its_field() {
    let object = r#"{ "id": 9,  "content": "<img src=\"https:\/\/secure.adnxs.com\/seg?add=5\">" }"#;
    let lines = [row("a", PIXEL), format!("{{\"id\": \"b\", \"creative\":  {object} }}\n")].concat();
    let output = run(&folder(&[("in.jsonl", &lines)]), &["in.jsonl"]);
    let span = |answer: &Value| {
        let at = |name: &str| answer["findings"][0]["span"][name].as_u64().expect("a number") as usize;
        at("start")..at("end")
    };
    let answers = answers(&output);
    assert_eq!(&PIXEL[span(&answers[0])], "https://secure.adnxs.com/seg?add=1234567&amp;t=2");
    assert_eq!(&object[span(&answers[1])], r"https:\/\/secure.adnxs.com\/seg?add=5");
    assert_eq!(
        answers[0]["associations"],
        json!([{"creative": "a", "segment": 1_234_567, "code": null, "action": "add on view", "existing": false}])
    );
}

#[test]
fn what_is_declared_and_what_the_format_is_counts() {
    let pixel = "<img src='https://js.adsrvr.org/banner.png'>";
    let rows = [
        json!({"id": 1, "content": pixel, "declared": []}),
        json!({"id": 2, "content": pixel, "declared": ["The Trade Desk"]}),
        json!({"id": 3, "content": pixel, "declared": [{"id": 1, "name": "The Trade Desk"}]}),
        json!({"id": 4, "content": pixel, "declared": "Other, The Trade Desk"}),
        json!({"id": 5, "content": "var a = '<img src=x>'", "format": "js"}),
        json!({"id": 6, "content": "<b>", "format": "flash"}),
        json!({"id": 7, "content": "<b>", "declared": 5}),
    ];
    let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
    let output = run(&folder(&[("in.jsonl", &lines)]), &["in.jsonl"]);
    let answers = answers(&output);
    let undeclared = |answer: &Value| {
        answer["findings"].as_array().expect("a list").iter().any(|finding| finding["rule"] == "undeclared-vendor")
    };
    assert_eq!(answers[..4].iter().map(undeclared).collect::<Vec<_>>(), [true, false, false, false]);
    assert_eq!(answers[4]["calls"], 0, "a script that keeps markup in a variable calls nothing");
    assert_eq!(answers[5]["problems"][0]["code"], "unknown-format");
    assert_eq!(answers[6]["problems"][0]["code"], "bad-field");
}

/// The schema with every object closed, so that a field that it does not describe is an error.
fn closed(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.contains_key("properties") {
                map.insert("additionalProperties".to_owned(), json!(false));
            }
            map.values_mut().for_each(closed);
        }
        Value::Array(items) => items.iter_mut().for_each(closed),
        _ => {}
    }
}

#[test]
fn answers_hold_to_their_schema_and_it_describes_every_field() {
    let mut schema: Value = serde_json::from_str(include_str!("../rules/schema/batch.json")).expect("JSON");
    closed(&mut schema);
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let coded = "<img src='https://secure.adnxs.com/seg?add_code=cart&member=3'>";
    let lines = [row("a", PIXEL), row("b", coded), row("c", "<div>".repeat(600).as_str()), "x\n".to_owned()].concat();
    let answers = answers(&run(&folder(&[("in.jsonl", &lines)]), &["in.jsonl"]));
    assert_eq!(answers.len(), 4);
    assert_eq!(answers[1]["associations"][0]["code"], "cart");
    for answer in &answers {
        let errors: Vec<String> = validator.iter_errors(answer).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut lacking = answers[0].clone();
    lacking.as_object_mut().expect("an object").remove("verdict");
    assert!(!validator.is_valid(&lacking));
}

fn many(count: usize) -> String {
    (0..count).fold(String::new(), |mut all, number| {
        let content = if number % 3 == 0 { PIXEL } else { "<p>fine</p>" };
        let _ = writeln!(all, "{}", json!({"id": format!("c{number}"), "content": content}));
        all
    })
}

#[test]
fn any_number_of_threads_gives_the_same_bytes_and_shards_share_the_rows() {
    let folder = folder(&[("in.jsonl", &many(700))]);
    let whole = run(&folder, &["in.jsonl", "-j", "1"]).stdout;
    assert_eq!(run(&folder, &["in.jsonl", "-j", "7"]).stdout, whole);
    let parts = ["1/3", "2/3", "3/3"].map(|part| run(&folder, &["in.jsonl", "--shard", part]).stdout);
    let mut lines: Vec<Value> = parts
        .iter()
        .flat_map(|part| part.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()))
        .map(|line| serde_json::from_slice(line).expect("JSON"))
        .collect();
    lines.sort_by_key(|answer| answer["row"].as_u64());
    let whole: Vec<Value> = whole
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).expect("JSON"))
        .collect();
    assert_eq!(lines, whole);
    for wrong in ["0/3", "4/3", "1", "a/b", "1/0"] {
        assert_eq!(run(&folder, &["in.jsonl", "--shard", wrong]).status.code(), Some(2), "{wrong}");
    }
}

#[test]
fn a_run_that_was_cut_off_goes_on_where_it_was() {
    let mut rows = many(300);
    rows.push_str(&row("c5", PIXEL));
    rows.push_str("{\"content\": \"<p>without id\"}\n");
    let folder = folder(&[("in.jsonl", &rows)]);
    let whole = run(&folder, &["in.jsonl"]);
    let at = folder.path().join("out.jsonl");
    for cut in [0, 1, 5000, whole.stdout.len() - 1, whole.stdout.len()] {
        fs::write(&at, &whole.stdout[..cut]).expect("written");
        let again = run(&folder, &["in.jsonl", "--resume", "out.jsonl"]);
        assert!(again.stdout.is_empty());
        assert!(fs::read(&at).expect("there") == whole.stdout, "cut at {cut}");
        assert_eq!(again.status.code(), Some(1), "findings of before count");
    }
    fs::remove_file(&at).expect("there");
    run(&folder, &["in.jsonl", "--resume", "out.jsonl"]);
    assert!(fs::read(&at).expect("made") == whole.stdout, "the file need not be there");
}

#[test]
fn a_file_of_something_else_is_not_gone_on_with() {
    let folder = folder(&[("in.jsonl", &many(2)), ("notes.txt", "my notes\n")]);
    let output = run(&folder, &["in.jsonl", "--resume", "notes.txt"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("line 1 is not an answer"), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(folder.path().join("notes.txt")).expect("there"), "my notes\n");
}

#[test]
fn sheets_are_read_by_the_names_of_their_columns() {
    let sheet =
        "Creative;Tag;Servers\n1;\"<img src=\"\"https://secure.adnxs.com/seg?add=3\"\">\";\n2;<p>;Google\n3;;\n";
    let folder = folder(&[("in.csv", sheet)]);
    let output = run(&folder, &["in.csv"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("Creative, Tag, Servers"), "{}", stderr(&output));
    let columns = ["--column", "id=Creative", "--column", "content=Tag", "--column", "declared=Servers"];
    let output = run(&folder, &[&["in.csv"][..], &columns].concat());
    let expected = [(1, json!("1"), "disapproved"), (2, json!("2"), "clean"), (3, json!("3"), "unread")];
    assert_eq!(short(&answers(&output)), expected);
    assert_eq!(run(&folder, &["in.csv", "--column", "tag=Tag"]).status.code(), Some(2), "there is no field tag");
}

#[test]
fn packed_files_are_read() {
    let folder = folder(&[]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(many(10).as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    fs::write(folder.path().join("in.jsonl.gz"), &packed).expect("written");
    fs::write(folder.path().join("cut.jsonl.gz"), &packed[..packed.len() - 9]).expect("written");
    assert_eq!(answers(&run(&folder, &["in.jsonl.gz"])).len(), 10);
    let cut = answers(&run(&folder, &["cut.jsonl.gz"]));
    assert_eq!(cut.last().expect("one")["problems"][0]["code"], "unreadable");
}

#[test]
fn a_program_can_ask_row_by_row() {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("taglint"))
        .args(["batch", "--no-config", "--quiet"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut asks = child.stdin.take().expect("piped");
    let mut hears = BufReader::new(child.stdout.take().expect("piped"));
    for id in ["one", "two", "three"] {
        asks.write_all(row(id, PIXEL).as_bytes()).expect("it listens");
        let mut answer = String::new();
        hears.read_line(&mut answer).expect("it answers");
        assert_eq!(serde_json::from_str::<Value>(&answer).expect("JSON")["id"], id);
    }
    drop(asks);
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
}

#[test]
fn whoever_reads_only_the_first_answers_ends_it() {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("taglint"))
        .args(["batch", "--no-config", "--quiet"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut asks = child.stdin.take().expect("piped");
    asks.write_all(row("a", PIXEL).as_bytes()).expect("it listens");
    let mut hears = BufReader::new(child.stdout.take().expect("piped"));
    hears.read_line(&mut String::new()).expect("it answers");
    drop(hears);
    // The standard input stays open: it must not wait for its end.
    asks.write_all(row("b", PIXEL).as_bytes()).expect("it listens");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn nothing_to_read_is_said() {
    let folder = folder(&[("none.jsonl", ""), ("in.parquet", "no parquet")]);
    assert_eq!(run(&folder, &["none.jsonl"]).status.code(), Some(3));
    assert_eq!(run(&folder, &["missing.jsonl"]).status.code(), Some(2));
    let output = run(&folder, &["in.parquet"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("not a Parquet file"), "{}", stderr(&output));
}

#[test]
fn parquet_is_read_by_the_names_of_its_columns() {
    let folder = folder(&[]);
    let bytes = include_bytes!("../fixtures/batch/creatives.parquet");
    fs::write(folder.path().join("in.parquet"), bytes).expect("written");
    let columns = ["--column", "id=creative_id", "--column", "content=tag"];
    let output = run(&folder, &[&["in.parquet"][..], &columns].concat());
    let answers = answers(&output);
    let expected =
        [(1, json!(1), "disapproved"), (2, json!(2), "clean"), (3, json!(3), "disapproved"), (4, json!(4), "unread")];
    assert_eq!(short(&answers), expected);
    assert_eq!(answers[2]["associations"][0]["existing"], true);
    let refused = run(&folder, &["in.parquet", "--column", "creative=none"]);
    assert!(stderr(&refused).contains("advertiser, creative_id, tag, creative"), "{}", stderr(&refused));
    let piped = taglint(folder.path(), &["--input-format", "parquet"]).write_stdin(&bytes[..]).output().expect("runs");
    assert!(stderr(&piped).contains("standard input"), "{}", stderr(&piped));
}

#[test]
fn damaged_parquet_is_named_whatever_is_damaged() {
    let folder = folder(&[]);
    let whole = include_bytes!("../fixtures/batch/creatives.parquet");
    let columns = ["in.parquet", "--column", "id=creative_id", "--column", "content=tag"];
    for at in (4..whole.len()).step_by(whole.len() / 60) {
        let mut bytes = whole.to_vec();
        bytes[at] ^= 0xff;
        fs::write(folder.path().join("in.parquet"), &bytes).expect("written");
        let code = run(&folder, &columns).status.code();
        assert!(matches!(code, Some(0..=3)), "byte {at}: {code:?}");
    }
}
