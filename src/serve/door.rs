//! The *door*: who is let in. A request has to name this machine as its host (or a page elsewhere could reach the desk
//! by a name of its own that it points here), must not come from another origin's page, and has to bring the token.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hyper::HeaderMap;
use hyper::Uri;
use hyper::header::{HOST, HeaderName, ORIGIN};
use std::io;
use std::sync::Mutex;
use subtle::ConstantTimeEq;

/// Random bytes of a token.
const TOKEN_BYTES: usize = 32;

/// How the desk is reached.
#[derive(Debug)]
pub struct Link {
    /// The address of the page, with the token: whoever has it can use the desk.
    pub url: String,
    /// An address that leads to the page once. What a browser is started with can be seen by others on the machine;
    /// this one is of no use to them afterwards.
    pub once: String,
}

/// What the door knows.
#[derive(Debug)]
pub(super) struct Door {
    token: String,
    once: Mutex<Option<String>>,
    hosts: [String; 2],
}

/// Whom the door lets in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Guest {
    /// One with the token: what is asked for, without it.
    Known(String),
    /// One with the address that leads to the page once: where the page is.
    Once(String),
}

/// Why somebody is not let in, as it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refused(pub(super) &'static str);

const WRONG_HOST: Refused =
    Refused("This is the desk of `taglint serve`, and it answers to this machine's name only.\n");
const WRONG_ORIGIN: Refused = Refused("Another site's page has no business here.\n");
const WRONG_TOKEN: Refused =
    Refused("The address is not complete: open the whole link that `taglint serve` printed when it was started.\n");

impl Door {
    /// A door with a new token, and the link that opens it.
    pub(super) fn new(port: u16) -> io::Result<(Self, Link)> {
        let (token, once) = (random()?, random()?);
        let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        let link = Link { url: format!("http://{}/{token}/", hosts[0]), once: format!("http://{}/{once}", hosts[0]) };
        Ok((Self { token, once: Mutex::new(Some(once)), hosts }, link))
    }

    /// Lets a request in, or not.
    pub(super) fn admit(&self, uri: &Uri, headers: &HeaderMap) -> Result<Guest, Refused> {
        let host = one(headers, &HOST).filter(|host| self.is_own(host)).ok_or(WRONG_HOST)?;
        if uri.authority().is_some_and(|authority| !self.is_own(authority.as_str())) {
            return Err(WRONG_HOST);
        }
        if headers.contains_key(ORIGIN) && one(headers, &ORIGIN) != Some(&format!("http://{host}")) {
            return Err(WRONG_ORIGIN);
        }
        let path = uri.path().trim_start_matches('/');
        let (token, rest) = path.split_once('/').unwrap_or((path, ""));
        if is_same(token, &self.token) {
            // Without the slash, relative addresses would lead past the token.
            return Ok(if path.contains('/') { Guest::Known(rest.to_owned()) } else { Guest::Once(self.page()) });
        }
        if self.is_once(token) { Ok(Guest::Once(self.page())) } else { Err(WRONG_TOKEN) }
    }

    fn is_own(&self, host: &str) -> bool {
        self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host))
    }

    fn page(&self) -> String {
        format!("/{}/", self.token)
    }

    fn is_once(&self, token: &str) -> bool {
        let mut once = self.once.lock().unwrap_or_else(|broken| broken.into_inner());
        once.take_if(|once| is_same(token, once)).is_some()
    }
}

/// The value of a header that is there exactly once.
fn one<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn is_same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

fn random() -> io::Result<String> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    fn admit(door: &Door, uri: &str, headers: &[(HeaderName, &str)]) -> Result<Guest, Refused> {
        let headers =
            headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).expect("a value")));
        let mut map = HeaderMap::new();
        headers.for_each(|(name, value)| {
            map.append(name, value);
        });
        door.admit(&uri.parse().expect("an address"), &map)
    }

    #[test]
    fn only_the_link_on_this_machine_is_let_in() {
        let (door, link) = Door::new(4100).expect("there is randomness");
        let path = link.url.strip_prefix("http://127.0.0.1:4100").expect("loopback");
        let token = path.trim_matches('/');
        assert_eq!(token.len(), 43);
        let own = (HOST, "127.0.0.1:4100");
        let known = |rest: &str| Ok(Guest::Known(rest.to_owned()));
        let other = format!("{}A", &token[..42]);
        let cases = [
            (path.to_owned(), vec![own.clone()], known("")),
            (format!("{path}report/1?x=1"), vec![(HOST, "LOCALHOST:4100")], known("report/1")),
            (format!("/{token}"), vec![own.clone()], Ok(Guest::Once(path.to_owned()))),
            ("/".to_owned(), vec![own.clone()], Err(WRONG_TOKEN)),
            (format!("/{}/", &token[..42]), vec![own.clone()], Err(WRONG_TOKEN)),
            (format!("/x/{token}/"), vec![own.clone()], Err(WRONG_TOKEN)),
            (path.to_owned(), vec![], Err(WRONG_HOST)),
            (path.to_owned(), vec![(HOST, "127.0.0.1")], Err(WRONG_HOST)),
            (path.to_owned(), vec![(HOST, "rebound.example:4100")], Err(WRONG_HOST)),
            (path.to_owned(), vec![own.clone(), (HOST, "rebound.example")], Err(WRONG_HOST)),
            (format!("http://rebound.example:4100{path}"), vec![own.clone()], Err(WRONG_HOST)),
            (path.to_owned(), vec![own.clone(), (ORIGIN, "http://127.0.0.1:4100")], known("")),
            (path.to_owned(), vec![own.clone(), (ORIGIN, "http://localhost:4100")], Err(WRONG_ORIGIN)),
            (path.to_owned(), vec![own.clone(), (ORIGIN, "https://evil.example")], Err(WRONG_ORIGIN)),
            (path.to_owned(), vec![own.clone(), (ORIGIN, "null")], Err(WRONG_ORIGIN)),
        ];
        for (uri, headers, expected) in cases {
            assert_eq!(admit(&door, &uri, &headers), expected, "{uri} {headers:?}");
        }
        if other != token {
            assert_eq!(admit(&door, &format!("/{other}/"), &[own]), Err(WRONG_TOKEN));
        }
    }

    #[test]
    fn the_address_for_once_is_good_once() {
        let (door, link) = Door::new(4100).expect("there is randomness");
        let once = || admit(&door, &link.once, &[(HOST, "127.0.0.1:4100")]);
        assert!(matches!(once(), Ok(Guest::Once(page)) if link.url.ends_with(&page)));
        assert_eq!(once(), Err(WRONG_TOKEN));
    }

    #[test]
    fn no_two_tokens_are_the_same() {
        assert_ne!(random().expect("randomness"), random().expect("randomness"));
    }
}
