//! The human format: what people see, and that nothing in a creative acts on their terminal.

use super::{checked, listed, sample, style};
use crate::finding::Report;
use crate::report::{Format, Style};
use unicode_width::UnicodeWidthStr;

fn of(finding: crate::finding::Finding) -> Report {
    Report { findings: vec![finding], ..Report::default() }
}

#[test]
fn a_report_at_80_columns() {
    let report = Report { findings: sample::report().findings.split_off(1), ..sample::report() };
    insta::assert_snapshot!(checked(Format::Human, &report, &style(80)), @r#"
    ads/banner.html  1 error

    error[segment-pixel] Google: invalid_fourth_party_call

      × Microsoft Advertising segment call on load: the browser is then sent on to
      │ partner user syncs that the creative never declared
       ╭─[ads/banner.html:2:13]
     1 │ <div id="ad">
     2 │   <img src="https://secure.adnxs.com/seg?add=1234567:30&t=2" width="1" he…
       ·             ───────────────────────┬───────────────────────
       ·                                    ╰── sent on load by img[src]
     3 │ </div>
       ╰────
      help: Associate segment 1234567 with the creative on the server (add on
            view) and delete the pixel
            associate:  segment 1234567, action "add on view" (event Impression in
                        the Segment Pixels section)
            lost:       the value 30 of segment 1234567
            delete:     <img src="https://secure.adnxs.com/seg?add=1234567:30&t=2"
                        width="1" height="1">

    ads/script.html  1 error, 1 warning

    error[piggyback-redirect] Google: invalid_fourth_party_call

      × Microsoft Advertising call on load carries the browser on to
      │ match.example.com
       ╭─[ads/script.html:1:113]
     1 │ …g src="https://ib.adnxs.com/getuid?https%3A%2F%2F…CONSENT_755%7D" style=…
       ·         ────────────────────────────┬────────────────────────────
       ·                                     ╰── sent on load by img[src]
       ╰────
      help: Delete the redirect to match.example.com, or the whole call if the
            redirect is all it is for
            delete:     https://ib.adnxs.com/getuid?
                        https%3A%2F%2Fmatch.example.com%2Fcookie%2Fstore%2Fv2%3Fpa
                        rtner%3Dacme%26uid%3D%24UID%26gdpr%3D%24%7BGDPR%7D%26gdpr_
                        consent%3D%24%7…
            goes on to: https://match.example.com/cookie/store/
                        v2?partner=acme&uid=$UID&gdpr=${GDPR}
                        &gdpr_consent=${GDPR_CONSENT_755} (unknown vendor)
            confidence: medium

    warning[unused-ignore] ads/script.html:3:1

      ⚠ The ignore for segment-pixel silences nothing
      help: Delete it

    problem[too-large] ads/huge.html

      ⚠ This file has 80 MB, more than the 64 MB that are read; split it, or leave
        it out with --exclude

    4 inputs, 3 calls: 2 errors, 2 warnings, 0 infos, 1 silenced
    ✗ 2 inputs would be disapproved; 1 part went unread, about which nothing is
    known
    "#);
}

#[test]
fn hostile_text_at_80_columns() {
    insta::assert_snapshot!(checked(Format::Human, &of(sample::hostile()), &Style { quiet: true, ..style(80) }), @r#"
    ads/<b>&"'%0A::set-output x=1 ünï.html  1 warning

    warning[likely-usersync] Google: invalid_fourth_party_call

      ⚠ Call to https://evil.example/�[31m"'><script>alert(1)</script>]]>�&,=cmd|
      │ has the shape of a user sync
       ╭─[ads/<b>&"'%0A::set-output x=1 ünï.html:1:11]
     1 │ …mg  src='https://evil.example/�[31m"'><script>alert(1)<…ipt>]]>�&,=cmd|'>
       ·           ───────────────────────────────┬──────────────────────────────
       ·                                          ╰── sent on load by img[src]
       ╰────
      help: Ask what https://evil.example/�[31m"'><script>alert(1)</
            script>]]>�&,=cmd| does
            see also:   line 9, column 2: declared </script> here
            confidence: low
    "#);
}

#[test]
fn verbose_tells_the_route_and_the_whole_url() {
    let style = Style { verbose: true, quiet: true, ..style(100) };
    insta::assert_snapshot!(checked(Format::Human, &of(sample::sync()), &style), @r#"
    ads/script.html  1 error

    error[piggyback-redirect] Google: invalid_fourth_party_call

      × Microsoft Advertising call on load carries the browser on to match.example.com
       ╭─[ads/script.html:1:113]
     1 │ …g src="https://ib.adnxs.com/getuid?https%3A%2F%2Fmatch.example.c…GDPR_CONSENT_755%7D" style=…
       ·         ──────────────────────────────────────┬──────────────────────────────────────
       ·                                               ╰── sent on load by img[src]
       ╰────
      help: Delete the redirect to match.example.com, or the whole call if the redirect is all it
            is for
            delete:     https://ib.adnxs.com/getuid?
                        https%3A%2F%2Fmatch.example.com%2Fcookie%2Fstore%2Fv2%3Fpartner%3Dacme%26uid%3
                        D%24UID%26gdpr%3D%24%7BGDPR%7D%26gdpr_consent%3D%24%7…
            goes on to: https://match.example.com/cookie/store/v2?partner=acme&uid=$UID&gdpr=${GDPR}
                        &gdpr_consent=${GDPR_CONSENT_755} (unknown vendor)
            route:      script › document.write › img[src]
            url:        https://ib.adnxs.com/getuid?
                        https%3A%2F%2Fmatch.example.com%2Fcookie%2Fstore%2Fv2%3Fpartner%3Dacme%26uid%3
                        D%24UID%26gdpr%3D%24%7BGDPR%7D%26gdpr_consent%3D%24%7BGDPR_CONSENT_755%7D
            confidence: medium
    "#);
}

#[test]
fn calls_are_a_table_per_file() {
    insta::assert_snapshot!(listed(Format::Human, &sample::report(), &style(100)), @r#"
    ads/<b>&"'%0A::set-output x=1 ünï.html  1 call
     Place   Kind      When   Vendor         How        URL
    ────────────────────────────────────────────────────────────────────────────────────────────────────
     1:11    unknown   load   =Evil & <Co>   img[src]   https://evil.example/�[31m"'><script>alert(1)</
                                                        script>]]>�&,=cmd|

    ads/banner.html  1 call
     Place   Kind      When   Vendor               How        URL
    ────────────────────────────────────────────────────────────────────────────────────────────────────
     2:13    segment   load   Microsoft            img[src]   https://secure.adnxs.com/seg?add=1234567:
                              Advertising                     30&t=2

     Party                   Domains     Kinds     Calls   Declared   First call
    ─────────────────────────────────────────────────────────────────────────────
     Microsoft Advertising   adnxs.com   segment   1       yes        4:11

    ads/script.html  1 call
     Place   Kind       When   Vendor               How        URL
    ────────────────────────────────────────────────────────────────────────────────────────────────────
     1:113   usersync   load   Microsoft            img[src]   https://ib.adnxs.com/getuid?https%3A%2F%
                               Advertising                     2Fmatch.example.com%2Fcookie%2Fstore%2Fv
                                                               2%3Fpartner%3Dacme%26uid%3D%24UID%26gdpr
                                                               %3D%24%7BGDPR%7D%26gdpr_consent%3D%24%7B
                                                               GDPR_CONSENT_755%7D
             unknown           –                               ↳ https://match.example.com/cookie/store
                                                               /v2?partner=acme&uid=$UID&gdpr=${GDPR}&g
                                                               dpr_consent=${GDPR_CONSENT_755}

    problem[too-large] ads/huge.html

      ⚠ This file has 80 MB, more than the 64 MB that are read; split it, or leave it out with
        --exclude

    4 inputs, 3 calls
    "#);
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in 60..=160 {
        let text = checked(Format::Human, &sample::report(), &style(width))
            + &listed(Format::Human, &sample::report(), &style(width));
        for line in text.lines() {
            assert!(line.width() <= width, "{} columns of {width}: {line}", line.width());
        }
    }
}

#[test]
fn nothing_in_a_creative_acts_on_the_terminal() {
    let report = sample::report();
    for format in [Format::Human, Format::Concise] {
        let text = checked(format, &report, &style(80)) + &listed(format, &report, &style(80));
        assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text}");
    }
}

#[test]
fn colours_change_no_word() {
    let color = Style { color: true, ..style(80) };
    let painted = checked(Format::Human, &sample::report(), &color);
    assert!(painted.contains("\x1b["));
    assert_eq!(
        anstream::adapter::strip_str(&painted).to_string(),
        checked(Format::Human, &sample::report(), &style(80))
    );
}

#[test]
fn rule_names_are_links_where_the_terminal_knows_them() {
    let linked = checked(Format::Human, &of(sample::pixel()), &Style { links: true, ..style(80) });
    let page = crate::report::reference::page(crate::rule::words("segment-pixel").expect("a rule"))
        .expect("it has references");
    assert!(linked.contains(&format!("\x1b]8;;{page}\x1b\\error[segment-pixel]\x1b]8;;\x1b\\")), "{linked}");
}

#[test]
fn quiet_leaves_out_the_counts_but_no_problem() {
    let text = checked(Format::Human, &sample::report(), &Style { quiet: true, ..style(80) });
    assert!(text.contains("problem[too-large]") && !text.contains("4 inputs"), "{text}");
}

#[test]
fn a_clean_run_says_so() {
    let mut report = Report::default();
    report.summary.inputs = 2;
    insta::assert_snapshot!(checked(Format::Human, &report, &style(80)), @r#"
    2 inputs, 0 calls: 0 errors, 0 warnings, 0 infos
    ✓ Nothing found that would be disapproved
    "#);
}

#[test]
fn deleting_is_named_only_where_it_is_the_advice() {
    let text = |help: &str| {
        let mut finding = sample::sync();
        finding.help = help.to_owned();
        checked(Format::Human, &of(finding), &style(80))
    };
    assert!(text("Delete the call").contains("delete:     https://"));
    assert!(!text("Write it with https").contains("delete:"));
}

#[test]
fn what_is_wrong_but_no_reason_to_disapprove_is_said_so() {
    let mut report = of(sample::bare());
    report.summary.inputs = 1;
    let text = checked(Format::Human, &report, &style(80));
    assert!(
        text.ends_with("⚠ Nothing found that would be disapproved; 1 input is to be corrected otherwise\n"),
        "{text}"
    );
}
