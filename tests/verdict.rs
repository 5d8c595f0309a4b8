//! What Google's audit names and no call leads to, from the command line: said where the verdict stands, packed or not,
//! and silenced by the configuration like anything else.

use assert_cmd::Command;
use flate2::{Compression, write::GzEncoder};
use std::fs;
use std::io::Write;
use std::path::Path;

const VERDICT: &str = r#"{"creativeId": "9001", "html": {"snippet": "<img src='https://cdn.example.com/a.png'>"},
 "creativeServingDecision": {"networkPolicyCompliance": {"status": "DISAPPROVED", "topics": [
   {"policyTopic": "INVALID_FOURTH_PARTY_CALL", "evidences": [{"httpCall": {"urls": ["https://sync.example.net/p"]}}]}]}}}
"#;

fn check(folder: &Path) -> String {
    let mut command = Command::cargo_bin("taglint").expect("the program is built");
    let output = command.current_dir(folder).args(["check", "--format", "json"]).output().expect("it runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn count(report: &str, word: &str) -> usize {
    report.matches(word).count()
}

#[test]
fn what_is_made_downstream_is_said_in_packed_files_too_and_can_be_silenced() -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("a.json"), VERDICT)?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(VERDICT.replace("9001", "9002").as_bytes())?;
    fs::write(folder.path().join("b.json.gz"), packed.finish()?)?;
    let said = check(folder.path());
    assert_eq!(count(&said, "made downstream by a third party"), 2, "{said}");
    let ignore = |url: &str| format!("[[ignore]]\nrule = \"google-verdict\"\nreason = \"old\"\nurl = \"{url}\"\n");
    fs::write(folder.path().join("taglint.toml"), ignore("sync.example.net"))?;
    let said = check(folder.path());
    assert!(count(&said, "made downstream") == 0 && said.contains("\"suppressed\": 2"), "{said}");
    fs::write(folder.path().join("taglint.toml"), ignore("other.example"))?;
    assert_eq!(count(&check(folder.path()), "made downstream"), 2);
    Ok(())
}
