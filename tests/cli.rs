//! The program as users see it: what is printed, where, and with which exit code.

use assert_cmd::Command;
use insta::assert_snapshot;
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

/// A folder with files, to run in.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("made");
        fs::write(path, text).expect("written");
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

/// Standard output, standard error and exit code in one text.
fn all(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().map_or("none".to_owned(), |code| code.to_string());
    format!("{}{}exit {code}", text(&output.stdout), text(&output.stderr))
}

const PIXEL: &str =
    "<p>Hello</p>\n<img src=\"https://secure.adnxs.com/seg?add=1234567&amp;t=2\" width=\"1\" height=\"1\">\n";
const CLEAN: &str = "<p>Hello</p>\n<img src=\"banner.png\" width=\"300\" height=\"250\">\n";

#[test]
fn a_segment_pixel_is_shown_with_its_line_and_what_to_associate() {
    let folder = folder(&[("ad.html", PIXEL)]);
    assert_snapshot!(all(&run(&folder, &["check", "ad.html"])), @r#"
    ad.html  1 error

    error[segment-pixel] Google: invalid_fourth_party_call

      × Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs
      │ that the creative never declared
       ╭─[ad.html:2:11]
     2 │ <img src="https://secure.adnxs.com/seg?add=1234567&amp;t=2" width="1" height="1">
       ·           ────────────────────────┬───────────────────────
       ·                                   ╰── sent on load by img[src]
       ╰────
      help: Associate segment 1234567 with the creative on the server (add on view) and delete the
            pixel
            associate:  segment 1234567, action "add on view" (event Impression in the Segment Pixels
                        section)
            delete:     <img src="https://secure.adnxs.com/seg?add=1234567&amp;t=2" width="1"
                        height="1">

    1 input, 1 call: 1 error, 0 warnings, 0 infos
    ✗ 1 input would be disapproved
    exit 1
    "#);
}

#[test]
fn a_clean_creative_says_so() {
    let folder = folder(&[("ad.html", CLEAN)]);
    assert_snapshot!(all(&run(&folder, &["check"])), @r#"
    1 input, 1 call: 0 errors, 0 warnings, 0 infos
    ✓ Nothing found that would be disapproved
    exit 0
    "#);
}

#[test]
fn concise_is_a_line_a_finding() {
    let folder = folder(&[("a/ad.html", PIXEL), ("b/ad.html", CLEAN)]);
    assert_snapshot!(all(&run(&folder, &["check", "--format", "concise"])), @r#"
    a/ad.html:2:11: error[segment-pixel] Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared
    exit 1
    "#);
}

#[test]
fn json_holds_what_the_contract_says() {
    let folder = folder(&[("ad.html", PIXEL)]);
    assert_snapshot!(all(&run(&folder, &["check", "--format", "json"])), @r#"
    {
      "schema": "taglint.check/1",
      "findings": [
        {
          "rule": "segment-pixel",
          "severity": "error",
          "confidence": "high",
          "disapproval": "invalid_fourth_party_call",
          "message": "Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared",
          "help": "Associate segment 1234567 with the creative on the server (add on view) and delete the pixel",
          "path": "ad.html",
          "line": 2,
          "column": 11,
          "end_line": 2,
          "end_column": 59,
          "span": {
            "start": 23,
            "end": 71
          },
          "call": {
            "url": "https://secure.adnxs.com/seg?add=1234567&t=2",
            "host": "secure.adnxs.com",
            "vendor": "Microsoft Advertising",
            "kind": "segment",
            "trigger": "load",
            "via": "img[src]",
            "chain": [
              "img[src]"
            ],
            "hops": []
          },
          "remedy": {
            "associate": [
              {
                "segment": 1234567,
                "action": "add on view"
              }
            ],
            "lost": [],
            "remove": {
              "start": 13,
              "end": 94
            }
          },
          "fingerprint": "c69b2c216b50ca92"
        }
      ],
      "problems": [],
      "summary": {
        "inputs": 1,
        "calls": 1,
        "errors": 1,
        "warnings": 0,
        "infos": 0,
        "suppressed": 0,
        "baselined": 0
      }
    }
    exit 1
    "#);
}

#[test]
fn calls_lists_every_call_with_its_vendor() {
    let folder = folder(&[("ad.html", &(PIXEL.to_owned() + CLEAN))]);
    assert_snapshot!(all(&run(&folder, &["calls"])), @r#"
    ad.html  2 calls
     Place   Kind      When   Vendor               How        URL
    ────────────────────────────────────────────────────────────────────────────────────────────────────
     2:11    segment   load   Microsoft            img[src]   https://secure.adnxs.com/seg?add=1234567&
                              Advertising                     t=2
     4:11    asset     load   –                    img[src]   banner.png

     Party                   Domains     Kinds     Calls   Declared   First call
    ─────────────────────────────────────────────────────────────────────────────
     Microsoft Advertising   adnxs.com   segment   1       –          2:11

    1 input, 2 calls
    exit 0
    "#);
}

#[test]
fn what_cannot_be_read_is_named_and_the_run_goes_on() {
    let folder = folder(&[("broken.json", "{\"creative\": {\"content\": <}"), ("ad.html", CLEAN)]);
    assert_snapshot!(all(&run(&folder, &["check", "broken.json", "ad.html", "nowhere.html"])), @r#"
    problem[broken-json] broken.json:1:26

      ⚠ this is not JSON: Unexpected token; nothing after this point was read

    problem[not-found] nowhere.html

      ⚠ There is no such file or folder; check the spelling

    2 inputs, 1 call: 0 errors, 0 warnings, 0 infos
    ⚠ Nothing found that would be disapproved; 2 parts went unread, about which nothing is known
    exit 3
    "#);
}

#[test]
fn findings_win_over_problems_in_the_exit_code() {
    let folder = folder(&[("broken.json", "{"), ("ad.html", PIXEL)]);
    assert_eq!(run(&folder, &["check", "-q", "."]).status.code(), Some(1));
    assert_eq!(run(&folder, &["check", "-q", ".", "--fail-on", "never"]).status.code(), Some(3));
}

#[test]
fn no_inputs_is_not_success() {
    let folder = folder(&[("readme.md", "# no creative")]);
    assert_snapshot!(all(&run(&folder, &["check"])), @r#"
    problem[no-inputs] .

      ⚠ There is nothing to read: no file here has a name that creatives have; name the files
        themselves, or use --include

    0 inputs, 0 calls: 0 errors, 0 warnings, 0 infos
    ⚠ Nothing was read
    exit 3
    "#);
}

#[test]
fn usage_errors_exit_with_2() {
    let folder = folder(&[("ad.html", CLEAN)]);
    assert_eq!(run(&folder, &["chek"]).status.code(), Some(2));
    assert_eq!(run(&folder, &["check", "--format", "nonsense"]).status.code(), Some(2));
    assert_snapshot!(all(&run(&folder, &["calls", "--format", "sarif"])), @r#"
      × `calls` cannot be written as Sarif
      help: see `taglint help`

    exit 2
    "#);
    assert_snapshot!(all(&run(&folder, &["explain", "segment-pixl"])), @r#"
      × there is no rule `segment-pixl`
      help: did you mean `segment-pixel`? `taglint rules` lists them all

    exit 2
    "#);
}

#[test]
fn the_configuration_changes_severities_and_is_found_above() {
    let folder = folder(&[
        ("taglint.toml", "[severity]\nsegment-pixel = \"warning\"\n"),
        (".git/HEAD", ""),
        ("ads/ad.html", PIXEL),
    ]);
    let output = taglint(&folder.path().join("ads"), &["check", "--format", "concise"]).output().expect("it runs");
    assert_snapshot!(all(&output), @r#"
    ad.html:2:11: warning[segment-pixel] Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared
    exit 0
    "#);
    let without = taglint(&folder.path().join("ads"), &["check", "--no-config"]).output().expect("it runs");
    assert_eq!(without.status.code(), Some(1));
}

#[test]
fn a_mistake_in_the_configuration_is_shown_where_it_stands() {
    let folder = folder(&[
        ("taglint.toml", "fail-on = \"warning\"\n\n[severity]\nsegment-pixl = \"off\"\n"),
        ("ad.html", CLEAN),
    ]);
    assert_snapshot!(all(&run(&folder, &["check"])), @r#"
  × unknown rule `segment-pixl`
   ╭─[taglint.toml:4:1]
 3 │ [severity]
 4 │ segment-pixl = "off"
   · ──────┬─────
   ·       ╰── did you mean `segment-pixel`?
   ╰────
  help: `taglint rules` lists the rules

exit 2
"#);
    fs::write(folder.path().join("taglint.toml"), "fail_on = \"warning\"\n").expect("written");
    assert_snapshot!(all(&run(&folder, &["check"])), @r#"
      × unknown key `fail_on`
       ╭─[taglint.toml:1:1]
     1 │ fail_on = "warning"
       · ───┬───
       ·    ╰── did you mean `fail-on`?
       ╰────
      help: it can be `fail-on`, `min-confidence`, `exclude`, `include`, `rules`, `severity`,
            `aliases`, `declare`, `ignore`, `creative-pattern`, `creative`

    exit 2
    "#);
}

#[test]
fn an_alias_makes_a_customers_host_known() {
    let config = "[aliases]\n\"px.brand.example\" = \"adnxs.com\"\n";
    let folder =
        folder(&[("taglint.toml", config), ("ad.html", "<img src='https://px.brand.example/seg?add=1234567'>")]);
    assert_snapshot!(all(&run(&folder, &["check", "--format", "concise"])), @r#"
    ad.html:1:11: error[segment-pixel] Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared
    exit 1
    "#);
    fs::write(folder.path().join("taglint.toml"), "[aliases]\n\"px.brand.example\" = \"adnxs.con\"\n")
        .expect("written");
    assert_snapshot!(all(&run(&folder, &["check"])), @r#"
      × the catalogue knows no `adnxs.con`
       ╭─[taglint.toml:2:22]
     1 │ [aliases]
     2 │ "px.brand.example" = "adnxs.con"
       ·                      ─────┬─────
       ·                           ╰── here
       ╰────
      help: name a vendor's domain or host, for example "adnxs.com"; `taglint vendors` lists them

    exit 2
    "#);
}

#[test]
fn ignores_of_the_configuration_silence_and_go_stale() {
    let config = "[[ignore]]\nrule = \"segment-pixel\"\npaths = [\"ads/**\"]\nreason = \"not on Google\"\n\n[[ignore]]\nrule = \"usersync-call\"\npaths = [\"ads/**\"]\n";
    let folder = folder(&[("taglint.toml", config), ("ads/ad.html", PIXEL)]);
    assert_snapshot!(all(&run(&folder, &["check", "--format", "concise"])), @r#"
    taglint.toml:7:8: warning[unused-ignore] This ignore of the configuration for usersync-call matches nothing
    exit 0
    "#);
}

#[test]
fn the_standard_input_has_the_name_that_it_is_given() {
    let folder = folder(&[]);
    let args = ["check", "-", "--stdin-filename", "tags/one.html", "--format", "concise"];
    let output = taglint(folder.path(), &args).write_stdin(PIXEL).output().expect("it runs");
    assert_snapshot!(all(&output), @r#"
    tags/one.html:2:11: error[segment-pixel] Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared
    exit 1
    "#);
}

#[test]
fn reports_go_to_files_whole_beside_the_terminal() {
    let folder = folder(&[("ad.html", PIXEL)]);
    let output = run(&folder, &["check", "-q", "--output", "json=out.json", "--output", "concise=out.txt"]);
    assert_eq!(output.status.code(), Some(1));
    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("out.json")).expect("written")).expect("JSON");
    assert_eq!(json["findings"][0]["rule"], "segment-pixel");
    let nowhere = run(&folder, &["check", "-q", "--output", "json=no/such/folder/out.json"]);
    assert_eq!(nowhere.status.code(), Some(2));
}

#[test]
fn the_same_bytes_come_out_for_any_number_of_threads() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for format in ["human", "json", "concise", "sarif"] {
        let args = |jobs| ["check", "fixtures/creatives", "--no-config", "--format", format, "-j", jobs];
        let one = taglint(root, &args("1")).output().expect("it runs");
        let four = taglint(root, &args("4")).output().expect("it runs");
        assert!(!one.stdout.is_empty() && one.stdout == four.stdout, "{format}");
    }
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    use std::process::{Command, Stdio};
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("taglint"))
        .args(["check", "fixtures/creatives", "--no-config", "--format", "json"])
        .current_dir(root)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

/// A page says why, shows what fails and what to have instead, how to fix it, how to silence it, and what to read.
fn explained(page: &Output, rule: &str) {
    let text = String::from_utf8_lossy(&page.stdout);
    assert!(page.status.success(), "{rule}");
    let headings =
        ["Why it matters", "What fails", "What to have instead", "How to fix it", "How to silence it", "References"];
    let sections: Vec<&str> =
        headings.iter().map(|heading| text.split(&format!("{heading}\n\n")).nth(1).unwrap_or_default()).collect();
    for (heading, section) in headings.iter().zip(&sections) {
        let next = headings.iter().filter_map(|other| section.find(&format!("\n{other}\n"))).min();
        let own = section[..next.unwrap_or(section.len())].trim();
        assert!(own.len() > 20, "{rule} has no `{heading}`: {text}");
    }
    assert!(sections[0].len() > sections[5].len() && sections[3].starts_with("  1. "), "{rule}: {text}");
    assert!(sections[4].contains(&format!("ignore[{rule}]")) && sections[4].contains(&format!("{rule} = \"off\"")));
    assert!(sections[5].contains("https://") || rule == "unused-ignore", "{rule}: {text}");
}

#[test]
fn every_rule_is_explained_and_listed() {
    let folder = folder(&[]);
    let list = run(&folder, &["rules"]);
    let list = String::from_utf8_lossy(&list.stdout).into_owned();
    for rule in taglint::rule::RULES {
        assert!(list.contains(rule.id()), "{} is not listed", rule.id());
        explained(&run(&folder, &["explain", rule.id()]), rule.id());
    }
    assert_snapshot!(all(&run(&folder, &["explain", "dynamic-call"])), @r#"
info[dynamic-call] Call whose host is not in the markup

Why it matters

  A script builds this URL from parts that are known only while it runs: a variable, a macro for the
  host, something read from the page. taglint follows constants, joined strings and simple decoders,
  but here the host could not be worked out.

  The call may be harmless or may be a user sync. Nothing is claimed about it, and the absence of
  other findings says nothing about it either.

What fails

  <script>new Image().src = 'https://' + window.adHost + '/p?c=9001';</script>

What to have instead

  <script>new Image().src = 'https://tracker.example.com/p?c=9001';</script>

How to fix it

  1. If the host is always the same, write it in one piece.
  2. If it is a macro, find out what the ad server puts there.
  3. Otherwise record the creative's requests in a browser and check the HAR file.

How to silence it

  Right once it is known which hosts the script can call; write them down.

  In the markup, on the same line or the line before:
    <!-- taglint: ignore[dynamic-call] the reason -->
  In taglint.toml, for every input:
    [severity]
    dynamic-call = "off"

References

  Google Authorized Buyers: how to find flagged calls
  https://support.google.com/authorizedbuyers/answer/9136986
exit 0
"#);
}

#[test]
fn a_url_is_explained_with_what_follows_from_calling_it() {
    let folder = folder(&[]);
    let url = "https://ib.adnxs.com/getuid?https%3A%2F%2Fsync.example.com%2Fm%3Fuid%3D%24UID";
    assert_snapshot!(all(&run(&folder, &["vendors", url, "cdn.example.com"])), @r#"
    https://ib.adnxs.com/getuid?https%3A%2F%2Fsync.example.com%2Fm%3Fuid%3D%24UID
      vendor    Microsoft Advertising (Global Vendor List id 32)
      kind      usersync
      endpoint  getuid
      note      Redirects to the URL that is its whole query string, with the Microsoft user id in place
                of $UID.
      source    Microsoft Xandr documentation: user ID mapping with getUID and mapUID; Prebid Server
                bidder appnexus: userSync redirect URL
      hop       https://sync.example.com/m?uid=$UID (unknown vendor, unknown)
      on load   usersync-call: Microsoft Advertising user sync on load: a creative may not exchange user
                ids with companies it did not declare
      on load   piggyback-redirect: Microsoft Advertising call on load carries the browser on to an
                unknown company (sync.example.com)

    cdn.example.com
      vendor    not in the catalogue
      kind      unknown
      on load   no rule speaks of it
    exit 0
    "#);
    let json = run(&folder, &["vendors", url, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(json["answers"][0]["kind"], "usersync");
}
