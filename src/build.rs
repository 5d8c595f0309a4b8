//! The build script: checks `rules/**/*.toml` and packs them into the binary, so that a run starts without parsing a
//! few hundred files. A file that breaks its form fails the build, with its name.

#[path = "catalogue/data.rs"]
#[allow(dead_code, unreachable_pub)]
mod data;

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo:rerun-if-changed=rules");
    println!("cargo:rerun-if-changed=src/catalogue/data.rs");
    let mut vendors: Vec<(String, data::Vendor)> = read("rules/vendors");
    for endpoint in vendors.iter_mut().flat_map(|(_, vendor)| &mut vendor.endpoints) {
        endpoint.samples.clear();
        endpoint.counter_samples.clear();
    }
    pack("vendors.bin", &vendors);
    let words: Vec<(String, data::Words)> = read("rules/rule");
    pack("words.bin", &words);
    owners();
}

/// Packs who owns which domain as two tables of Rust.
fn owners() {
    #[derive(serde::Deserialize)]
    struct Kinds {
        kind: BTreeMap<String, data::Kind>,
    }
    let kinds: Kinds = parse(Path::new("rules/owners.toml"));
    let text = fs::read_to_string("rules/owners.tsv").unwrap_or_else(|error| panic!("rules/owners.tsv: {error}"));
    let mut numbers: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let (mut domains, mut entities) = (BTreeMap::new(), String::new());
    for line in text.lines().skip(1) {
        let [domain, entity, category] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("owners.tsv: {line}") };
        let next = numbers.len();
        let number = *numbers.entry((entity, category)).or_insert(next);
        if number == next {
            let kind = kinds.kind.get(category).copied().unwrap_or_default();
            entities += &format!("({entity:?}, Kind::{kind:?}),");
        }
        domains.insert(domain, number);
    }
    let count = numbers.len();
    let domains: String = domains.iter().map(|(domain, number)| format!("({domain:?}, {number}),")).collect();
    write(
        "owners.rs",
        format!(
            "/// Domains by name, each with the number of its entity.\nstatic DOMAINS: &[(&str, u16)] = &[{domains}];\n\
             /// Owners and their kinds.\npub(super) static ENTITIES: [(&str, Kind); {count}] = [{entities}];\n"
        )
        .as_bytes(),
    );
}

/// The files of a folder in the order of their names, each with its stem.
fn read<T: DeserializeOwned>(folder: &str) -> Vec<(String, T)> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let mut files: Vec<(String, T)> = paths.iter().map(|path| (stem(path), parse(path))).collect();
    // By stem, for binary search: paths would sort `a-b.toml` before `a.toml`.
    files.sort_by(|(one, _), (other, _)| one.cmp(other));
    files
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

fn parse<T: DeserializeOwned>(path: &Path) -> T {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn pack<T: Serialize>(name: &str, value: &T) {
    let bytes = postcard::to_stdvec(value).expect("the data's types can be packed");
    write(name, &bytes);
}

fn write(name: &str, bytes: &[u8]) {
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(folder.join(name), bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
}
