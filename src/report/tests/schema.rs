//! Documents against their schemas: JSON against ours, SARIF against the public one.

use super::{checked, listed, sample, style};
use crate::finding::Report;
use crate::report::Format;
use crate::rule;
use serde_json::{Value, json};

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// The schema with every object closed, so that a field that it does not describe is an error.
fn closed(mut schema: Value) -> Value {
    fn close(value: &mut Value) {
        match value {
            Value::Object(map) => {
                if map.contains_key("properties") {
                    map.insert("additionalProperties".to_owned(), json!(false));
                }
                map.values_mut().for_each(close);
            }
            Value::Array(items) => items.iter_mut().for_each(close),
            _ => {}
        }
    }
    close(&mut schema);
    schema
}

fn assert_valid(schema: &Value, document: &Value) {
    let validator = jsonschema::options().should_validate_formats(true).build(schema).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn check_documents_hold_to_their_schema_and_it_describes_every_field() {
    let schema = closed(parsed(include_str!("../../../rules/schema/check.json")));
    for report in [sample::report(), Report::default()] {
        assert_valid(&schema, &parsed(&checked(Format::Json, &report, &style(80))));
    }
}

#[test]
fn calls_documents_hold_to_their_schema_and_it_describes_every_field() {
    let schema = closed(parsed(include_str!("../../../rules/schema/calls.json")));
    for report in [sample::report(), Report::default()] {
        assert_valid(&schema, &parsed(&listed(Format::Json, &report, &style(80))));
    }
}

#[test]
fn the_schema_refuses_a_document_that_lacks_a_field() {
    let schema = parsed(include_str!("../../../rules/schema/check.json"));
    let mut document = parsed(&checked(Format::Json, &sample::report(), &style(80)));
    document["findings"][0].as_object_mut().expect("a finding").remove("rule");
    assert!(!jsonschema::is_valid(&schema, &document));
}

#[test]
fn sarif_holds_to_the_public_schema() {
    let mut schema = parsed(include_str!("../../../fixtures/schema/sarif-2.1.0.json"));
    // The public schema has patterns for languages that are no regular expressions (`]` too many).
    for owner in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][owner]["properties"]["language"];
        language.as_object_mut().expect("it is there").remove("pattern");
    }
    for report in [sample::report(), Report::default()] {
        assert_valid(&schema, &parsed(&checked(Format::Sarif, &report, &style(80))));
    }
}

#[test]
fn sarif_describes_all_rules_and_results_point_at_theirs() {
    let document = parsed(&checked(Format::Sarif, &sample::report(), &style(80)));
    let run = &document["runs"][0];
    let rules: Vec<&str> =
        run["tool"]["driver"]["rules"].as_array().into_iter().flatten().filter_map(|one| one["id"].as_str()).collect();
    assert_eq!(rules, rule::all().map(|words| words.id.as_str()).collect::<Vec<_>>());
    for result in run["results"].as_array().expect("results") {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(result["ruleId"].as_str(), rules.get(index).copied());
    }
}

#[test]
fn sarif_of_a_pixel() {
    let report = Report { findings: vec![sample::pixel()], ..sample::report() };
    let document = parsed(&checked(Format::Sarif, &report, &style(80)));
    let run = &document["runs"][0];
    insta::assert_snapshot!(serde_json::to_string_pretty(&run["results"]).expect("JSON"), @r#"
    [
      {
        "fixes": [
          {
            "artifactChanges": [
              {
                "artifactLocation": {
                  "uri": "ads/banner.html",
                  "uriBaseId": "%SRCROOT%"
                },
                "replacements": [
                  {
                    "deletedRegion": {
                      "byteLength": 80,
                      "byteOffset": 16,
                      "endColumn": 83,
                      "endLine": 2,
                      "startColumn": 3,
                      "startLine": 2
                    }
                  }
                ]
              }
            ],
            "description": {
              "text": "Associate segment 1234567 with the creative on the server (add on view) and delete the pixel"
            }
          }
        ],
        "level": "error",
        "locations": [
          {
            "physicalLocation": {
              "artifactLocation": {
                "uri": "ads/banner.html",
                "uriBaseId": "%SRCROOT%"
              },
              "region": {
                "byteLength": 47,
                "byteOffset": 26,
                "endColumn": 60,
                "endLine": 2,
                "snippet": {
                  "text": "https://secure.adnxs.com/seg?add=1234567:30&t=2"
                },
                "startColumn": 13,
                "startLine": 2
              }
            }
          }
        ],
        "message": {
          "text": "Microsoft Advertising segment call on load: the browser is then sent on to partner user syncs that the creative never declared. Associate segment 1234567 with the creative on the server (add on view) and delete the pixel."
        },
        "partialFingerprints": {
          "taglint/1": "00112233445566778"
        },
        "properties": {
          "call": {
            "chain": [
              "img[src]"
            ],
            "hops": [],
            "host": "secure.adnxs.com",
            "kind": "segment",
            "trigger": "load",
            "url": "https://secure.adnxs.com/seg?add=1234567:30&t=2",
            "vendor": "Microsoft Advertising",
            "via": "img[src]"
          },
          "confidence": "high",
          "disapproval": "invalid_fourth_party_call",
          "remedy": {
            "associate": [
              {
                "action": "add on view",
                "segment": 1234567
              }
            ],
            "lost": [
              "the value 30 of segment 1234567"
            ],
            "remove": {
              "end": 96,
              "start": 16
            }
          }
        },
        "ruleId": "segment-pixel",
        "ruleIndex": 0
      }
    ]
    "#);
    insta::assert_snapshot!(serde_json::to_string_pretty(&run["invocations"]).expect("JSON"), @r#"
    [
      {
        "executionSuccessful": false,
        "toolExecutionNotifications": [
          {
            "descriptor": {
              "id": "too-large"
            },
            "level": "error",
            "locations": [
              {
                "physicalLocation": {
                  "artifactLocation": {
                    "uri": "ads/huge.html",
                    "uriBaseId": "%SRCROOT%"
                  }
                }
              }
            ],
            "message": {
              "text": "This file has 80 MB, more than the 64 MB that are read; split it, or leave it out with --exclude"
            }
          }
        ]
      }
    ]
    "#);
}

#[test]
fn sarif_paths_are_relative_uris() {
    let report = Report { findings: vec![sample::hostile()], ..Report::default() };
    let document = parsed(&checked(Format::Sarif, &report, &style(80)));
    let artifact = &document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(artifact["uri"], "ads/%3Cb%3E%26%22%27%250A%3A%3Aset-output%20x%3D1%20%C3%BCn%C3%AF.html");
    assert_eq!(artifact["uriBaseId"], "%SRCROOT%");
}
