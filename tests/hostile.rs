//! Invariant 3: on any bytes, a named problem or a right answer, in bounded time; and the pixel beside the bomb is
//! found where a browser would find it.

mod common;

use common::scan;
use std::fs;
use std::path::PathBuf;
use taglint::finding::Report;
use tempfile::TempDir;

const PIXEL: &str = "<img src=\"https://secure.adnxs.com/seg?add=1234567\">";

fn written(name: &str, bytes: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("written");
    (folder, path)
}

fn read(name: &str, bytes: impl AsRef<[u8]>) -> Report {
    let (_folder, path) = written(name, bytes);
    scan(&path)
}

fn has_pixel(report: &Report) -> bool {
    report.findings.iter().any(|finding| finding.rule == "segment-pixel")
}

fn codes(report: &Report) -> Vec<&'static str> {
    report.problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn deep_nesting_is_read_side_by_side_and_said() {
    for open in ["<div>", "<b><a><p>", "<table><b><i>"] {
        let report = read("deep.html", open.repeat(10_000) + PIXEL);
        assert!(has_pixel(&report), "{open}");
        assert!(codes(&report).contains(&"html-too-deep"), "{open}");
    }
}

#[test]
fn a_line_of_megabytes_is_read_and_its_excerpt_is_short() {
    // Fifty in release; a debug build is ten times slower.
    let megabytes = if cfg!(debug_assertions) { 5 } else { 50 };
    let line = "<p>text</p>".repeat(megabytes * 1024 * 1024 / 11) + PIXEL;
    let report = read("long.html", &line);
    assert!(has_pixel(&report));
    assert!(report.findings[0].excerpt.text.len() < 2_000);
    assert_eq!(report.findings[0].place.column as usize, line.len() - PIXEL.len() + 11);
}

#[test]
fn a_long_text_in_another_encoding_is_read_in_one_pass() {
    // Nearly all bytes of these are of ASCII, whatever they stand for.
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let shifts = b"a\x1b(J".repeat(250_000);
    let pairs = [b"\x1b$B".as_slice(), &b"!!".repeat(500_000), b"\x1b(B"].concat();
    let japanese = |inside: Vec<u8>| [b"<meta charset=iso-2022-jp>\xff", &*inside, PIXEL.as_bytes()].concat();
    let latin = [b"caf\xe9 ", "word ".repeat(200_000).as_bytes(), PIXEL.as_bytes()].concat();
    let wide = [b"\xff\xfe", &*wide(&("word ".repeat(200_000) + PIXEL))].concat();
    let texts = [latin, wide, japanese(shifts), japanese(pairs)];
    for (number, text) in texts.into_iter().enumerate() {
        assert!(has_pixel(&read("long.html", text)), "{number}");
    }
}

#[test]
fn starts_of_code_and_of_macros_without_end_are_looked_at_once() {
    for start in ["<%", "<?php ", "<%-- %>", "{{!-- }}", "{{", "{%", "{#", "${", "$a(", "${A}", "[a", "@@", "%%A", "#{"]
    {
        let many = start.repeat(100_000);
        for page in [format!("{PIXEL}{many}"), format!("{PIXEL}<img src=\"https://a.example/{many}\">")] {
            assert!(has_pixel(&read("starts.html", page)), "{start}");
        }
    }
}

#[test]
fn an_export_of_many_creatives_is_gone_through_once() {
    let of = |id: usize| {
        format!(r#"{{"id": {id}, "content": "<img src=x>", "segments": [{{"id": 7, "action": "add on view"}}]}}"#)
    };
    let creatives: Vec<String> = (1..=40_000).map(of).collect();
    let report = read("export.json", format!(r#"{{"creatives": [{}]}}"#, creatives.join(", ")));
    assert_eq!(report.calls.len(), 40_000);
}

#[test]
fn beyond_a_million_elements_those_that_call_something_are_still_found() {
    let page =
        "<p>".repeat((1 << 20) + 1000) + "<div>text</div><span style='background:url(//a.example)'></span></b>" + PIXEL;
    let report = read("many.html", page);
    assert!(has_pixel(&report));
    assert_eq!(report.calls.len(), 2);
    assert!(codes(&report).contains(&"html-too-many"));
}

#[test]
fn deep_scripts_are_bounded_and_the_pixel_beside_them_is_found() {
    let parens = format!("<script>var x = {}1{};</script>{PIXEL}", "(".repeat(50_000), ")".repeat(50_000));
    let sum = format!("<script>var x = {}'';</script>{PIXEL}", "'a' + ".repeat(40_000));
    let forever =
        format!("<script>while (true) {{ x += x; }} function f(a) {{ return f(a) + f(a); }} f('x');</script>{PIXEL}");
    for page in [parens, sum, forever] {
        assert!(has_pixel(&read("script.html", page)));
    }
}

#[test]
fn a_script_that_computes_too_much_is_named_and_its_texts_are_read() {
    let script = "var a=[1,2,3];".repeat(1_200_000) + "new Image().src = 'https://secure.adnxs.com/seg?add=1234567';";
    let report = read("long.js", script);
    assert!(has_pixel(&report));
    assert!(report.problems.iter().any(|problem| problem.code == "script-budget" && problem.incomplete));
}

#[test]
fn nested_documents_are_followed_to_a_bound() {
    let mut page = PIXEL.to_owned();
    for _ in 0..30 {
        page = format!("<iframe srcdoc=\"{}\"></iframe>", page.replace('&', "&amp;").replace('"', "&quot;"));
        if page.len() > 4_000_000 {
            break;
        }
    }
    assert!(codes(&read("nested.html", page + PIXEL)).contains(&"nesting-too-deep"));
}

#[test]
fn broken_bytes_are_read_as_far_as_they_go() {
    let mut bytes = b"\xff\xfe\x00caf\xe9 \x80\x81".to_vec();
    bytes.extend(PIXEL.bytes());
    let _ = read("binary.html", &bytes);
    let mut latin = b"<p>caf\xe9</p>".to_vec();
    latin.extend(PIXEL.bytes());
    assert!(has_pixel(&read("latin.html", latin)));
    let wide: Vec<u8> = format!("\u{feff}{PIXEL}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert!(has_pixel(&read("wide.html", wide)));
}

#[test]
fn truncated_markup_gives_what_came_before() {
    let page = format!("<p>{PIXEL}<div class=\"x");
    for end in (0..=page.len()).filter(|end| page.is_char_boundary(*end)) {
        let report = read("cut.html", &page[..end]);
        assert!(end < 3 + PIXEL.len() || has_pixel(&report), "{end}");
    }
}

#[test]
fn broken_json_is_named_with_its_line_and_column() {
    let report = read("broken.json", "{\n  \"creative\": {\"content\": oops}\n}");
    assert_eq!(codes(&report), ["broken-json"]);
    assert_eq!((report.problems[0].line, report.problems[0].column), (Some(2), Some(27)));
    assert!(!codes(&read("deep.json", "[".repeat(100_000))).is_empty());
}

#[test]
fn floods_are_read() {
    let attributes: String = (0..50_000).map(|number| format!(" a{number}=x")).collect();
    assert!(has_pixel(&read("attributes.html", format!("<div{attributes}>{PIXEL}"))));
    let entities = format!("<p title=\"{}\">{PIXEL}", "&amp;".repeat(200_000));
    assert!(has_pixel(&read("entities.html", entities)));
    assert!(has_pixel(&read("nul.html", format!("\0<p>\0</p>{PIXEL}"))));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_named_and_never_waited_for() {
    use assert_cmd::Command;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    assert!(std::process::Command::new("mkfifo").arg(at("pipe.html")).status().expect("mkfifo runs").success());
    std::os::unix::fs::symlink(folder.path(), at("loop")).expect("linked");
    fs::write(at("ad.html"), PIXEL).expect("written");
    let mut command = Command::cargo_bin("taglint").expect("the program is built");
    let output = command.current_dir(folder.path()).args(["check", "--format", "concise", "--no-config"]).output();
    let output = output.expect("it runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("not-a-file") && text.contains("symlink-loop"), "{text}");
    assert!(text.contains("segment-pixel"), "one bad file never stops the others: {text}");
}

/// What must hold whatever it reads: an end, in time and in bounded memory.
#[cfg(unix)]
mod bounded {
    use super::{PIXEL, fs, has_pixel, read};
    use serde_json::Value;
    use std::fmt::Write as _;
    use std::io::{Cursor, Read, Write};
    use std::path::Path;
    use std::process::{Child, Command, Output, Stdio};
    use std::thread::sleep;
    use std::time::{Duration, Instant};
    use tempfile::TempDir;

    /// Generous: a debug build on a busy machine.
    const LONGEST: Duration = Duration::from_secs(300);
    /// Address space in KiB: stacks of threads that are reserved and never touched count as well.
    const MEMORY: u64 = 4 << 20;

    fn program() -> std::path::PathBuf {
        assert_cmd::cargo::cargo_bin("taglint")
    }

    /// The program with bounds on what it may take.
    fn taglint(folder: &Path, args: &str) -> Command {
        let mut command = Command::new("sh");
        let line = format!("ulimit -v {MEMORY}; exec {} {args}", program().display());
        command.args(["-c", &line]).current_dir(folder).env_remove("HOME").stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Waits for its end; fails if it takes too long.
    fn ended(mut child: Child) -> Output {
        let (mut out, mut err) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
        let drain = move |from: &mut dyn Read| {
            let mut bytes = Vec::new();
            let _ = from.read_to_end(&mut bytes);
            bytes
        };
        let (out, err) = (std::thread::spawn(move || drain(&mut out)), std::thread::spawn(move || drain(&mut err)));
        let start = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("a child") {
                break status;
            }
            if start.elapsed() > LONGEST {
                child.kill().expect("it runs");
                panic!("it did not end in {LONGEST:?}");
            }
            sleep(Duration::from_millis(20));
        };
        let read = |thread: std::thread::JoinHandle<Vec<u8>>| thread.join().expect("it reads");
        Output { status, stdout: read(out), stderr: read(err) }
    }

    fn run(folder: &Path, args: &str) -> Output {
        ended(taglint(folder, args).spawn().expect("it runs"))
    }

    /// What `check` says of files, by file name: rules and codes of problems.
    fn check(files: &[(&str, Vec<u8>)]) -> Vec<(String, Vec<String>)> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes).expect("written");
        }
        let output = run(folder.path(), "check --no-config --format json");
        assert!(matches!(output.status.code(), Some(0..=3)), "{output:?}");
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let of = |name: &str, list: &str, key: &str| {
            let of = report[list]
                .as_array()
                .into_iter()
                .flatten()
                .filter(|one| one["path"].as_str().is_some_and(|path| path.split('!').next() == Some(name)));
            of.filter_map(|one| one[key].as_str()).map(str::to_owned).collect::<Vec<_>>()
        };
        files
            .iter()
            .map(|(name, _)| {
                ((*name).to_owned(), [of(name, "findings", "rule"), of(name, "problems", "code")].concat())
            })
            .collect()
    }

    fn assert_found(files: &[(&str, Vec<u8>)], problem: Option<&str>) {
        for (name, said) in check(files) {
            assert!(said.iter().any(|one| one == "segment-pixel"), "the pixel beside the bomb in {name}: {said:?}");
            if let Some(problem) = problem {
                assert!(said.iter().any(|one| one == problem), "{name}: {said:?}");
            }
        }
    }

    fn beside(bomb: &str) -> Vec<u8> {
        format!("{PIXEL}{bomb}{PIXEL}").into_bytes()
    }

    #[test]
    fn elements_in_elements_a_hundred_thousand_deep() {
        let div = beside(&"<div>".repeat(100_000));
        let span = beside(&"<span><b><font>".repeat(30_000));
        assert_found(&[("div.html", div), ("misnested.html", span)], Some("html-too-deep"));
        let svg = beside(&"<svg><g>".repeat(50_000));
        let tables = beside(&"<table><tr><td>".repeat(30_000));
        let selects = beside(&"<select><option>".repeat(30_000));
        let closed = beside(&("<b><i>".repeat(10_000) + &"</b></i>".repeat(10_000)));
        assert_found(&[("svg.html", svg), ("table.html", tables), ("closed.html", closed)], None);
        // In a `select`, no other element counts; it must end all the same.
        check(&[("select.html", selects)]);
    }

    #[test]
    fn scripts_that_never_end_or_only_grow() {
        let scripts = [
            ("brackets.html", format!("var x = {}{};", "[".repeat(50_000), "]".repeat(50_000))),
            ("braces.html", format!("{}{}", "{".repeat(50_000), "}".repeat(50_000))),
            ("members.html", format!("x{};", ".a".repeat(50_000))),
            ("calls.html", format!("f{};", "()".repeat(50_000))),
            ("unary.html", format!("x = {}1;", "!".repeat(50_000))),
            ("ternary.html", format!("x = {}2;", "a ? 1 : ".repeat(20_000))),
            ("arrows.html", format!("x = {}1;", "a => ".repeat(20_000))),
            ("template.html", format!("x = {}1{};", "`${".repeat(20_000), "}`".repeat(20_000))),
            ("forever.html", "for (;;) { document.write('<p>'); }".to_owned()),
            ("doubling.html", "var s = 'ab'; for (var i = 0; i < 1e9; i++) s += s; document.write(s);".to_owned()),
            ("repeat.html", "document.write('<b>'.repeat(1e9)); 'x'.padEnd(1e9);".to_owned()),
            ("array.html", "var a = new Array(1e9).fill('x').join(''); document.write(a);".to_owned()),
            ("recursion.html", "function f(a) { return f(a + 'x') + f(a); } document.write(f('x'));".to_owned()),
            ("mutual.html", "function f() { g(); } function g() { f(); } f();".to_owned()),
            ("getter.html", "var o = { get a() { return this.a; } }; document.write(o.a);".to_owned()),
            ("itself.html", "function w() { document.write('<script>w()<\\/script>'); } w();".to_owned()),
            ("replace.html", "var s = 'a'; for (;;) s = s.replace(/a/g, 'aa');".to_owned()),
            ("timers.html", "function t() { setTimeout(t, 1); setTimeout(t, 1); } t();".to_owned()),
            ("regex.html", format!("/(a+)+$/.test('{}!');", "a".repeat(50_000))),
            ("proto.html", "var a = {}; a.a = a; JSON.stringify(a); document.write(a.a.a.a);".to_owned()),
        ];
        let files: Vec<(&str, Vec<u8>)> =
            scripts.iter().map(|(name, code)| (*name, beside(&format!("<script>{code}</script>")))).collect();
        assert_found(&files, None);
    }

    #[test]
    fn floods_in_one_place() {
        let attributes = (0..50_000).fold(String::new(), |mut all, number| {
            let _ = write!(all, " a{number}=x");
            all
        });
        let same = " style=x".repeat(50_000);
        let numbers = format!("<p title=\"{}\">", "&#x41;&#65;&bogus;&amp".repeat(50_000));
        let srcset = format!("<img srcset=\"{}\">", "https://cdn.example.com/a.png 2x, ".repeat(30_000));
        let style = format!("<style>{}</style>", ".a{background:url(x)} ".repeat(50_000));
        let open = format!("<style>{}</style>", "@media x{".repeat(50_000));
        let comments = "<!-- x --><![CDATA[ x ]]><?x?>".repeat(30_000);
        assert_found(
            &[
                ("attributes.html", beside(&format!("<p{attributes}>"))),
                ("same.html", beside(&format!("<p{same}>"))),
                ("entities.html", beside(&numbers)),
                ("srcset.html", beside(&srcset)),
                ("style.html", beside(&style)),
                ("open.html", beside(&open)),
                ("comments.html", beside(&comments)),
                ("nul.html", beside(&format!("<p>{}</p>", "text\0".repeat(10) + &"text ".repeat(100)))),
            ],
            None,
        );
        let found = check(&[("nuls.html", beside(&"\0".repeat(100_000)))]);
        assert!(!found[0].1.is_empty(), "what is mostly NULs is no text, and is said to be none");
        let hops = "https://ib.adnxs.com/bounce?".repeat(5_000);
        check(&[("hops.html", beside(&format!("<img src=\"{hops}\">")))]);
    }

    #[test]
    fn documents_in_documents() {
        let mut page = PIXEL.to_owned();
        for _ in 0..12 {
            page = format!("<iframe srcdoc=\"{}\"></iframe>", page.replace('&', "&amp;").replace('"', "&quot;"));
        }
        let found = check(&[("twelve.html", page.into_bytes())]);
        assert!(found[0].1.contains(&"segment-pixel".to_owned()), "twelve deep: {found:?}");
        let entities: String = (1..30).fold(String::new(), |mut all, number| {
            let _ = write!(all, "<!ENTITY e{number} \"{}\">", format!("&e{};", number - 1).repeat(10));
            all
        });
        let tag = "https://secure.adnxs.com/seg?add=1";
        let bomb = format!(
            "<?xml version=\"1.0\"?><!DOCTYPE VAST [<!ENTITY e0 \"lol\">{entities}]><VAST version=\"3.0\"><Ad><InLine><AdTitle>&e29;</AdTitle><Impression><![CDATA[{tag}]]></Impression></InLine></Ad></VAST>"
        );
        let deep = format!("<VAST>{}<Impression>{tag}</Impression>", "<Ad>".repeat(50_000));
        let found = check(&[("bomb.xml", bomb.into_bytes()), ("deep.xml", deep.into_bytes())]);
        assert!(found[0].1.contains(&"segment-pixel".to_owned()), "{found:?}");
        assert!(!found[1].1.is_empty(), "{found:?}");
        let deep = "{\"a\":".repeat(100_000);
        let wide = format!("[{}{{\"creative\":{{\"content\":{}}}}}]", "1,".repeat(500_000), Value::from(PIXEL));
        let found = check(&[("deep.json", deep.into_bytes()), ("wide.json", wide.into_bytes())]);
        assert!(!found[0].1.is_empty() && found[1].1.contains(&"segment-pixel".to_owned()), "{found:?}");
    }

    #[test]
    fn archives_that_explode_or_climb() {
        let options = zip::write::SimpleFileOptions::default();
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in [
            ("index.html", PIXEL.as_bytes().to_vec()),
            ("bomb.html", vec![b' '; 30 << 20]),
            ("../../climbs.html", PIXEL.as_bytes().to_vec()),
            ("/absolute.html", PIXEL.as_bytes().to_vec()),
        ] {
            zip.start_file(name, options).expect("in memory");
            zip.write_all(&bytes).expect("in memory");
        }
        let zip = zip.finish().expect("in memory").into_inner();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..300 {
            gzip.write_all(&[b' '; 1 << 20]).expect("in memory");
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (inner, around) = (folder.path().join("inner"), folder.path().join("climbs.html"));
        fs::create_dir(&inner).expect("made");
        fs::write(inner.join("ad.zip"), zip).expect("written");
        fs::write(inner.join("ad.html.gz"), gzip.finish().expect("in memory")).expect("written");
        let output = run(&inner, "check --no-config --format concise");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("ad.zip!index.html:1:11: error[segment-pixel]"), "{text}");
        for code in ["bomb", "climbs", "absolute", "ad.html.gz"] {
            assert!(text.contains(code), "{code} is named: {text}");
        }
        assert!(!around.exists(), "nothing is written");
        assert_eq!(output.status.code(), Some(1));
    }

    #[test]
    fn half_a_surrogate_pair_is_read_and_the_pixel_after_it_found() {
        let lone = r#"{"creative": {"content": "\ud800<img src='https://secure.adnxs.com/seg?add=1234567'>"}}"#;
        assert!(has_pixel(&read("lone.json", lone)));
    }

    #[test]
    fn devices_and_what_cannot_be_read() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().expect("a temporary folder");
        symlink("/dev/zero", folder.path().join("zero.html")).expect("linked");
        symlink("nowhere", folder.path().join("dangling.html")).expect("linked");
        fs::write(folder.path().join("ad.html"), PIXEL).expect("written");
        fs::write(folder.path().join("secret.html"), PIXEL).expect("written");
        let secret = folder.path().join("secret.html");
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o0)).expect("it is ours");
        // Nothing is unreadable for the superuser.
        let binds = fs::read(&secret).is_err();
        let output = run(folder.path(), "check --no-config --format concise . /dev/urandom");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("ad.html:1:11: error[segment-pixel]"), "{text}");
        for name in ["zero.html", "dangling.html", "/dev/urandom"] {
            assert!(text.lines().any(|line| line.starts_with(name)), "{name} is named: {text}");
        }
        assert!(!binds || text.contains("secret.html: problem[unreadable]"), "{text}");
    }

    #[test]
    fn a_full_disk_is_said_and_a_device_is_not_replaced() {
        if !Path::new("/dev/full").exists() {
            return;
        }
        let folder = many(1);
        for args in ["check --no-config --output json=/dev/full", "check --no-config --format json > /dev/full"] {
            let output = run(folder.path(), args);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{args}: {said}");
            assert!(said.contains("No space left"), "{args}: {said}");
        }
        use std::os::unix::fs::FileTypeExt;
        assert!(fs::metadata("/dev/full").expect("it is there").file_type().is_char_device());
        fs::write(folder.path().join("rows"), "{\"id\":1,\"content\":\"<p>\"}\n").expect("written");
        let output = run(folder.path(), "batch rows --no-config > /dev/full");
        assert_eq!(output.status.code(), Some(2), "{output:?}");
    }

    #[test]
    fn a_closed_pipe_is_no_failure() {
        let folder = many(300);
        let mut child = taglint(folder.path(), "check --no-config --format jsonl").spawn().expect("it runs");
        let mut out = child.stdout.take().expect("piped");
        out.read_exact(&mut [0; 10]).expect("it says something");
        drop(out);
        child.stdout = Some(empty());
        let output = ended(child);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
    }

    /// A pipe that nobody writes to.
    fn empty() -> std::process::ChildStdout {
        Command::new("true").stdout(Stdio::piped()).spawn().expect("it runs").stdout.take().expect("piped")
    }

    /// Files with a pixel to fix.
    fn many(count: usize) -> TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for number in 0..count {
            fs::write(folder.path().join(format!("ad{number:04}.html")), before(number)).expect("written");
        }
        folder
    }

    fn before(number: usize) -> String {
        format!("<p>{number}</p>\n{PIXEL}\n{}", "<p>text</p>\n".repeat(200))
    }

    #[test]
    fn an_interrupt_leaves_every_file_as_it_was_or_fixed() {
        const COUNT: usize = 400;
        let whole = many(1);
        run(whole.path(), "fix --no-config --write");
        let fixed = |number: usize| {
            let first = fs::read_to_string(whole.path().join("ad0000.html")).expect("there");
            first.replacen("<p>0</p>", &format!("<p>{number}</p>"), 1)
        };
        let mut wait = Duration::from_millis(200);
        // When it writes hangs on the machine: from early to late, until it is hit in the middle.
        for _ in 0..12 {
            let folder = many(COUNT);
            let child = taglint(folder.path(), "fix --no-config --write").spawn().expect("it runs");
            sleep(wait);
            let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
            ended(child);
            let mut done = 0;
            for number in 0..COUNT {
                let now = fs::read_to_string(folder.path().join(format!("ad{number:04}.html"))).expect("it is there");
                let is_fixed = now == fixed(number);
                assert!(is_fixed || now == before(number), "file {number} is neither as it was nor fixed");
                done += usize::from(is_fixed);
            }
            if done > 0 && done < COUNT {
                break;
            }
            wait = if done == 0 { wait * 3 / 2 } else { wait * 9 / 10 };
        }
    }
}

#[test]
fn a_sheet_of_many_rows_is_read_to_its_last() {
    let mut sheet = "Name,JavaScript Tag\n".to_owned();
    for row in 0..51_000 {
        let tag = if row % 25_000 == 10 || row == 50_999 { &PIXEL.replace('"', "\"\"") } else { "<i>" };
        sheet.push_str(&format!("c{row},\"{tag}\"\n"));
    }
    let report = read("tags.csv", &sheet);
    let lines: Vec<u32> = report.findings.iter().map(|finding| finding.place.line).collect();
    assert_eq!((lines, codes(&report)), (vec![12, 25_012, 50_012, 51_001], Vec::new()));
}
