//! The *gate*: what becomes of each request. Requests for the creative's own files are answered here; others go to the
//! network, unless the options keep them on this machine or refuse them.

use super::Options;
use super::scene::{Answer, Scene};
use base64::prelude::{BASE64_STANDARD, Engine};
use chromiumoxide_cdp::cdp::browser_protocol::fetch::{FulfillRequestParams, HeaderEntry};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A GIF of one pixel.
const PIXEL: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// What becomes of a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It goes to the network.
    Onward,
    /// It is answered here: status, headers, body.
    Here(u64, Vec<(String, String)>, Vec<u8>),
    /// It is refused, for this reason.
    Refused(&'static str),
}

/// A request, as far as its fate hangs on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) url: &'a str,
    pub(super) method: &'a str,
    /// What it is for, in the browser's words.
    pub(super) kind: &'a str,
    /// The origin that asks, where the answer has to name it.
    pub(super) origin: Option<&'a str>,
}

/// Decides about a request.
pub(super) fn fate(asked: Asked, scene: &Scene, options: &Options) -> Fate {
    if let Some(answer) = scene.answer(asked.url) {
        return of_scene(answer, asked);
    }
    let host = host(asked.url).unwrap_or_default();
    if options.block.iter().any(|blocked| is_within(&host, blocked)) {
        return Fate::Refused("blocked");
    }
    let is_allowed = options.allow.iter().any(|allowed| is_within(&host, allowed));
    if options.is_closed() && !is_allowed {
        return in_place(asked);
    }
    if is_near(&host) && !is_allowed {
        return Fate::Refused("private");
    }
    Fate::Onward
}

fn of_scene(answer: Answer, asked: Asked) -> Fate {
    let mut headers = shared(asked);
    let (status, media, body) = match answer {
        Answer::File(media, bytes) => (200, media, bytes.to_vec()),
        Answer::Slot(page) => (200, "text/html; charset=utf-8", page.into_bytes()),
        Answer::Onward(to) => {
            headers.push(("Location".to_owned(), to));
            (302, "text/plain", Vec::new())
        }
        Answer::Missing => (404, "text/plain", Vec::new()),
    };
    headers.push(("Content-Type".to_owned(), media.to_owned()));
    Fate::Here(status, headers, body)
}

/// An answer in place of a server's: empty, but of the kind that was asked for.
fn in_place(asked: Asked) -> Fate {
    let (media, body) = match asked.kind {
        "Image" => ("image/gif", PIXEL),
        "Document" => ("text/html", &b""[..]),
        "Script" => ("text/javascript", &b""[..]),
        "Stylesheet" => ("text/css", &b""[..]),
        _ if asked.url.contains("json") => ("application/json", &b"{}"[..]),
        _ => ("text/plain", &b""[..]),
    };
    let mut headers = shared(asked);
    headers.push(("Content-Type".to_owned(), media.to_owned()));
    Fate::Here(200, headers, body.to_vec())
}

/// Headers that let whoever asks read the answer.
fn shared(asked: Asked) -> Vec<(String, String)> {
    let mut headers = vec![("Access-Control-Allow-Origin", asked.origin.unwrap_or("*"))];
    if asked.origin.is_some() {
        headers.push(("Access-Control-Allow-Credentials", "true"));
    }
    if asked.method == "OPTIONS" {
        headers.push(("Access-Control-Allow-Headers", "*, authorization, content-type"));
        headers.push(("Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, PATCH, HEAD"));
    }
    headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// An answer as the browser takes it.
pub(super) fn fulfilment(held: &str, status: u64, headers: &[(String, String)], body: &[u8]) -> FulfillRequestParams {
    let headers = headers.iter().map(|(name, value)| HeaderEntry::new(name, value)).collect();
    let status = i64::try_from(status).expect("statuses have three digits");
    FulfillRequestParams {
        response_headers: Some(headers),
        body: Some(BASE64_STANDARD.encode(body).into()),
        ..FulfillRequestParams::new(held.to_owned(), status)
    }
}

/// The host of a URL as the browser writes it.
pub(super) fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host.strip_prefix('[') {
        Some(inner) => inner.split(']').next()?,
        None => host.split(':').next()?,
    };
    Some(host.trim_end_matches('.').to_ascii_lowercase())
}

/// Whether a host is another one or lies below it.
pub(super) fn is_within(host: &str, other: &str) -> bool {
    let other = other.trim_start_matches("*.").to_ascii_lowercase();
    host.strip_suffix(other.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// Whether a host is this machine or one of its network, which are no business of a creative.
fn is_near(host: &str) -> bool {
    if host == "localhost" || host.ends_with(".localhost") || host.ends_with(".local") || host.ends_with(".internal") {
        return true;
    }
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => is_near_v4(ip),
        Ok(IpAddr::V6(ip)) => ip.to_ipv4_mapped().map_or_else(|| is_near_v6(ip), is_near_v4),
        Err(_) => false,
    }
}

fn is_near_v4(ip: Ipv4Addr) -> bool {
    let [first, second, ..] = ip.octets();
    let is_carrier = first == 100 && (64..128).contains(&second);
    ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified() || is_carrier
}

fn is_near_v6(ip: Ipv6Addr) -> bool {
    ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fate_of(url: &str, options: &Options) -> String {
        let asked = Asked { url, method: "GET", kind: "Image", origin: None };
        match fate(asked, &Scene::default(), options) {
            Fate::Onward => "onward".to_owned(),
            Fate::Here(status, ..) => format!("here {status}"),
            Fate::Refused(why) => why.to_owned(),
        }
    }

    #[test]
    fn options_say_what_leaves_the_machine() {
        let open = Options::default();
        let offline = Options { offline: true, ..Options::default() };
        let some = Options { allow: vec!["example.com".to_owned()], ..Options::default() };
        let blocked = Options { block: vec!["example.com".to_owned()], ..Options::default() };
        let cases = [
            ("https://a.example.com/x", &open, "onward"),
            ("https://a.example.com/x", &offline, "here 200"),
            ("https://a.example.com/x", &some, "onward"),
            ("https://notexample.com/x", &some, "here 200"),
            ("https://A.example.com:8443/x", &blocked, "blocked"),
            ("https://user@example.com/", &blocked, "blocked"),
            ("https://example.com.evil.example/", &blocked, "onward"),
            ("http://127.0.0.1:9222/json", &open, "private"),
            ("http://[::1]/", &open, "private"),
            ("http://[::ffff:10.0.0.1]/", &open, "private"),
            ("http://192.168.1.1/", &open, "private"),
            ("http://printer.local/", &open, "private"),
            ("http://203.0.113.9/", &open, "onward"),
            ("https://creative-slot.invalid/a.png", &offline, "here 404"),
        ];
        for (url, options, expected) in cases {
            assert_eq!(fate_of(url, options), expected, "{url}");
        }
    }
}
