//! Scripts, and what is found in them. Each case is a script and the lines of its requests: `via trigger url`, with the
//! confidence in front where it is not high, and the steps through `eval` and its kin before `via`.

mod basics;
mod document;
mod functions;
mod values;

use super::*;

/// What a script does, one line each.
fn lines(script: &str) -> Vec<String> {
    lines_with(script, Context::default())
}

fn lines_with(script: &str, context: Context) -> Vec<String> {
    let scan = scan(script, context);
    let mut lines: Vec<(Span, String)> = Vec::new();
    for request in &scan.requests {
        let url = request.url.text.to_string();
        let place = request.expression.unwrap_or_else(|| request.url.span());
        lines.push((place, line(&request.through, &request.via, request.trigger, request.confidence, &url)));
    }
    for part in &scan.parts {
        let text = format!("{:?} {}", part.language, part.text.text);
        lines.push((part.text.span(), line(&part.through, &part.via, part.trigger, part.confidence, &text)));
    }
    lines.sort();
    lines.extend(scan.notes.iter().map(|note| (note.span, format!("note {}", note.code))));
    lines.into_iter().map(|(_, line)| line).collect()
}

fn line(through: &[Step], via: &str, trigger: Trigger, confidence: Confidence, what: &str) -> String {
    let sure = match confidence {
        Confidence::High => "",
        Confidence::Medium => "medium ",
        Confidence::Low => "low ",
    };
    let through: String = through.iter().map(|step| format!("{step} > ")).collect();
    format!("{sure}{through}{via} {} {what}", format!("{trigger:?}").to_lowercase())
}

/// Asserts for each script what is found in it.
fn check(cases: &[(&str, &[&str])]) {
    for (script, expected) in cases {
        assert_eq!(lines(script), *expected, "in\n{script}\n");
    }
}
