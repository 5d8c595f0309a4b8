//! A hand-made report that shows what formats have to cope with: a plain pixel, a long URL in a long line, a call with
//! a hop, a finding without source, hostile text, a problem.

use crate::call::{Confidence, Trigger};
use crate::catalogue::Kind;
use crate::finding::{
    CallRecord, CallView, Excerpt, Finding, FirstCall, HopView, PartyRecord, Place, Problem, Report, Severity, Summary,
};
use crate::remedy::{Action, Associate, Remedy};
use crate::rule::words;
use crate::span::Span;

/// A source and where in it something is.
struct Spot<'s> {
    source: &'s str,
    start: usize,
    len: usize,
}

/// The place of `what` in `source`.
fn spot<'s>(source: &'s str, what: &str) -> Spot<'s> {
    Spot { source, start: source.find(what).expect("the sample holds it"), len: what.len() }
}

impl Spot<'_> {
    fn place(&self) -> Place {
        let (line, column) = self.line_column(self.start);
        let (end_line, end_column) = self.line_column(self.start + self.len);
        Place { line, column, end_line, end_column, span: Span::from(self.start..self.start + self.len) }
    }

    fn line_column(&self, at: usize) -> (u32, u32) {
        let before = &self.source[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        (u32::try_from(line).expect("short"), u32::try_from(column).expect("short"))
    }

    fn excerpt(&self) -> Excerpt {
        Excerpt { text: self.source.to_owned(), start: self.start, len: self.len, line: 1, column: 1 }
    }
}

fn call(url: &str, host: &str, vendor: Option<&str>, kind: Kind) -> CallView {
    CallView {
        url: url.to_owned(),
        host: Some(host.to_owned()),
        vendor: vendor.map(Into::into),
        kind,
        trigger: Trigger::Load,
        via: "img[src]".to_owned(),
        chain: vec!["img[src]".to_owned()],
        hops: Vec::new(),
    }
}

/// A segment pixel with all that a remedy can say.
pub(crate) fn pixel() -> Finding {
    let url = "https://secure.adnxs.com/seg?add=1234567:30&t=2";
    let source = format!("<div id=\"ad\">\n  <img src=\"{url}\" width=\"1\" height=\"1\">\n</div>\n");
    let spot = spot(&source, url);
    let whole = source.find("<img").expect("it is there")..source.find(">\n</div>").expect("it is there") + 1;
    Finding {
        rule: "segment-pixel",
        words: words("segment-pixel").expect("a rule"),
        severity: Severity::Error,
        confidence: Confidence::High,
        disapproval: Some("invalid_fourth_party_call"),
        message: "Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that \
                  the creative never declared"
            .to_owned(),
        help: "Associate segment 1234567 with the creative on the server (add on view) and delete the pixel".to_owned(),
        path: "ads/banner.html".into(),
        place: spot.place(),
        call: Some(call(url, "secure.adnxs.com", Some("Microsoft Advertising"), Kind::Segment)),
        remedy: Some(Remedy {
            associate: vec![Associate { segment: Some(1_234_567), code: None, member: None, action: Action::View }],
            lost: vec!["the value 30 of segment 1234567".to_owned()],
            remove: Some(Span::from(whole)),
        }),
        fingerprint: "00112233445566778".to_owned(),
        excerpt: spot.excerpt(),
        removal: Some(Place { line: 2, column: 3, end_line: 2, end_column: 83, span: Span::new(16, 96) }),
        related: Vec::new(),
    }
}

/// A sync with a long URL in a long line, that carries the browser on.
pub(crate) fn sync() -> Finding {
    let inner =
        "https://match.example.com/cookie/store/v2?partner=acme&uid=$UID&gdpr=${GDPR}&gdpr_consent=${GDPR_CONSENT_755}";
    let url = "https://ib.adnxs.com/getuid?https%3A%2F%2Fmatch.example.com%2Fcookie%2Fstore%2Fv2%3Fpartner%3Dacme%26uid\
               %3D%24UID%26gdpr%3D%24%7BGDPR%7D%26gdpr_consent%3D%24%7BGDPR_CONSENT_755%7D";
    let line = format!(
        "<script>var started = new Date().getTime(), slot = document.getElementById('ad-slot');document.write('<img \
         src=\"{url}\" style=\"display:none\">');window.setTimeout(function () {{ slot.className = 'shown'; }}, 250);</script>\n"
    );
    let spot = spot(&line, url);
    let mut call = call(url, "ib.adnxs.com", Some("Microsoft Advertising"), Kind::Usersync);
    call.chain = vec!["script".to_owned(), "document.write".to_owned(), "img[src]".to_owned()];
    call.hops = vec![HopView {
        url: inner.to_owned(),
        host: Some("match.example.com".to_owned()),
        vendor: None,
        kind: Kind::Unknown,
    }];
    Finding {
        rule: "piggyback-redirect",
        words: words("piggyback-redirect").expect("a rule"),
        confidence: Confidence::Medium,
        message: "Microsoft Advertising call on load carries the browser on to match.example.com".to_owned(),
        help: "Delete the redirect to match.example.com, or the whole call if the redirect is all it is for".to_owned(),
        path: "ads/script.html".into(),
        place: spot.place(),
        call: Some(call),
        remedy: Some(Remedy { remove: Some(spot.place().span), ..Remedy::default() }),
        removal: Some(spot.place()),
        fingerprint: "8877665544332211".to_owned(),
        excerpt: spot.excerpt(),
        ..pixel()
    }
}

/// A finding about an input as a whole: no call, no source.
pub(crate) fn bare() -> Finding {
    Finding {
        rule: "unused-ignore",
        words: words("unused-ignore").expect("a rule"),
        severity: Severity::Warning,
        disapproval: None,
        message: "The ignore for segment-pixel silences nothing".to_owned(),
        help: "Delete it".to_owned(),
        path: "ads/script.html".into(),
        place: Place { line: 3, column: 1, end_line: 3, end_column: 9, span: Span::new(900, 908) },
        call: None,
        remedy: None,
        fingerprint: "0123456789abcdef".to_owned(),
        excerpt: Excerpt::default(),
        removal: None,
        related: Vec::new(),
        ..pixel()
    }
}

/// Text that would break out of any format that trusts it.
pub(crate) fn hostile() -> Finding {
    let url = "https://evil.example/\x1b[31m\"'><script>alert(1)</script>]]>\u{202e}&,=cmd|";
    let source = format!("<img\tsrc='{url}'>\r\n");
    let spot = spot(&source, url);
    Finding {
        rule: "likely-usersync",
        words: words("likely-usersync").expect("a rule"),
        severity: Severity::Warning,
        confidence: Confidence::Low,
        message: format!("Call to {url}\nhas the shape of a user sync"),
        help: format!("Ask what {url} does"),
        path: "ads/<b>&\"'%0A::set-output x=1 ünï.html".into(),
        place: spot.place(),
        call: Some(call(url, "evil.example", Some("=Evil & <Co>"), Kind::Unknown)),
        remedy: Some(Remedy::default()),
        fingerprint: "fedcba9876543210".to_owned(),
        excerpt: spot.excerpt(),
        removal: None,
        related: vec![(Place { line: 9, column: 2, ..Place::default() }, "declared </script> here".to_owned())],
        ..pixel()
    }
}

/// All of it.
pub(crate) fn report() -> Report {
    let findings = vec![hostile(), pixel(), sync(), bare()];
    let record = |finding: &Finding| {
        Some(CallRecord {
            path: finding.path.clone(),
            line: finding.place.line,
            column: finding.place.column,
            span: finding.place.span,
            call: finding.call.clone()?,
        })
    };
    Report {
        parties: vec![PartyRecord {
            domains: ["adnxs.com".to_owned()].into(),
            kinds: [Kind::Segment].into(),
            calls: 1,
            first: Some(FirstCall {
                line: 4,
                column: 11,
                url: "https://secure.adnxs.com/seg?add=1234567".into(),
                chain: vec!["img[src]".into()],
            }),
            ..PartyRecord::new("ads/banner.html".into(), None, Some("Microsoft Advertising".into()), Some(true))
        }],
        plan: Vec::new(),
        calls: findings.iter().filter_map(record).collect(),
        findings,
        problems: vec![Problem {
            path: "ads/huge.html".into(),
            line: None,
            column: None,
            code: "too-large",
            message: "This file has 80 MB, more than the 64 MB that are read; split it, or leave it out with --exclude"
                .to_owned(),
            incomplete: true,
        }],
        readings: Vec::new(),
        summary: Summary {
            inputs: 4,
            calls: 3,
            errors: 2,
            warnings: 2,
            infos: 0,
            suppressed: 1,
            baselined: 0,
            untied: 0,
        },
    }
}
