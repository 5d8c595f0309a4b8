//! The queue of regions, and what extraction gathers on the way. The decisions that every language shares are made
//! here: what counts as a call at all ([`Queue::url`]), how deep nesting goes, and how much one source may unfold.

use super::{Extraction, Language, Layer, Mark, Note, Region, Route, Selectors, Storage, vast};
use crate::association::{Creative, Object};
use crate::call::{Confidence, RawCall, Step};
use crate::chain::Seen;
use crate::limit::{REGION_BYTES, REGION_DEPTH, REGIONS, ROW_REGIONS};
use crate::mapped::{Builder, Mapped};
use crate::span::Span;
use crate::url;
use std::collections::VecDeque;

/// Regions to read, and what was found so far.
#[derive(Debug)]
pub struct Queue<'s> {
    /// Regions with their numbers.
    waiting: VecDeque<(usize, Region<'s>)>,
    /// Number of the region that is being read.
    current: usize,
    keeping: bool,
    shallow: bool,
    found: Extraction,
    taken: usize,
    /// How many regions may be taken.
    regions: usize,
    bytes: usize,
    budget: usize,
    selectors: Selectors,
    /// Documents so far.
    documents: usize,
    /// Data blocks: document, id, text.
    blobs: Vec<(usize, String, String)>,
}

impl<'s> Queue<'s> {
    /// An empty queue for a source of this many bytes.
    #[must_use]
    pub fn new(source_bytes: usize) -> Self {
        Self {
            waiting: VecDeque::new(),
            current: 0,
            keeping: false,
            shallow: false,
            found: Extraction::default(),
            taken: 0,
            regions: REGIONS,
            bytes: 0,
            budget: REGION_BYTES + 8 * source_bytes,
            selectors: Selectors::default(),
            documents: 0,
            blobs: Vec::new(),
        }
    }

    /// The same, looking for elements.
    #[must_use]
    pub fn marking(mut self, selectors: &Selectors) -> Self {
        self.selectors = selectors.clone();
        self
    }

    /// What to look for in markup.
    #[must_use]
    pub fn selectors(&self) -> Selectors {
        self.selectors.clone()
    }

    /// An element that a selector matches.
    pub fn mark(&mut self, mark: Mark) {
        self.found.marks.push(mark);
    }

    /// The same, keeping the regions for [`Extraction::layers`].
    #[must_use]
    pub fn keeping(self) -> Self {
        Self { keeping: true, ..self }
    }

    /// The same, for what stands in the text itself: code in it is left alone.
    #[must_use]
    pub fn shallow(self) -> Self {
        Self { shallow: true, ..self }
    }

    /// Whether code is left alone, so that there is no need to decode it.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        self.shallow
    }

    /// A row of a hand-written list: whether it is passed over, since whoever keeps the regions is out for the code, of
    /// which lists have none.
    pub fn passes_lists(&mut self) -> bool {
        self.found.has_list = true;
        self.keeping
    }

    /// Adds a region, unless it is nested too deep or the source has unfolded into too much already.
    pub fn push(&mut self, mut region: Region<'s>) {
        if self.shallow || region.text.text.trim().is_empty() {
            return;
        }
        if region.language == Language::Markup && vast::is_vast(&region.text.text) {
            region.language = Language::Vast;
        }
        region.route.depth += 1;
        region.route.expression = None;
        let site = region.route.site.take();
        self.bytes += region.text.text.len();
        self.taken += 1;
        if region.route.depth > REGION_DEPTH {
            self.note(
                region.text.span(),
                "nesting-too-deep",
                format!("code nested in code {REGION_DEPTH} times over was not followed further"),
            );
        } else if self.taken > self.regions || self.bytes > self.budget {
            self.too_much(region.text.span());
        } else {
            let number = self.keep(&region, site);
            self.waiting.push_back((number, region));
        }
    }

    /// Keeps the region, if that was asked for, and numbers it.
    fn keep(&mut self, region: &Region<'s>, site: Option<Span>) -> usize {
        if !self.keeping {
            return 0;
        }
        let (text, chain) = (region.text.clone().into_owned(), region.route.chain.clone());
        self.found.layers.push(Layer { text, language: region.language, around: self.current, site, chain });
        self.found.layers.len() - 1
    }

    fn too_much(&mut self, span: Span) {
        if !self.found.notes.iter().any(|n| n.code == "too-many-parts") {
            self.note(
                span,
                "too-many-parts",
                "this input unfolds into more scripts and documents than are read from one file".to_owned(),
            );
        }
    }

    /// The next region to read.
    pub fn take(&mut self) -> Option<Region<'s>> {
        let (number, region) = self.waiting.pop_front()?;
        self.current = number;
        Some(region)
    }

    /// Another row of a sheet, or line of objects: each may unfold into some parts of its own.
    pub fn row(&mut self) {
        self.regions += ROW_REGIONS;
    }

    /// The number of a new document.
    pub fn document(&mut self) -> usize {
        self.documents += 1;
        self.documents
    }

    /// A data block of a document, by its id.
    pub fn blob(&mut self, document: usize, id: String, text: String) {
        self.blobs.push((document, id, text));
    }

    /// The data blocks of a document: ids and texts.
    #[must_use]
    pub fn blobs(&self, document: usize) -> Vec<(String, String)> {
        let own = self.blobs.iter().filter(|(of, _, _)| *of == document);
        own.map(|(_, id, text)| (id.clone(), text.clone())).collect()
    }

    /// Takes the other scripts of a document, in order. All that a document holds stands together in the queue.
    pub fn take_scripts(&mut self, document: usize) -> Vec<(usize, Region<'s>)> {
        let is_own = |(_, region): &(usize, Region)| document != 0 && region.route.document == document;
        let end = self.waiting.iter().position(|waiting| !is_own(waiting)).unwrap_or(self.waiting.len());
        let own = self.waiting.drain(..end).collect::<Vec<_>>();
        let (scripts, others): (Vec<_>, Vec<_>) =
            own.into_iter().partition(|(_, region)| region.language == Language::Script);
        others.into_iter().rev().for_each(|other| self.waiting.push_front(other));
        scripts
    }

    /// Number of the region that is being read.
    #[must_use]
    pub fn current(&self) -> usize {
        self.current
    }

    /// Goes on with what a region holds that is read together with others.
    pub fn turn_to(&mut self, number: usize) {
        self.current = number;
    }

    /// Notes a part that went unread.
    pub fn note(&mut self, span: Span, code: &'static str, message: String) {
        self.found.notes.push(Note { span, code, message, incomplete: true });
    }

    /// Notes something that the reader should know although nothing is missing for certain.
    pub fn remark(&mut self, span: Span, code: &'static str, message: String) {
        self.found.notes.push(Note { span, code, message, incomplete: false });
    }

    /// A URL that the code at `route` makes the browser request. Here is decided whether that is a call: text that
    /// names no network resource is not, and `data:` and `javascript:` are code of their own.
    pub fn url(&mut self, raw: &Mapped<'s>, route: Route) {
        let url = raw.trim();
        match url::scheme(&url.text) {
            url::Scheme::Nothing => {}
            url::Scheme::Script => self.script_url(&url, route),
            url::Scheme::Data => self.data_url(&url, route),
            url::Scheme::Network => self.call(url, route),
        }
    }

    fn call(&mut self, url: Mapped<'s>, route: Route) {
        let url = match route.base.as_deref().and_then(|base| url::join(base, &url.text)) {
            Some(joined) => {
                let mut builder = Builder::default();
                builder.escaped(&joined, url.span());
                builder.build()
            }
            None => url.into_owned(),
        };
        let Route { chain, trigger, confidence, remove, expression, creative, site, .. } = route;
        let made_at = (self.current, site);
        let seen = None;
        self.found.calls.push(RawCall { url, expression, remove, made_at, trigger, chain, confidence, creative, seen });
    }

    /// A call that a capture saw a browser make. Text in the place of its URL is one.
    pub(crate) fn seen(&mut self, url: &Mapped<'s>, site: Span, seen: Seen, confidence: Confidence) {
        let mut chain: Vec<Step> = seen.steps().into_iter().map(Step::from).collect();
        let node = seen.node();
        chain.push(node.purpose.via().into());
        self.found.calls.push(RawCall {
            url: url.clone().into_owned(),
            expression: None,
            remove: None,
            made_at: (self.current, Some(site)),
            trigger: node.trigger,
            chain,
            confidence,
            creative: None,
            seen: Some(seen),
        });
    }

    fn script_url(&mut self, url: &Mapped<'s>, route: Route) {
        let colon = url.text.find(':').map_or(0, |at| at + 1);
        let text = url::percent_decoded(&url.slice(colon..url.text.len()));
        self.push(Region { text, language: Language::Script, route: route.step("javascript:") });
    }

    fn data_url(&mut self, url: &Mapped<'s>, route: Route) {
        let Some((language, text)) = url::data(url) else { return };
        self.push(Region { text, language, route: route.step("data:") });
    }

    /// A use of the browser's storage.
    pub fn storage(&mut self, span: Span, chain: Vec<Step>) {
        self.found.storage.push(Storage { span, chain });
    }

    /// A comment; kept if it speaks to taglint.
    pub fn comment(&mut self, text: &Mapped<'s>) {
        if memchr::memmem::find(text.text.as_bytes(), b"taglint:").is_some() {
            self.found.comments.push(text.clone().into_owned());
        }
    }

    /// A creative object; returns its number.
    pub fn creative(&mut self, creative: Creative) -> usize {
        self.found.creatives.push(creative);
        self.found.creatives.len() - 1
    }

    /// A tracker of a creative (by its number) that is marked as a segment pixel.
    pub fn segment_tracker(&mut self, creative: usize, url: Span) {
        self.found.creatives[creative].segment_trackers.push(url);
    }

    /// An object of the platform other than a creative.
    pub fn object(&mut self, object: Object) {
        self.found.objects.push(object);
    }

    /// Whether there is anything to read or to tell of.
    pub fn has_found(&self) -> bool {
        !self.waiting.is_empty() || !self.found.calls.is_empty() || !self.found.creatives.is_empty()
    }

    /// What was found since the last part, in the order of the file. Nothing must be waiting.
    pub fn part(&mut self) -> Extraction {
        let next = Self {
            found: Extraction::default(),
            waiting: VecDeque::new(),
            blobs: Vec::new(),
            selectors: self.selectors.clone(),
            ..*self
        };
        std::mem::replace(self, next).finish()
    }

    /// What was found, in the order of the file.
    #[must_use]
    pub fn finish(mut self) -> Extraction {
        // One source tag may stand for several elements of the tree; it makes one call.
        self.found.calls.sort_by_cached_key(|call| (call.span(), call.trigger));
        self.found.calls.dedup_by(|b, a| a.url.text == b.url.text && a.span() == b.span() && a.chain == b.chain);
        self.found.marks.sort_by_key(|mark| (mark.span, mark.selector));
        self.found.marks.dedup_by_key(|mark| (mark.span, mark.selector));
        self.found.notes.sort_by_key(|note| note.span);
        self.found.storage.sort_by_key(|use_| use_.span);
        self.found
    }
}
