//! One walk over a URL that reports every mark on it: host labels, path, parameters, what their values hold.

use super::Context;
use super::lexicon::Known;
use super::model::{Form, MODEL, Place, Role};
use super::placeholder::placeholders;
use super::text::{address, decoded, has_size, has_title, head, is_address, is_placeholder, is_prose, squeezed};
use super::word::Words;
use crate::url::Url;
use std::ops::Range;

/// Parameters that are looked at.
const PARAMS: usize = 64;

/// A mark met in a URL.
pub(super) struct Hit<'t> {
    pub(super) mark: usize,
    /// The word of the lists.
    pub(super) word: &'static str,
    /// As it stands in the URL.
    pub(super) text: &'t str,
}

/// Reports the marks of a URL to `sink`, some more than once.
pub(super) fn scan(url: &Url, context: &Context, sink: &mut impl FnMut(Hit<'_>)) {
    let mut scan = Scan { sink, words: Words::new(), consent: false, returns: false };
    scan.context(context);
    scan.host(url.host.as_str().unwrap_or_default());
    scan.path(&decoded(head(url.path())));
    for (name, value) in url.params().take(PARAMS) {
        scan.param(head(name), head(value));
    }
    if scan.consent && scan.returns {
        scan.form(Form::ConsentReturn, "");
    }
}

struct Scan<'s, S> {
    sink: &'s mut S,
    words: Words,
    /// Whether a consent parameter was met; it counts in company only.
    consent: bool,
    /// Whether a redirect parameter with an address was met.
    returns: bool,
}

impl<S: FnMut(Hit<'_>)> Scan<'_, S> {
    fn hit(&mut self, known: Known, text: &str) {
        (self.sink)(Hit { mark: known.mark, word: known.word, text });
    }

    fn form(&mut self, form: Form, text: &str) {
        self.hit(MODEL.form(form), text);
    }

    fn context(&mut self, context: &Context) {
        if let Some(known) = MODEL.find_whole(Place::Via, context.via) {
            self.hit(known, context.via);
        }
        // Impressions are counted by hidden images too; only a frame is telling.
        if context.hidden && context.via.starts_with("iframe") {
            self.form(Form::HiddenFrame, "");
        }
    }

    /// The labels before the registrable domain; that one is a name, and names say nothing.
    fn host(&mut self, host: &str) {
        let domain = psl::domain_str(host).map_or(host.len(), str::len);
        for label in host[..host.len() - domain].split('.').filter(|label| !label.is_empty()) {
            self.look_up(Place::Host, label, usize::MAX);
        }
    }

    fn path(&mut self, path: &str) {
        let inner = address(path).filter(|at| *at > 2);
        let own = inner.map_or(path, |at| &path[..at]);
        let last = memchr::memrchr(b'/', own.trim_end_matches('/').as_bytes()).map_or(0, |at| at + 1);
        let extension = self.extension(&own[last..]);
        // What says the type of a file is no word besides.
        let words = extension.map_or(own, |at| &own[..last + at]);
        match self.look_up(Place::Path, words, last) {
            0 => {}
            1 => self.form(Form::Word, ""),
            _ => self.form(Form::Prose, ""),
        }
        self.placeholders(path, own.len());
        if has_title(own) {
            self.form(Form::Title, "");
        }
        if has_size(own) {
            self.form(Form::Size, "");
        }
        if let Some(at) = inner {
            self.form(Form::Nested, "");
            self.inner(&path[at..]);
        }
    }

    /// Where a known extension starts that ends a path's last segment.
    fn extension(&mut self, segment: &str) -> Option<usize> {
        let file = segment.split([';', ':', '=', '{', '[', '$', '/']).next().unwrap_or_default();
        let (name, extension) = file.rsplit_once('.')?;
        let known = squeezed(extension, |word| MODEL.find_whole(Place::Extension, word))?;
        self.hit(known, extension);
        (file.len() == segment.len()).then_some(name.len())
    }

    /// Looks up the words of a text, two neighbours as one before one alone; those from byte `last` on, if they are
    /// known, again as the last of the path. Returns how many words no list knows.
    fn look_up(&mut self, place: Place, text: &str, last: usize) -> usize {
        self.words.cut(text);
        let (mut at, mut unknown) = (0, 0);
        while let Some(word) = self.words.joined(at, 1) {
            let two = self.words.pair(at).and_then(|two| MODEL.find_joined(place, two, word.len()));
            let (count, known) = if two.is_some() { (2, two) } else { (1, MODEL.find(place, word)) };
            match known {
                Some(known) => self.found(known, text, at..at + count, last),
                None => unknown += usize::from(is_prose(word)),
            }
            at += count;
        }
        unknown
    }

    fn found(&mut self, known: Known, text: &str, words: Range<usize>, last: usize) {
        let place = self.words.place(words.clone());
        let ending = self.words.joined(words.start, words.len()).filter(|_| place.start >= last);
        let ending = ending.and_then(|word| MODEL.find(Place::Last, word));
        for known in [Some(known), ending].into_iter().flatten() {
            self.hit(known, &text[place.clone()]);
        }
    }

    fn param(&mut self, name: &str, value: &str) {
        if is_address(name) {
            return self.value(Role::Return, &format!("{name}={value}"));
        }
        let name = name.strip_prefix("amp;").unwrap_or(name);
        let known = name_of(name);
        if let Some(known) = known {
            self.hit(known, name);
        }
        match known.map_or(Role::Other, |known| MODEL.role(known.mark)) {
            Role::Consent => self.consent = true,
            role if !value.is_empty() => self.value(role, value),
            _ => {}
        }
    }

    fn value(&mut self, role: Role, value: &str) {
        let value = decoded(value);
        let own_host = role == Role::Return && value.starts_with('/') && !value.starts_with("//");
        let inner = if own_host { Some(0) } else { address(&value) };
        self.placeholders(&value, inner.unwrap_or(value.len()));
        match role {
            Role::Return if inner.is_some() || is_placeholder(&value) => {
                self.returns = true;
                self.form(Form::Return, "");
            }
            _ if inner.is_some() => self.form(Form::Nested, ""),
            _ => {}
        }
        if let Some(at) = inner {
            self.inner(&value[at..]);
        }
    }

    /// An address inside, without its scheme: its path, and whether it takes an id.
    fn inner(&mut self, url: &str) {
        let (start, query) = url.split_once('?').unwrap_or((url, ""));
        if let Some(at) = start.find('/') {
            self.look_up(Place::Inner, &start[at..], usize::MAX);
        }
        let names = query.split('&').map(|pair| pair.split('=').next().unwrap_or_default());
        let is_user = |name: &str| name_of(name).is_some_and(|known| MODEL.role(known.mark) == Role::User);
        if let Some(name) = names.take(PARAMS).find(|name| is_user(name)) {
            self.form(Form::ReturnUser, name);
        }
    }

    /// The placeholders of a decoded text; those from `inner` on stand in an address inside.
    fn placeholders(&mut self, text: &str, inner: usize) {
        placeholders(text, &mut |found| {
            let Some(known) = squeezed(found.name, |word| MODEL.find(Place::Macro, word)) else { return };
            // Without brackets only a word that leaves no doubt counts.
            if found.bare && MODEL.role(known.mark) != Role::User {
                return;
            }
            let whole = &text[found.whole.clone()];
            self.hit(known, whole);
            if found.whole.start >= inner && MODEL.role(known.mark) == Role::User {
                self.form(Form::ReturnMacro, whole);
            }
        });
    }
}

/// The mark of a parameter's name, read without case and punctuation.
fn name_of(name: &str) -> Option<Known> {
    squeezed(name, |word| MODEL.find(Place::Name, word))
}
