//! The *record* of a run: every request in the order in which it was sent, with what became of it, and what was stored
//! in the browser.

use crate::call::Trigger;
use crate::limit::{CHAIN, OBSERVED, OBSERVED_STORED, OBSERVED_TEXT};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::{Duration, Instant, SystemTime};

/// Characters of the cookies of one answer.
const COOKIES: usize = 16 << 10;

/// A header.
pub(super) type Header = (String, String);

/// What became of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Nothing yet.
    #[default]
    Waiting,
    /// It was answered from the network.
    Answered(u64, Vec<Header>),
    /// It was answered on this machine: a file of the creative (its media type), or in place of a server.
    Here(u64, Vec<Header>),
    /// It was refused here, for this reason.
    Refused(&'static str),
    /// It failed, for this reason of the browser's.
    Failed(String),
}

/// A request.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent {
    /// The browser's number for it, which redirects keep.
    pub(super) id: String,
    pub(super) url: String,
    pub(super) method: String,
    pub(super) headers: Vec<Header>,
    /// What it is for, in the browser's words.
    pub(super) kind: String,
    pub(super) frame: String,
    pub(super) trigger: Trigger,
    /// When, since the start of the run.
    pub(super) at: Duration,
    /// What the browser says of who made it.
    pub(super) initiator: Value,
    pub(super) outcome: Outcome,
    /// The answer's text, of documents and scripts.
    pub(super) text: Option<String>,
}

/// Something that stays in the browser.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Stored {
    /// `cookie`, `localStorage` or `sessionStorage`.
    pub what: &'static str,
    /// The host it is kept for.
    pub host: String,
    /// Its name.
    pub name: String,
}

/// Everything of one run.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) sent: Vec<Sent>,
    pub(super) stored: BTreeSet<Stored>,
    /// What went wrong or is worth knowing: a problem's code, the words, and whether something may have gone unseen.
    pub(super) notes: Vec<(&'static str, String, bool)>,
    pub(super) began: SystemTime,
    start: Instant,
    /// By the number of the interception.
    paused: FxHashMap<String, usize>,
    /// What was announced, by the browser's number and the URL: when, what for, and by whom.
    announced: FxHashMap<(String, String), (Duration, String, Value, Trigger)>,
    from_memory: FxHashSet<String>,
    /// Lines of cookies of each answer from the network, by the browser's number, in the order of the answers.
    cookies: FxHashMap<String, Vec<String>>,
    /// Bytes of answers that may still be kept.
    text: usize,
}

impl Record {
    pub(super) fn new() -> Self {
        Self {
            sent: Vec::new(),
            stored: BTreeSet::new(),
            notes: Vec::new(),
            began: SystemTime::now(),
            start: Instant::now(),
            paused: FxHashMap::default(),
            announced: FxHashMap::default(),
            from_memory: FxHashSet::default(),
            cookies: FxHashMap::default(),
            text: OBSERVED_TEXT,
        }
    }

    /// How long the run has been going on.
    pub(super) fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// Whether there are as many requests as a run may make.
    pub(super) fn is_full(&self) -> bool {
        self.sent.len() >= OBSERVED
    }

    /// A note, each once.
    pub(super) fn note(&mut self, code: &'static str, words: String, incomplete: bool) {
        if self.notes.len() < 100 && !self.notes.iter().any(|(known, said, _)| *known == code && *said == words) {
            self.notes.push((code, words, incomplete));
        }
    }

    pub(super) fn store(&mut self, what: &'static str, host: &str, name: &str) {
        if self.stored.len() < OBSERVED_STORED {
            let name = name.chars().take(200).collect();
            self.stored.insert(Stored { what, host: host.to_owned(), name });
        }
    }

    /// Adds a request that is held back until it is decided about.
    pub(super) fn add(&mut self, interception: &str, sent: Sent) -> usize {
        self.paused.insert(interception.to_owned(), self.sent.len());
        self.sent.push(Sent { at: self.elapsed(), ..sent });
        self.sent.len() - 1
    }

    /// The request that an interception is about.
    pub(super) fn find(&self, interception: &str, id: &str, url: &str) -> Option<usize> {
        let is_it = |sent: &Sent| sent.id == id && sent.url == url;
        self.paused
            .get(interception)
            .copied()
            .filter(|at| is_it(&self.sent[*at]))
            .or_else(|| self.sent.iter().rposition(is_it))
    }

    /// Takes down what the browser says of a request before it is sent.
    pub(super) fn announce(&mut self, id: &str, url: &str, kind: &str, initiator: &Value, trigger: Trigger) {
        if self.announced.len() < 2 * OBSERVED {
            let known = (self.elapsed(), kind.to_owned(), initiator.clone(), trigger);
            self.announced.entry((id.to_owned(), url.to_owned())).or_insert(known);
        }
    }

    pub(super) fn is_from_memory(&mut self, id: &str) {
        if self.from_memory.len() < OBSERVED {
            self.from_memory.insert(id.to_owned());
        }
    }

    /// Takes down the cookies of an answer, which come apart from its other headers.
    pub(super) fn cookies(&mut self, id: &str, lines: &str) {
        let known = self.cookies.len() < OBSERVED || self.cookies.contains_key(id);
        let answers = self.cookies.entry(id.to_owned()).or_default();
        if known && answers.len() < CHAIN {
            answers.push(lines.chars().take(COOKIES).collect());
        }
    }

    /// Whether so much of an answer may be kept.
    pub(super) fn takes(&self, bytes: usize) -> bool {
        bytes <= self.text
    }

    pub(super) fn keep(&mut self, at: usize, text: String) {
        if let Some(left) = self.text.checked_sub(text.len()) {
            self.text = left;
            self.sent[at].text = Some(text);
        }
    }

    /// Requests that nothing came back for.
    pub(super) fn waiting(&self) -> impl Iterator<Item = &Sent> {
        self.sent.iter().filter(|sent| sent.outcome == Outcome::Waiting)
    }

    /// The page that was opened, as a server answered it: where it was asked for, where it was in the end, and its text.
    pub(super) fn document(&self) -> Option<(&str, &str, &str)> {
        let first = self.sent.iter().find(|sent| sent.kind == "Document")?;
        let last = self.sent.iter().rfind(|sent| sent.id == first.id)?;
        let Outcome::Answered(_, headers) = &last.outcome else { return None };
        let media = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let is_page = media.is_none_or(|(_, media)| media.to_ascii_lowercase().contains("html"));
        last.text.as_deref().filter(|_| is_page).map(|text| (first.url.as_str(), last.url.as_str(), text))
    }

    /// Puts together what was learned in several ways: who made each request, and what the browser announced but never
    /// sent.
    pub(super) fn close(&mut self) {
        let mut announced = std::mem::take(&mut self.announced);
        for sent in &mut self.sent {
            if let Some((_, _, initiator, _)) = announced.remove(&(sent.id.clone(), sent.url.clone())) {
                sent.initiator = initiator;
            }
        }
        self.add_cookies();
        let known: FxHashSet<&String> = self.sent.iter().map(|sent| &sent.url).collect();
        let is_unsent = |(id, url): &(String, String)| {
            url.starts_with("http") && !self.from_memory.contains(id) && !known.contains(url)
        };
        let unsent = announced.into_iter().filter(|(key, _)| is_unsent(key)).map(
            |((id, url), (at, kind, initiator, trigger))| {
                let outcome = Outcome::Failed("blocked by the browser".to_owned());
                let method = "GET".to_owned();
                Sent { id, url, method, kind, at, initiator, trigger, outcome, ..Sent::default() }
            },
        );
        let unsent: Vec<Sent> = unsent.collect();
        self.sent.extend(unsent);
        self.sent.sort_by_key(|sent| sent.at);
    }

    /// Gives each answer its cookies.
    fn add_cookies(&mut self) {
        let mut cookies: FxHashMap<String, std::vec::IntoIter<String>> =
            std::mem::take(&mut self.cookies).into_iter().map(|(id, lines)| (id, lines.into_iter())).collect();
        for sent in &mut self.sent {
            let Outcome::Answered(_, headers) = &mut sent.outcome else { continue };
            let lines = cookies.get_mut(&sent.id).and_then(Iterator::next).unwrap_or_default();
            if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("set-cookie")) {
                headers.extend(lines.lines().map(|line| ("Set-Cookie".to_owned(), line.to_owned())));
            }
        }
    }
}
