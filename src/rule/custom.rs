//! A *custom* rule is one of a user's own: not code, but conditions on calls, all of which must hold. A rule with a CSS
//! selector speaks of elements instead, which extraction marks ([`Mark`]).

use super::{Case, Draft, Rule};
use crate::call::Trigger;
use crate::catalogue::pattern::{Condition, Path, normal};
use crate::catalogue::{Call, Kind, Target};
use crate::extract::Mark;
use crate::finding::{Finding, Severity};
use crate::mapped::HOLE;
use regex::Regex;

/// A rule of a user's own.
#[derive(Debug)]
pub(crate) struct Custom {
    pub(crate) id: &'static str,
    pub(crate) when: When,
    /// Whether a fix takes out what it finds, if the user says.
    pub(crate) removes: Option<bool>,
}

/// Conditions on a call. Of a list, one has to hold; an empty list asks for nothing.
#[derive(Debug, Default)]
pub(crate) struct When {
    /// Host names in lower case, each with whether only that host itself is meant.
    pub(crate) hosts: Vec<(String, bool)>,
    pub(crate) path: Option<Path>,
    /// All of them have to hold.
    pub(crate) query: Vec<Condition>,
    pub(crate) url: Option<Regex>,
    pub(crate) kinds: Vec<Kind>,
    /// Names of vendors.
    pub(crate) vendors: Vec<String>,
    pub(crate) triggers: Vec<Trigger>,
    /// Patterns of how calls are made, such as `img[src]`.
    pub(crate) via: Vec<Regex>,
    /// Whether there is a selector: then it speaks of no call.
    pub(crate) selects: bool,
}

impl Rule for Custom {
    fn id(&self) -> &'static str {
        self.id
    }

    fn call(&self, call: &Call, _case: &Case) -> Option<Draft> {
        if self.when.selects || self.when.unmet_by_call(call).is_some() {
            return None;
        }
        let target = call.targets().find(|target| self.when.unmet(target).is_none())?;
        Some(Draft::call(call, &target))
    }
}

impl Custom {
    /// Whether a fix is to take out a call that it found. If nobody says, what is only worth knowing stays, and so does
    /// what the user has to click: those are links, with something to see in them.
    pub(crate) fn takes_out(&self, finding: &Finding) -> bool {
        let by_itself = finding.call.as_ref().is_some_and(|call| call.trigger != Trigger::Click);
        finding.call.is_some() && self.removes.unwrap_or(by_itself && finding.severity >= Severity::Warning)
    }
}

impl When {
    /// The first condition on how and when the call is made that does not hold.
    pub(crate) fn unmet_by_call(&self, call: &Call) -> Option<&'static str> {
        let via = call.raw.chain.last().map_or("", |step| step.as_ref());
        let holds = [
            ("trigger", any(&self.triggers, |trigger| *trigger == call.raw.trigger)),
            ("via", any(&self.via, |pattern| pattern.is_match(via))),
        ];
        holds.into_iter().find(|(_, holds)| !holds).map(|(name, _)| name)
    }

    /// The first condition on where the call goes that does not hold.
    pub(crate) fn unmet(&self, target: &Target) -> Option<&'static str> {
        let path = self.path.as_ref().is_none_or(|path| path.matches(&normal(target.url.path())));
        let holds = [
            ("host", any(&self.hosts, |host| is_under(target.host().as_str(), host))),
            ("path", path),
            ("query", self.query.iter().all(|condition| condition.holds(target.url))),
            ("url_regex", self.url.as_ref().is_none_or(|pattern| pattern.is_match(&target.url.text))),
            ("kind", any(&self.kinds, |kind| *kind == target.class.kind)),
            ("vendor", any(&self.vendors, |name| target.class.party() == Some(name))),
        ];
        holds.into_iter().find(|(_, holds)| !holds).map(|(name, _)| name)
    }

    /// The same for a URL alone.
    pub(crate) fn unmet_by(&self, call: &Call) -> Option<&'static str> {
        let mut unmet = None;
        for target in call.targets() {
            match self.unmet(&target) {
                None => return None,
                first => unmet = unmet.or(first),
            }
        }
        unmet
    }
}

fn any<T>(wanted: &[T], holds: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(holds)
}

fn is_under(host: Option<&str>, (wanted, alone): &(String, bool)) -> bool {
    let Some(host) = host else { return false };
    let known = host.strip_prefix(HOLE).map_or(host, |rest| rest.trim_start_matches('.'));
    known == wanted || (!alone && known.strip_suffix(wanted.as_str()).is_some_and(|rest| rest.ends_with('.')))
}

/// What a rule with a selector says of an element.
pub(crate) fn draft(mark: &Mark) -> Draft {
    let mut draft = Draft::at(mark.span).fact("element", mark.element.clone());
    draft.confidence = mark.confidence;
    draft
}

/// The facts that a rule about calls can name in its words.
pub(crate) const CALL_FACTS: &[&str] = &["vendor", "host", "url", "kind", "via", "when", "segments", "action"];
/// The facts that a rule about elements can name.
pub(crate) const ELEMENT_FACTS: &[&str] = &["element"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_suffixes_at_a_dot_or_alone() {
        let under = |host: &str, wanted: &str, alone| is_under(Some(host), &(wanted.to_owned(), alone));
        assert!(under("a.example.com", "example.com", false) && under("example.com", "example.com", true));
        assert!(!under("a.example.com", "example.com", true) && !under("notexample.com", "example.com", false));
        assert!(under("{…}.example.com", "example.com", false) && !is_under(None, &(String::new(), false)));
    }
}
