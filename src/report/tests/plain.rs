//! The formats for machines and editors.

use super::{checked, listed, sample, style};
use crate::finding::Report;
use crate::report::Format;

/// Without the hostile finding, to be readable.
fn report() -> Report {
    let findings = vec![sample::pixel(), sample::bare()];
    Report { findings, ..sample::report() }
}

#[test]
fn concise_is_one_line_a_finding() {
    insta::assert_snapshot!(checked(Format::Concise, &sample::report(), &style(80)), @r#"
    ads/<b>&"'%0A::set-output x=1 ünï.html:1:11: warning[likely-usersync] Call to https://evil.example/�[31m"'><script>alert(1)</script>]]>�&,=cmd| has the shape of a user sync
    ads/banner.html:2:13: error[segment-pixel] Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared
    ads/script.html:1:113: error[piggyback-redirect] Microsoft Advertising call on load carries the browser on to match.example.com
    ads/script.html:3:1: warning[unused-ignore] The ignore for segment-pixel silences nothing
    ads/huge.html: problem[too-large] This file has 80 MB, more than the 64 MB that are read; split it, or leave it out with --exclude
    "#);
}

#[test]
fn concise_lists_calls() {
    insta::assert_snapshot!(listed(Format::Concise, &sample::report(), &style(80)), @r#"
    ads/<b>&"'%0A::set-output x=1 ünï.html:1:11: unknown load https://evil.example/�[31m"'><script>alert(1)</script>]]>�&,=cmd| (=Evil & <Co>)
    ads/banner.html:2:13: segment load https://secure.adnxs.com/seg?add=1234567:30&t=2 (Microsoft Advertising)
    ads/script.html:1:113: usersync load https://ib.adnxs.com/getuid?https%3A%2F%2Fmatch.example.com%2Fcookie%2Fstore%2Fv2%3Fpartner%3Dacme%26uid%3D%24UID%26gdpr%3D%24%7BGDPR%7D%26gdpr_consent%3D%24%7BGDPR_CONSENT_755%7D (Microsoft Advertising)
    ads/banner.html:4:11: party Microsoft Advertising (adnxs.com) segment, 1 call, declared
    ads/huge.html: problem[too-large] This file has 80 MB, more than the 64 MB that are read; split it, or leave it out with --exclude
    "#);
}

#[test]
fn json_has_its_fields_in_the_documented_order() {
    insta::assert_snapshot!(checked(Format::Json, &report(), &style(80)), @r#"
    {
      "schema": "taglint.check/1",
      "findings": [
        {
          "rule": "segment-pixel",
          "severity": "error",
          "confidence": "high",
          "disapproval": "invalid_fourth_party_call",
          "message": "Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared",
          "help": "Associate segment 1234567 with the creative on the server (add on view) and delete the pixel",
          "path": "ads/banner.html",
          "line": 2,
          "column": 13,
          "end_line": 2,
          "end_column": 60,
          "span": {
            "start": 26,
            "end": 73
          },
          "call": {
            "url": "https://secure.adnxs.com/seg?add=1234567:30&t=2",
            "host": "secure.adnxs.com",
            "vendor": "Microsoft Advertising",
            "kind": "segment",
            "trigger": "load",
            "via": "img[src]",
            "chain": [
              "img[src]"
            ],
            "hops": []
          },
          "remedy": {
            "associate": [
              {
                "segment": 1234567,
                "action": "add on view"
              }
            ],
            "lost": [
              "the value 30 of segment 1234567"
            ],
            "remove": {
              "start": 16,
              "end": 96
            }
          },
          "fingerprint": "00112233445566778"
        },
        {
          "rule": "unused-ignore",
          "severity": "warning",
          "confidence": "high",
          "disapproval": null,
          "message": "The ignore for segment-pixel silences nothing",
          "help": "Delete it",
          "path": "ads/script.html",
          "line": 3,
          "column": 1,
          "end_line": 3,
          "end_column": 9,
          "span": {
            "start": 900,
            "end": 908
          },
          "call": null,
          "remedy": null,
          "fingerprint": "0123456789abcdef"
        }
      ],
      "problems": [
        {
          "path": "ads/huge.html",
          "code": "too-large",
          "message": "This file has 80 MB, more than the 64 MB that are read; split it, or leave it out with --exclude"
        }
      ],
      "summary": {
        "inputs": 4,
        "calls": 3,
        "errors": 2,
        "warnings": 2,
        "infos": 0,
        "suppressed": 1,
        "baselined": 0
      }
    }
    "#);
}

#[test]
fn json_lists_calls() {
    let calls = sample::report().calls.split_off(2);
    insta::assert_snapshot!(listed(Format::Json, &Report { calls, ..Report::default() }, &style(80)), @r#"
    {
      "schema": "taglint.calls/1",
      "calls": [
        {
          "path": "ads/script.html",
          "line": 1,
          "column": 113,
          "span": {
            "start": 112,
            "end": 291
          },
          "url": "https://ib.adnxs.com/getuid?https%3A%2F%2Fmatch.example.com%2Fcookie%2Fstore%2Fv2%3Fpartner%3Dacme%26uid%3D%24UID%26gdpr%3D%24%7BGDPR%7D%26gdpr_consent%3D%24%7BGDPR_CONSENT_755%7D",
          "host": "ib.adnxs.com",
          "vendor": "Microsoft Advertising",
          "kind": "usersync",
          "trigger": "load",
          "via": "img[src]",
          "chain": [
            "script",
            "document.write",
            "img[src]"
          ],
          "hops": [
            {
              "url": "https://match.example.com/cookie/store/v2?partner=acme&uid=$UID&gdpr=${GDPR}&gdpr_consent=${GDPR_CONSENT_755}",
              "host": "match.example.com",
              "vendor": null,
              "kind": "unknown"
            }
          ]
        }
      ],
      "parties": [],
      "problems": []
    }
    "#);
}

#[test]
fn json_lines_say_what_they_are_and_end_with_the_counts() {
    let text = checked(Format::Jsonl, &sample::report(), &style(80));
    let types: Vec<String> = text.lines().map(|line| line.split('"').nth(3).unwrap_or_default().to_owned()).collect();
    assert_eq!(types, ["finding", "finding", "finding", "finding", "problem", "summary"]);
    let text = listed(Format::Jsonl, &sample::report(), &style(80));
    let last = text.lines().last().unwrap_or_default();
    assert!(last.starts_with(r#"{"type":"summary","schema":"taglint.calls/1","inputs":4"#), "{last}");
}

#[test]
fn github_annotations_cannot_be_ended_from_inside() {
    insta::assert_snapshot!(checked(Format::Github, &sample::report(), &style(80)), @r#"
    ::warning file=ads/<b>&"'%250A%3A%3Aset-output x=1 ünï.html,line=1,endLine=1,col=11,endColumn=76,title=likely-usersync (invalid_fourth_party_call)::Call to https://evil.example/�[31m"'><script>alert(1)</script>]]>�&,=cmd| has the shape of a user sync. Ask what https://evil.example/�[31m"'><script>alert(1)</script>]]>�&,=cmd| does.
    ::error file=ads/banner.html,line=2,endLine=2,col=13,endColumn=60,title=segment-pixel (invalid_fourth_party_call)::Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared. Associate segment 1234567 with the creative on the server (add on view) and delete the pixel.
    ::error file=ads/script.html,line=1,endLine=1,col=113,endColumn=292,title=piggyback-redirect (invalid_fourth_party_call)::Microsoft Advertising call on load carries the browser on to match.example.com. Delete the redirect to match.example.com, or the whole call if the redirect is all it is for.
    ::warning file=ads/script.html,line=3,endLine=3,col=1,endColumn=9,title=unused-ignore::The ignore for segment-pixel silences nothing. Delete it.
    ::warning file=ads/huge.html,title=problem%3A too-large::This file has 80 MB, more than the 64 MB that are read; split it, or leave it out with --exclude
    "#);
}

#[test]
fn gitlab_issues_have_fingerprints_of_their_own() {
    let text = checked(Format::Gitlab, &sample::report(), &style(80));
    let issues: Vec<serde_json::Value> = serde_json::from_str(&text).expect("JSON");
    let mut prints: Vec<&str> = issues.iter().filter_map(|issue| issue["fingerprint"].as_str()).collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), 5);
    insta::assert_snapshot!(text.lines().take(11).collect::<Vec<_>>().join("\n"), @r#"
    [
      {
        "description": "Call to https://evil.example/�[31m\"'><script>alert(1)</script>]]>�&,=cmd| has the shape of a user sync. Ask what https://evil.example/�[31m\"'><script>alert(1)</script>]]>�&,=cmd| does.",
        "check_name": "likely-usersync",
        "fingerprint": "fedcba9876543210",
        "severity": "major",
        "location": {
          "path": "ads/<b>&\"'%0A::set-output x=1 ünï.html",
          "lines": {
            "begin": 1
          }
    "#);
}

#[test]
fn junit_fails_for_errors_and_skips_what_is_less() {
    insta::assert_snapshot!(checked(Format::Junit, &report(), &style(80)), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="taglint" tests="3" skipped="1" failures="1" errors="1">
        <testsuite name="ads/banner.html" tests="1" skipped="0" errors="0" failures="1">
            <testcase name="segment-pixel at 2:13" classname="ads/banner.html">
                <failure message="Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared" type="segment-pixel">ads/banner.html:2:13: error: Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared
    Associate segment 1234567 with the creative on the server (add on view) and delete the pixel
    Google: invalid_fourth_party_call</failure>
            </testcase>
        </testsuite>
        <testsuite name="ads/script.html" tests="1" skipped="1" errors="0" failures="0">
            <testcase name="unused-ignore at 3:1" classname="ads/script.html">
                <skipped message="The ignore for segment-pixel silences nothing" type="unused-ignore">ads/script.html:3:1: warning: The ignore for segment-pixel silences nothing
    Delete it</skipped>
            </testcase>
        </testsuite>
        <testsuite name="ads/huge.html" tests="1" skipped="0" errors="1" failures="0">
            <testcase name="problem: too-large" classname="ads/huge.html">
                <error message="This file has 80 MB, more than the 64 MB that are read; split it, or leave it out with --exclude" type="too-large"/>
            </testcase>
        </testsuite>
    </testsuites>
    "#);
}

#[test]
fn junit_stays_well_formed_with_hostile_text() {
    let text = checked(Format::Junit, &sample::report(), &style(80));
    let back = quick_junit::Report::deserialize_from_str(&text).expect("well-formed");
    assert_eq!(back.test_suites.len(), 4);
    assert!(!text.contains('\x1b') && !text.contains("<script>"), "{text}");
}

#[test]
fn csv_rows_are_as_wide_as_the_header_and_hold_no_formula() {
    let texts =
        [checked(Format::Csv, &sample::report(), &style(80)), listed(Format::Csv, &sample::report(), &style(80))];
    for text in texts {
        // The reader refuses rows of another width.
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<::csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows");
        assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@'])), "{text}");
        assert!(rows.iter().flatten().any(|cell| cell == "'=Evil & <Co>"), "{text}");
    }
}

#[test]
fn csv_has_a_column_for_the_association() {
    insta::assert_snapshot!(checked(Format::Csv, &report(), &style(80)), @r#"
    path,line,column,severity,rule,confidence,disapproval,message,help,url,host,vendor,kind,trigger,via,associate,lost,fingerprint
    ads/banner.html,2,13,error,segment-pixel,high,invalid_fourth_party_call,Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared,Associate segment 1234567 with the creative on the server (add on view) and delete the pixel,https://secure.adnxs.com/seg?add=1234567:30&t=2,secure.adnxs.com,Microsoft Advertising,segment,load,img[src],1234567 add on view,the value 30 of segment 1234567,00112233445566778
    ads/script.html,3,1,warning,unused-ignore,high,,The ignore for segment-pixel silences nothing,Delete it,,,,,,,,,0123456789abcdef
    ads/huge.html,,,problem,too-large,,,"This file has 80 MB, more than the 64 MB that are read; split it, or leave it out with --exclude",,,,,,,,,,
    "#);
}
