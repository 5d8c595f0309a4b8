//! The door between the queue and the script reader: hands the scripts of a document to [`super::js`], and turns what
//! they would do into calls and regions of this source. The script reader sees the scripts as one text, one after the
//! other; here each place in it is led back to the region that it stands in.

use super::js::{self, Block, Part, Request, Scan};
use super::{Language, Queue, Region, Route, vast};
use crate::call::Confidence;
use crate::mapped::{Builder, Map};
use crate::span::Span;

/// Reads a region of script together with the other scripts of its document.
pub(crate) fn read<'s>(region: &Region<'s>, queue: &mut Queue<'s>) {
    let mut regions = vec![(queue.current(), region.clone())];
    regions.extend(queue.take_scripts(region.route.document));
    let blobs = queue.blobs(region.route.document);
    let blocks: Vec<Block> = regions.iter().map(|(_, region)| block(region)).collect();
    let scan = js::scan_blocks(&blocks, &blobs);
    Door::new(&regions, queue).scan(scan);
}

fn block<'r>(region: &'r Region) -> Block<'r> {
    Block { text: &region.text.text, trigger: region.route.trigger, element: handler_of(&region.route) }
}

/// The tag of the element whose event handler the script is: `img` of `img[onerror]`.
fn handler_of(route: &Route) -> &str {
    let handler = route.chain.last().and_then(|step| step.split_once("[on"));
    handler.map_or("", |(element, _)| element)
}

struct Door<'r, 's> {
    /// The regions, with their numbers.
    regions: &'r [(usize, Region<'s>)],
    /// Where each starts in the text that they make together.
    starts: Vec<u32>,
    /// From that text to the file.
    map: Map,
    queue: &'r mut Queue<'s>,
}

impl<'r, 's> Door<'r, 's> {
    fn new(regions: &'r [(usize, Region<'s>)], queue: &'r mut Queue<'s>) -> Self {
        let (mut starts, mut together) = (Vec::with_capacity(regions.len()), Builder::default());
        if let [(_, only)] = regions {
            return Self { regions, starts: vec![0], map: only.text.map.clone(), queue };
        }
        for (_, region) in regions {
            starts.push(crate::span::offset(together.len()));
            together.mapped(&region.text);
            let end = region.text.text.len();
            together.escaped("\n", region.text.map.span(end..end));
        }
        Self { regions, starts, map: together.build().map, queue }
    }

    fn scan(&mut self, scan: Scan) {
        scan.requests.into_iter().for_each(|request| self.request(request));
        scan.parts.into_iter().for_each(|part| self.part(part));
        self.video_ads();
        for span in scan.storage {
            let chain = self.regions[self.index(span)].1.route.chain.clone();
            self.queue.storage(self.map.span(span.range()), chain);
        }
        for comment in scan.comments {
            let index = self.index(comment);
            let text = &self.regions[index].1.text;
            self.queue.comment(&text.slice(self.local(index, comment).range()));
        }
        for note in scan.notes {
            let span = self.map.span(note.span.range());
            if note.incomplete() {
                self.queue.note(span, note.code, note.message);
            } else {
                self.queue.remark(span, note.code, note.message);
            }
        }
    }

    /// Which region a place of the whole is in.
    fn index(&self, span: Span) -> usize {
        self.starts.partition_point(|start| *start <= span.start).saturating_sub(1)
    }

    fn local(&self, index: usize, span: Span) -> Span {
        let start = self.starts[index];
        Span::new(span.start.saturating_sub(start), span.end.saturating_sub(start))
    }

    fn request(&mut self, request: Request) {
        let written = request.statement.or(request.expression).unwrap_or_else(|| request.url.span());
        let mut route = self.route(request.block, written, request.statement);
        route.chain.extend(request.through);
        route.expression = request.expression.map(|span| self.map.span(span.range()));
        let route = route.step(request.via).on(request.trigger).at_most(request.confidence);
        self.queue.url(&request.url.within(&self.map), route);
    }

    fn part(&mut self, part: Part) {
        let language = match part.language {
            js::Language::Markup => Language::Markup,
            js::Language::Script => Language::Script,
            js::Language::Style => Language::Declarations,
        };
        let written = part.statement.unwrap_or_else(|| part.text.span());
        let mut route = self.route(part.block, written, part.statement);
        route.chain.extend(part.through);
        let route = route.step(part.via).on(part.trigger).at_most(part.confidence);
        self.queue.push(Region { text: part.text.within(&self.map), language, route });
    }

    /// Video ads that stand in texts of the scripts: whatever these do with them, a player gets them in the end.
    fn video_ads(&mut self) {
        for (number, region) in self.regions.iter().filter(|(_, region)| vast::is_named(&region.text.text)) {
            self.queue.turn_to(*number);
            for text in js::texts(&region.text.text, vast::is_vast) {
                let route = region.route.clone().step("string").at_most(Confidence::Medium);
                self.queue.push(Region { text: text.within(&region.text.map), language: Language::Vast, route });
            }
        }
    }

    /// The route of something that one region makes happen by code that is written at `written`.
    fn route(&mut self, block: usize, written: Span, statement: Option<Span>) -> Route {
        let index = self.index(written);
        let (number, _) = self.regions[index];
        self.queue.turn_to(number);
        let mut route = self.regions[block].1.route.clone();
        if index != block {
            route.remove = None;
        }
        let remove = statement.map(|span| self.map.span(span.range()));
        Route { site: statement.map(|span| self.local(index, span)), ..route.removing(remove) }
    }
}

#[cfg(test)]
mod tests {
    use crate::extract::{Language, extract};
    use crate::mapped::Map;

    /// The calls of a document: trigger, the chain, the URL, and what stands at the call and at what is to be deleted.
    fn calls(markup: &str) -> Vec<String> {
        let found = extract(markup, &Map::Shift(0), Language::Markup);
        let line = |call: &crate::call::RawCall| {
            let at = |span: crate::span::Span| &markup[span.range()];
            let remove = call.remove.map_or("nothing", at);
            let trigger = format!("{:?}", call.trigger).to_lowercase();
            format!("{trigger} {} {} | {} | {remove}", call.chain.join(" > "), call.url.text, at(call.span()))
        };
        found.calls.iter().map(line).collect()
    }

    #[test]
    fn scripts_of_a_document_share_their_variables_and_keep_their_places() {
        let markup = "<script>var h = '//a.example';</script><p onclick='px(1)'></p><style>b{}</style>
            <script>function px(n){ fetch(h + n); }</script><template><script>fetch(h)</script></template>
            <script type=application/json id=c>{\"u\": \"//b.example\"}</script>
            <script>fetch(JSON.parse(document.getElementById('c').text).u)</script>";
        let expected = [
            "click p[onclick] > fetch //a.example1 | h + n | fetch(h + n);",
            "load template > script > fetch {…} | h | fetch(h)",
            "load script > fetch //b.example | JSON.parse(document.getElementById('c').text).u | fetch(JSON.parse(document.getElementById('c').text).u)",
        ];
        assert_eq!(calls(markup), expected);
    }

    #[test]
    fn documents_stay_apart() {
        let markup = "<script>var h = '//a.example';</script><iframe srcdoc='<script>fetch(h)</script>'></iframe>";
        assert_eq!(calls(markup), ["load iframe[srcdoc] > script > fetch {…} | h | fetch(h)"]);
    }
}
