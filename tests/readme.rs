//! What the README says is true: its commands run as written, its exit codes and its table of rules agree with the
//! program, and its sample is what the program prints.

#![allow(clippy::print_stdout, reason = "a command that is passed over is named")]

use assert_cmd::Command;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Stdio;
use tempfile::TempDir;

const TAG: &str = "<!DOCTYPE html>\n<title>Banner</title>\n<a href=\"https://shop.example.com/\"><img src=\"banner.png\"></a>\n<img src=\"https://secure.adnxs.com/seg?add=1234567&amp;t=2\" width=\"1\" height=\"1\">\n";

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("there is a README")
}

/// The texts between fences of a language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let open = format!("```{language}\n");
    let starts = text.match_indices(&open).map(|(at, _)| at + open.len());
    starts.map(|start| &text[start..start + text[start..].find("```").expect("a fence is closed")]).collect()
}

/// A folder as the README speaks of it: a tag, and the project's fixtures.
fn desk() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("tag.html"), TAG).expect("written");
    fs::write(at("banner.html"), TAG).expect("written");
    let formats = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats");
    fs::copy(formats.join("har/bad-chrome.har"), at("capture.har")).expect("copied");
    fs::copy(formats.join("vast/bad-inline.xml"), at("video.xml")).expect("copied");
    fs::write(at("bundle.zip"), bundle()).expect("written");
    fs::create_dir_all(at("fixtures/creatives")).expect("made");
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/creatives")).expect("fixtures") {
        let path = entry.expect("a fixture").path();
        let name = path.file_name().expect("a name");
        fs::copy(&path, at("fixtures/creatives").join(name)).expect("copied");
    }
    folder
}

fn bundle() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("index.html", zip::write::SimpleFileOptions::default()).expect("in memory");
    std::io::Write::write_all(&mut zip, TAG.as_bytes()).expect("in memory");
    zip.finish().expect("in memory").into_inner()
}

/// A command line split as a shell would, as far as the README needs it.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in line.split('"').enumerate() {
        if number % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// Whether there is a browser to be used: one that is named or, on servers that test, on the path.
fn has_browser() -> bool {
    let is_asked = ["TAGLINT_BROWSER", "CI"].iter().any(|name| std::env::var_os(name).is_some());
    is_asked && taglint::observe::find(None).is_ok()
}

/// Whether this runs as root, for whom browsers have no sandbox.
fn is_root() -> bool {
    let id = std::process::Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

#[test]
fn every_command_runs_and_ends_as_it_should() {
    let folder = desk();
    let readme = readme();
    let lines = blocks(&readme, "sh").into_iter().flat_map(str::lines);
    let mut run = 0;
    for line in lines.filter(|line| !line.trim().is_empty() && *line != "cargo test") {
        let line = line.replacen("cargo run --release -- ", "taglint ", 1);
        let mut words = words(&line);
        assert_eq!(words.remove(0), "taglint", "a command that is not tested: {line}");
        if words[0] == "serve" {
            serves(&folder, &words);
            run += 1;
            continue;
        }
        let mut command = Command::cargo_bin("taglint").expect("the program is built");
        command.current_dir(folder.path());
        if let Some(at) = words.iter().position(|word| word == "<") {
            command.write_stdin(fs::read(folder.path().join(&words[at + 1])).expect("the file that is fed"));
            words.truncate(at);
        }
        let is_observed = words[0] == "observe" || words.iter().any(|word| word == "seen.har");
        if is_observed && !has_browser() {
            println!("passed over, since no browser is named: {line}");
            continue;
        }
        if words[0] == "observe" {
            let quiet = ["--offline", "--wait=1", "--timeout=120"];
            words.extend(quiet.iter().filter(|word| !line.contains(*word)).map(|word| (*word).to_owned()));
            words.extend(is_root().then(|| "--no-sandbox".to_owned()));
        }
        let output = command.args(&words).output().expect("it runs");
        let finds = ["check", "fix", "observe"].contains(&words[0].as_str())
            && !words.iter().any(|word| word == "never" || word.ends_with("baseline"));
        assert_eq!(output.status.code(), Some(i32::from(finds)), "{line}\n{}", String::from_utf8_lossy(&output.stderr));
        run += 1;
    }
    assert!(run >= 10, "only {run} commands");
    for file in ["report.html", "taglint.sarif", "taglint.xml"] {
        assert!(fs::metadata(folder.path().join(file)).is_ok_and(|data| data.len() > 200), "{file}");
    }
}

/// A command that runs until it is ended: it prints its link, and answers there.
fn serves(folder: &TempDir, words: &[String]) {
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("taglint"));
    let mut child = command
        .current_dir(folder.path())
        .args(words)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let mut link = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut link).expect("it prints");
    let (host, path) = link.trim().strip_prefix("http://").and_then(|rest| rest.split_once('/')).expect("a link");
    let mut stream = TcpStream::connect(host).expect("it listens");
    stream.write_all(format!("GET /{path} HTTP/1.0\r\nHost: {host}\r\n\r\n").as_bytes()).expect("it listens");
    let mut page = String::new();
    stream.read_to_string(&mut page).expect("it answers");
    child.kill().expect("it still runs");
    child.wait().expect("it ends");
    assert!(page.starts_with("HTTP/1.0 200") && page.contains("<title>taglint desk</title>"), "{page}");
}

#[test]
fn the_sample_is_what_is_printed() {
    let folder = desk();
    let mut command = Command::cargo_bin("taglint").expect("the program is built");
    let output = command.current_dir(folder.path()).args(["check", "banner.html"]).output().expect("it runs");
    let printed = String::from_utf8(output.stdout).expect("text");
    let readme = readme();
    let sample = blocks(&readme, "text")[0].split_once('\n').expect("the command, then its output").1;
    assert_eq!(sample.trim_end(), printed.trim_end());
}

#[test]
fn the_configuration_that_it_shows_is_taken() {
    let folder = desk();
    let readme = readme();
    fs::write(folder.path().join("taglint.toml"), blocks(&readme, "toml")[0]).expect("written");
    let mut command = Command::cargo_bin("taglint").expect("the program is built");
    let output = command.current_dir(folder.path()).args(["check", "tag.html", "-q"]).output().expect("it runs");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_table_of_rules_agrees_with_the_rules() {
    let readme = readme();
    let rows: Vec<&str> = readme.lines().filter(|line| line.starts_with("| `")).collect();
    let rules: Vec<String> = taglint::rule::all()
        .map(|words| format!("| `{}` | {} | {} |", words.id, words.severity, words.title))
        .collect();
    assert_eq!(rows, rules);
}

/// The commands of a console's text, each with what it printed.
fn session(text: &str) -> Vec<(&str, &str)> {
    let commands = text.split("$ taglint ").skip(1);
    commands.map(|one| one.split_once('\n').unwrap_or((one, ""))).collect()
}

#[test]
fn the_walkthrough_goes_from_a_failing_creative_to_a_clean_check() {
    let folder = desk();
    let creative = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/walkthrough/creative.json");
    fs::copy(creative, folder.path().join("creative.json")).expect("copied");
    let readme = readme();
    let steps = session(blocks(&readme, "console")[0]);
    let mut codes = Vec::new();
    for (line, shown) in &steps {
        let mut command = Command::cargo_bin("taglint").expect("the program is built");
        let output = command.current_dir(folder.path()).args(words(line)).output().expect("it runs");
        assert_eq!(shown.trim_end(), String::from_utf8(output.stdout).expect("text").trim_end(), "{line}");
        codes.push(output.status.code().expect("it ends by itself"));
    }
    assert_eq!((codes.first(), codes.last()), (Some(&1), Some(&0)), "{codes:?}");
}

#[test]
fn the_vendor_that_the_guide_adds_holds_its_samples() {
    let guide = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("CONTRIBUTING.md")).expect("a guide");
    let (_, rest) = guide.split_once("```toml\n").expect("a sample");
    let sample: String =
        rest[..rest.find("```").expect("a fence is closed")].lines().map(|line| format!("{}\n", line.trim())).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("own")).expect("made");
    fs::write(folder.path().join("own/northlight.toml"), sample).expect("written");
    let run = |args: &[&str]| {
        let mut command = Command::cargo_bin("taglint").expect("the program is built");
        let output = command.current_dir(folder.path()).args(args).output().expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, said) = run(&["test-rules", "own"]);
    assert_eq!(code, Some(0), "{said}");
    let (_, said) = run(&["vendors", "--rules", "own", "https://cm.northlight.example/match"]);
    assert!(said.contains("Northlight") && said.contains("usersync-call"), "{said}");
}

#[test]
fn the_code_that_the_guide_shows_is_the_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(root.join("CONTRIBUTING.md")).expect("a guide");
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sources = ["src/rule/raw_ip_call.rs", "src/report/concise.rs"]
        .map(|path| plain(&fs::read_to_string(root.join(path)).expect(path)));
    let shown: Vec<&str> = guide.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(shown.len(), sources.len());
    for (shown, source) in shown.iter().zip(&sources) {
        assert!(source.contains(&plain(shown)), "{shown}");
    }
}

#[test]
fn the_picture_of_the_terminal_shows_what_is_printed() {
    let picture = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/terminal.svg")).expect("there");
    assert!(!picture.contains("url(http") && !picture.contains("<script"), "it loads nothing and runs nothing");
    let texts = picture.split("<text ").skip(1).filter_map(|rest| rest.split_once('>')?.1.split_once("</text>"));
    let shown: String = texts.map(|(text, _)| text).collect();
    let shown = shown
        .replace("&#160;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let shown = plain(&shown);
    let readme = readme();
    for line in blocks(&readme, "text")[0].lines() {
        assert!(shown.contains(&plain(line)), "{line}");
    }
}
