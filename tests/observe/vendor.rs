//! Servers that play vendors: one listener on this machine, to which the browser takes every host that ends in
//! `.example`. What it answers hangs on the host that is asked for.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The servers of one test.
pub(crate) struct Vendors {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Vendors {
    /// Starts them; they end with the test program.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let port = listener.local_addr().expect("it is bound").port();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (seen, turn) = (asked.clone(), Arc::new(AtomicUsize::new(0)));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, turn) = (seen.clone(), turn.clone());
                std::thread::spawn(move || serve(stream, &seen, &turn));
            }
        });
        Self { port, asked }
    }

    /// What tells the browser where they are.
    pub(crate) fn rules(&self) -> String {
        format!("MAP *.example 127.0.0.1:{}", self.port)
    }

    /// Where they listen.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// What they were asked for: host and path.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no server panicked").clone()
    }
}

/// One request a connection is enough.
fn serve(mut stream: TcpStream, seen: &Mutex<Vec<String>>, turn: &AtomicUsize) {
    let mut lines = BufReader::new(stream.try_clone().expect("a socket")).lines().map_while(Result::ok);
    let Some(first) = lines.next() else { return };
    let path = first.split_whitespace().nth(1).unwrap_or_default().to_owned();
    let mut host = String::new();
    for line in lines.take_while(|line| !line.is_empty()) {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("host")
        {
            host = value.trim().split(':').next().unwrap_or_default().to_owned();
        }
    }
    seen.lock().expect("no server panicked").push(format!("{host}{path}"));
    if host == "hangs.example" || host == "slow.hangs.example" {
        std::thread::sleep(Duration::from_secs(300));
        return;
    }
    let (status, headers, body) = answer(&host, &path, turn);
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}

const OPEN: &str =
    "Access-Control-Allow-Origin: https://creative-slot.invalid\r\nAccess-Control-Allow-Credentials: true\r\n";

fn answer(host: &str, path: &str, turn: &AtomicUsize) -> (&'static str, String, String) {
    let script = |body: &str| ("200 OK", "Content-Type: text/javascript\r\n".to_owned(), body.to_owned());
    let on = |cookie: &str, to: &str| {
        ("302 Found", format!("Set-Cookie: {cookie}; Path=/\r\nLocation: {to}\r\n"), String::new())
    };
    match host {
        // Injects a sync once the page is there, and one on a click.
        "tag.one.example" => script(
            "addEventListener('load', () => setTimeout(() => { new Image().src = 'http://sync.two.example/match?uid=1'; }, 400)); \
             document.addEventListener('click', () => { new Image().src = 'http://click.four.example/c'; });",
        ),
        // Three parties, one after the other.
        "sync.two.example" => on("two=1", "http://cm.three.example/setuid?uid=2"),
        "cm.three.example" => on("three=1", "http://end.five.example/p.gif"),
        "end.five.example" => {
            ("200 OK", "Content-Type: image/gif\r\nSet-Cookie: five=1\r\n".to_owned(), "GIF89a".to_owned())
        }
        // Another partner each time.
        "rotates.example" | "tag.rotates.example" => {
            let partner = ["left", "right"][turn.fetch_add(1, Ordering::SeqCst) % 2];
            script(&format!("new Image().src = 'http://sync.{partner}.example/px';"))
        }
        "shop.landing.example" => {
            let body = "<img src=\"http://pixel.behind.example/\">".to_owned();
            ("200 OK", "Content-Type: text/html\r\n".to_owned(), body)
        }
        "short.way.example" => on("way=1", "http://page.own.example/"),
        "page.own.example" if path == "/" => {
            let body = "<img src=\"/own.gif\"><script src=\"http://tag.one.example/t.js\"></script>\n\
                        <a href=\"http://shop.landing.example/\">shop</a>"
                .to_owned();
            ("200 OK", "Content-Type: text/html\r\n".to_owned(), body)
        }
        "wrapped.vast.example" => {
            let body = "<VAST version=\"4.2\"><Ad><InLine><Impression>http://imp.inner.example/i</Impression></InLine></Ad></VAST>";
            ("200 OK", format!("{OPEN}Content-Type: text/xml\r\n"), body.to_owned())
        }
        _ if path.ends_with(".js") => script(""),
        _ => ("200 OK", "Content-Type: text/plain\r\n".to_owned(), String::new()),
    }
}
