//! What each stage costs, over creatives of the corpus: `cargo bench --bench stage`.

mod corpus;

use corpus::Creative;
use criterion::{BatchSize, Bencher, Criterion, Throughput, criterion_group, criterion_main};
use scraper::{Html, Selector};
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use taglint::catalogue::{Catalogue, judge};
use taglint::extract::{Language, extract, js};
use taglint::mapped::Map;
use taglint::url::Url;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn language(creative: &Creative) -> Language {
    match creative.name.rsplit('.').next() {
        Some("js") => Language::Script,
        Some("json") => Language::Json,
        _ => Language::Markup,
    }
}

/// Times something on a thread such as those that the program has, all of a measurement in one go: to hand over and
/// to wake for each round would be timed too.
fn on_thread(b: &mut Bencher, round: impl Fn() + Sync) {
    let pool = js::threads().num_threads(1).build().expect("a thread");
    b.iter_custom(|rounds| {
        pool.install(|| {
            let start = Instant::now();
            (0..rounds).for_each(|_| round());
            start.elapsed()
        })
    });
}

fn extraction(c: &mut Criterion) {
    let all: Vec<Creative> = corpus::creatives(500).collect();
    for (name, wanted) in [("html", Language::Markup), ("js", Language::Script), ("json", Language::Json)] {
        let some: Vec<&Creative> = all.iter().filter(|creative| language(creative) == wanted).collect();
        let mut group = c.benchmark_group("extract");
        group.throughput(Throughput::Bytes(some.iter().map(|creative| creative.text.len() as u64).sum()));
        group.bench_function(name, |b| {
            on_thread(b, || {
                for creative in &some {
                    black_box(extract(&creative.text, &Map::Shift(0), wanted));
                }
            });
        });
    }
}

/// Scripts by themselves, parsed and run: those of the corpus, which are dense, and those of the creatives among the
/// fixtures, which are shaped like the tags of real ad servers.
fn scripts(c: &mut Criterion) {
    let dense = corpus::creatives(500).filter(|creative| language(creative) == Language::Script);
    let dense: Vec<String> = dense.map(|creative| creative.text).collect();
    for (name, texts) in [("dense", dense), ("tags", tags())] {
        let mut group = c.benchmark_group("script");
        group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
        group.bench_function(name, |b| {
            on_thread(b, || {
                for text in &texts {
                    black_box(js::scan(text, js::Context::default()));
                }
            });
        });
    }
}

/// The scripts of the creatives among the fixtures.
fn tags() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/creatives");
    let files = fs::read_dir(folder).expect("the fixtures").map(|entry| entry.expect("a file").path());
    let mut files: Vec<_> = files.filter(|file| file.is_file()).collect();
    files.sort();
    let wanted = Selector::parse("script:not([src]):not([type='application/json'])").expect("a selector");
    let mut tags = Vec::new();
    for (file, text) in files.iter().filter_map(|file| Some((file, fs::read_to_string(file).ok()?))) {
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("js") => tags.push(text),
            Some("html" | "htm") => {
                let document = Html::parse_document(&text);
                tags.extend(document.select(&wanted).map(|element| element.text().collect::<String>()));
            }
            _ => {}
        }
    }
    assert!(tags.len() > 30, "{} scripts", tags.len());
    tags
}

fn catalogue(c: &mut Criterion) {
    let all: Vec<Creative> = corpus::creatives(500).collect();
    let calls: Vec<_> = all.iter().flat_map(|one| extract(&one.text, &Map::Shift(0), language(one)).calls).collect();
    let known = Catalogue::embedded();
    let mut group = c.benchmark_group("catalogue");
    group.throughput(Throughput::Elements(calls.len() as u64));
    group.bench_function("classify", |b| {
        b.iter(|| {
            for call in &calls {
                black_box(known.classify(&Url::parse(&call.url.text)));
            }
        });
    });
    group.bench_function("judge", |b| {
        b.iter_batched(
            || calls.clone(),
            |calls| calls.into_iter().for_each(|call| drop(black_box(judge(call, &known)))),
            BatchSize::LargeInput,
        );
    });
    group.finish();
    c.bench_function("catalogue/start", |b| b.iter(|| black_box(Catalogue::embedded())));
}

criterion_group!(benches, extraction, scripts, catalogue);
criterion_main!(benches);
