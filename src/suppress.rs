//! *Suppressions*: comments in a creative that silence a rule where that is right. `taglint: ignore[rule-id] reason`
//! works on its own line and the next one; `ignore-file` on the whole file; `ignore-start` up to `ignore-end` on what
//! is between. The id is required, so that nobody silences more than they meant. What matches nothing is reported.

use crate::mapped::Mapped;
use crate::span::Span;
use std::ops::RangeInclusive;

/// A suppression as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The comment.
    pub span: Span,
    /// The rule it silences.
    pub rule: String,
    /// 1-based lines on which it does.
    pub lines: RangeInclusive<u32>,
    /// Why, as written.
    pub reason: String,
    /// Whether it silenced anything.
    pub used: bool,
    /// Whether it is a region whose end has not come yet.
    is_open: bool,
}

/// A comment that speaks to taglint but says nothing it understands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misspelt {
    /// The comment.
    pub span: Span,
    /// What is wrong with it.
    pub message: String,
}

/// The suppressions of one source.
#[derive(Debug, Default)]
pub struct Ignores {
    ignores: Vec<Ignore>,
    /// Comments that could not be understood.
    pub misspelt: Vec<Misspelt>,
}

impl Ignores {
    /// Reads comments; `line_of` gives the 1-based line of a byte offset in the file.
    #[must_use]
    pub fn read(comments: &[Mapped], line_of: impl Fn(u32) -> u32) -> Self {
        let mut ignores = Self::default();
        for comment in comments {
            ignores.comment(comment, &line_of);
        }
        ignores
    }

    /// Whether a finding of this rule at this 1-based line is silenced.
    pub fn silences(&mut self, rule: &str, line: u32) -> bool {
        let mut silenced = false;
        for ignore in self.ignores.iter_mut().filter(|one| one.rule == rule && one.lines.contains(&line)) {
            ignore.used = true;
            silenced = true;
        }
        silenced
    }

    /// The suppressions that silenced nothing so far.
    pub fn unused(&self) -> impl Iterator<Item = &Ignore> {
        self.ignores.iter().filter(|ignore| !ignore.used)
    }

    fn comment(&mut self, comment: &Mapped, line_of: impl Fn(u32) -> u32) {
        let span = comment.span();
        let Some((_, told)) = comment.text.split_once("taglint:") else { return };
        let told = told.trim_start();
        let last = line_of(span.end.saturating_sub(1).max(span.start));
        match Directive::parse(told) {
            Some(Directive::End) => self.end_region(last),
            Some(Directive::Ignore { form, rules, reason }) => {
                let lines = match form {
                    "ignore-file" => 1..=u32::MAX,
                    "ignore-start" => last..=u32::MAX,
                    _ => line_of(span.start)..=last + 1,
                };
                self.ignores.extend(rules.into_iter().map(|rule| Ignore {
                    span,
                    rule: rule.to_owned(),
                    lines: lines.clone(),
                    reason: reason.to_owned(),
                    used: false,
                    is_open: form == "ignore-start",
                }));
            }
            None => self.misspelt.push(Misspelt {
                span,
                message: "this comment silences nothing: write `taglint: ignore[rule-id] reason`".to_owned(),
            }),
        }
    }

    /// Closes the region that was opened last and is still open.
    fn end_region(&mut self, line: u32) {
        let last = self.ignores.iter().rev().find(|one| one.is_open).map(|one| one.span);
        for ignore in self.ignores.iter_mut().filter(|one| one.is_open && Some(one.span) == last) {
            ignore.is_open = false;
            ignore.lines = *ignore.lines.start()..=line;
        }
    }
}

/// What a comment tells.
#[derive(Debug, PartialEq)]
enum Directive<'t> {
    Ignore { form: &'t str, rules: Vec<&'t str>, reason: &'t str },
    End,
}

impl<'t> Directive<'t> {
    fn parse(told: &'t str) -> Option<Self> {
        if told.starts_with("ignore-end") {
            return Some(Self::End);
        }
        let (form, rest) = told.split_once('[')?;
        let form = form.trim_end();
        let (rules, reason) = rest.split_once(']')?;
        let rules: Vec<&str> = rules.split(',').map(str::trim).filter(|rule| !rule.is_empty()).collect();
        let known = ["ignore", "ignore-file", "ignore-start"].contains(&form);
        let reason = reason.trim().trim_end_matches(['-', '>', '*', '/']).trim_end();
        (known && !rules.is_empty()).then_some(Self::Ignore { form, rules, reason })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Ignores {
        let comments: Vec<Mapped> = text
            .match_indices("<!--")
            .map(|(at, _)| {
                let end = text[at..].find("-->").map_or(text.len(), |end| at + end + 3);
                Mapped::plain(&text[at..end], u32::try_from(at).expect("short"))
            })
            .collect();
        let line_of = |at: u32| 1 + u32::try_from(text[..at as usize].matches('\n').count()).expect("short");
        Ignores::read(&comments, line_of)
    }

    #[test]
    fn an_ignore_works_on_its_own_line_and_the_next() {
        let mut ignores = read("a\n<!-- taglint: ignore[segment-pixel, usersync-call] agreed with Jo -->\nb\nc");
        assert!(ignores.silences("segment-pixel", 2) && ignores.silences("segment-pixel", 3));
        assert!(!ignores.silences("segment-pixel", 1) && !ignores.silences("segment-pixel", 4));
        let unused: Vec<&str> = ignores.unused().map(|one| one.rule.as_str()).collect();
        assert_eq!(unused, ["usersync-call"]);
        assert_eq!(ignores.unused().next().expect("one").reason, "agreed with Jo");
    }

    #[test]
    fn regions_and_files_have_their_own_forms() {
        let region = "x\n<!-- taglint: ignore-start[a] why -->\ny\nz\n<!-- taglint: ignore-end -->\nw";
        let mut ignores = read(region);
        assert!(ignores.silences("a", 4) && !ignores.silences("a", 6) && !ignores.silences("a", 1));
        assert!(read("1\n2\n<!-- taglint: ignore-file[a] why -->").silences("a", 1));
        let first = "<!-- taglint: ignore-start[a, b] why -->\ny\n<!-- taglint: ignore-end -->\nw";
        let mut ignores = read(first);
        assert!(ignores.silences("a", 2) && !ignores.silences("a", 4) && !ignores.silences("b", 4), "from line 1 on");
        let both = "<!-- taglint: ignore-file[a] why -->\n<!-- taglint: ignore-start[a] why -->\ny\n<!-- taglint: ignore-end -->\nw";
        assert!(read(both).silences("a", 5), "an end ends no ignore of the file");
    }

    #[test]
    fn an_ignore_without_an_id_silences_nothing_and_is_named() {
        let mut ignores = read("<!-- taglint: ignore all of it -->");
        assert_eq!(ignores.misspelt.len(), 1);
        assert!(!ignores.silences("segment-pixel", 1));
    }
}
