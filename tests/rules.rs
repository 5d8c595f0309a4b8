//! Vendors and rules of a user's own, from the command line: they hold, what is wrong in them is shown where it stands,
//! and their samples are tested.

#![allow(missing_docs, clippy::unwrap_used)]

use assert_cmd::Command;
use insta::assert_snapshot;
use std::fs;
use tempfile::TempDir;

const ACME: &str = r#"name = "Acme"
domains = ["acme.example"]
kind = "adserving"

[[endpoint]]
id = "match"
kind = "usersync"
hosts = ["px.acme.example"]
path = "/match/*"
match = ["https://px.acme.example/match/1?uid=2"]
no_match = ["https://px.acme.example/ad.js"]
"#;

const OLD_PLAYER: &str = r#"id = "no-old-player"
severity = "error"
title = "Player that we no longer support"
message = "{vendor} serves the old player from {host}"
help = "Use the player at https://player.acme.example/v3/"

[when]
vendor = ["acme"]
path = "/v1/*"
trigger = ["load"]
via = ["script[*]"]
match = ["https://player.acme.example/v1/p.js"]
no_match = ["https://player.acme.example/v3/p.js", "<img src='https://player.acme.example/v1/p.gif'>"]
"#;

const FRAME: &str = r#"id = "hidden-frame"
severity = "warning"
title = "Frame that nobody sees"
message = "This <{element}> has no size"
help = "Delete it"

[when]
selector = "iframe[width='0']"
match = ["<iframe width=0></iframe>"]
no_match = ["<iframe width=300></iframe>"]
"#;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// What a run prints, and its exit code.
fn run(files: &[(&str, &str)], arguments: &[&str]) -> String {
    let folder = folder(files);
    let mut command = Command::cargo_bin("taglint").unwrap();
    let output =
        command.current_dir(&folder).env("NO_COLOR", "1").env_remove("COLUMNS").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    format!("{}{}exit {}", text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

#[test]
fn vendors_and_rules_of_a_folder_hold() {
    let ad = "<script src='https://player.acme.example/v1/p.js'></script>\n<iframe width=0 src='//px.acme.example/match/7'></iframe>\n";
    let files =
        [("own/acme.toml", ACME), ("own/deep/old.toml", OLD_PLAYER), ("own/frame.toml", FRAME), ("ad.html", ad)];
    assert_snapshot!(run(&files, &["check", "--rules", "own", "ad.html", "--format", "concise"]), @r#"
    ad.html:1:14: info[opaque-script] Acme code from player.acme.example runs on load and decides what is called next: the markup cannot show it
    ad.html:1:14: error[no-old-player] Acme serves the old player from player.acme.example
    ad.html:2:1: warning[hidden-frame] This <iframe> has no size
    ad.html:2:22: error[usersync-call] Acme user sync on load: a creative may not exchange user ids with companies it did not declare
    exit 1
    "#);
}

#[test]
fn the_configuration_names_folders_and_knows_their_rules() {
    let config = "rules = ['own']\n[severity]\nhidden-frame = 'error'\n";
    let files = [("own/frame.toml", FRAME), ("taglint.toml", config), ("ad.html", "<iframe width=0></iframe>")];
    assert_snapshot!(run(&files, &["check", "ad.html", "--format", "concise"]), @r#"
    ad.html:1:1: error[hidden-frame] This <iframe> has no size
    exit 1
    "#);
    assert_snapshot!(run(&files, &["explain", "hidden-frame"]), @r#"
    warning[hidden-frame] Frame that nobody sees

    How to fix it

      Delete it

    How to silence it

      In the markup, on the same line or the line before:
        <!-- taglint: ignore[hidden-frame] the reason -->
      In taglint.toml, for every input:
        [severity]
        hidden-frame = "off"

    exit 0
    "#);
    assert!(run(&files, &["rules"]).contains("hidden-frame"));
    assert!(!run(&files, &["rules", "--no-config"]).contains("hidden-frame"));
}

#[test]
fn nested_markup_is_searched_and_comments_silence() {
    let ad = "<script>document.write('<ifr' + 'ame width=\"0\"></iframe>')</script>\n<!-- taglint: ignore[hidden-frame] agreed -->\n<iframe width=0></iframe>";
    let files = [("own/frame.toml", FRAME), ("ad.html", ad)];
    assert_snapshot!(run(&files, &["check", "--rules", "own", "ad.html", "--format", "concise"]), @r#"
    ad.html:1:25: warning[hidden-frame] This <iframe> has no size
    exit 0
    "#);
}

#[test]
fn an_endpoint_with_a_known_id_stands_in_the_place_of_the_known_one() {
    let own = "[[endpoint]]\nid = 'ps'\nkind = 'tracking'\npath = '/ps/*'\n";
    let files = [("own/adara.toml", own)];
    let url = "https://tag.yieldoptimizer.com/ps/?p=1";
    assert_snapshot!(run(&files, &["vendors", "--rules", "own", url]), @r#"
    https://tag.yieldoptimizer.com/ps/?p=1
      vendor    Adara (Global Vendor List id 57)
      kind      tracking
      endpoint  ps
      source    own/adara.toml
      on load   no rule speaks of it
    exit 0
    "#);
}

#[test]
fn built_in_rules_can_be_worded_anew() {
    let own = "id = 'usersync-call'\nseverity = 'warning'\nhelp = 'Ask Jo'\n";
    let files = [("own/sync.toml", own), ("ad.html", "<img src='https://ib.adnxs.com/getuidj'>")];
    assert_snapshot!(run(&files, &["check", "--rules", "own", "ad.html"]), @r#"
    ad.html  1 warning

    warning[usersync-call] Google: invalid_fourth_party_call

      ⚠ Microsoft Advertising user sync on load: a creative may not exchange user ids with companies
      │ it did not declare
       ╭─[ad.html:1:11]
     1 │ <img src='https://ib.adnxs.com/getuidj'>
       ·           ──────────────┬─────────────
       ·                         ╰── sent on load by img[src]
       ╰────
      help: Ask Jo

    1 input, 1 call: 0 errors, 1 warning, 0 infos
    ⚠ 1 input is at risk of disapproval
    exit 0
    "#);
    let sarif = run(&files, &["check", "--rules", "own", "ad.html", "--format", "sarif"]);
    assert!(sarif.contains("Ask Jo"), "{sarif}");
}

#[test]
fn what_is_wrong_is_shown_where_it_stands() {
    let broken = OLD_PLAYER.replace("trigger = [\"load\"]", "triger = [\"load\"]");
    assert_snapshot!(run(&[("own/old.toml", &broken)], &["check", "--rules", "own", "."]), @r#"
      × unknown key `triger`
        ╭─[own/old.toml:10:1]
      9 │ path = "/v1/*"
     10 │ triger = ["load"]
        · ───┬──
        ·    ╰── did you mean `trigger`?
     11 │ via = ["script[*]"]
        ╰────
      help: it can be `host`, `path`, `path_regex`, `query`, `url_regex`, `kind`, `vendor`, `trigger`,
            `via`, `selector`, `match`, `no_match`

    exit 2
    "#);
}

#[test]
fn every_mistake_has_its_words() {
    let rule = |when: &str| format!("id = 'a-rule'\nseverity = 'info'\ntitle = 't'\nmessage = 'm'\nhelp = 'h'\n{when}");
    let vendor = |endpoint: &str| {
        format!("name = 'A'\ndomains = ['a.example']\n[[endpoint]]\nid = 'e'\nkind = 'asset'\n{endpoint}")
    };
    let cases = [
        (rule(""), "the key `when` is missing"),
        (rule("[when]\n"), "`[when]` has no condition"),
        (rule("[when]\nselector = 'a['"), "this selector cannot be used"),
        (rule("[when]\nselector = 'a'\nhost = ['a.example']"), "cannot stand beside other conditions"),
        (rule("[when]\nhost = ['https://a.example']"), "is not a host"),
        (rule("[when]\npath = 'a'"), "`a` is not a path"),
        (rule("[when]\nurl_regex = '('"), "this pattern cannot be used"),
        (rule("[when]\nkind = ['sink']"), "unknown value `sink`"),
        (rule("[when]\nvendor = ['Adarra']"), "did you mean `Adara`?"),
        (rule("[when]\npath = '/a'").replace("'m'", "'{vendr}'"), "did you mean `vendor`?"),
        (rule("[when]\npath = '/a'").replace("a-rule", "A rule"), "cannot be a rule's id"),
        (rule("[when]\npath = '/a'").replace("title = 't'\n", ""), "the key `title` is missing"),
        (rule("[when]\npath = '/a'").replace("a-rule", "segment-pixel"), "is a rule that comes with taglint"),
        ("id = 'usersync-call'\nmessage = '{vendr}'\n".to_owned(), "did you mean `vendor`?"),
        (vendor("path = '/a'\npath_regex = 'b'"), "in two ways"),
        (vendor("path = '/a*b'"), "is not a path"),
        (vendor("path_regex = '['"), "this pattern cannot be used"),
        (vendor("hosts = ['*.a.example']"), "is not a host"),
        (vendor("[[endpoint]]\nid = 'e'\nkind = 'asset'"), "stands in this file twice"),
        (vendor("").replace("name = 'A'\n", ""), "the key `name` is missing"),
        ("colour = 'red'\n".to_owned(), "neither a vendor nor a rule"),
        ("id = ".to_owned(), "own/x.toml:1"),
    ];
    for (text, expected) in cases {
        let printed = run(&[("own/x.toml", &text)], &["check", "--rules", "own", "."]);
        assert!(
            printed.contains(expected) && printed.contains("own/x.toml:") && printed.ends_with("exit 2"),
            "{text}\n{printed}"
        );
    }
}

#[test]
fn entries_that_claim_the_same_call_are_named() {
    let other = ACME.replace("Acme", "Other").replace("domains = [\"acme.example\"]", "domains = [\"other.example\"]");
    assert_snapshot!(run(&[("own/acme.toml", ACME), ("own/other.toml", &other)], &["check", "--rules", "own", "."]), @r#"
      × `Acme/match` and `Other/match` claim this call with equal right
        ╭─[own/acme.toml:10:10]
      9 │ path = "/match/*"
     10 │ match = ["https://px.acme.example/match/1?uid=2"]
        ·          ───────────────────┬───────────────────
        ·                             ╰── claimed twice
     11 │ no_match = ["https://px.acme.example/ad.js"]
        ╰────
      help: make one of them more exact (a longer path, one more `query` condition), or give yours the
            id of the other, in a file for the same vendor, to stand in its place: `Other/match`

    exit 2
    "#);
    let twice = [("own/a.toml", FRAME), ("own/b.toml", FRAME)];
    assert!(run(&twice, &["rules", "--rules", "own"]).contains("the rule `hidden-frame` stands in two files"));
}

#[test]
fn samples_that_fail_are_shown_as_a_diff() {
    let acme = ACME.replace("\"https://px.acme.example/ad.js\"", "\"https://px.acme.example/match/ad.js\"");
    let old = OLD_PLAYER.replace("v1/p.js\"]", "v1/p.js\", \"https://player.acme.example/v2/p.js\"]");
    let files = [("own/acme.toml", acme.as_str()), ("own/old.toml", &old), ("own/frame.toml", FRAME)];
    assert_snapshot!(run(&files, &["test-rules", "own"]), @r#"
    own/acme.toml:11 Acme/match
      https://px.acme.example/match/ad.js
    - anything but Acme/match
    + Acme/match

    own/old.toml:12 no-old-player
      https://player.acme.example/v2/p.js
    - a finding of no-old-player
    + none: `path` does not hold

    ✗ 8 samples, 2 not as expected
    exit 1
    "#);
    let coloured = run(&files, &["test-rules", "own", "--color", "always"]);
    assert!(coloured.contains("\x1b[31m- ") && coloured.contains("\x1b[32m+ "), "{coloured}");
}

#[test]
fn samples_that_hold_say_so_and_without_rules_there_is_nothing_to_test() {
    let files = [("own/acme.toml", ACME), ("own/old.toml", OLD_PLAYER), ("own/frame.toml", FRAME)];
    assert_snapshot!(run(&files, &["test-rules", "own"]), @r#"
    ✓ 7 samples, all as expected
    exit 0
    "#);
    assert_snapshot!(run(&[], &["test-rules"]), @r#"
      × there are no vendors or rules of your own to test
      help: name a folder, or set `rules = ["folder"]` in taglint.toml; the samples of the vendors
            that come with taglint are tested when it is built (`cargo test --test catalogue`)

    exit 2
    "#);
    assert_snapshot!(run(&[], &["test-rules", "nowhere"]), @r#"
      × cannot read the rules in nowhere
      ╰─▶ No such file or directory (os error 2)
      help: name a folder with .toml files in it; --rules and the `rules` of taglint.toml say which
            are read

    exit 2
    "#);
}

#[test]
fn a_sync_on_the_host_of_a_cloud_is_still_seen() {
    let ad =
        "<img src='https://shop.azurewebsites.net/usersync?redir=https%3A%2F%2Fx.example%2Fcm%3Fuid%3D%24UID&gdpr=1'>";
    let printed = run(&[("ad.html", ad)], &["check", "ad.html", "--format", "concise"]);
    assert!(printed.contains("likely-usersync") && printed.contains("Azure Web Services"), "{printed}");
}

/// Texts between fences of a language, each with the file that the line before names, if it names one.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<(Option<&'t str>, &'t str)> {
    let open = format!("```{language}\n");
    let block = |at: usize| {
        let body = &text[at + open.len()..];
        let before = text[..at].trim_end().lines().last().unwrap_or_default();
        let file = before.split('`').nth_back(1).filter(|name| name.ends_with(".toml") && before.ends_with(':'));
        (file, &body[..body.find("```").unwrap()])
    };
    text.match_indices(&open).map(|(at, _)| block(at)).collect()
}

#[test]
fn what_the_documentation_shows_is_true() {
    let text = include_str!("../docs/rules.md");
    let shown = blocks(text, "toml").into_iter().filter_map(|(file, body)| Some((file?, body)));
    let mut files: Vec<(&str, &str)> = shown.filter(|(file, _)| file.starts_with("own/")).collect();
    assert_eq!(files.len(), 4, "{files:?}");
    let config = blocks(text, "toml")
        .into_iter()
        .filter(|(file, _)| file.is_none_or(|file| file == "taglint.toml"))
        .map(|(_, body)| body);
    let config = config.collect::<String>();
    assert!(config.starts_with("rules") && config.matches("[[declare]]").count() == 3, "{config}");
    files.push(("taglint.toml", &config));
    files.push(("ads/ad.html", "<iframe width=0 src='https://px.acme.example/match/7'></iframe>"));
    let ends = [("check", "exit 0"), ("vendors", "exit 0"), ("test-rules", "exit 0")];
    let commands = blocks(text, "sh");
    assert_eq!(commands.len(), ends.len());
    for ((_, line), (command, end)) in commands.iter().zip(ends) {
        let words: Vec<&str> = line.split_whitespace().skip(1).collect();
        let printed = run(&files, &words);
        assert!(words[0] == command && printed.ends_with(end), "{line}\n{printed}");
    }
    let by_config = run(&files, &["check", "ads", "--format", "concise"]);
    assert!(by_config.contains("warning[hidden-frame]") && by_config.contains("warning[usersync-call]"), "{by_config}");
    let failing = blocks(text, "toml").iter().find(|(file, _)| *file == Some("own/no-old-player.toml")).unwrap().1;
    let failing = failing.replace("v1/p.js\"]", "v1/p.js\",\"https://player.acme.example/v2/p.js\"]");
    let files = [("own/acme.toml", files[0].1), ("own/frame.toml", files[2].1), ("own/no-old-player.toml", &failing)];
    assert!(
        run(&files, &["test-rules", "own"]).starts_with(blocks(text, "text")[0].1),
        "the sample is what is printed"
    );
}
