//! Habits of a good program: colours and bars for terminals only, a word too few or wrong is understood, a run can be
//! quiet or watch.

// What is passed over is said.
#![allow(clippy::print_stderr)]

mod common;

use common::program::{CLEAN, PIXEL, all, folder, get, put, run, taglint};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

#[test]
fn a_wrong_word_is_answered_with_the_right_one() {
    let folder = folder(&[("ad.html", PIXEL)]);
    let cases: [(&[&str], &str); 6] = [
        (&["chek"], "'check'"),
        (&["check", "--fail-onn", "error"], "'--fail-on'"),
        (&["check", "--format", "sarf"], "'sarif'"),
        (&["check", "--output", "junt=x.xml"], "invalid"),
        (&["explain", "segmnet-pixel"], "did you mean `segment-pixel`?"),
        (&["explain", "nothing-like-it-at-all"], "`taglint rules` lists them all"),
    ];
    for (args, expected) in cases {
        let said = all(&run(&folder, args));
        assert!(said.contains(expected) && said.ends_with("exit 2"), "{args:?}: {said}");
    }
    let configs = [
        ("fail_on = \"error\"", "did you mean `fail-on`?"),
        ("fail-on = \"eror\"", "did you mean `error`?"),
        ("[severity]\nsegment-pixl = \"off\"", "did you mean `segment-pixel`?"),
        ("[[ignore]]\nrule = \"usersync-cal\"", "did you mean `usersync-call`?"),
        ("[[ignore]]\nrule = \"usersync-call\"\npath = [\"a\"]", "did you mean `paths`?"),
    ];
    for (config, expected) in configs {
        put(&folder, "taglint.toml", config);
        let said = all(&run(&folder, &["check"]));
        assert!(said.contains(expected) && said.ends_with("exit 2"), "{config}: {said}");
    }
}

#[test]
fn quiet_says_only_what_was_found_and_verbose_says_more() {
    let folder = folder(&[("ad.html", PIXEL), ("clean.html", CLEAN)]);
    let lines = |args: &[&str]| all(&run(&folder, args));
    assert!(
        lines(&["check"]).contains("2 inputs, 2 calls: 1 error, 0 warnings, 0 infos\n✗ 1 input would be disapproved")
    );
    assert_eq!(lines(&["check", "-q", "clean.html"]), "exit 0");
    let quiet = lines(&["check", "-q"]);
    assert!(quiet.contains("segment-pixel") && !quiet.contains("inputs"), "{quiet}");
    let (plain, verbose) = (lines(&["check", "ad.html"]), lines(&["check", "-v", "ad.html"]));
    assert!(verbose.len() > plain.len(), "{verbose}");
    assert!(lines(&["check", "-q", "-v"]).ends_with("exit 2"));
}

#[test]
fn a_pipe_gets_no_colour_unless_it_is_asked_for() {
    let folder = folder(&[("ad.html", PIXEL)]);
    let is_painted = |args: &[&str], key: &str, value: &str| {
        let output = taglint(folder.path(), args).env(key, value).output().expect("it runs");
        output.stdout.contains(&0x1b)
    };
    assert!(!is_painted(&["check"], "X", ""));
    assert!(is_painted(&["check", "--color", "always"], "X", ""));
    assert!(is_painted(&["check"], "CLICOLOR_FORCE", "1"));
    assert!(!is_painted(&["check", "--color", "never"], "CLICOLOR_FORCE", "1"));
    for format in ["json", "concise", "sarif", "github"] {
        assert!(!is_painted(&["check", "--format", format, "--color", "always"], "X", ""), "{format}");
    }
}

/// The program in a terminal, its two outputs in one; `None` where there is no way to make a terminal.
fn in_terminal(folder: &TempDir, line: &str, no_color: bool) -> Option<String> {
    let program = assert_cmd::cargo::cargo_bin("taglint");
    let mut script = Command::new("script");
    script.args(["-qec", &format!("{} {line}", program.display()), "/dev/null"]).current_dir(folder.path());
    script.env("TERM", "xterm-256color").env_remove("NO_COLOR").env_remove("HOME").stdin(Stdio::null());
    if no_color {
        script.env("NO_COLOR", "1");
    }
    Some(String::from_utf8_lossy(&script.output().ok()?.stdout).into_owned())
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_gets_colours_and_links_unless_it_wants_none() {
    let folder = folder(&[("ad.html", PIXEL)]);
    let Some(painted) = in_terminal(&folder, "check", false) else {
        return eprintln!("skipped: there is no `script` to make a terminal with");
    };
    assert!(painted.contains("\u{1b}[1;31m") || painted.contains("\u{1b}[31;1m"), "red: {painted:?}");
    assert!(painted.contains("\u{1b}]8;;https://"), "the rule's id is a link: {painted:?}");
    let plain = in_terminal(&folder, "check", true).expect("it was there");
    assert!(plain.contains("segment-pixel") && !plain.contains('\u{1b}'), "NO_COLOR: {plain:?}");
    let wrong = in_terminal(&folder, "explain segmnet-pixel", true).expect("it was there");
    assert!(wrong.contains("did you mean") && !wrong.contains('\u{1b}'), "NO_COLOR: {wrong:?}");
}

/// Enough to keep the program busy for more than the bar's patience.
fn crowd() -> TempDir {
    let folder = folder(&[]);
    let text = "<img src=\"https://ib.adnxs.com/getuid?https%3A%2F%2Fa.example%2Fm%3Fuid%3D%24UID\">\n<script>var a='x';for(var i=0;i<9;i++){new Image().src='https://cdn.example.com/'+a+i}</script>\n";
    (0..100).for_each(|number| put(&folder, &format!("ads/{number}.html"), &text.repeat(30)));
    folder
}

#[cfg(target_os = "linux")]
#[test]
fn a_long_run_shows_how_far_it_is_in_a_terminal_only() {
    let folder = crowd();
    let args = ["check", "ads", "--format", "concise", "-j", "1"];
    let piped = run(&folder, &args);
    assert!(piped.stderr.is_empty(), "{}", String::from_utf8_lossy(&piped.stderr));
    let line = format!("{} --output json=out.json --fail-on never > out.txt", args.join(" "));
    let Some(shown) = in_terminal(&folder, &line, false) else {
        return eprintln!("skipped: there is no `script` to make a terminal with");
    };
    assert!(shown.contains("of 100 inputs"), "{shown:?}");
    assert_eq!(get(&folder, "out.txt"), String::from_utf8_lossy(&piped.stdout), "the report has none of it");
    let quiet = in_terminal(&folder, &format!("{} -q > out.txt", args.join(" ")), false).expect("it was there");
    assert_eq!(quiet, "");
}

/// The lines that come, one after the other.
fn lines(from: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (send, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

#[test]
fn watch_checks_again_when_something_changes_and_only_then() {
    let folder = folder(&[("ads/ad.html", PIXEL), ("ads/other.html", CLEAN)]);
    let program = assert_cmd::cargo::cargo_bin("taglint");
    let args = ["check", "ads", "--watch", "--output", "json=ads/out.json"];
    let mut child = Command::new(program)
        .args(args)
        .current_dir(folder.path())
        .env_remove("CLICOLOR_FORCE")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let said = lines(child.stdout.take().expect("piped"));
    let errors = lines(child.stderr.take().expect("piped"));
    let next = |lines: &Receiver<String>, wanted: &str| {
        while let Ok(line) = lines.recv_timeout(Duration::from_secs(30)) {
            assert!(!line.contains('\u{1b}'), "no screen is cleared in a pipe: {line:?}");
            if line.contains(wanted) {
                return;
            }
        }
        panic!("`{wanted}` never came");
    };
    next(&said, "✗ 1 input would be disapproved");
    next(&errors, "Waiting for changes");
    put(&folder, "ads/ad.html", CLEAN);
    next(&said, "✓ Nothing found that would be disapproved");
    next(&errors, "Waiting for changes");
    put(&folder, "taglint.toml", "exclud = []\n");
    next(&errors, "unknown key `exclud`");
    next(&errors, "Waiting for changes");
    put(&folder, "taglint.toml", "exclude = [\"other.html\"]\n");
    next(&said, "✓ Nothing found that would be disapproved");
    assert!(said.recv_timeout(Duration::from_secs(3)).is_err(), "its own report is no change");
    child.kill().expect("it was running");
    child.wait().expect("it has ended");
}

#[test]
fn watch_cannot_watch_what_has_no_place() {
    let folder = folder(&[]);
    let said = all(&run(&folder, &["check", "-", "--watch"]));
    assert!(said.contains("--watch cannot watch the standard input") && said.ends_with("exit 2"), "{said}");
}
