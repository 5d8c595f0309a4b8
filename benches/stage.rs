//! What each stage costs, over creatives of the corpus: `cargo bench --bench stage`.

mod corpus;

use corpus::Creative;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use taglint::catalogue::{Catalogue, judge};
use taglint::extract::{Language, extract};
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

fn extraction(c: &mut Criterion) {
    let all: Vec<Creative> = corpus::creatives(500).collect();
    // As the program runs them.
    let pool = taglint::extract::js::threads().num_threads(1).build().expect("a thread");
    for (name, wanted) in [("html", Language::Markup), ("js", Language::Script), ("json", Language::Json)] {
        let some: Vec<&Creative> = all.iter().filter(|creative| language(creative) == wanted).collect();
        let mut group = c.benchmark_group("extract");
        group.throughput(Throughput::Bytes(some.iter().map(|creative| creative.text.len() as u64).sum()));
        group.bench_function(name, |b| {
            b.iter(|| {
                pool.install(|| {
                    for creative in &some {
                        black_box(extract(&creative.text, &Map::Shift(0), wanted));
                    }
                });
            });
        });
    }
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

criterion_group!(benches, extraction, catalogue);
criterion_main!(benches);
