//! Declared vendors, from the command line: what the configuration, the creatives and exports of the platform's ad
//! servers declare, and the parties that the creatives call.

#![allow(missing_docs, clippy::unwrap_used)]

use assert_cmd::Command;
use insta::assert_snapshot;
use std::fs;

/// What the program prints among these files, and its exit code.
fn run(files: &[(&str, &str)], arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut command = Command::cargo_bin("taglint").unwrap();
    let output =
        command.current_dir(&folder).env("NO_COLOR", "1").env_remove("COLUMNS").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    format!("{}{}exit {}", text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

const AD: &str = "<img src='https://ad.doubleclick.net/ddm/trackimp/N1.2/B3.4;ord=1?'>\n<img src='https://ad.doubleclick.net/ddm/trackimp/N1.2/B3.5;ord=1?'>\n<script src='https://secure.flashtalking.com/1/300x250.js'></script>\n<img src='https://count.example.com/i.gif?c=1'>\n";

#[test]
fn vendors_that_the_configuration_declares_hold_for_its_paths() {
    let config = "[[declare]]\nvendor = 'Flashtalking'\npaths = ['ads']\n[[declare]]\ndomain = 'count.example.com'\n";
    let files = [("taglint.toml", config), ("ads/ad.html", AD)];
    assert_snapshot!(run(&files, &["check", "ads", "--format", "concise"]), @r#"
    ads/ad.html:1:11: warning[undeclared-vendor] Google is called on load but is not among the declared ad servers (Flashtalking, count.example.com)
    exit 0
    "#);
    assert!(run(&files, &["check", "ads"]).contains("called here too"), "further calls are related places");
    assert_snapshot!(run(&files, &["calls", "ads"]), @r#"
    ads/ad.html  4 calls
     Place   Kind        When   Vendor         How           URL
    ────────────────────────────────────────────────────────────────────────────────────────────────────
     1:11    adserving   load   Google         img[src]      https://ad.doubleclick.net/ddm/trackimp/N1
                                                             .2/B3.4;ord=1?
     2:11    adserving   load   Google         img[src]      https://ad.doubleclick.net/ddm/trackimp/N1
                                                             .2/B3.5;ord=1?
     3:14    asset       load   Flashtalking   script[src]   https://secure.flashtalking.com/1/300x250.
                                                             js
     4:11    unknown     load   –              img[src]      https://count.example.com/i.gif?c=1

     Party          Domains            Kinds       Calls   Declared   First call
    ─────────────────────────────────────────────────────────────────────────────
     Flashtalking   flashtalking.com   asset       1       yes        3:14
     Google         doubleclick.net    adserving   2       no         1:11
     –              example.com        unknown     1       yes        4:11

    1 input, 4 calls
    exit 0
    "#);
    let elsewhere =
        run(&[("taglint.toml", "[[declare]]\ngvl = 755\npaths = ['other']\n"), ("ads/ad.html", AD)], &["check", "ads"]);
    assert!(!elsewhere.contains("undeclared-vendor"), "{elsewhere}");
    let unknown = run(&[("taglint.toml", "[[declare]]\nvendor = 'Flashtalkin'\n"), ("ad.html", AD)], &["check"]);
    assert!(unknown.contains("the catalogue knows no `Flashtalkin`") && unknown.ends_with("exit 2"), "{unknown}");
}

#[test]
fn ad_servers_of_the_platform_tie_names_to_vendors() {
    let creative = format!(
        r#"{{"creative": {{"id": 9001, "adservers": [{{"id": 12, "name": "Our ad server"}}], "content": {}}}}}"#,
        serde_json::to_string(AD).unwrap()
    );
    let export = r#"{"response": {"status": "OK", "adservers": [
        {"id": 12, "name": "Our ad server", "declare_to_adx": true, "hostnames": ["servedby.flashtalking.com"]},
        {"id": 13, "name": "Doubleclick", "declare_to_adx": false, "hostnames": "ad.doubleclick.net, 2mdn.net"}]}}"#;
    let undeclared = |files: &[(&str, &str)], arguments: &[&str]| {
        let printed = run(files, &[&["check", "--format", "concise"], arguments].concat());
        printed.matches("undeclared-vendor").count()
    };
    let alone = [("ads/creative.json", creative.as_str())];
    assert_eq!(undeclared(&alone, &["ads"]), 2);
    let beside = [alone[0], ("ads/adservers.json", export)];
    assert_eq!(undeclared(&beside, &["ads"]), 0);
    let named = [alone[0], ("adservers.json", export)];
    assert_eq!(undeclared(&named, &["ads", "--declared", "adservers.json"]), 0);
    let empty = run(&[alone[0], ("x.json", "{}")], &["check", "ads", "--declared", "x.json"]);
    assert!(empty.contains("x.json holds no ad servers") && empty.ends_with("exit 2"), "{empty}");
}

#[test]
fn every_form_of_the_inventory_tells_the_parties_and_whether_they_are_declared() {
    let files = [("taglint.toml", "[[declare]]\nvendor = 'Flashtalking'\n"), ("ad.html", AD)];
    let concise = run(&files, &["calls", "ad.html", "--format", "concise"]);
    let google = "ad.html:1:11: party Google (doubleclick.net) adserving, 2 calls, not declared\n";
    let flashtalking = "ad.html:3:14: party Flashtalking (flashtalking.com) asset, 1 call, declared\n";
    assert!(concise.contains(google) && concise.contains(flashtalking), "{concise}");
    let csv = run(&files, &["calls", "ad.html", "--format", "csv"]);
    assert!(csv.contains(",Google,doubleclick.net,2,no\n") && csv.contains(",example.com,example.com,1,\n"), "{csv}");
    let lines = run(&files, &["calls", "ad.html", "--format", "jsonl"]);
    assert!(lines.contains("\"declared\":false"), "{lines}");
}
