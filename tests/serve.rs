//! The desk over plain HTTP: who is let in, what is checked, and that nobody waits for somebody else. Observing is tested
//! where `TAGLINT_BROWSER` names a browser, or `CI` is set and one is on the path.

// What is passed over is said.
#![allow(clippy::print_stderr)]

mod common;

use common::program::{CLEAN, PIXEL, folder};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// Long enough for a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(120);

/// A desk that is open.
struct Desk {
    child: Child,
    host: String,
    token: String,
    _folder: TempDir,
}

/// What it answered.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
        serde_json::from_slice(&self.body).expect("JSON")
    }

    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Desk {
    fn open(args: &[&str]) -> Self {
        Self::open_in(folder(&[]), args)
    }

    fn open_in(folder: TempDir, args: &[&str]) -> Self {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin("taglint"));
        command.arg("serve").args(args);
        Self::start(command, folder)
    }

    fn start(mut command: Command, folder: TempDir) -> Self {
        command.current_dir(folder.path()).env_remove("HOME");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("it prints");
        let rest = line.trim().strip_prefix("http://").expect("an address").to_owned();
        let (host, token) = rest.split_once('/').expect("host and token");
        Self { child, host: host.to_owned(), token: token.trim_matches('/').to_owned(), _folder: folder }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("an open socket takes options");
        stream
    }

    /// Sends a request as it stands and reads all that comes back.
    fn raw(&self, head: &str, body: &[u8]) -> Answer {
        let mut stream = self.connect();
        stream.write_all(head.as_bytes()).expect("it listens");
        // Of a body that is not wanted, the rest need not be taken.
        let _ = stream.write_all(body);
        read(&mut stream)
    }

    fn ask(&self, method: &str, path: &str, body: &[u8]) -> Answer {
        let (host, token, length) = (&self.host, &self.token, body.len());
        let head = format!(
            "{method} /{token}/{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n"
        );
        self.raw(&head, body)
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, b"")
    }

    fn check(&self, name: &str, bytes: &[u8]) -> Value {
        self.ask("POST", &format!("check?name={name}"), bytes).json()
    }

    /// The report of a check.
    fn report(&self, told: &Value) -> String {
        let answer = self.get(&format!("report/{}", told["id"]));
        assert_eq!(answer.status, 200);
        answer.text()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    Answer { status, head, body: bytes[end + 4..].to_vec() }
}

fn fixture(path: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)).expect("a fixture")
}

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("in memory");
        zip.write_all(text.as_bytes()).expect("in memory");
    }
    zip.finish().expect("in memory").into_inner()
}

#[test]
fn without_the_link_nobody_is_let_in() {
    let desk = Desk::open(&["--no-config"]);
    let (own, token) = (&desk.host, &desk.token);
    let get = |path: &str, headers: &str| {
        desk.raw(&format!("GET {path} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n"), b"").status
    };
    let host = format!("Host: {own}\r\n");
    let page = format!("/{token}/");
    assert_eq!(get(&page, &host), 200);
    assert_eq!(get(&page, &format!("Host: localhost:{}\r\n", own.rsplit(':').next().expect("a port"))), 200);
    let refused = [
        ("/".to_owned(), host.clone()),
        ("/desk.js".to_owned(), host.clone()),
        ("/check".to_owned(), host.clone()),
        (format!("/{}/", token.to_lowercase().replace(|c: char| c.is_ascii_digit(), "x")), host.clone()),
        (format!("/{}/desk.js", &token[1..]), host.clone()),
        (page.clone(), "Host: rebound.example\r\n".to_owned()),
        (page.clone(), "Host: 127.0.0.1\r\n".to_owned()),
        (page.clone(), format!("{host}Origin: https://evil.example\r\n")),
        (page.clone(), format!("{host}Origin: null\r\n")),
        (format!("http://rebound.example{page}"), host.clone()),
    ];
    for (path, headers) in refused {
        assert_eq!(get(&path, &headers), 403, "{path} {headers}");
    }
    // Without a host there is nothing to be held against the door; HTTP/1.1 does not allow it anyway.
    assert!([400, 403].contains(&get(&page, "")));
    let post = format!("POST /check HTTP/1.1\r\n{host}Connection: close\r\nContent-Length: 3\r\n\r\n");
    let refused = desk.raw(&post, b"<b>");
    assert_eq!(refused.status, 403);
    assert!(!refused.text().contains(token), "{refused:?}");
}

#[test]
fn the_example_is_given_as_plain_text_and_shows_what_is_found() {
    let desk = Desk::open(&["--no-config"]);
    let example = desk.get("example");
    assert_eq!(example.header("content-type"), Some("text/plain; charset=utf-8"));
    let told = desk.check("", &example.body);
    let report = desk.report(&told);
    assert!(report.contains("segment-pixel") && report.contains("usersync-call"), "{told}");
    // No host stands in the page's own script, which has the report's way of copying in it.
    let script = desk.get("desk.js").text();
    assert!(!script.contains("https://") && script.contains("navigator.clipboard.writeText"), "{script}");
}

#[test]
fn every_answer_says_where_it_belongs() {
    let desk = Desk::open(&["--no-config"]);
    let told = desk.check("a.html", PIXEL.as_bytes());
    let report = format!("report/{}", told["id"]);
    for path in ["", "desk.css", "desk.js", "icon.svg", "example", "nothing", "report/999", &report] {
        let answer = desk.get(path);
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"), "{path}");
        assert!(!answer.head.to_lowercase().contains("access-control"), "{path}");
        let policy = answer.header("content-security-policy").expect("a policy");
        if path == report {
            assert!(policy.starts_with("sandbox ") && !policy.contains("allow-same-origin"), "{policy}");
        } else {
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        }
    }
    let page = desk.get("").text();
    let own = scraper::Html::parse_document(&page);
    let loads = scraper::Selector::parse("[src], link[href], [style], style, script:not([src])").expect("a selector");
    for element in own.select(&loads) {
        let from = element.attr("src").or_else(|| element.attr("href")).expect("nothing inline");
        assert!(!from.contains(':') && !from.starts_with('/'), "loads {from}");
        assert_eq!(desk.get(from).status, 200, "{from}");
    }
    assert!(!page.contains("{limit}") && page.contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn what_is_sent_is_checked_as_the_commands_do() {
    let desk = Desk::open(&["--no-config"]);
    let told = desk.check("", PIXEL.as_bytes());
    assert_eq!((told["class"].as_str(), told["name"].as_str()), (Some("fails"), Some("pasted")), "{told}");
    assert_eq!(told["headline"], "1 of 1 input would be disapproved");
    assert!(told["read_as"].as_str().is_some_and(|words| words.contains("HTML")), "{told}");
    let report = desk.report(&told);
    let page = scraper::Html::parse_document(&report);
    let mark = page.select(&scraper::Selector::parse("mark").expect("a selector")).next().expect("highlighted source");
    assert_eq!(mark.text().collect::<String>(), "https://secure.adnxs.com/seg?add=1234567&amp;t=2");

    let clean = desk.check("clean.html", CLEAN.as_bytes());
    assert_eq!((clean["class"].as_str(), clean["summary"]["errors"].as_u64()), (Some("clean"), Some(0)), "{clean}");
    assert_ne!(clean["id"], told["id"]);

    let files = [
        ("tags.csv", fixture("formats/tags/bad-export.csv"), "tags.csv"),
        ("creatives.xlsx", fixture("workbooks/creatives.xlsx"), "creatives.xlsx!"),
        ("ad.zip", zip(&[("index.html", PIXEL), ("readme.txt", "")]), "ad.zip!index.html"),
        ("capture.har", fixture("formats/har/bad-chrome.har"), "capture.har"),
        ("video.xml", fixture("formats/vast/bad-inline.xml"), "video.xml"),
        ("spring%20shoes.html", PIXEL.as_bytes().to_vec(), "spring shoes.html"),
    ];
    for (name, bytes, shown) in &files {
        let told = desk.check(name, bytes);
        assert_eq!(told["class"], "fails", "{name}: {told}");
        assert!(desk.report(&told).contains(shown), "{name}");
    }
    // Without a name, it is told by its content.
    for (bytes, read_as) in [(&files[3].1, "a capture"), (&files[4].1, "a video ad")] {
        let told = desk.check("", bytes);
        assert!(told["read_as"].as_str().is_some_and(|words| words.contains(read_as)), "{told}");
    }
}

#[test]
fn plan_and_fix_are_those_of_the_commands() {
    let desk = Desk::open(&["--no-config"]);
    let creative = fixture("walkthrough/creative.json");
    let told = desk.check("creative.json", &creative);
    assert_eq!((told["planned"].as_u64(), &told["not_fixable"]), (Some(1), &Value::Null), "{told}");
    let of = |what: &str| format!("{what}/{}", told["id"]);

    let folder = folder(&[("creative.json", &String::from_utf8(creative).expect("text"))]);
    let command = |args: &[&str]| {
        let output = common::program::run(&folder, args);
        String::from_utf8(output.stdout).expect("text")
    };
    for format in ["json", "csv"] {
        let answer = desk.get(&format!("{}?format={format}", of("plan")));
        assert_eq!(answer.text(), command(&["plan", "creative.json", "--format", format]), "{format}");
    }
    let plan = desk.get(&of("plan")).text();
    assert!(plan.contains("PUT creative?id=987654321") && plan.contains("1234567"), "{plan}");
    assert_eq!(desk.get(&format!("{}?format=sarif", of("plan"))).status, 404);

    for (query, option) in [("", None), ("?associate=1", Some("--associate")), ("?no-redir=1", Some("--no-redir"))] {
        let fix = desk.get(&format!("{}{query}", of("fix"))).json();
        let args: Vec<&str> = ["fix", "creative.json"].into_iter().chain(option).collect();
        assert_eq!(fix["diff"], command(&args), "{query}");
        assert_eq!((fix["calls"].as_u64(), &fix["changed"]), (Some(1), &Value::Bool(true)), "{fix}");
        let file = desk.get(&format!("{}{query}", of("fixed")));
        assert_eq!(file.header("content-disposition"), Some("attachment"));
        assert_eq!(fix["text"], file.text());
        assert_ne!(file.text(), common::program::get(&folder, "creative.json"));
    }
    let fix = desk.get(&of("fix")).json();
    assert!(fix["left"][0].as_str().is_some_and(|line| line.contains("associate segment 1234567")), "{fix}");
}

#[test]
fn what_cannot_be_fixed_says_so() {
    let desk = Desk::open(&["--no-config"]);
    let bundle = zip(&[("index.html", PIXEL)]);
    for (name, bytes) in [("ad.zip", bundle), ("capture.har", fixture("formats/har/bad-chrome.har"))] {
        let told = desk.check(name, &bytes);
        let why = told["not_fixable"].as_str().expect("a reason");
        let answer = desk.get(&format!("fix/{}", told["id"]));
        assert_eq!(answer.status, 409);
        assert!(answer.text().contains(why), "{answer:?}");
    }
}

#[test]
fn the_configuration_holds_at_the_desk_too() {
    let config = "[severity]\nsegment-pixel = \"off\"\n";
    let desk = Desk::open_in(folder(&[("taglint.toml", config)]), &[]);
    assert_eq!(desk.check("a.html", PIXEL.as_bytes())["class"], "clean");
    let wrong = folder(&[("taglint.toml", "fail = 1")]);
    assert_eq!(common::program::run(&wrong, &["serve"]).status.code(), Some(2));
}

#[test]
fn hostile_markup_is_text_wherever_it_comes_back() {
    let desk = Desk::open(&["--no-config"]);
    let hostile = "<img src=\"https://secure.adnxs.com/seg?add=1&x=</script><script>alert(1)</script>\" onload=\"alert(2)\">\n<img src='https://ib.adnxs.com/getuid?https://x.example/\"><img src=x onerror=alert(3)>'>\n<script>new Image().src='https://secure.adnxs.com/seg?add=2&'+\"<\\/script><svg onload=alert(4)>\"</script></textarea></iframe><script>alert(5)</script>\n";
    let name = "%3Cb%3E%22%20onclick%3Dalert(6)%3E.html";
    let told = desk.check(name, hostile.as_bytes());
    let report = desk.get(&format!("report/{}", told["id"]));
    assert_eq!(report.header("content-type"), Some("text/html; charset=utf-8"));
    let page = scraper::Html::parse_document(&report.text());
    let count = |selector: &str| page.select(&scraper::Selector::parse(selector).expect("a selector")).count();
    assert_eq!(count("script"), 1, "its own");
    assert_eq!(count("img, iframe, textarea, [onload], [onerror], [onclick]"), 0);
    assert!(report.text().contains("alert(1)"), "it is shown");
    // Everything else is no page at all.
    for path in ["plan", "plan?format=json", "fix", "fixed"] {
        let (what, query) = path.split_once('?').unwrap_or((path, ""));
        let answer = desk.get(&format!("{what}/{}?{query}", told["id"]));
        let kind = answer.header("content-type").expect("a type");
        assert!(!kind.contains("html") && answer.header("x-content-type-options") == Some("nosniff"), "{path}: {kind}");
    }
}

#[test]
fn what_is_wrong_is_said() {
    let desk = Desk::open(&["--no-config"]);
    for (method, path, status) in [
        ("GET", "check", 405),
        ("POST", "", 405),
        ("PUT", "check", 405),
        ("DELETE", "report/1", 405),
        ("GET", "report/1", 404),
        ("GET", "report/x", 404),
        ("GET", "report", 404),
        ("GET", "../desk.js", 404),
    ] {
        let answer = desk.ask(method, path, b"");
        assert_eq!(answer.status, status, "{method} {path}");
        assert!(answer.status != 405 || answer.header("allow").is_some(), "{answer:?}");
        let said: Value = serde_json::from_slice(&answer.body).expect("JSON");
        assert!(said["error"].as_str().is_some_and(|words| words.len() > 10), "{said}");
    }
    let first = desk.check("1.html", b"<p>");
    (0..taglint::limit::DESK_KEPT).for_each(|_| drop(desk.check("more.html", b"<p>")));
    let gone = desk.get(&format!("report/{}", first["id"]));
    assert!(gone.status == 404 && gone.text().contains("no longer kept"), "{gone:?}");
}

#[test]
fn what_is_too_large_is_refused_before_and_while_it_comes() {
    let desk = Desk::open(&["--no-config"]);
    let (host, token, limit) = (&desk.host, &desk.token, taglint::limit::DESK_BYTES);
    let head =
        |length: &str| format!("POST /{token}/check HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{length}\r\n\r\n");
    let answer = desk.raw(&head(&format!("Content-Length: {}", limit + 1)), b"");
    assert!(answer.status == 413 && answer.text().contains("64 MiB"), "{answer:?}");

    // Without a length, it is counted as it comes. It stops being read then, so what is written may fail.
    let mut stream = desk.connect();
    stream.write_all(head("Transfer-Encoding: chunked").as_bytes()).expect("it listens");
    let chunk = vec![b' '; 1 << 20];
    let whole = (0..limit / chunk.len()).try_for_each(|_| {
        stream.write_all(format!("{:x}\r\n", chunk.len()).as_bytes())?;
        stream.write_all(&chunk)?;
        stream.write_all(b"\r\n")
    });
    whole.expect("up to the limit it is read");
    stream.write_all(b"1\r\nx\r\n").expect("it has not answered yet");
    assert_eq!(read(&mut stream).status, 413);
    assert_eq!(desk.check("a.html", PIXEL.as_bytes())["class"], "fails", "it goes on");
}

#[test]
fn nobody_waits_for_a_slow_one() {
    let desk = Desk::open(&["--no-config"]);
    let (host, token) = (&desk.host, &desk.token);
    // Some stop in the head, some in the body, and each keeps its line.
    let slow: Vec<TcpStream> = (0..20)
        .map(|number| {
            let mut stream = desk.connect();
            let text = match number % 2 {
                0 => format!("GET /{token}/ HTTP/1.1\r\nHost: {host}\r\n"),
                _ => format!("POST /{token}/check HTTP/1.1\r\nHost: {host}\r\nContent-Length: 100\r\n\r\n<p>"),
            };
            stream.write_all(text.as_bytes()).expect("it listens");
            stream
        })
        .collect();
    assert_eq!(desk.check("a.html", PIXEL.as_bytes())["class"], "fails");
    drop(slow);
}

#[test]
fn a_long_paste_is_checked_while_others_are_served() {
    let desk = Desk::open(&["--no-config"]);
    let line = "<p>Some text of an article that is long</p><img src=\"https://cdn.example.com/a.png\">\n";
    let long = format!("{}{PIXEL}", line.repeat((5 << 20) / line.len()));
    let told = std::thread::scope(|scope| {
        let long = scope.spawn(|| desk.check("", long.as_bytes()));
        assert_eq!(desk.get("").status, 200);
        assert_eq!(desk.check("a.html", PIXEL.as_bytes())["class"], "fails");
        long.join().expect("it is checked")
    });
    assert_eq!(told["summary"]["errors"], 1, "{told}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_cleanly() {
    let mut desk = Desk::open(&["--no-config"]);
    // A line that is open does not hold it up.
    let _open = desk.connect();
    let pid = desk.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().expect("there is kill").success());
    assert_eq!(desk.child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn a_port_can_be_named_and_one_in_use_is_said() {
    let desk = Desk::open(&["--no-config"]);
    let port = desk.host.rsplit(':').next().expect("a port");
    let output = common::program::run(&folder(&[]), &["serve", "--no-config", "--port", port]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains(&format!("port {port} is in use")), "{said}");
}

#[test]
fn without_a_browser_there_is_no_observing() {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("taglint"));
    let nowhere = folder(&[]);
    command.args(["serve", "--no-config"]).env("PATH", nowhere.path()).env_remove("TAGLINT_BROWSER");
    let desk = Desk::start(command, folder(&[]));
    assert!(desk.get("").text().contains("data-browser=\"no\""));
    let told = desk.check("a.html", PIXEL.as_bytes());
    assert_eq!(desk.ask("POST", &format!("observe/{}", told["id"]), b"").status, 404);
    let named = common::program::run(&nowhere, &["serve", "--no-config", "--browser", "no-such-browser"]);
    assert_eq!(named.status.code(), Some(2));
}

#[test]
fn what_is_checked_can_be_observed() {
    let is_meant = ["TAGLINT_BROWSER", "CI"].iter().any(|name| std::env::var_os(name).is_some());
    let desk = Desk::open(&["--no-config", "--no-sandbox", "--offline"]);
    if !is_meant || !desk.get("").text().contains("data-browser=\"yes\"") {
        return eprintln!("skipped: needs TAGLINT_BROWSER, or CI and a browser on the path");
    }
    let ask = |told: &Value, query: &str| desk.ask("POST", &format!("observe/{}{query}", told["id"]), b"");
    assert_eq!(desk.ask("POST", "observe/99", b"").status, 404);
    assert_eq!(desk.get("observe/1").status, 405);
    let checked = desk.check("a.html", PIXEL.as_bytes());
    let seen = ask(&checked, "?columns=60").json();
    assert_eq!((seen["class"].as_str(), seen["requests"].as_u64()), (Some("fails"), Some(1)), "{seen}");
    assert!(seen["text"].as_str().is_some_and(|text| text.contains("Microsoft Advertising")), "{seen}");
    let report = desk.get(&format!("observed/{}", seen["id"]));
    assert!(report.text().contains("a.html!observed.har"), "{}", report.head);
    assert!(report.header("content-security-policy").is_some_and(|policy| policy.starts_with("sandbox ")));
    let har = desk.get(&format!("har/{}", seen["id"]));
    assert_eq!(desk.check("seen.har", &har.body)["class"], "fails");
    let capture = ask(&desk.check("seen.har", &har.body), "");
    assert!(capture.status == 409 && capture.text().contains("error"), "{}", capture.text());
    // One who leaves does not keep the next one waiting.
    let head = format!("POST /{}/observe/{}?runs=5 HTTP/1.1\r\nHost: {}\r\n\r\n", desk.token, checked["id"], desk.host);
    let mut leaving = desk.connect();
    leaving.write_all(head.as_bytes()).expect("it listens");
    drop(leaving);
    assert_eq!(ask(&checked, "").json()["class"], "fails");
}
