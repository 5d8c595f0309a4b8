//! `document.write`: what is written piece by piece is read as one text. Before and after branches, and at the end of
//! each task, what is complete so far is handed over.

use crate::extract::js::Language;
use crate::extract::js::eval::{Call, Eval, Moment};
use crate::extract::js::found::Statements;
use crate::extract::js::text::Text;
use crate::extract::js::value::{Id, Value};
use crate::span::Span;

/// What was written and not handed over yet.
const WRITTEN: &str = "@written";
/// Ways in which writing may have gone that are kept apart.
const WAYS: usize = 8;

/// The calls that wrote what is not handed over yet.
#[derive(Debug)]
pub(crate) struct Writes {
    moment: Moment,
    place: Span,
    statements: Statements,
}

impl<'a> Eval<'a> {
    pub(crate) fn write_document(&mut self, call: &Call<'a>) {
        let now = (self.moment.trigger, self.moment.block);
        if self.writes.as_ref().is_some_and(|writes| (writes.moment.trigger, writes.moment.block) != now) {
            self.hand_over();
        }
        let document = self.written_on();
        for at in 0..call.args.len() {
            let text = self.text_of(&call.arg(at), call.span(at));
            let old = self.heap.name(document, WRITTEN).cloned().unwrap_or_else(empty);
            let new = self.concat(old, text, call.site);
            self.heap.set(document, WRITTEN, new);
        }
        let statements = self.statements_of(call.site);
        let moment = self.moment;
        match &mut self.writes {
            Some(writes) => {
                writes.place = writes.place.cover(call.site);
                writes.moment.confidence = writes.moment.confidence.min(moment.confidence);
                writes.statements = Vec::new();
            }
            None => self.writes = Some(Writes { moment, place: call.span(0), statements }),
        }
    }

    /// Where writing is kept track of, so that branches join it.
    fn written_on(&mut self) -> Id {
        let value = self.found_element("@document");
        value.as_id().expect("an element is an object")
    }

    /// Hands over what was written if it ends outside of tags and scripts.
    pub(crate) fn flush_writes(&mut self) {
        if self.writes.is_none() {
            return;
        }
        let document = self.written_on();
        let written = self.heap.name(document, WRITTEN).cloned().unwrap_or_else(empty);
        let ways = written.alternatives();
        if ways.len() > WAYS
            || ways.iter().filter_map(Value::as_text).all(|text| self.afford(text.len()) && is_complete(text))
        {
            self.hand_over();
        }
    }

    /// Hands over what was written.
    pub(crate) fn hand_over(&mut self) {
        let Some(writes) = self.writes.take() else { return };
        let document = self.written_on();
        let written = self.heap.name(document, WRITTEN).cloned().unwrap_or_else(empty);
        self.heap.set(document, WRITTEN, empty());
        let outer = std::mem::replace(&mut self.moment, writes.moment);
        let sure = written.alternatives().len() == 1;
        self.moment.confidence = self.confidence(sure);
        for text in written.alternatives().iter().filter_map(Value::as_text) {
            self.part_of(text, Language::Markup, writes.place, "document.write".into(), &writes.statements);
        }
        self.moment = outer;
    }
}

fn empty<'a>() -> Value<'a> {
    Value::Text(Text::default())
}

/// Whether markup ends outside of a tag and of a script.
fn is_complete(text: &Text) -> bool {
    let text = text.as_str();
    let in_tag = text.rfind('<') > text.rfind('>');
    !in_tag && is_closed(text, "<script", "</script") && is_closed(text, "<style", "</style")
}

/// Whether there is an end for each start of an element, in whatever case.
fn is_closed(text: &str, start: &str, end: &str) -> bool {
    let signs = memchr::memchr_iter(b'<', text.as_bytes()).map(|at| &text.as_bytes()[at..]);
    let is = |rest: &[u8], tag: &str| rest.get(..tag.len()).is_some_and(|own| own.eq_ignore_ascii_case(tag.as_bytes()));
    let (starts, ends) = signs.fold((0, 0), |(starts, ends), rest| {
        (starts + usize::from(is(rest, start)), ends + usize::from(is(rest, end)))
    });
    starts <= ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_complete_outside_of_tags_and_scripts() {
        let complete = |text| is_complete(&Text::exact(text, 0));
        assert!(complete("<p>a") && complete("<script>a<b</script>") && complete(""));
        assert!(!complete("<img src='") && !complete("<SCRIPT>f()") && !complete("<style>a{}"));
    }
}
