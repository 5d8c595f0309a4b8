//! The fuzz targets' invariants on damaged fixtures, without a fuzzer: some hundred inputs a target, the same in every
//! run. `TAGLINT_MUTATE=60 cargo test --test mutation -- --nocapture` goes on for 60 seconds a target, from another start
//! each time, and says how many inputs each had. What fails is kept in `target/mutation/`.

#[allow(unreachable_pub, missing_docs)]
#[path = "../fuzz/src/lib.rs"]
mod invariant;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};
use taglint::extract::Language;

/// Inputs of a target where no time is given.
const COUNT: u64 = 150;
/// Bytes of an input.
const LONGEST: usize = 16 << 10;
/// What stands in creatives and means something to a reader.
const WORDS: &[&str] = &[
    "<img src=\"https://secure.adnxs.com/seg?add=1\">",
    "<script>",
    "</script>",
    "<iframe srcdoc=\"",
    "document.write(",
    "'+'",
    "&amp;",
    "&#x26;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "%%CACHEBUSTER%%",
    "${CLICK_URL}",
    "{{x}}",
    "\\u0026",
    "\\ud800",
    "\\",
    "\"",
    "'",
    "`",
    "(",
    "]",
    "{",
    "\r\n",
    "\0",
    "é",
    "🙂",
    "\u{feff}",
    "taglint: ignore",
];

/// A small random generator (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() % (end.max(1) as u64)).unwrap_or(0)
    }
}

/// Fixtures and rule data with one of these extensions.
fn seeds(extensions: &[&str]) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["fixtures", "rules"].into_iter().map(|name| walkdir::WalkDir::new(root.join(name)));
    let files = folders.flat_map(|folder| folder.sort_by_file_name()).filter_map(Result::ok);
    let wanted = files
        .filter(|file| file.path().extension().is_some_and(|extension| extensions.iter().any(|one| extension == *one)));
    let read = wanted.filter_map(|file| fs::read(file.path()).ok());
    read.filter(|bytes| bytes.len() <= LONGEST).collect()
}

/// A seed, changed in a few places.
fn mutated(seeds: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(4) {
        let (one, other) = (dice.below(bytes.len() + 1), dice.below(bytes.len() + 1));
        let (from, to) = (one.min(other), one.max(other));
        match dice.below(7) {
            0 => drop(bytes.drain(from..to.min(from + 40))),
            1 => bytes.truncate(from),
            2 => drop(bytes.splice(from..from, WORDS[dice.below(WORDS.len())].bytes())),
            3 => drop(bytes.splice(from..to.min(from + 8), WORDS[dice.below(WORDS.len())].bytes())),
            4 if from < bytes.len() => bytes[from] ^= 1 << dice.below(8),
            5 => bytes.extend_from_within(from..to),
            _ => {
                let inner = &seeds[dice.below(seeds.len())];
                let start = dice.below(inner.len());
                bytes.splice(from..from, inner[start..inner.len().min(start + 200)].iter().copied());
            }
        }
        bytes.truncate(LONGEST);
    }
    bytes
}

/// Runs a target on mutated fixtures.
fn run(name: &str, extensions: &[&str], target: impl Fn(&[u8])) {
    let seeds = seeds(extensions);
    assert!(!seeds.is_empty(), "there are fixtures for {name}");
    let time = std::env::var("TAGLINT_MUTATE").ok().and_then(|seconds| seconds.parse().ok()).map(Duration::from_secs);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let (mut dice, start, mut count) = (Dice(time.map_or(7, |_| now)), Instant::now(), 0_u64);
    while time.map_or(count < COUNT, |time| start.elapsed() < time) {
        let bytes = mutated(&seeds, &mut dice);
        count += 1;
        if catch_unwind(AssertUnwindSafe(|| target(&bytes))).is_err() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/mutation");
            let kept = folder.join(format!("{name}-{count}-{}", bytes.len()));
            let _ = fs::create_dir_all(&folder);
            let _ = fs::write(&kept, &bytes);
            panic!("{name} fails on {}", kept.display());
        }
    }
    if time.is_some() {
        use std::io::Write;
        let _ = writeln!(std::io::stderr(), "{name}: {count} inputs in {} s, from {}", start.elapsed().as_secs(), now);
    }
}

#[test]
fn decoders() {
    run("decode", &["html", "js", "json", "csv", "txt", "xml"], |bytes| {
        let decoded = taglint::source::decode(bytes);
        for (at, c) in decoded.text.char_indices() {
            let span = decoded.map.span(at..at + c.len_utf8());
            assert!(bytes.get(span.range()).is_some(), "{at}: {span:?}");
        }
    });
    run("archive", &["zip", "gz", "parquet"], |bytes| {
        let mut budget = 1 << 20;
        let archive = taglint::source::unzip(bytes, &mut budget, |_| true);
        assert!(archive.members.iter().map(|member| member.bytes.len()).sum::<usize>() <= 1 << 20);
        let _ = taglint::source::gunzip(bytes);
    });
}

#[test]
fn markup() {
    run("html", &["html"], |bytes| invariant::read(bytes, Language::Markup));
    run("vast", &["xml", "vast"], |bytes| invariant::read(bytes, Language::Vast));
}

#[test]
fn scripts_and_styles() {
    run("script", &["js"], |bytes| invariant::read(bytes, Language::Script));
    run("css", &["css", "html"], |bytes| invariant::read(bytes, Language::Sheet));
    run("declarations", &["css"], |bytes| invariant::read(bytes, Language::Declarations));
}

#[test]
fn data() {
    run("json", &["json", "jsonl", "har"], |bytes| invariant::read(bytes, Language::Json));
    run("csv", &["csv"], |bytes| invariant::read(bytes, Language::Csv));
    run("toml_list", &["toml"], |bytes| invariant::read(bytes, Language::TomlList));
    run("yaml_list", &["yaml", "yml", "toml"], |bytes| invariant::read(bytes, Language::YamlList));
    run("amp", &["json"], |bytes| invariant::read(bytes, Language::AmpConfig));
}

#[test]
fn whole_creatives() {
    run("check", &["html", "js", "json", "xml", "txt"], |bytes| {
        invariant::check("creative", &String::from_utf8_lossy(bytes));
    });
}

#[test]
fn fixes() {
    run("fix_html", &["html"], |bytes| invariant::fixed("ad.html", bytes));
    run("fix_script", &["js"], |bytes| invariant::fixed("ad.js", bytes));
    run("fix_json", &["json"], |bytes| invariant::fixed("ad.json", bytes));
}

#[test]
fn rule_files() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    run("rules", &["toml"], |bytes| {
        fs::write(folder.path().join("own.toml"), bytes).expect("written");
        if let Ok(custom) = taglint::custom::Custom::load(&[folder.path().to_path_buf()], folder.path()) {
            let _ = (custom.catalogue(), custom.trial());
        }
    });
    run("config", &["toml"], |bytes| {
        let path = folder.path().join("taglint.toml");
        fs::write(&path, bytes).expect("written");
        let _ = taglint::config::Config::load(&path, folder.path());
    });
}
