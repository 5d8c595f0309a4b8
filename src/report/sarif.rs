//! SARIF 2.1.0 for code scanning. Paths are relative to `%SRCROOT%`, lines and columns are 1-based and count
//! characters. All rules are described, whether or not they found something.

use super::json::document;
use super::{described, plain, reference};
use crate::catalogue::Words;
use crate::finding::{Finding, Place, Problem, Report, Severity};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, ArtifactLocation, Fix, Invocation, Location, Message, MultiformatMessageString,
    Notification, PhysicalLocation, PropertyBag, Region, Replacement, ReportingConfiguration, ReportingDescriptor,
    ReportingDescriptorReference, Result as SarifResult, ResultLevel, Run, Sarif, Tool, ToolComponent,
};
use std::collections::BTreeMap;
use std::io::{self, Write};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const ROOT: &str = "%SRCROOT%";
/// Name and version of our fingerprint among those that tools may add.
const FINGERPRINT: &str = "taglint/1";
/// What stays as it is in the path of a relative URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'!');

pub(super) fn check(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<&Words> = described(&report.findings).collect();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver(&rules)).build())
        .invocations(vec![invocation(report)])
        .original_uri_base_ids(BTreeMap::from([(ROOT.to_owned(), root())]))
        .column_kind(json!("unicodeCodePoints"))
        .results(report.findings.iter().map(|finding| result(finding, &rules)).collect::<Vec<_>>())
        .build();
    document(&Sarif::builder().schema(SCHEMA.to_owned()).version(json!("2.1.0")).runs(vec![run]).build(), out)
}

fn root() -> ArtifactLocation {
    ArtifactLocation::builder().description(message("The folder that taglint was run in")).build()
}

fn driver(rules: &[&Words]) -> ToolComponent {
    ToolComponent::builder()
        .name("taglint".to_owned())
        .semantic_version(env!("CARGO_PKG_VERSION").to_owned())
        .rules(rules.iter().copied().map(descriptor).collect::<Vec<_>>())
        .build()
}

fn descriptor(words: &Words) -> ReportingDescriptor {
    let level = json!(level(words.default_severity()));
    let mut tags = vec!["advertising".to_owned(), "compliance".to_owned()];
    tags.extend(words.disapproval.clone());
    let extra = words.disapproval.iter().map(|label| ("disapproval".to_owned(), json!(label)));
    let bag = PropertyBag::builder().tags(tags).additional_properties(extra.collect::<BTreeMap<_, _>>()).build();
    let text = |text: &str| MultiformatMessageString::builder().text(text.to_owned()).build();
    let mut descriptor = ReportingDescriptor::builder()
        .id(words.id.clone())
        .short_description(text(&words.title))
        .full_description(text(words.why.split("\n\n").next().unwrap_or_default().trim()))
        .help(help(words))
        .default_configuration(ReportingConfiguration::builder().level(level).build())
        .properties(bag)
        .build();
    descriptor.help_uri = reference::page(words).map(str::to_owned);
    descriptor
}

fn help(words: &Words) -> MultiformatMessageString {
    let (why, fix, silence) = (words.why.trim(), words.fix.trim(), words.silence.trim());
    let (bad, good) = (words.bad.trim(), words.good.trim());
    let text =
        format!("{why}\n\nFails:\n{bad}\n\nInstead:\n{good}\n\nHow to fix it:\n{fix}\n\nSilencing it: {silence}");
    let markdown = format!(
        "{why}\n\n### Fails\n```html\n{bad}\n```\n### Instead\n```\n{good}\n```\n### How to fix it\n{fix}\n\n\
         ### Silencing it\n{silence}\n\n### References\n{}",
        words.references.iter().map(|one| format!("- {one}\n")).collect::<String>()
    );
    MultiformatMessageString::builder().text(text).markdown(markdown).build()
}

fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Error => ResultLevel::Error,
        Severity::Warning => ResultLevel::Warning,
        Severity::Info => ResultLevel::Note,
        Severity::Off => ResultLevel::None,
    }
}

fn message(text: impl Into<String>) -> Message {
    Message::builder().text(text.into()).build()
}

fn result(finding: &Finding, rules: &[&Words]) -> SarifResult {
    let index = rules.iter().position(|words| words.id == finding.rule).and_then(|at| i64::try_from(at).ok());
    let related = finding.related.iter().map(|(place, word)| location(&finding.path, Some(region(place)), Some(word)));
    let mut result = SarifResult::builder()
        .rule_id(finding.rule.to_owned())
        .level(level(finding.severity))
        .message(message(plain::sentence(finding)))
        .locations(vec![location(&finding.path, Some(marked(finding)), None)])
        .partial_fingerprints(BTreeMap::from([(FINGERPRINT.to_owned(), finding.fingerprint.clone())]))
        .properties(PropertyBag::builder().additional_properties(properties(finding)).build())
        .build();
    let related: Vec<Location> = related.collect();
    result.rule_index = index;
    result.related_locations = (!related.is_empty()).then_some(related);
    result.fixes = fix(finding).map(|fix| vec![fix]);
    result
}

/// To delete the call, for viewers that can. What it did is to be associated first, as the description says.
fn fix(finding: &Finding) -> Option<Fix> {
    // What is in an archive is no file that could be changed.
    let removal = finding.removal.as_ref().filter(|_| !finding.path.contains('!'))?;
    let replacement = Replacement::builder().deleted_region(region(removal)).build();
    let change =
        ArtifactChange::builder().artifact_location(artifact(&finding.path)).replacements(vec![replacement]).build();
    Some(Fix::builder().description(message(finding.help.as_str())).artifact_changes(vec![change]).build())
}

/// What SARIF has no field for.
fn properties(finding: &Finding) -> BTreeMap<String, Value> {
    let mut properties = BTreeMap::from([("confidence".to_owned(), json!(finding.confidence))]);
    properties.extend(finding.disapproval.map(|label| ("disapproval".to_owned(), json!(label))));
    properties.extend(finding.call.as_ref().map(|call| ("call".to_owned(), json!(call))));
    properties.extend(finding.remedy.as_ref().map(|remedy| ("remedy".to_owned(), json!(remedy))));
    properties
}

fn artifact(path: &str) -> ArtifactLocation {
    let uri = utf8_percent_encode(path, PATH).to_string();
    ArtifactLocation::builder().uri(uri).uri_base_id(ROOT.to_owned()).build()
}

fn location(path: &str, region: Option<Region>, word: Option<&str>) -> Location {
    let mut physical = PhysicalLocation::builder().artifact_location(artifact(path)).build();
    physical.region = region;
    let mut location = Location::builder().physical_location(physical).build();
    location.message = word.map(message);
    location
}

/// The region of the finding's span, with the code in it.
fn marked(finding: &Finding) -> Region {
    let (excerpt, mut region) = (&finding.excerpt, region(&finding.place));
    let code = excerpt.text.get(excerpt.start..excerpt.start + excerpt.len).filter(|code| !code.is_empty());
    region.snippet = code.map(|code| ArtifactContent::builder().text(code.to_owned()).build());
    region
}

fn region(place: &Place) -> Region {
    Region::builder()
        .start_line(i64::from(place.line.max(1)))
        .start_column(i64::from(place.column.max(1)))
        .end_line(i64::from(place.end_line.max(1)))
        .end_column(i64::from(place.end_column.max(1)))
        .byte_offset(i64::from(place.span.start))
        .byte_length(i64::from(place.span.end - place.span.start))
        .build()
}

/// The run went well unless a part of an input went unread; each problem is a notification.
fn invocation(report: &Report) -> Invocation {
    Invocation::builder()
        .execution_successful(!report.problems.iter().any(|problem| problem.incomplete))
        .tool_execution_notifications(report.problems.iter().map(notification).collect::<Vec<_>>())
        .build()
}

fn notification(problem: &Problem) -> Notification {
    let start = |line: u32| {
        let mut region = Region::builder().start_line(i64::from(line)).build();
        region.start_column = problem.column.map(i64::from);
        region
    };
    Notification::builder()
        .descriptor(ReportingDescriptorReference::builder().id(problem.code.to_owned()).build())
        .level(json!(if problem.incomplete { "error" } else { "warning" }))
        .message(message(problem.message.as_str()))
        .locations(vec![location(&problem.path, problem.line.map(start), None)])
        .build()
}
