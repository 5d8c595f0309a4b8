//! `docs/truth.md` speaks of the fixtures as they are: its counts of calls by construct are those of a scan.

mod common;

use common::{construct, files, scan};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[test]
fn the_page_counts_the_calls_that_are_read() {
    let all = files("fixtures/scripts").into_iter().chain(files("fixtures/creatives"));
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for path in all.filter(|path| path.extension().is_some_and(|ending| ending == "html")) {
        for record in scan(&path).calls {
            *counted.entry(construct(&record.call)).or_default() += 1;
        }
    }
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/truth.md")).expect("a page");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let told: BTreeMap<String, usize> =
        rows.filter_map(|(name, rest)| Some((name.to_owned(), rest.split(" | ").next()?.parse().ok()?))).collect();
    assert_eq!(told, counted, "write the page anew, as it says at its start");
}
