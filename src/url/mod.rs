//! URLs as they stand in tags: with macros anywhere, holes, entities already decoded. [`Url`] splits one without ever
//! being wrong about a macro's inside, and says of the host what is known. Nothing here knows a vendor.

mod decode;
mod join;
mod macros;

pub use decode::{base64, data, percent, percent_decoded};
pub use join::join;

use crate::mapped::HOLE;
use crate::source::tally::tally;
use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;
use std::sync::OnceLock;

/// What a text in the place of a URL makes a browser do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// No request: empty, a fragment, `mailto:`, `about:blank`, an app's scheme.
    Nothing,
    /// Runs code.
    Script,
    /// Carries its content with it.
    Data,
    /// A request: `http`, `https`, `ws`, `wss`, or relative to the page.
    Network,
}

/// The scheme of a text in the place of a URL.
#[must_use]
pub fn scheme(text: &str) -> Scheme {
    let text = text.trim();
    if text.is_empty() || (text.starts_with('#') && !text.starts_with("#{")) {
        return Scheme::Nothing;
    }
    let Some(name) = scheme_name(text) else { return Scheme::Network };
    let is = |known: &&str| name.eq_ignore_ascii_case(known);
    match ["https", "http", "ws", "wss", "javascript", "data"].iter().position(is) {
        Some(0..4) => Scheme::Network,
        Some(4) => Scheme::Script,
        Some(_) => Scheme::Data,
        None => Scheme::Nothing,
    }
}

/// The letters before the `:`, if the text starts with a scheme. White space inside is what browsers drop.
fn scheme_name(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let end = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'+' | b'-' | b'.'))?;
    (bytes[end] == b':' && bytes[0].is_ascii_alphabetic()).then(|| &text[..end])
}

/// What is known of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// None: the URL is relative to where the creative is served from.
    Own,
    /// All of it, lower case, without port, user or trailing dot. Where only the start is unknown
    /// (`{{dc}}.example.com`) that start stands as a hole and the rest counts.
    Known(String),
    /// Nothing that says whose it is.
    Unknown,
}

impl Host {
    /// The host as text, if it is known.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        if let Self::Known(host) = self { Some(host) } else { None }
    }
}

/// A URL, split.
#[derive(Clone, Debug)]
pub struct Url<'t> {
    /// As resolved, without the white space that browsers drop.
    pub text: Cow<'t, str>,
    /// Host.
    pub host: Host,
    /// Whether the scheme is plain `http` or `ws`.
    pub insecure: bool,
    path: Range<usize>,
    query: Range<usize>,
    macros: Vec<Range<usize>>,
    /// Where the names and values of the parameters stand, told when first asked for: most URLs are never asked, some often.
    pairs: OnceLock<Vec<Pair>>,
}

/// Where a parameter's name and value stand.
type Pair = (Range<usize>, Range<usize>);

impl<'t> Url<'t> {
    /// Splits a URL. Any text is one; what makes no sense is a relative path.
    #[must_use]
    pub fn parse(text: &'t str) -> Self {
        let (text, macros) = if is_plain(text) {
            (Cow::Borrowed(text), Vec::new())
        } else {
            let text = cleaned(text);
            let macros = macros::spans(&text);
            (text, macros)
        };
        let masked = macros::mask(&text, &macros);
        let (after_scheme, insecure) = skip_scheme(&text, &masked, &macros);
        let authority = authority(&text, &masked, after_scheme, &macros);
        let path_start = authority.as_ref().map_or(after_scheme, |range| range.end);
        let rest = &masked[path_start..];
        let fragment = path_start + memchr::memchr(b'#', rest).unwrap_or(rest.len());
        let question = memchr::memchr(b'?', &masked[path_start..fragment]).map_or(fragment, |at| path_start + at);
        let host =
            authority.map_or(own_or_unknown(&text, &macros, path_start), |range| host(&text, &masked, range, &macros));
        let query = (question + 1).min(fragment)..fragment;
        Self { host, insecure, path: path_start..question, query, macros, pairs: OnceLock::new(), text }
    }

    /// The same with the text owned.
    #[must_use]
    pub fn into_owned(self) -> Url<'static> {
        let Self { text, host, insecure, path, query, macros, pairs } = self;
        Url { text: Cow::Owned(text.into_owned()), host, insecure, path, query, macros, pairs }
    }

    /// From the `/` after the host up to `?` or `#`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.text[self.path.clone()]
    }

    /// Between `?` and `#`, undecoded.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.text[self.query.clone()]
    }

    /// The parameters, names and values undecoded. A macro's inside never splits one.
    pub fn params(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.pairs.get_or_init(|| self.split());
        pairs.iter().map(|(name, value)| (&self.text[name.clone()], &self.text[value.clone()]))
    }

    fn split(&self) -> Vec<Pair> {
        let (mut pairs, mut at) = (Vec::new(), self.query.start);
        while at < self.query.end {
            let end = self.find(b'&', at, self.query.end);
            let equals = self.find(b'=', at, end);
            if equals > at {
                pairs.push((at..equals, (equals + 1).min(end)..end));
            }
            at = end + 1;
        }
        pairs
    }

    /// The first value of a parameter, names compared without case.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The next `byte` outside macros, or `end`.
    fn find(&self, byte: u8, from: usize, end: usize) -> usize {
        let mut at = from;
        while let Some(found) = memchr::memchr(byte, &self.text.as_bytes()[at..end]) {
            let place = at + found;
            match self.macros.iter().find(|range| range.contains(&place)) {
                Some(range) => at = range.end.min(end),
                None => return place,
            }
        }
        end
    }

    /// Whether it names a host by itself, with `//` before it: a value that is meant as a URL.
    #[must_use]
    pub fn is_absolute(&self) -> bool {
        let host = self.host.as_str().is_some_and(|host| host.contains('.'));
        host && self.text.as_bytes()[..self.path.start].windows(2).any(|pair| pair == b"//")
    }

    /// Whether the host is a numeric address.
    #[must_use]
    pub fn is_raw_ip(&self) -> bool {
        // Nearly no host is one, which its last letter tells.
        let looks_so = |host: &&str| host.ends_with(|last: char| last.is_ascii_digit() || last == ']');
        let Some(host) = self.host.as_str().filter(looks_so) else { return false };
        host.parse::<Ipv4Addr>().is_ok() || host.trim_matches(['[', ']']).parse::<Ipv6Addr>().is_ok()
    }

    /// What follows a macro at the very start, if that is a whole URL: `%%CLICK_URL%%https://…`.
    #[must_use]
    pub fn after_prefix(&self) -> Option<&str> {
        let first = self.macros.first().filter(|range| range.start == 0)?;
        let rest = &self.text[first.end..];
        let is_url = scheme_name(rest).is_some() && scheme(rest) == Scheme::Network;
        is_url.then_some(rest)
    }
}

/// Whether a text has no macros, and nothing that browsers drop or change. Most have not, which one look at many bytes at a
/// time tells sooner than a search for each sign.
fn is_plain(text: &str) -> bool {
    let is_odd = |byte: u8| byte <= b' ' || matches!(byte, b'\\' | b'$' | b'[' | b'{' | b'<' | b'@' | b'%');
    tally(text.as_bytes(), is_odd) == 0
}

/// Without tabs and line breaks, which browsers drop, and with `\` as `/`.
fn cleaned(text: &str) -> Cow<'_, str> {
    let text = trimmed(text);
    if memchr::memchr3(b'\t', b'\n', b'\r', text.as_bytes()).is_some() {
        return Cow::Owned(cleaned(&text.replace(['\t', '\n', '\r'], "")).into_owned());
    }
    let end = memchr::memchr2(b'?', b'#', text.as_bytes()).unwrap_or(text.len());
    if memchr::memchr(b'\\', &text.as_bytes()[..end]).is_some() {
        return Cow::Owned(text[..end].replace('\\', "/") + &text[end..]);
    }
    Cow::Borrowed(text)
}

/// Without spaces and control characters around it.
fn trimmed(text: &str) -> &str {
    let is_text = |byte: &u8| *byte > b' ';
    let start = text.bytes().position(|byte| is_text(&byte)).unwrap_or(text.len());
    let end = text.bytes().rposition(|byte| is_text(&byte)).map_or(start, |last| last + 1);
    &text[start..end]
}

/// Where the scheme ends (past its `:`), and whether it is insecure.
fn skip_scheme(text: &str, masked: &[u8], macros: &[Range<usize>]) -> (usize, bool) {
    if let Some(name) = scheme_name(text) {
        let insecure = name.eq_ignore_ascii_case("http") || name.eq_ignore_ascii_case("ws");
        return (name.len() + 1, insecure);
    }
    // `${SCHEME}://`, `{…}//`: an unknown scheme, as long as an authority follows.
    let Some(first) = macros.first().filter(|range| range.start == 0) else { return (0, false) };
    let colon = usize::from(masked.get(first.end) == Some(&b':'));
    if masked[first.end + colon..].starts_with(b"//") { (first.end + colon, false) } else { (0, false) }
}

/// The authority's range, if there is one.
fn authority(text: &str, masked: &[u8], from: usize, macros: &[Range<usize>]) -> Option<Range<usize>> {
    let end_of = |start: usize| {
        start + masked[start..].iter().position(|b| matches!(b, b'/' | b'?' | b'#')).unwrap_or(masked.len() - start)
    };
    let slashes = masked[from..].iter().take_while(|b| **b == b'/').count();
    if from > 0 && (slashes >= 2 || scheme_name(text).is_some()) {
        // Browsers take any number of slashes after `http:`, none included.
        return Some(from + slashes..end_of(from + slashes));
    }
    if slashes >= 2 {
        return Some(2..end_of(2));
    }
    // `{…}example.com/path`: a scheme and part of a host that only run time knows, then a domain.
    let first = macros.first().filter(|range| range.start == 0 && &text[(*range).clone()] == HOLE)?;
    let end = end_of(first.end);
    (end < masked.len() && is_domain(&text[first.end..end])).then_some(0..end)
}

fn is_domain(text: &str) -> bool {
    psl::domain(text.trim_start_matches('.').as_bytes())
        .is_some_and(|domain| domain.suffix().is_known() && domain.suffix().typ() == Some(psl::Type::Icann))
}

/// A URL without authority is relative; but one that starts with a macro may be anything.
fn own_or_unknown(text: &str, macros: &[Range<usize>], path_start: usize) -> Host {
    let macro_first = path_start == 0 && macros.first().is_some_and(|range| range.start == 0);
    if macro_first && !macros::is_scheme(&text[macros[0].clone()]) { Host::Unknown } else { Host::Own }
}

fn host(text: &str, masked: &[u8], authority: Range<usize>, macros: &[Range<usize>]) -> Host {
    let is_odd = |byte: u8| !matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
    if tally(&text.as_bytes()[authority.clone()], is_odd) == 0 {
        return judge(text[authority].trim_end_matches('.').to_owned());
    }
    let start =
        memchr::memrchr(b'@', &masked[authority.clone()]).map_or(authority.start, |at| authority.start + at + 1);
    let mut end = authority.end;
    let bracketed = masked[start..end].starts_with(b"[");
    if !bracketed && let Some(colon) = memchr::memrchr(b':', &masked[start..end]) {
        end = start + colon;
    }
    if bracketed && let Some(close) = memchr::memchr(b']', &masked[start..end]) {
        end = start + close + 1;
    }
    let mut name = String::with_capacity(end - start);
    let mut at = start;
    for range in macros.iter().filter(|range| range.start >= start && range.end <= end) {
        name.push_str(&text[at..range.start]);
        name.push_str(macros::host_part(&text[range.clone()]).unwrap_or(HOLE));
        at = range.end;
    }
    name.push_str(&text[at..end]);
    if memchr::memchr(b'%', name.as_bytes()).is_some() {
        name = percent(&name).into_owned();
    }
    name.truncate(name.trim_end_matches('.').len());
    name.make_ascii_lowercase();
    judge(name)
}

/// A host with a hole is known as far as the hole leaves the registrable domain alone.
fn judge(name: String) -> Host {
    let hole = if name.is_ascii() { None } else { name.rfind(HOLE) };
    let Some(hole) = hole else {
        return if name.is_empty() { Host::Own } else { Host::Known(name) };
    };
    let known = &name[hole + HOLE.len()..];
    if is_domain(known) { Host::Known(format!("{HOLE}{known}")) } else { Host::Unknown }
}

#[cfg(test)]
mod tests;
