//! The HTML report: nothing in a creative gets out of its text, and the page holds all it needs.

use super::{checked, sample, style};
use crate::finding::{Finding, Report};
use crate::report::Format;
use crate::rule;
use scraper::{Html, Selector};

fn page(report: &Report) -> Html {
    Html::parse_document(&checked(Format::Html, report, &style(80)))
}

fn texts(page: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    page.select(&selector)
        .map(|element| element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// Every element's name and attribute names: what the page is made of, without its texts.
fn skeleton(page: &Html) -> Vec<String> {
    let elements = page.tree.values().filter_map(|node| node.as_element());
    elements
        .map(|element| format!("{} {:?}", element.name(), element.attrs().map(|(name, _)| name).collect::<Vec<_>>()))
        .collect()
}

/// A finding whose every text that comes from outside is this one.
fn with(text: &str) -> Report {
    let mut finding: Finding = sample::hostile();
    finding.message = text.to_owned();
    finding.help = text.to_owned();
    finding.path = text.into();
    finding.excerpt.text = format!("{text}\n{text}");
    (finding.excerpt.start, finding.excerpt.len) = (0, text.len());
    finding.related[0].1 = text.to_owned();
    let remedy = finding.remedy.as_mut().expect("it has one");
    remedy.lost = vec![text.to_owned()];
    remedy.associate = vec![crate::remedy::Associate {
        segment: None,
        code: Some(text.to_owned()),
        member: Some(text.to_owned()),
        action: crate::remedy::Action::View,
    }];
    let call = finding.call.as_mut().expect("it has one");
    (call.url, call.via, call.host) = (text.to_owned(), text.to_owned(), Some(text.to_owned()));
    call.vendor = Some(text.into());
    call.chain = vec![text.to_owned(); 2];
    call.hops = sample::sync().call.map(|call| call.hops).unwrap_or_default();
    call.hops[0].url = text.to_owned();
    call.hops[0].host = Some(format!("{text}2"));
    let record = crate::finding::CallRecord {
        path: finding.path.clone(),
        line: 1,
        column: 1,
        span: finding.place.span,
        call: call.clone(),
    };
    let mut problem = sample::report().problems.remove(0);
    (problem.path, problem.message) = (text.into(), text.to_owned());
    Report { findings: vec![finding], calls: vec![record], problems: vec![problem], ..sample::report() }
}

#[test]
fn no_text_breaks_out_of_its_place() {
    let harmless = skeleton(&page(&with("harmless")));
    let attacks = [
        "<img src=x onerror=alert(1)>",
        "\"><script>alert(1)</script>",
        "' onmouseover='alert(1)",
        "</code></pre><iframe srcdoc='x'>",
        "</style></script></textarea></title><svg/onload=alert(1)>",
        "<!--",
        "]]>--><b>",
        "{{ page }} {% for %}",
        "&lt;script&gt;&#x3c;b&#x3e;",
        "`${alert(1)}`",
        "\u{202e}\0\x1b]8;;https://evil.example\x07",
        "javascript:alert(1)",
    ];
    for attack in attacks {
        assert_eq!(skeleton(&page(&with(attack))), harmless, "{attack}");
    }
}

#[test]
fn texts_are_shown_as_they_are_written() {
    let page = page(&with("<b>&amp;\"'</b>"));
    assert!(texts(&page, ".message, .help, .facts, dd, mark").iter().any(|text| text.contains("<b>&amp;\"'</b>")));
    assert_eq!(texts(&page, "mark"), ["<b>&amp;\"'</b>"]);
}

#[test]
fn nothing_is_loaded_and_no_foreign_address_is_a_link() {
    let report = sample::report();
    let page = page(&report);
    let loading = Selector::parse("[src], [srcset], link, iframe, object, embed, img, base, [style], [onclick]")
        .expect("a selector");
    assert_eq!(page.select(&loading).count(), 0);
    let link = Selector::parse("a[href]").expect("a selector");
    let known: Vec<&str> = rule::all()
        .flat_map(|words| &words.references)
        .filter_map(|one| crate::report::reference::parts(one).1)
        .collect();
    for link in page.select(&link).filter_map(|link| link.attr("href")) {
        assert!(link.starts_with('#') || known.contains(&link), "{link}");
    }
}

#[test]
fn every_link_within_the_page_has_its_target() {
    let page = page(&sample::report());
    let link = Selector::parse("a[href^='#']").expect("a selector");
    for link in page.select(&link).filter_map(|link| link.attr("href")) {
        let target = Selector::parse(&format!("[id='{}']", &link[1..])).expect("a selector");
        assert_eq!(page.select(&target).count(), 1, "{link}");
    }
}

#[test]
fn the_policy_names_the_hash_of_the_one_script() {
    use base64::Engine;
    use sha2::{Digest, Sha256};
    let page = page(&sample::report());
    let scripts = Selector::parse("script").expect("a selector");
    let bodies: Vec<String> = page.select(&scripts).map(|script| script.text().collect()).collect();
    assert_eq!(bodies.len(), 1);
    let hash = base64::prelude::BASE64_STANDARD.encode(Sha256::digest(bodies[0].as_bytes()));
    let policy = Selector::parse("meta[http-equiv='Content-Security-Policy']").expect("a selector");
    let policy = page.select(&policy).next().and_then(|meta| meta.attr("content")).unwrap_or_default().to_owned();
    assert!(
        policy.contains(&format!("script-src 'sha256-{hash}'")) && policy.starts_with("default-src 'none'"),
        "{policy}"
    );
}

#[test]
fn inputs_stand_from_bad_to_good_with_their_verdicts() {
    let page = page(&sample::report());
    assert_eq!(texts(&page, "h1"), ["2 of 4 inputs would be disapproved"]);
    insta::assert_snapshot!(texts(&page, ".index tbody tr").join("\n"), @r#"
    would be disapprovedads/banner.html1 error1
    would be disapprovedads/script.html1 error, 1 warning1
    at riskads/<b>&"'%0A::set-output x=1 ünï.html1 warning1
    not wholly readads/huge.htmlno findings0
    "#);
    insta::assert_snapshot!(texts(&page, ".words li").join("\n"), @r#"
    Microsoft Advertising: 1 call (segment), which goes on to Partner user syncs
    Microsoft Advertising: 1 call (usersync), which goes on to match.example.com
    =Evil & <Co>: 1 call (unknown)
    "#);
    insta::assert_snapshot!(texts(&page, ".remedy tbody tr, .remedy .body").join("\n"), @r#"
    1234567 CopyImpressionadd on view
    {"creative": {"segments": [{"id": 1234567, "action": "add on view"}]}}
    "#);
}

#[test]
fn a_run_without_inputs_claims_nothing() {
    assert_eq!(texts(&page(&Report::default()), "h1"), ["Nothing was read"]);
}

#[test]
fn a_picture_of_many_parties_is_bounded() {
    let mut report = sample::report();
    for number in 0..500 {
        let mut record = report.calls[1].clone();
        (record.call.host, record.call.vendor) = (Some(format!("host{number}.example")), None);
        report.calls.push(record);
    }
    let page = page(&report);
    let boxes = Selector::parse(".parties .box").expect("a selector");
    assert!(page.select(&boxes).count() < 60);
    assert!(
        texts(&page, ".parties p").iter().any(|text| text == "And 489 more parties."),
        "{:?}",
        texts(&page, ".parties p")
    );
}

#[test]
fn a_page_of_many_inputs_is_bounded_and_says_so() {
    let mut report = sample::report();
    report.findings =
        (0..700).map(|number| Finding { path: format!("{number}.html").into(), ..sample::pixel() }).collect();
    report.findings.extend(vec![sample::sync(); 70]);
    report.summary.inputs = 701;
    let page = page(&report);
    assert_eq!(texts(&page, "h1"), ["701 of 704 inputs would be disapproved"]);
    assert_eq!(texts(&page, "section.file").len(), 500);
    assert!(texts(&page, "p").iter().any(|text| text.starts_with("And 204 more, none worse")));
}

#[test]
fn of_very_many_associations_some_are_shown_and_none_is_ready_to_send() {
    let with = |number: u64| {
        let mut finding = sample::pixel();
        let remedy = finding.remedy.as_mut().expect("it has one");
        let associate = |id| crate::remedy::Associate {
            segment: Some(id),
            code: None,
            member: None,
            action: crate::remedy::Action::View,
        };
        remedy.associate = (1..=number).map(associate).collect();
        page(&Report { findings: vec![finding], ..Report::default() })
    };
    let (some, many) = (with(200), with(300));
    assert_eq!((texts(&some, ".remedy tbody tr").len(), texts(&some, ".remedy .body").len()), (200, 1));
    assert_eq!((texts(&many, ".remedy tbody tr").len(), texts(&many, ".remedy .body").len()), (200, 0));
    assert!(texts(&many, ".remedy p").iter().any(|line| line.starts_with("And 100 more")));
}
