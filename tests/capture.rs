//! Captures as users hand them over: with the markup that was recorded, packed, cut, empty, strange.

use assert_cmd::Command;
use flate2::Compression;
use flate2::write::GzEncoder;
use insta::assert_snapshot;
use std::fs;
use std::io::Write;
use std::path::Path;
use tempfile::TempDir;

const MARKUP: &str = "<script src=\"https://tag.example.com/tag.js?c=%%CAMPAIGN%%\"></script>\n<img src=\"https://secure.adnxs.com/seg?add=1234567&amp;t=2\">\n";

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("written");
    }
    folder
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats/har").join(name)).expect("a fixture")
}

/// What the program prints and how it ends.
fn taglint(folder: &TempDir, args: &[&str]) -> String {
    let mut command = Command::cargo_bin("taglint").expect("the program is built");
    let output = command.current_dir(folder.path()).args(args).output().expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}exit {}", text(&output.stdout), text(&output.stderr), output.status.code().expect("it ends"))
}

#[test]
fn findings_show_the_way_from_the_markup_to_the_call() {
    let folder = folder(&[("ad.har", &fixture("bad-chrome.har")), ("ad.html", MARKUP.as_bytes())]);
    assert_snapshot!(taglint(&folder, &["check", "ad.har", "--markup", "ad.html"]), @r#"
    ad.har  3 errors, 2 warnings

    error[segment-pixel] Google: invalid_fourth_party_call

      × Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs
      │ that the creative never declared
        ╭─[ad.har:13:41]
     13 │ … {"method": "GET", "url": "https://secure.adnxs.com/seg?add=1234567&t=2", "headers": []},
        ·                             ──────────────────────┬─────────────────────
        ·                                                   ╰── seen in the capture on load, for: image
        ╰────
      help: Associate segment 1234567 with the creative on the server (add on view) and delete the
            pixel. The way to it: ad.html:2:11 › this call, told by the markup
            associate:  segment 1234567, action "add on view" (event Impression in the Segment Pixels
                        section)
            goes on to: https://ib.adnxs.com/getuid?
                        https%3A%2F%2Fsync.example.org%2Fmatch%3Fuid%3D%24UID (Microsoft Advertising,
                        usersync)

    error[usersync-call] Google: invalid_fourth_party_call

      × Microsoft Advertising user sync on load: a creative may not exchange user ids with companies
      │ it did not declare
        ╭─[ad.har:16:41]
     16 │ …url": "https://ib.adnxs.com/getuid?https%3A%2F%2Fsync.example.o…atch%3Fuid%3D%24UID", "head…
        ·         ──────────────────────────────────────┬─────────────────────────────────────
        ·                                               ╰── seen in the capture on load, for: image
        ╰────
      help: Delete the call; sync user ids on the advertiser's or publisher's own pages. The way to
            it: ad.html:2:11 › secure.adnxs.com › this call, told by a redirect
            goes on to: https://sync.example.org/match?uid=5 (unknown vendor)

    error[piggyback-redirect] Google: invalid_fourth_party_call

      × Microsoft Advertising call on load carries the browser on to an unknown company
      │ (sync.example.org)
        ╭─[ad.har:16:41]
     16 │ …url": "https://ib.adnxs.com/getuid?https%3A%2F%2Fsync.example.o…atch%3Fuid%3D%24UID", "head…
        ·         ──────────────────────────────────────┬─────────────────────────────────────
        ·                                               ╰── seen in the capture on load, for: image
        ╰────
      help: Delete the redirect to sync.example.org, or the whole call if the redirect is all it is
            for. The way to it: ad.html:2:11 › secure.adnxs.com › this call, told by a redirect
            goes on to: https://sync.example.org/match?uid=5 (unknown vendor)
            confidence: medium

    warning[likely-usersync] Google: invalid_fourth_party_call

      ⚠ Call to sync.example.org on load has the shape of a user sync: the host says sync; the path
      │ ends in match
        ╭─[ad.har:17:128]
     17 │ …kies": [], "redirectURL": "https://sync.example.org/match?uid=5", "content": {"mimeType": "…
        ·                             ──────────────────┬─────────────────
        ·                                               ╰── seen in the capture on load, for: image
        ╰────
      help: Ask the sender of the tag what sync.example.org does; delete the call if it exchanges user
            ids. The way to it: ad.html:2:11 › secure.adnxs.com › ib.adnxs.com › this call, told by
            a redirect
            confidence: medium

    warning[fourth-party-cookie] Google: fourth_party_browser_cookies

      ⚠ pixel.example.net sets a cookie (p, q); the creative does not call it, example.com does
        ╭─[ad.har:19:41]
     19 │ …est": {"method": "GET", "url": "https://pixel.example.net/start?c=7", "headers": []},
        ·                                  ─────────────────┬─────────────────
        ·                                                   ╰── seen in the capture on load, for: image
        ╰────
      help: Take the call that starts the chain out of the creative, or ask its vendor for a tag that
            brings nobody in. The way to it: ad.html:1:14 › tag.example.com › this call, told by the
            script that names the host
            confidence: medium

    1 input, 6 calls: 3 errors, 2 warnings, 0 infos
    ✗ 1 input would be disapproved
    exit 1
    "#);
}

#[test]
fn without_the_markup_the_way_starts_at_the_page() {
    let folder = folder(&[("ad.har", &fixture("bad-firefox.har"))]);
    assert_snapshot!(taglint(&folder, &["check"]), @r#"
    ad.har  2 errors, 1 warning

    warning[fourth-party-cookie] Google: fourth_party_browser_cookies

      ⚠ track.example.net sets a cookie (t, u); the creative does not call it, example.com does
        ╭─[ad.har:11:41]
     11 │ …t": {"method": "GET", "url": "https://track.example.net/i?c=1", "headers": [{"name": "Refer…
        ·                                ───────────────┬───────────────
        ·                                               ╰── seen in the capture on load, for: image
        ╰────
      help: Take the call that starts the chain out of the creative, or ask its vendor for a tag that
            brings nobody in. The way to it: preview.example › ads.example.com › this call, told by
            the referrer
            goes on to: https://track.example.net/i2?c=1 (unknown vendor)
            confidence: medium

    error[piggyback-redirect] Google: invalid_fourth_party_call

      × track.example.net call on load carries the browser on to Microsoft Advertising
      │ (secure.adnxs.com)
        ╭─[ad.har:14:41]
     14 │ …": {"method": "GET", "url": "https://track.example.net/i2?c=1", "headers": [{"name": "Refer…
        ·                               ────────────────┬───────────────
        ·                                               ╰── seen in the capture on load, for: image
        ╰────
      help: Delete the redirect to secure.adnxs.com, or the whole call if the redirect is all it is
            for. The way to it: preview.example › ads.example.com › track.example.net › this call,
            told by a redirect
            goes on to: https://secure.adnxs.com/px?id=12&seg=1234567&t=2 (Microsoft Advertising,
                        conversion)

    error[conversion-segment-pixel] Google: invalid_fourth_party_call

      × Microsoft Advertising conversion call on load: user syncs follow conversion pixels as they
      │ follow segment pixels
        ╭─[ad.har:15:199]
     15 │ …plain"}, "redirectURL": "https://secure.adnxs.com/px?id=12&seg=1234567&t=2"}}]},
        ·                           ────────────────────────┬────────────────────────
        ·                                                   ╰── seen in the capture on load, for: image
        ╰────
      help: Move the conversion pixel to the advertiser's own page, and associate segment 1234567
            with the creative on the server (add on view). The way to it: preview.example ›
            ads.example.com › track.example.net › this call, told by a redirect
            associate:  segment 1234567, action "add on view" (event Impression in the Segment Pixels
                        section)
            confidence: medium

    1 input, 4 calls: 2 errors, 1 warning, 0 infos
    ✗ 1 input would be disapproved
    exit 1
    "#);
}

#[test]
fn the_inventory_tells_the_call_that_brings_each_party_in() {
    let folder = folder(&[("ad.har", &fixture("bad-chrome.har")), ("ad.html", MARKUP.as_bytes())]);
    assert_snapshot!(taglint(&folder, &["calls", "ad.har", "--markup", "ad.html"]), @r#"
    ad.har  6 calls
     Place    Kind       When   Vendor               How           URL
    ────────────────────────────────────────────────────────────────────────────────────────────────────
     9:41     unknown    load   –                    har[script]   https://tag.example.com/tag.js?c=7
     13:41    segment    load   Microsoft            har[image]    https://secure.adnxs.com/seg?add=123
                                Advertising                        4567&t=2
              usersync          Microsoft                          ↳ https://ib.adnxs.com/getuid?https%
                                Advertising                        3A%2F%2Fsync.example.org%2Fmatch%3Fu
                                                                   id%3D%24UID
     16:41    usersync   load   Microsoft            har[image]    https://ib.adnxs.com/getuid?https%3A
                                Advertising                        %2F%2Fsync.example.org%2Fmatch%3Fuid
                                                                   %3D%24UID
              unknown           –                                  ↳
                                                                   https://sync.example.org/match?uid=5
     17:128   unknown    load   –                    har[image]    https://sync.example.org/match?uid=5
     19:41    unknown    load   –                    har[image]    https://pixel.example.net/start?c=7
     22:41    unknown    load   –                    har[data]     https://data.example.com/d

     Party                   Domains       Kinds               Calls   Declared   First call
    ────────────────────────────────────────────────────────────────────────────────────────────────────
     Microsoft Advertising   adnxs.com     segment, usersync   2       –          13:41, by
                                                                                  ad.html:2:11
     –                       example.com   unknown             2       –          9:41, by ad.html:1:14
     –                       example.net   unknown             1       –          19:41, by
                                                                                  ad.html:1:14 ›
                                                                                  tag.example.com
     –                       example.org   unknown             1       –          17:128, by
                                                                                  ad.html:2:11 ›
                                                                                  secure.adnxs.com ›
                                                                                  ib.adnxs.com

    1 input, 6 calls
    exit 0
    "#);
}

#[test]
fn the_page_shows_who_goes_on_to_whom() {
    let folder = folder(&[("ad.har", &fixture("bad-chrome.har")), ("ad.html", MARKUP.as_bytes())]);
    taglint(&folder, &["check", "ad.har", "--markup", "ad.html", "--output", "html=page.html"]);
    let page = fs::read_to_string(folder.path().join("page.html")).expect("a page");
    let plain = regex::Regex::new("<[^>]*>").expect("a pattern").replace_all(&page, " ").into_owned();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "tag.example.com : 1 call (unknown), which goes on to pixel.example.net",
        "Microsoft Advertising : 2 calls (segment, usersync), which go on to sync.example.org",
    ] {
        assert!(plain.contains(said), "{said}");
    }
}

#[test]
fn chains_are_in_the_data() {
    let folder = folder(&[("ad.har", &fixture("bad-chrome.har")), ("ad.html", MARKUP.as_bytes())]);
    let printed = taglint(&folder, &["calls", "ad.har", "--markup", "ad.html", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(printed.trim_end_matches("exit 0")).expect("JSON");
    let chains: Vec<String> =
        json["calls"].as_array().expect("calls").iter().map(|call| call["chain"].to_string()).collect();
    assert_snapshot!(chains.join("\n"), @r#"
    ["ad.html:1:14","har[script]"]
    ["ad.html:2:11","har[image]"]
    ["ad.html:2:11","secure.adnxs.com","har[image]"]
    ["ad.html:2:11","secure.adnxs.com","ib.adnxs.com","har[image]"]
    ["ad.html:1:14","tag.example.com","har[image]"]
    ["ad.html:1:14","tag.example.com","har[data]"]
    "#);
}

#[test]
fn a_packed_capture_is_read() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(&fixture("bad-charles.har")).expect("in memory");
    let folder = folder(&[("ad.har.gz", &gzip.finish().expect("in memory"))]);
    assert_snapshot!(taglint(&folder, &["check", "--format", "concise"]), @r#"
    ad.har.gz!ad.har:10:41: error[usersync-call] Microsoft Advertising user sync on load: a creative may not exchange user ids with companies it did not declare
    ad.har.gz!ad.har:10:41: error[piggyback-redirect] Microsoft Advertising call on load carries the browser on to an unknown company (cdn.example.net)
    ad.har.gz!ad.har:10:41: warning[insecure-call] Call to secure.adnxs.com on load is not https: a creative for secure pages may not make it
    ad.har.gz!ad.har:10:41: warning[unmigratable-parameter] An association cannot carry all that this call does: user=2
    ad.har.gz!ad.har:13:41: warning[insecure-call] Call to cdn.example.net on load is not https: a creative for secure pages may not make it
    exit 1
    "#);
}

#[test]
fn a_capture_is_told_by_its_content() {
    let folder = folder(&[("log.json", &fixture("bad-charles.har")), ("log.txt", &fixture("bad-charles.har"))]);
    let printed = taglint(&folder, &["check", "--format", "concise"]);
    assert_eq!(printed.matches("error[usersync-call]").count(), 2, "{printed}");
}

#[test]
fn what_a_capture_cannot_tell_is_said() {
    let sanitized =
        br#"{"log": {"creator": {"name": "WebInspector"}, "entries": [{"request": {"url": "https://a.example/"}}]}}"#;
    let empty = br#"{"log": {"creator": {"name": "Firefox"}, "entries": []}}"#;
    let cut = &fixture("bad-chrome.har")[..2000];
    let folder = folder(&[("a.har", sanitized), ("b.har", empty), ("c.har", cut)]);
    assert_snapshot!(taglint(&folder, &["check"]), @r#"
    problem[no-cookies] a.har:1:31

      ⚠ the capture holds no cookies, so that those of fourth parties are not seen: Chrome exports
        them only if the HAR is exported with sensitive data

    problem[empty-capture] b.har:1:31

      ⚠ the capture holds no request, so nothing was checked; record it anew

    problem[broken-json] c.har:15:144

      ⚠ this is not JSON: Unterminated string literal; nothing after this point was read

    3 inputs, 1 call: 0 errors, 0 warnings, 0 infos
    ⚠ Nothing found that would be disapproved; 2 parts went unread, about which nothing is known
    exit 3
    "#);
}

#[test]
fn a_capture_is_not_changed() {
    let folder = folder(&[("ad.har", &fixture("bad-charles.har"))]);
    assert_snapshot!(taglint(&folder, &["fix", "--write"]), @r#"
    ad.har: A capture tells what happened, and is not changed; fix the creative itself
    Nothing to change
    exit 3
    "#);
    assert_eq!(fs::read(folder.path().join("ad.har")).expect("still there"), fixture("bad-charles.har"));
}

#[test]
fn markup_without_a_call_is_a_mistake() {
    let folder = folder(&[("ad.har", &fixture("bad-charles.har")), ("ad.txt", b"nothing")]);
    assert_snapshot!(taglint(&folder, &["check", "ad.har", "--markup", "ad.txt"]), @r#"
      × ad.txt makes no call
      help: give the creative's own file: the tag, the document or the config that was recorded

    exit 2
    "#);
}

#[test]
fn how_inputs_are_read_is_told() {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("ad/index.html", zip::write::SimpleFileOptions::default()).expect("in memory");
    let zip = zip.finish().expect("in memory").into_inner();
    let files: [(&str, &[u8]); 8] = [
        ("a.har", b"{\"log\": {\"entries\": [{\"request\": {\"url\": \"https://a.example/\"}}]}}"),
        ("b.txt", b"<VAST version=\"4.0\"/>"),
        ("c.js", b"<script>go()</script>"),
        ("d.zip", &zip),
        ("e.md", b"# notes"),
        ("f.html", b""),
        ("g.tag", b"document.write('<p>')"),
        (".hidden.html", b""),
    ];
    let folder = folder(&files);
    assert_snapshot!(taglint(&folder, &["check", "--explain-inputs", "--format", "concise"]), @r#"
    a.har: read as a capture (HAR), because its name says so
    b.txt: read as a video ad (VAST or VMAP), because its first element says so
    c.js: read as HTML, because it starts with a tag, whatever its name
    d.zip: read as a bundle that starts with ad/index.html (files: 1), because it starts as a zip file does
    d.zip!ad/index.html: read as HTML, because its name says so
    f.html: read as HTML, because its name says so
    g.tag: read as JavaScript, because it reads like a script
    .hidden.html: left out, because it is hidden
    e.md: left out, because its extension is not one of a creative
    exit 0
    "#);
}

#[test]
fn values_of_the_wrong_type_do_no_harm() {
    let odd = [
        r#"{"log": {"entries": [1, null, "x", [], {}, {"request": 1}, {"request": {"url": 5}}, {"request": {"url": ""}}]}}"#,
        r#"{"log": {"creator": 5, "pages": 1, "entries": [{"_initiator": [], "_resourceType": {}, "pageref": 7, "startedDateTime": 1,
            "request": {"url": "https://a.example/x", "headers": {"a": 1}, "method": []},
            "response": {"status": "302", "redirectURL": "javascript:alert(1)", "headers": [{"name": 1}], "cookies": [{}], "content": []}}]}}"#,
        r#"{"log": {"entries": [{"request": {"url": "https://a.example/"}, "response": {"status": 302, "redirectURL": "https://a.example/"}}]}}"#,
    ];
    for text in odd {
        let folder = folder(&[("ad.har", text.as_bytes())]);
        let printed = taglint(&folder, &["check"]);
        assert!(printed.ends_with("exit 0") || printed.ends_with("exit 3"), "{text}\n{printed}");
    }
}
