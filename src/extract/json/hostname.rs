//! The *host names* of an ad server. The platform's pages call them an array of objects in one place, a list with commas
//! in another, and show neither: whatever form an export has, the names are taken out of it.

use super::get::text_of;
use jsonc_parser::ast::Value;

/// Keys under which an entry may have its name, the likeliest first.
const KEYS: &[&str] = &["hostname", "host_name", "host", "name", "domain", "value", "url"];
/// Longest name that the domain name system knows.
const LONGEST: usize = 253;

/// Host names in lower case, without scheme, port, path and leading `*.`, each once. What cannot be one is left out.
pub(super) fn hostnames(value: &Value) -> Vec<String> {
    let (mut names, mut waiting): (Vec<String>, Vec<&Value>) = (Vec::new(), vec![value]);
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(list) => waiting.extend(list.elements.iter().rev()),
            Value::Object(object) => {
                let named = KEYS.iter().find_map(|key| super::property(object, key));
                match named {
                    Some(named) => waiting.push(named),
                    None => waiting.extend(object.properties.iter().rev().map(|one| &one.value)),
                }
            }
            other => names.extend(text_of(other).iter().flat_map(|text| split(text))),
        }
    }
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// The names of a list with anything between them.
fn split(text: &str) -> impl Iterator<Item = String> + '_ {
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '"' | '\'' | '[' | ']');
    text.split(between).filter_map(host)
}

fn host(written: &str) -> Option<String> {
    let rest = written.split_once("//").filter(|(scheme, _)| !scheme.contains('.')).map_or(written, |(_, rest)| rest);
    let name = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let name = name.trim_start_matches(['*', '.']).trim_end_matches('.').to_ascii_lowercase();
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let is_host = name.len() <= LONGEST && name.contains('.') && name.split('.').all(is_label);
    is_host.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

    fn read(json: &str) -> Vec<String> {
        let parsed = parse_to_ast(json, &CollectOptions::default(), &ParseOptions::default()).expect("good JSON");
        hostnames(&parsed.value.expect("a value"))
    }

    #[test]
    fn every_form_that_an_export_may_have_gives_the_same_names() {
        let forms = [
            r#"["a.example.com", "b.example.net"]"#,
            r#""a.example.com,b.example.net""#,
            r#""a.example.com; b.example.net\n""#,
            r#""[\"a.example.com\",\"b.example.net\"]""#,
            r#"[{"id": 1, "hostname": "a.example.com"}, {"id": 2, "hostname": "b.example.net"}]"#,
            r#"[{"name": "A.example.com"}, {"name": "*.b.example.net"}]"#,
            r#"[{"0": "a.example.com", "active": true}, ["b.example.net."]]"#,
            r#"{"1": "https://a.example.com/tag?x=1", "2": {"host": "//b.example.net:443"}}"#,
            r#"[{"hostnames": "a.example.com|b.example.net"}, "a.example.com"]"#,
        ];
        forms.iter().for_each(|form| assert_eq!(read(form), ["a.example.com", "b.example.net"], "{form}"));
    }

    #[test]
    fn what_is_no_host_name_is_left_out() {
        assert!(read(r#"["", "localhost", 7, true, null, "Other / Unlisted", "a..b", {"id": 3}, []]"#).is_empty());
    }
}
