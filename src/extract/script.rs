//! The door between the queue and the script reader: hands a script region to [`super::js`], and turns what the script
//! would do into calls and regions of this source.

use super::js::{self, Context, Part, Request};
use super::{Language, Queue, Region, Route, vast};
use crate::call::{Confidence, Step, Trigger};
use crate::mapped::Mapped;
use crate::span::Span;

/// Reads a region of script.
pub(crate) fn read<'s>(region: &Region<'s>, queue: &mut Queue<'s>) {
    let context = Context { trigger: region.route.trigger, element: handler_of(&region.route), ..Context::default() };
    let scan = js::scan(&region.text.text, context);
    let mut door = Door { text: &region.text, route: &region.route, queue };
    for request in scan.requests {
        door.request(request);
    }
    for part in scan.parts {
        door.part(part);
    }
    door.video_ads();
    for span in scan.storage {
        door.queue.storage(region.text.map.span(span.range()), region.route.chain.clone());
    }
    for comment in scan.comments {
        door.queue.comment(&region.text.slice(comment.range()));
    }
    for note in scan.notes {
        let span = region.text.map.span(note.span.range());
        if note.incomplete() {
            door.queue.note(span, note.code, note.message);
        } else {
            door.queue.remark(span, note.code, note.message);
        }
    }
}

/// The tag of the element whose event handler the script is: `img` of `img[onerror]`.
fn handler_of(route: &Route) -> &str {
    let handler = route.chain.last().and_then(|step| step.split_once("[on"));
    handler.map_or("", |(element, _)| element)
}

struct Door<'r, 's> {
    text: &'r Mapped<'s>,
    route: &'r Route,
    queue: &'r mut Queue<'s>,
}

impl Door<'_, '_> {
    fn request(&mut self, request: Request) {
        let url = request.url.within(&self.text.map);
        let route = self.route(&request.through, request.via, request.trigger, request.statement);
        let expression = request.expression.map(|span| self.text.map.span(span.range()));
        let route = Route { expression, ..route.at_most(request.confidence) };
        self.queue.url(&url, route);
    }

    fn part(&mut self, part: Part) {
        let language = match part.language {
            js::Language::Markup => Language::Markup,
            js::Language::Script => Language::Script,
            js::Language::Style => Language::Declarations,
        };
        let route = self.route(&part.through, part.via, part.trigger, part.statement).at_most(part.confidence);
        self.queue.push(Region { text: part.text.within(&self.text.map), language, route });
    }

    /// Video ads that stand in texts of the script: whatever it does with them, a player gets them in the end.
    fn video_ads(&mut self) {
        if !vast::is_named(&self.text.text) {
            return;
        }
        for text in js::texts(&self.text.text, vast::is_vast) {
            let route = self.route.step("string").at_most(Confidence::Medium);
            self.queue.push(Region { text: text.within(&self.text.map), language: Language::Vast, route });
        }
    }

    fn route(&self, through: &[Step], via: Step, trigger: Trigger, statement: Option<Span>) -> Route {
        let remove = statement.map(|span| self.text.map.span(span.range()));
        let inner = through.iter().fold(self.route.clone(), |route, step| route.step(step.clone()));
        Route { site: statement, ..inner.step(via).on(trigger).removing(remove) }
    }
}
