//! Creatives observed in a real browser, with servers that play vendors on made-up hosts. The tests run where
//! `TAGLINT_BROWSER` names a browser, and where `CI` is set and one is on the path; elsewhere they say so and are passed
//! over. No assertion hangs on how fast the machine is.

#![allow(clippy::print_stdout, reason = "a test that is passed over says so")]

mod desk;
mod vendor;

use desk::{Seen, desk, observe};
use std::fs;
use std::process::Command as Process;
use std::time::Duration;
use vendor::Vendors;

#[test]
fn a_chain_of_parties_is_told_with_who_brought_in_whom() {
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    let har = desk.path("seen.har");
    let seen = observe(&desk, &vendors, &["chain.html", "--har", "seen.har"]);
    assert_eq!(seen.code, 1, "{}", seen.errors);
    let edges =
        ["- > one.example", "one.example > two.example", "two.example > three.example", "three.example > five.example"];
    assert_eq!(seen.edges(), edges);
    assert!(fs::read_to_string(&har).is_ok_and(|text| !text.contains("HeadlessChrome")));
    let two = seen.party("two.example");
    assert_eq!((two["cookies"][0].as_str(), two["origin"].as_str()), (Some("two"), Some("chain.html:3:14")));
    assert_eq!(seen.party("three.example")["told"], "a redirect");
    // The sync is not written in the creative; the click-through is, and was not clicked.
    assert_eq!(seen.only_live(), ["two.example", "three.example", "five.example"]);
    let predicted = &seen.json["observed"][0]["difference"]["only_predicted"];
    assert_eq!(predicted[0]["url"], "http://shop.landing.example/");
    assert_eq!(predicted[0]["why"], "it is sent on a click; --click clicks");
    assert!(seen.rules().contains(&"piggyback-redirect".to_owned()), "{:?}", seen.rules());
    assert!(seen.rules().contains(&"fourth-party-cookie".to_owned()), "{:?}", seen.rules());
    // The capture gives the same findings to `check`.
    let checked = desk.run(&["check", "seen.har", "--markup", "chain.html", "--format", "json"]);
    assert_eq!(checked.json["findings"], seen.json["findings"]);
    assert!(fs::read_to_string(har).is_ok_and(|text| text.contains("\"creator\": {\"name\":\"taglint\"")));
}

#[test]
fn a_click_brings_what_only_a_click_brings() {
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    let seen = observe(&desk, &vendors, &["chain.html", "--click"]);
    let four = seen.party("four.example");
    assert_eq!(four["trigger"], "click", "{four}");
    assert_eq!(seen.party("landing.example")["trigger"], "click");
    // The landing page is not opened: what it calls is no concern of the creative.
    assert!(!vendors.asked().iter().any(|asked| asked.starts_with("pixel.behind.example")), "{:?}", vendors.asked());
}

#[test]
fn several_runs_give_the_union_and_how_often_each_party_came() {
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    let seen = observe(&desk, &vendors, &["rotates.html", "--runs", "3"]);
    let runs = |name: &str| seen.party(name)["runs"].as_u64();
    assert_eq!(runs("rotates.example"), Some(3), "{}", seen.json);
    assert_eq!((runs("left.example"), runs("right.example")), (Some(2), Some(1)));
    // What is found in each run is told once.
    let about = |host: &str| {
        let all = seen.json["findings"].as_array().into_iter().flatten();
        all.filter(|one| one["rule"] == "insecure-call" && one["call"]["host"] == host).count()
    };
    assert_eq!((about("tag.rotates.example"), about("sync.left.example"), about("sync.right.example")), (1, 1, 1));
}

#[test]
fn offline_nothing_leaves_and_the_first_ring_is_seen() {
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    let seen = observe(&desk, &vendors, &["chain.html", "--offline"]);
    assert_eq!(seen.edges(), ["- > one.example"]);
    assert_eq!(vendors.asked(), Vec::<String>::new());
    fs::write(desk.path("parts.html"), "<img src=\"a.png\"><script src=\"b.js\"></script>").expect("written");
    let seen = observe(&desk, &vendors, &["parts.html", "--offline"]);
    assert_eq!(seen.code, 3);
    assert!(seen.problem("missing-file").contains("(a.png, b.js): put them into a zip"), "{}", seen.json["problems"]);
}

#[test]
fn only_what_is_allowed_leaves_and_what_is_blocked_does_not() {
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    let hosts = |vendors: &Vendors| {
        let mut hosts: Vec<String> =
            vendors.asked().iter().filter_map(|asked| Some(asked.split_once('/')?.0.to_owned())).collect();
        hosts.sort();
        hosts.dedup();
        hosts
    };
    let seen = observe(&desk, &vendors, &["chain.html", "--allow", "one.example"]);
    assert_eq!(hosts(&vendors), ["tag.one.example"]);
    assert_eq!(seen.edges(), ["- > one.example", "one.example > two.example"]);
    let vendors = Vendors::start();
    let seen = observe(&desk, &vendors, &["chain.html", "--block", "three.example"]);
    assert_eq!(hosts(&vendors), ["sync.two.example", "tag.one.example"]);
    // That it was asked for is known all the same.
    assert_eq!(seen.edges().last().map(String::as_str), Some("two.example > three.example"));
}

#[test]
fn a_server_that_hangs_costs_only_the_time_that_was_given() {
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    let seen = observe(&desk, &vendors, &["hangs.html", "--timeout", "12", "--fail-on", "never"]);
    assert_eq!(seen.code, 3, "{}", seen.errors);
    assert_eq!(seen.edges(), ["- > two-more.example", "- > hangs.example"]);
    assert!(seen.problem("no-answer").contains("slow.hangs.example"), "{}", seen.json["problems"]);
}

#[test]
fn a_script_without_end_costs_only_the_time_that_was_given() {
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    let seen = observe(&desk, &vendors, &["endless.html", "--timeout", "12", "--click", "--fail-on", "never"]);
    assert_eq!(seen.code, 3, "{}", seen.errors);
    assert!(seen.problem("not-loaded").contains("--timeout"), "{}", seen.json["problems"]);
}

#[cfg(unix)]
#[test]
fn a_page_that_crashes_is_a_problem_and_not_an_end() {
    use std::os::unix::fs::PermissionsExt;
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    // With little memory it does not take long.
    let wrapper = format!("#!/bin/sh\nexec {} --js-flags=--max-old-space-size=48 \"$@\"\n", desk.browser.display());
    let file = desk.path("small-browser");
    fs::write(&file, wrapper).expect("written");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("made executable");
    let browser = file.to_str().expect("a plain path");
    let seen = observe(&desk, &vendors, &["crashes.html", "--browser", browser, "--fail-on", "never"]);
    assert_eq!(seen.code, 3, "{}", seen.errors);
    assert!(seen.problem("crashed").contains("crashed the browser's process"), "{}", seen.json["problems"]);
    assert_eq!(seen.edges(), ["- > two-more.example"]);
}

#[test]
fn a_creative_neither_leaves_its_slot_nor_reads_files_nor_reaches_this_machine() {
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    let markup = fs::read_to_string(desk.path("leaves.html")).expect("a fixture");
    fs::write(desk.path("leaves.html"), markup.replace("{port}", &vendors.port().to_string())).expect("written");
    fs::write(desk.path("secret.txt"), "secret").expect("written");
    let seen = observe(&desk, &vendors, &["leaves.html", "--fail-on", "never"]);
    let asked = vendors.asked();
    let reached = |host: &str| asked.iter().any(|asked| asked.starts_with(host));
    assert!(!reached("away.example") && !reached("stolen.example") && !reached("127.0.0.1"), "{asked:?}");
    assert!(seen.problem("left-slot").contains("tried to leave its slot"), "{}", seen.json["problems"]);
    assert!(seen.problem("local-file").contains("tried to read a file"), "{}", seen.json["problems"]);
    let stored = &seen.json["observed"][0]["stored"];
    assert_eq!((&stored[0]["what"], &stored[0]["name"]), (&"localStorage".into(), &"kept".into()), "{stored}");
}

#[test]
fn a_video_ad_is_played_and_its_wrappers_followed() {
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    let seen = observe(&desk, &vendors, &["wrapper.xml", "--click", "--fail-on", "never"]);
    let asked = vendors.asked();
    for wanted in [
        "wrapped.vast.example/ad.xml?cb=1700000001",
        "imp.outer.example/i?t=1700000001",
        "imp.inner.example/i",
        "track.outer.example/start",
        "track.outer.example/complete",
        "click.outer.example/c",
    ] {
        assert!(asked.iter().any(|one| one == wanted), "{wanted} {asked:?}");
    }
    assert!(!asked.iter().any(|one| one.starts_with("error.") || one.ends_with("/skip")), "{asked:?}");
    assert_eq!(seen.only_live(), ["inner.example"]);
}

#[test]
fn a_zip_is_served_with_all_its_files_and_a_page_on_the_net_is_opened() {
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    let page = b"<script src=\"js/a%20b.js\"></script>";
    let script = b"new Image().src = 'http://zip.packed.example/' + document.currentScript.src.split('/').pop();";
    fs::write(desk.path("bundle.zip"), desk::zip(&[("ad/index.html", page), ("ad/js/a b.js", script)]))
        .expect("written");
    let seen = observe(&desk, &vendors, &["bundle.zip", "http://page.own.example/", "--fail-on", "never"]);
    assert!(vendors.asked().contains(&"zip.packed.example/a%20b.js".to_owned()), "{:?}", vendors.asked());
    assert_eq!(seen.json["observed"][0]["parties"][0]["name"], "packed.example");
    let names: Vec<&str> = seen.names(1);
    assert!(names.contains(&"one.example") && names.contains(&"three.example"), "{names:?}");
}

#[test]
fn archives_and_pages_on_the_net_are_held_against_what_reading_them_says() {
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    let page = b"<link rel=stylesheet href=css/a.css>\n<script src='http://tag.one.example/t.js'></script>\n\
                 <a href='http://shop.landing.example/'>shop</a>";
    let style = b"body { background: url(../img/b.png) } i { background: url(http://never.shown.example/i.png) }";
    let files: [(&str, &[u8]); 3] = [("ad/index.html", page), ("ad/css/a.css", style), ("ad/img/b.png", b"GIF89a")];
    fs::write(desk.path("bundle.zip"), desk::zip(&files)).expect("written");
    let chain = fs::read(desk.path("chain.html")).expect("a fixture");
    fs::write(desk.path("chain.html.gz"), desk::gzip(&chain)).expect("written");
    let inputs = ["bundle.zip", "chain.html.gz", "http://short.way.example/", "--fail-on", "never"];
    let seen = observe(&desk, &vendors, &inputs);
    let brought_in = ["two.example", "three.example", "five.example"];
    assert_eq!(seen.only_live_in(0), brought_in, "{}", seen.errors);
    let predicted = [
        "bundle.zip!ad/index.html:3:10 http://shop.landing.example/",
        "bundle.zip!ad/css/a.css:1:60 http://never.shown.example/i.png",
    ];
    assert_eq!(seen.only_predicted(0), predicted);
    assert_eq!(seen.party("one.example")["origin"], "bundle.zip!ad/index.html:2:14");
    assert_eq!(seen.only_live_in(1), brought_in);
    let predicted = seen.only_predicted(1);
    assert!(predicted[0].starts_with("chain.html.gz!chain.html:"), "{predicted:?}");
    // The page itself was foreseen, what it loads from its own server is written in it.
    assert_eq!(seen.only_live_in(2), brought_in, "{}", seen.json["observed"][2]["difference"]);
    assert_eq!(seen.only_predicted(2), ["http://page.own.example/:2:10 http://shop.landing.example/"]);
    // The archive is what `check` ties the capture to as well.
    let seen = observe(&desk, &vendors, &["bundle.zip", "--har", "seen.har", "--fail-on", "never"]);
    let checked = desk.run(&["check", "seen.har", "--markup", "bundle.zip", "--format", "json"]);
    assert_eq!(checked.json["findings"], seen.json["findings"]);
}

#[test]
fn creatives_in_an_object_are_shown_and_what_shows_nothing_is_said() {
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    let object = r#"{"creative": {"id": 9001, "content": "<img src='http://object.held.example/p'>"}}"#;
    fs::write(desk.path("creative.json"), object).expect("written");
    let seen = observe(&desk, &vendors, &["creative.json", "--fail-on", "never"]);
    assert_eq!(seen.edges(), ["- > held.example"]);
    fs::write(desk.path("empty.json"), "{}").expect("written");
    let seen = desk.run(&["observe", "empty.json"]);
    assert!(seen.code == 2 && seen.errors.contains("holds nothing that a browser could show"), "{}", seen.errors);
}

#[test]
fn people_read_a_tree_and_the_report_has_its_picture() {
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    let args = ["chain.html", "--format", "human", "--output", "html=report.html"];
    let seen = observe(&desk, &vendors, &args);
    let at = seen.text.find("The creative\n").expect("a tree");
    let tree: Vec<&str> = seen.text[at..].lines().take(8).collect();
    assert_eq!(tree[1], "  └─ one.example  unknown, 1 call, at risk", "{}", seen.text);
    assert!(seen.text.contains("     └─ two.example  unknown, 1 call, would be disapproved"), "{}", seen.text);
    assert!(
        seen.text.contains("Only seen live") && seen.text.contains("1 input would be disapproved"),
        "{}",
        seen.text
    );
    let html = fs::read_to_string(desk.path("report.html")).expect("a report");
    assert!(html.contains("<svg") && html.contains("two.example"));
}

#[test]
fn no_browser_and_no_sandbox_are_said_with_what_to_do() {
    let desk = desk::without_browser();
    let seen = desk.run(&["observe", "chain.html", "--browser", "no-such-browser"]);
    assert!(seen.code == 2 && seen.errors.contains("no browser was found"), "{}", seen.errors);
    let seen = desk.run(&["observe", "chain.html", "--browser", "./chain.html"]);
    assert!(seen.code == 2 && seen.errors.contains("cannot be started"), "{}", seen.errors);
    let seen = desk.run(&["observe", "chain.html", "--size", "wide"]);
    assert!(seen.code == 2 && seen.errors.contains("WIDTHxHEIGHT"), "{}", seen.errors);
    let Some(desk) = desk::desk().filter(|desk| desk.is_root) else { return };
    let seen = desk.run(&["observe", "chain.html", "--browser", &desk.browser.to_string_lossy()]);
    assert!(seen.code == 2 && seen.errors.contains("--no-sandbox"), "{}", seen.errors);
}

#[cfg(unix)]
#[test]
fn who_ends_it_early_leaves_no_browser_and_no_profile_behind() {
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    let profiles = desk.path("tmp");
    fs::create_dir(&profiles).expect("made");
    let mut child = desk
        .process(&vendors, &["hangs.html", "--timeout", "300"])
        .env("TMPDIR", &profiles)
        .spawn()
        .expect("it starts");
    // Once the vendors are asked, the browser is there.
    for _ in 0..1200 {
        if !vendors.asked().is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(!vendors.asked().is_empty());
    let left = || {
        fs::read_dir(&profiles)
            .expect("a folder")
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("taglint-profile-"))
            .count()
    };
    assert_eq!(left(), 1);
    let interrupt = Process::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill is there");
    assert!(interrupt.success());
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(3));
    assert_eq!(left(), 0);
}

/// What reports say of an observation can be validated against its schema.
#[test]
fn the_document_is_as_its_schema_says() {
    let Some(desk) = desk() else { return };
    let vendors = Vendors::start();
    let seen: Seen = observe(&desk, &vendors, &["chain.html", "--click"]);
    let schema = desk.run(&["schema", "observe"]);
    let validator = jsonschema::validator_for(&schema.json).expect("a schema");
    let errors: Vec<String> = validator.iter_errors(&seen.json).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
}
