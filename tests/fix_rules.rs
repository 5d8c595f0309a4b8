//! `taglint fix` takes out what users' own rules find, and says what it cannot write.

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const PLAYER: &str = r#"severity = "error"
title = "Player that we no longer support"
message = "{vendor} serves the old player"
help = "Use the new one"
[when]
host = ["player.acme.example"]
"#;

const MARKUP: &str = concat!(
    "<p>Ad</p>\n<script src=\"https://player.acme.example/v1/p.js\"></script>\n",
    "<a href=\"https://player.acme.example/go\"><img src=\"https://cdn.example.com/a.png\"></a>\n",
    "<img src=\"https://count.example.com/i?c=1\">\n"
);

/// What is left of an ad after `fix --write`, and what was said.
fn fixed(rule: &str, options: &[&str]) -> (String, String, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("own")).expect("made");
    fs::write(folder.path().join("own/player.toml"), format!("id = \"old-player\"\n{rule}")).expect("written");
    fs::write(folder.path().join("ad.html"), MARKUP).expect("written");
    let said = run(folder.path(), &[&["fix", "--write", "--rules", "own", "ad.html"], options].concat());
    let ad = fs::read_to_string(folder.path().join("ad.html")).expect("there");
    (ad, said, folder)
}

fn run(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::cargo_bin("taglint").expect("the program is built");
    let output = command.current_dir(folder).args(args).env_remove("HOME").output().expect("it runs");
    [output.stdout, output.stderr].iter().map(|text| String::from_utf8_lossy(text).into_owned()).collect()
}

#[test]
fn a_call_that_a_rule_of_ones_own_finds_goes_and_a_link_stays() {
    for options in [&[][..], &["--no-redir"]] {
        let (ad, said, folder) = fixed(PLAYER, options);
        assert_eq!(ad, MARKUP.replace("<script src=\"https://player.acme.example/v1/p.js\"></script>\n", ""), "{said}");
        let again = run(folder.path(), &["fix", "--rules", "own", "ad.html"]);
        assert!(again.starts_with("Nothing to change"), "{again}");
    }
}

#[test]
fn a_rule_says_whether_a_fix_takes_out_what_it_finds() {
    let stays = [PLAYER.replace("\"error\"", "\"info\""), format!("remove = false\n{PLAYER}")];
    for rule in stays {
        let (ad, said, _folder) = fixed(&rule, &[]);
        assert_eq!(ad, MARKUP, "{said}");
    }
    let (ad, said, _folder) = fixed(&format!("remove = true\n{}", PLAYER.replace("\"error\"", "\"info\"")), &[]);
    assert!(!ad.contains("p.js") && ad.contains("a.png") && ad.contains("count.example.com"), "{ad}\n{said}");
}

#[test]
fn a_rule_that_is_about_no_call_does_not_speak_of_removal() {
    let selector = PLAYER.replace("host = [\"player.acme.example\"]", "selector = \"script\"");
    let (_, said, _folder) = fixed(&format!("remove = true\n{}", selector.replace("{vendor}", "It")), &[]);
    assert!(said.contains("leave `remove` out"), "{said}");
}

#[test]
fn what_cannot_be_written_into_a_sheet_is_to_be_associated_by_hand() {
    let folder = tempfile::tempdir().expect("a folder");
    let sheet = "Placement ID,JavaScript Tag\n1,\"<b>Hi</b><img src='https://secure.adnxs.com/seg?add=1234567&t=2'>\"\n";
    fs::write(folder.path().join("s.csv"), sheet).expect("written");
    let said = run(folder.path(), &["fix", "--write", "--associate", "s.csv"]);
    assert!(said.contains("s.csv: associate segment 1234567 with the creative on the server"), "{said}");
}
