//! `taglint fix` beyond one file: users' own rules, configs beside the markup, and what it cannot write.

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
    let sheet =
        "Placement ID,JavaScript Tag\n1,\"<b>Hi</b><img src='https://secure.adnxs.com/seg?add=1234567&t=2'>\"\n";
    fs::write(folder.path().join("s.csv"), sheet).expect("written");
    let said = run(folder.path(), &["fix", "--write", "--associate", "s.csv"]);
    assert!(said.contains("s.csv: associate segment 1234567 with the creative on the server"), "{said}");
}

#[test]
fn the_config_that_a_file_is_tied_to_gets_its_associations() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("there");
    let pixel = |add: &str| format!("<p>Hi</p><img src='https://secure.adnxs.com/seg?{add}&t=2'>");
    write("spring.html", &pixel("add=1,2"));
    write("spring.json", "{\"creative\": {\"id\": 9, \"segments\": [{\"id\": 1, \"action\": \"add_on_view\"}]}}\n");
    write("other.html", &pixel("add=3"));
    write("list.json", "{\"creatives\": [{\"id\": 7, \"segments\": null}, {\"id\": 8, \"segments\": null}]}\n");
    write("taglint.toml", "[[creative]]\npaths = [\"other.html\"]\nid = 8\n");
    let said = run(folder.path(), &["fix", "--write", "--associate", "."]);
    assert!(!said.contains(": associate "), "{said}");
    assert_eq!([read("spring.html"), read("other.html")], ["<p>Hi</p>", "<p>Hi</p>"]);
    let spring = "[{\"id\": 1, \"action\": \"add_on_view\"}, {\"id\": 2, \"action\": \"add_on_view\"}]";
    assert_eq!(read("spring.json"), format!("{{\"creative\": {{\"id\": 9, \"segments\": {spring}}}}}\n"));
    let other = "{\"id\": 8, \"segments\": [{\"id\": 3, \"action\": \"add on view\"}]}";
    assert_eq!(read("list.json"), format!("{{\"creatives\": [{{\"id\": 7, \"segments\": null}}, {other}]}}\n"));
    assert!(run(folder.path(), &["fix", "--associate", "."]).starts_with("Nothing to change"));
}
