//! Bundles: folders of `fixtures/formats/bundle` are packed and held against the `.expect` file beside them; what
//! archives do to trick a reader is packed here.

mod common;

use assert_cmd::Command;
use common::{Expect, difference, means};
use flate2::Compression;
use flate2::write::GzEncoder;
use insta::assert_snapshot;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use taglint::discover::Input;
use taglint::finding::{Finding, Report};
use taglint::scan::{Settings, Used, run};
use tempfile::TempDir;
use zip::write::{SimpleFileOptions, ZipWriter};

type Zip = ZipWriter<Cursor<Vec<u8>>>;

fn packed(write: impl FnOnce(&mut Zip)) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    write(&mut zip);
    zip.finish().expect("in memory").into_inner()
}

fn add(zip: &mut Zip, name: &str, bytes: &[u8]) {
    zip.start_file(name, SimpleFileOptions::default()).expect("in memory");
    zip.write_all(bytes).expect("in memory");
}

/// A folder as a zip file; a folder in it called `….zip` becomes a zip file in the zip file.
fn pack(folder: &Path) -> Vec<u8> {
    packed(|zip| pack_into(zip, folder, ""))
}

fn pack_into(zip: &mut Zip, folder: &Path, before: &str) {
    let mut entries: Vec<_> = fs::read_dir(folder).expect("a fixture").map(|entry| entry.expect("readable")).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, name) = (entry.path(), format!("{before}{}", entry.file_name().to_str().expect("plain names")));
        match (path.is_dir(), name.ends_with(".zip")) {
            (true, true) => add(zip, &name, &pack(&path)),
            (true, false) => pack_into(zip, &path, &format!("{name}/")),
            (false, _) => add(zip, &name, &fs::read(&path).expect("a fixture")),
        }
    }
}

static VERBOSE: LazyLock<Settings> = LazyLock::new(|| Settings { verbose: true, ..common::settings() });

fn scan(path: &Path) -> Report {
    let input = Input { path: path.to_owned(), shown: Arc::from("bundle.zip"), named: true, stdin: false };
    run(&[input], &VERBOSE, &Used::new(&[]), Vec::new())
}

/// The bytes of a fixture's file at a finding in it.
fn written(folder: &Path, finding: &Finding) -> String {
    let bytes = fs::read(folder.join(member(&finding.path).replace('!', "/"))).expect("a member of the fixture");
    common::written(&bytes, finding)
}

fn member(path: &str) -> &str {
    path.strip_prefix("bundle.zip!").unwrap_or(path)
}

/// What a scan of the packed folder gives, against its `.expect` file: one line a disagreement.
fn check(folder: &Path) -> Vec<String> {
    let (desk, expect) = (tempfile::tempdir().expect("a temporary folder"), folder.with_extension("expect"));
    let zip = desk.path().join("bundle.zip");
    fs::write(&zip, pack(folder)).expect("written");
    let report = scan(&zip);
    let expect = Expect::sidecar(&fs::read_to_string(expect).expect("an .expect file"));
    let severity = |finding: &Finding| format!("{:?}", finding.severity).to_lowercase();
    let findings: Vec<String> = report
        .findings
        .iter()
        .map(|f| format!("{} {} {} {}", member(&f.path), f.rule, severity(f), written(folder, f)))
        .collect();
    let calls: Vec<String> = report.calls.iter().map(|c| format!("{} {}", member(&c.path), common::call(c))).collect();
    let problems: Vec<String> = report.problems.iter().map(problem).collect();
    let mut wrong = Vec::new();
    let fits = findings.len() == expect.findings.len()
        && expect.findings.iter().all(|line| findings.iter().any(|got| means(line, got)));
    if !fits {
        wrong.push(difference(&expect.findings, &findings));
    }
    for (wanted, got) in [(&expect.calls, &calls), (&expect.problems, &problems)] {
        if wanted != got {
            wrong.push(difference(wanted, got));
        }
    }
    if expect.clean != expect.findings.is_empty() {
        wrong.push("the file must list findings or say clean".to_owned());
    }
    wrong.into_iter().map(|text| format!("{}\n{text}", folder.display())).collect()
}

fn problem(problem: &taglint::finding::Problem) -> String {
    let place = match (problem.line, problem.column) {
        (Some(line), Some(column)) => format!(":{line}:{column}"),
        _ => String::new(),
    };
    let incomplete = if problem.incomplete { " incomplete" } else { "" };
    format!("{}{place} {}{incomplete}", member(&problem.path), problem.code)
}

#[test]
fn every_bundle_gives_what_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats/bundle");
    let mut folders: Vec<_> =
        fs::read_dir(root).expect("fixtures").map(|entry| entry.expect("readable").path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    let wrong: Vec<String> = folders.iter().flat_map(|folder| check(folder)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(folders.len() >= 4);
}

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("written");
    }
    folder
}

/// What the program prints and how it ends.
fn taglint(folder: &TempDir, args: &[&str]) -> String {
    let mut command = Command::cargo_bin("taglint").expect("the program is built");
    let output = command.current_dir(folder.path()).args(args).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}exit {}", text(&output.stdout), text(&output.stderr), output.status.code().expect("it ends"))
}

const PIXEL: &[u8] = b"<img src=\"https://secure.adnxs.com/seg?add=1234567\">\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).expect("in memory");
    out.finish().expect("in memory")
}

#[test]
fn a_finding_in_a_bundle_names_the_file_in_it() {
    let zip = packed(|zip| add(zip, "ad/index.html", PIXEL));
    let folder = folder(&[("bundle.zip", &zip)]);
    assert_snapshot!(taglint(&folder, &["check", "--format", "concise"]), @r#"
    bundle.zip!ad/index.html:1:11: error[segment-pixel] Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared
    exit 1
    "#);
}

#[test]
fn tricks_are_refused_by_name_and_the_rest_is_read() {
    let zip = packed(|zip| {
        add(zip, "../../etc/cron.html", PIXEL);
        add(zip, "/abs.html", PIXEL);
        add(zip, "bomb.html", &vec![b' '; 8 << 20]);
        zip.add_symlink("link.html", "/etc/passwd", SimpleFileOptions::default()).expect("in memory");
        add(zip, "index.html", PIXEL);
    });
    let folder = folder(&[("bundle.zip", &zip)]);
    assert_snapshot!(taglint(&folder, &["check", "--format", "concise"]), @r#"
    bundle.zip!index.html:1:11: error[segment-pixel] Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared
    bundle.zip!../../etc/cron.html: problem[path-trick] Its name leads out of the archive, so it was not read; pack it anew
    bundle.zip!/abs.html: problem[path-trick] Its name leads out of the archive, so it was not read; pack it anew
    bundle.zip!bomb.html: problem[zip-bomb] It unpacks to far more than any file of an ad, so it was not read
    bundle.zip!link.html: problem[link] It is a link, so it was not read; pack the file itself
    exit 1
    "#);
}

#[test]
fn what_is_protected_by_a_password_is_named() {
    let mut zip = packed(|zip| add(zip, "index.html", PIXEL));
    // The flag of encryption, in the header of the file and in that of the directory.
    let directory = zip.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
    (zip[6], zip[directory + 8]) = (zip[6] | 1, zip[directory + 8] | 1);
    let folder = folder(&[("bundle.zip", &zip)]);
    assert_snapshot!(taglint(&folder, &["check"]), @r#"
    problem[encrypted] bundle.zip!index.html

      ⚠ It is protected by a password, so it was not checked; pack it without one

    1 input, 0 calls: 0 errors, 0 warnings, 0 infos
    ⚠ Nothing found that would be disapproved; 1 part went unread, about which nothing is known
    exit 3
    "#);
}

#[test]
fn archives_are_unpacked_two_deep() {
    let inner = packed(|zip| add(zip, "index.html", PIXEL));
    let middle = packed(|zip| add(zip, "inner.zip", &inner));
    let zip = packed(|zip| add(zip, "middle.zip", &middle));
    let folder = folder(&[("bundle.zip", &zip)]);
    assert_snapshot!(taglint(&folder, &["check"]), @r#"
    problem[nesting-too-deep] bundle.zip!middle.zip!inner.zip

      ⚠ Archives in archives are unpacked 2 deep, so this was not checked; unpack it

    1 input, 0 calls: 0 errors, 0 warnings, 0 infos
    ⚠ Nothing found that would be disapproved; 1 part went unread, about which nothing is known
    exit 3
    "#);
}

#[test]
fn what_is_broken_is_a_problem() {
    let whole = packed(|zip| add(zip, "index.html", PIXEL));
    let cut = &whole[..whole.len() / 2];
    let folder = folder(&[("cut.zip", cut), ("cut.html.gz", &gzip(PIXEL)[..30]), ("empty.zip", &packed(|_| ()))]);
    assert_snapshot!(taglint(&folder, &["check"]), @r#"
    problem[broken-gzip] cut.html.gz

      ⚠ It cannot be unpacked, so nothing in it was checked: incomplete deflate stream

    problem[broken-zip] cut.zip

      ⚠ This is not a zip file that can be read: invalid Zip archive: Could not find EOCD

    problem[no-entry-document] empty.zip

      ⚠ There is no HTML document in this archive: nothing says what the ad shows first

    3 inputs, 0 calls: 0 errors, 0 warnings, 0 infos
    ⚠ Nothing found that would be disapproved; 2 parts went unread, about which nothing is known
    exit 3
    "#);
}

#[test]
fn a_gzip_file_is_read_as_what_its_name_says() {
    let json = br#"{"creative": {"id": 7, "content": "<img src='https:\/\/secure.adnxs.com\/seg?add=7'>"}}"#;
    let files: [(&str, &[u8]); 3] =
        [("a.html.gz", &gzip(PIXEL)), ("b.json.gz", &gzip(json)), ("twice.html.gz", &gzip(&gzip(PIXEL)))];
    let folder = folder(&files);
    assert_snapshot!(taglint(&folder, &["check", "--format", "concise"]), @r#"
    a.html.gz!a.html:1:11: error[segment-pixel] Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared
    b.json.gz!b.json:1:46: error[segment-pixel] Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared
    twice.html.gz: problem[nesting-too-deep] An archive in a gzip file is not unpacked, so it was not checked; unpack it
    exit 1
    "#);
}

#[test]
fn any_byte_of_an_archive_may_be_wrong() {
    let whole = packed(|zip| {
        add(zip, "index.html", PIXEL);
        add(zip, "a.js", b"var a");
    });
    let desk = tempfile::tempdir().expect("a temporary folder");
    let path = desk.path().join("bundle.zip");
    for at in 0..whole.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut broken = whole.clone();
            broken[at] ^= change;
            fs::write(&path, &broken).expect("written");
            let report = scan(&path);
            assert!(!report.findings.is_empty() || !report.problems.is_empty(), "byte {at} ^ {change}");
        }
    }
}

#[test]
fn a_capture_with_its_contents_is_read() {
    let har = br#"{"log": {"entries": [{"request": {"url": "https://ib.adnxs.com/async_usersync_file"}}]}}"#;
    let zip = packed(|zip| {
        add(zip, "har.har", har);
        add(zip, "0a1b.html", b"<p>");
    });
    let folder = folder(&[("capture.zip", &zip)]);
    assert_snapshot!(taglint(&folder, &["check", "--format", "concise"]), @r#"
    capture.zip!har.har:1:43: error[usersync-call] Microsoft Advertising user sync on load: a creative may not exchange user ids with companies it did not declare
    exit 1
    "#);
}

#[test]
fn objects_in_a_gzip_file_are_known_to_other_inputs() {
    let segment = gzip(br#"{"segment": {"id": 1234567, "state": "inactive", "member_id": 1, "short_name": "spring"}}"#);
    let folder = folder(&[("ad.html", PIXEL), ("segment.json.gz", &segment)]);
    let printed = taglint(&folder, &["check", "--format", "concise"]);
    assert!(printed.contains("warning[inactive-segment]"), "{printed}");
}

#[test]
fn archives_are_not_changed() {
    let zip = packed(|zip| add(zip, "index.html", PIXEL));
    let folder = folder(&[("bundle.zip", &zip), ("a.html.gz", &gzip(PIXEL))]);
    assert_snapshot!(taglint(&folder, &["fix", "--write"]), @r#"
    a.html.gz: Nothing is changed in archives and workbooks; unpack it, or change it by hand
    bundle.zip: Nothing is changed in archives and workbooks; unpack it, or change it by hand
    Nothing to change
    exit 3
    "#);
    assert_eq!(fs::read(folder.path().join("bundle.zip")).expect("still there"), zip);
}

#[test]
fn a_bundle_from_the_standard_input_is_told_by_its_content() {
    let zip = packed(|zip| add(zip, "index.html", PIXEL));
    let mut command = Command::cargo_bin("taglint").expect("the program is built");
    let output = command.args(["check", "-", "--format", "concise"]).write_stdin(zip).output().expect("it runs");
    assert_snapshot!(String::from_utf8_lossy(&output.stdout), @"<stdin>!index.html:1:11: error[segment-pixel] Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared");
}

#[test]
fn the_archive_of_a_bundle_is_tied_and_ignored_by_its_own_name() {
    let zip = packed(|zip| {
        add(zip, "a/index.html", PIXEL);
        add(zip, "a/b.js", b"new Image().src = 'https://ib.adnxs.com/seg?add=2'");
    });
    let config = b"creative-pattern = '{id}_a.zip'\n[[ignore]]\nrule = 'segment-pixel'\npaths = ['old.zip']\nreason = 'not running'\n";
    let creative = br#"{"creative": {"id": 90, "segments": [{"id": 1234567, "action": "add on view"}]}}"#;
    let folder = folder(&[("90_a.zip", &zip), ("old.zip", &zip), ("taglint.toml", config), ("c.json", creative)]);
    assert_snapshot!(taglint(&folder, &["check", "--format", "concise"]), @r#"
    90_a.zip!a/index.html:1:11: error[segment-pixel] Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared
    90_a.zip!a/index.html:1:11: warning[double-counted-segment] Both the markup and a server-side association add the user to segment 1234567
    90_a.zip!a/b.js:1:20: error[segment-pixel] Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared
    90_a.zip!a/b.js:1:20: warning[missing-association] The markup adds the user to segment 2, and the creative has no association that would do it on the server
    exit 1
    "#);
}
