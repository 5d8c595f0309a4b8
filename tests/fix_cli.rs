//! `taglint fix` as users see it: the diff, files that change whole, what is said to be done by hand, exit codes.

use assert_cmd::Command;
use insta::assert_snapshot;
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("written");
    }
    folder
}

fn taglint(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("taglint").expect("the program is built");
    command.current_dir(folder).args(args).env_remove("NO_COLOR").env_remove("HOME");
    command
}

fn run(folder: &TempDir, args: &[&str]) -> Output {
    taglint(folder.path(), args).output().expect("it runs")
}

fn all(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().map_or("none".to_owned(), |code| code.to_string());
    format!("{}{}exit {code}", text(&output.stdout), text(&output.stderr))
}

fn read(folder: &TempDir, name: &str) -> String {
    String::from_utf8(fs::read(folder.path().join(name)).expect("it is there")).expect("UTF-8")
}

/// What a file holds after `--write` and these options, and the exit code.
fn written(name: &str, text: &str, options: &[&str]) -> (String, Option<i32>) {
    let folder = folder(&[(name, text.as_bytes())]);
    let args: Vec<&str> = ["fix", "--write", "--quiet", name].iter().chain(options).copied().collect();
    let output = run(&folder, &args);
    (read(&folder, name), output.status.code())
}

const PIXEL: &str = "<p>Hello</p>\r\n<!-- Begin segment pixel -->\r\n  <img src=\"https://secure.adnxs.com/seg?add=1234567&amp;t=2\">\r\n  <noscript><img src=\"https://secure.adnxs.com/seg?add=1234567&amp;t=2\"></noscript>\r\n<!-- End segment pixel -->\r\n<p>Bye</p>\r\n";

#[test]
fn a_diff_is_printed_and_nothing_is_changed() {
    let folder = folder(&[("ad.html", PIXEL.as_bytes()), ("clean.html", b"<p>Hi</p>\n")]);
    let output = run(&folder, &["fix"]);
    assert_snapshot!(all(&output).replace('\r', ""), @r#"
    --- a/ad.html
    +++ b/ad.html
    @@ -1,6 +1,2 @@
     <p>Hello</p>
    -<!-- Begin segment pixel -->
    -  <img src="https://secure.adnxs.com/seg?add=1234567&amp;t=2">
    -  <noscript><img src="https://secure.adnxs.com/seg?add=1234567&amp;t=2"></noscript>
    -<!-- End segment pixel -->
     <p>Bye</p>
    ad.html: associate segment 1234567 with the creative on the server, action "add on view"
    2 calls in 1 file can be fixed: --write does it
    exit 1
    "#);
    assert_eq!(read(&folder, "ad.html"), PIXEL);
}

#[test]
fn a_pixel_goes_with_its_comments_its_twin_and_its_lines() {
    assert_eq!(written("ad.html", PIXEL, &[]), ("<p>Hello</p>\r\n<p>Bye</p>\r\n".to_owned(), Some(0)));
}

#[test]
fn a_second_run_finds_nothing_to_do() {
    let folder = folder(&[("ad.html", PIXEL.as_bytes())]);
    assert_eq!(run(&folder, &["fix", "--write"]).status.code(), Some(0));
    assert_snapshot!(all(&run(&folder, &["fix"])), @r#"
    Nothing to change
    exit 0
    "#);
}

#[cfg(unix)]
#[test]
fn the_file_behind_a_link_changes_and_keeps_its_mode() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder(&[("real.html", PIXEL.as_bytes())]);
    let real = folder.path().join("real.html");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("set");
    symlink("real.html", folder.path().join("link.html")).expect("made");
    assert_eq!(run(&folder, &["fix", "--write", "link.html"]).status.code(), Some(0));
    assert!(folder.path().join("link.html").is_symlink());
    assert!(!read(&folder, "real.html").contains("seg?"));
    assert_eq!(fs::metadata(&real).expect("there").permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read_dir(folder.path()).expect("there").count(), 2, "no temporary file is left");
}

#[test]
fn the_fallback_is_written_as_the_url_is() {
    let cases = [
        (
            "a.html",
            r#"<img src="https://ib.adnxs.com/seg?add=1">"#,
            r#"<img src="https://ib.adnxs.com/seg?add=1&amp;no_redir=1">"#,
        ),
        (
            "b.html",
            r#"<img src="https://ib.adnxs.com/seg?add=1&t=2#x">"#,
            r#"<img src="https://ib.adnxs.com/seg?add=1&t=2&no_redir=1#x">"#,
        ),
        (
            "c.html",
            r#"<img src="https://ib.adnxs.com/seg?no_redir=0&amp;add=1">"#,
            r#"<img src="https://ib.adnxs.com/seg?no_redir=1&amp;add=1">"#,
        ),
        (
            "d.js",
            "new Image().src = 'https://ib.adnxs.com/seg?add=1';\n",
            "new Image().src = 'https://ib.adnxs.com/seg?add=1&no_redir=1';\n",
        ),
        (
            "e.js",
            "new Image().src = 'https://ib.adnxs.com/seg?add=1&r=' + Math.random();\n",
            "new Image().src = 'https://ib.adnxs.com/seg?no_redir=1&add=1&r=' + Math.random();\n",
        ),
        (
            "f.html",
            r#"<body onload="new Image().src='https://ib.adnxs.com/seg?add=1'">"#,
            r#"<body onload="new Image().src='https://ib.adnxs.com/seg?add=1&amp;no_redir=1'">"#,
        ),
        (
            "g.json",
            r#"{"content": "<img src='https:\/\/ib.adnxs.com\/seg?add=1\u0026t=2'>"}"#,
            r#"{"content": "<img src='https:\/\/ib.adnxs.com\/seg?add=1\u0026t=2\u0026no_redir=1'>"}"#,
        ),
        (
            "h.html",
            r#"<iframe srcdoc="<img src='https://ib.adnxs.com/seg?add=1'>"></iframe>"#,
            r#"<iframe srcdoc="<img src='https://ib.adnxs.com/seg?add=1&amp;amp;no_redir=1'>"></iframe>"#,
        ),
        (
            "i.js",
            "document.write('<img src=\"https://ib.adnxs.com/seg?add=1\">');\n",
            "document.write('<img src=\"https://ib.adnxs.com/seg?add=1&amp;no_redir=1\">');\n",
        ),
    ];
    for (name, before, after) in cases {
        assert_eq!(written(name, before, &["--no-redir"]), (after.to_owned(), Some(0)), "{name}");
    }
}

#[test]
fn associations_are_written_in_the_form_of_the_file() {
    let cases = [
        (
            "{\n  \"id\": 1,\n  \"content\": \"<img src='https://ib.adnxs.com/seg?add=7,8'>\"\n}\n",
            "{\n  \"id\": 1,\n  \"content\": \"\",\n  \"segments\": [{\"id\": 7, \"action\": \"add on view\"}, {\"id\": 8, \"action\": \"add on view\"}]\n}\n",
        ),
        (
            r#"{"segments":[],"content":"<img src='https://ib.adnxs.com/seg?add=7'>"}"#,
            r#"{"segments":[{"id":7,"action":"add on view"}],"content":""}"#,
        ),
        (
            r#"{"segments": null, "content": "<img src='https://ib.adnxs.com/seg?add=7'>"}"#,
            r#"{"segments": [{"id": 7, "action": "add on view"}], "content": ""}"#,
        ),
        (
            "{\"segments\": [\n    {\"id\": 7, \"action\": \"add_on_view\"}\n  ],\n  \"content\": \"<img src='https://ib.adnxs.com/seg?add=7,8'>\"}",
            "{\"segments\": [\n    {\"id\": 7, \"action\": \"add_on_view\"},\n    {\"id\": 8, \"action\": \"add_on_view\"}\n  ],\n  \"content\": \"\"}",
        ),
        (
            r#"{"segments": [{"id": 7, "action": "add on view"}], "pixels": [{"secure_url": "https://ib.adnxs.com/seg?add=7"}, {"secure_url": "https://ib.adnxs.com/seg?add=9"}]}"#,
            r#"{"segments": [{"id": 7, "action": "add on view"}, {"id": 9, "action": "add on view"}], "pixels": []}"#,
        ),
    ];
    for (before, after) in cases {
        assert_eq!(written("c.json", before, &["--associate"]), (after.to_owned(), Some(0)), "{before}");
        let _: serde_json::Value = serde_json::from_str(after).expect("JSON");
    }
}

#[test]
fn lists_keep_their_commas_right() {
    let seg = r#"{"url": "https://ib.adnxs.com/seg?add=7"}"#;
    let other = r#"{"url": "https://count.example.com/i"}"#;
    let list = |entries: &[&str]| format!("{{\"pixels\": [{}]}}", entries.join(", "));
    for (before, after) in [
        (list(&[seg, other]), list(&[other])),
        (list(&[other, seg]), list(&[other])),
        (list(&[other, seg, seg, other]), list(&[other, other])),
        (list(&[seg, other, seg]), list(&[other])),
        (list(&[seg, seg]), list(&[])),
    ] {
        assert_eq!(written("c.json", &before, &[]), (after, Some(0)), "{before}");
    }
}

#[test]
fn scripts_change_only_where_that_is_safe() {
    let stays = [
        "fetch('https://ib.adnxs.com/getuidj').then(go);\n",
        "var x = new Image().src = 'https://ib.adnxs.com/seg?add=1';\n",
        "go(), new Image().src = 'https://ib.adnxs.com/seg?add=1';\n",
        "var r = new XMLHttpRequest();\nr.open('GET', 'https://ib.adnxs.com/getuidj');\nr.send();\n",
    ];
    for script in stays {
        assert_eq!(written("a.js", script, &[]), (script.to_owned(), Some(1)), "{script}");
    }
    let changes = [
        ("a();\nnew Image().src = 'https://ib.adnxs.com/seg?add=1'\nb();\n", "a();\nb();\n"),
        ("a(); new Image().src = 'https://ib.adnxs.com/seg?add=1'; b();\n", "a(); b();\n"),
        ("if (x) new Image().src = 'https://ib.adnxs.com/seg?add=1'; b();\n", "if (x) ; b();\n"),
        ("x && fetch('https://ib.adnxs.com/getuidj');\nb();\n", "b();\n"),
        (
            "document.write('<b>a</b><img src=\"https://ib.adnxs.com/seg?add=1&r=' + Math.random() + '\"><i>b</i>');\n",
            "document.write('<b>a</b><i>b</i>');\n",
        ),
    ];
    for (before, after) in changes {
        assert_eq!(written("a.js", before, &[]), (after.to_owned(), Some(0)), "{before}");
    }
    let sender = "function fire(u) {\n  var i = new Image();\n  i.width = 1;\n  i.src = u;\n}\nfire('https://count.example.com/i');\n";
    let before = format!("{sender}fire('https://ib.adnxs.com/seg?add=1');\n");
    assert_eq!(written("a.js", &before, &[]), (sender.to_owned(), Some(0)), "a function that only sends");
    let counts = before.replace("i.width = 1", "n++");
    assert_eq!(written("a.js", &counts, &[]), (counts.clone(), Some(1)), "a function that does more");
    // Without the statement, the line before would go on with the bracket of the line after.
    let joined = "a = b\nnew Image().src = 'https://ib.adnxs.com/seg?add=1';\n(c || d)()\n";
    assert_eq!(written("a.js", joined, &[]), (joined.to_owned(), Some(1)));
}

#[test]
fn what_is_left_is_said_with_its_place_and_reason() {
    let text = "<img src=\"https://ib.adnxs.com/seg?add=1\">\n<div style=\"background: url(https://ib.adnxs.com/seg?add=2)\"></div>\n<script>\nfetch('https://ib.adnxs.com/getuidj').then(go);\n</script>\n";
    let folder = folder(&[("ad.html", text.as_bytes())]);
    assert_snapshot!(all(&run(&folder, &["fix"])), @r#"
    --- a/ad.html
    +++ b/ad.html
    @@ -1,4 +1,3 @@
    -<img src="https://ib.adnxs.com/seg?add=1">
     <div style="background: url(https://ib.adnxs.com/seg?add=2)"></div>
     <script>
     fetch('https://ib.adnxs.com/getuidj').then(go);
    ad.html:2:29: left [segment-pixel] https://ib.adnxs.com/seg?add=2
      a style asks for it: take the url(…) out of it by hand
    ad.html:4:8: left [usersync-call] https://ib.adnxs.com/getuidj
      its statement does more than make the call: take it out by hand, or use --unsafe
    ad.html: associate segment 1 with the creative on the server, action "add on view"
    1 call in 1 file can be fixed: --write does it; 2 calls left to do by hand
    exit 1
    "#);
    assert_snapshot!(all(&run(&folder, &["fix", "--write"])), @r#"
    ad.html:1:29: left [segment-pixel] https://ib.adnxs.com/seg?add=2
      a style asks for it: take the url(…) out of it by hand
    ad.html:3:8: left [usersync-call] https://ib.adnxs.com/getuidj
      its statement does more than make the call: take it out by hand, or use --unsafe
    ad.html: associate segment 1 with the creative on the server, action "add on view"
    1 call fixed in 1 file; 2 calls left to do by hand
    exit 1
    "#);
}

#[test]
fn the_standard_input_can_be_seen_but_not_written() {
    let folder = folder(&[]);
    let output = taglint(folder.path(), &["fix", "-"]).write_stdin(PIXEL.replace('\r', "")).output().expect("it runs");
    assert_snapshot!(all(&output), @r#"
    --- a/<stdin>
    +++ b/<stdin>
    @@ -1,6 +1,2 @@
     <p>Hello</p>
    -<!-- Begin segment pixel -->
    -  <img src="https://secure.adnxs.com/seg?add=1234567&amp;t=2">
    -  <noscript><img src="https://secure.adnxs.com/seg?add=1234567&amp;t=2"></noscript>
    -<!-- End segment pixel -->
     <p>Bye</p>
    <stdin>: associate segment 1234567 with the creative on the server, action "add on view"
    2 calls in 1 file can be fixed: --write does it
    exit 1
    "#);
    let output = taglint(folder.path(), &["fix", "--write", "-"]).write_stdin(PIXEL).output().expect("it runs");
    assert_snapshot!(all(&output), @r#"
      × --write cannot change the standard input
      help: name files, or leave out --write to see the changes

    exit 2
    "#);
}

#[test]
fn other_encodings_keep_their_bytes() {
    let wide = |text: &str| -> Vec<u8> {
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    let pixel = "<p>é😀</p>\r\n<img src='https://ib.adnxs.com/seg?add=1'>\r\n<p>ß</p>\r\n";
    let cases = [
        (wide(pixel), "--quiet", wide("<p>é😀</p>\r\n<p>ß</p>\r\n")),
        (wide(pixel), "--no-redir", wide(&pixel.replace("add=1", "add=1&amp;no_redir=1"))),
        (b"<p>\xe9</p>\n<img src='//ib.adnxs.com/seg?add=1'>\n".to_vec(), "--quiet", b"<p>\xe9</p>\n".to_vec()),
    ];
    for (before, option, after) in cases {
        let folder = folder(&[("ad.html", &before)]);
        assert_eq!(run(&folder, &["fix", "--write", option, "ad.html"]).status.code(), Some(0));
        assert_eq!(fs::read(folder.path().join("ad.html")).expect("there"), after);
    }
}

#[test]
fn what_is_silenced_stays() {
    let text = "<!-- taglint: ignore[segment-pixel] agreed -->\n<img src=\"https://ib.adnxs.com/seg?add=1\">\n";
    assert_eq!(written("ad.html", text, &[]), (text.to_owned(), Some(0)));
}

#[test]
fn unsafe_changes_scripts_that_may_depend_on_the_call() {
    let cases = [
        ("fetch('https://ib.adnxs.com/getuidj').then(go);\nb();\n", "b();\n"),
        ("var x = new Image().src = 'https://ib.adnxs.com/seg?add=1';\n", "var x = new Image().src = '';\n"),
        ("var x = new Image().src = 'https://ib.adnxs.com/seg?add=1&r=' + r;\n", "var x = new Image().src = '';\n"),
    ];
    for (before, after) in cases {
        assert_eq!(written("a.js", before, &["--unsafe"]), (after.to_owned(), Some(0)), "{before}");
    }
}

#[test]
fn a_cell_that_is_only_the_call_is_emptied_and_its_row_keeps_its_columns() {
    let sheet = "Placement ID,Tag Content Secure,Tracker,Landing Page\r\n\
                 1,\"<p>Hello, you</p><img src=\"\"https://secure.adnxs.com/seg?add=1234567&t=2\"\">\",,https://shop.example/a\r\n\
                 2,\"<img src=\"\"https://secure.adnxs.com/seg?add=1234567&t=2\"\">\",https://ib.adnxs.com/seg?add=7654321&t=2,\r\n\
                 3,<p>Hi</p>,https://count.example/p.gif,https://shop.example/b\r\n";
    let fixed = "Placement ID,Tag Content Secure,Tracker,Landing Page\r\n\
                 1,\"<p>Hello, you</p>\",,https://shop.example/a\r\n\
                 2,\"\",,\r\n\
                 3,<p>Hi</p>,https://count.example/p.gif,https://shop.example/b\r\n";
    assert_eq!(written("tags.csv", sheet, &[]), (fixed.to_owned(), Some(0)));
    assert_eq!(written("tags.csv", fixed, &[]), (fixed.to_owned(), Some(0)), "a second run changes nothing");
}

#[test]
fn a_code_becomes_the_id_that_an_export_beside_it_names() {
    let creative = r#"{"creative": {"id": 9, "content": "<p>Hi</p><img src='https://secure.adnxs.com/seg?add_code=shoes&member=958&t=2'>", "segments": []}}"#;
    let export = r#"{"segments": [{"id": 1234567, "code": "shoes", "member_id": 958, "state": "active"}]}"#;
    let folder = folder(&[("creative.json", creative.as_bytes()), ("segments.json", export.as_bytes())]);
    run(&folder, &["fix", "--write", "--associate", "--quiet", "."]);
    let expected =
        r#"{"creative": {"id": 9, "content": "<p>Hi</p>", "segments": [{"id": 1234567, "action": "add on view"}]}}"#;
    assert_eq!(read(&folder, "creative.json"), expected);
}
