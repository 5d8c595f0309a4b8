//! How well the shape of a call tells user syncs of vendors never seen: cross-validation over vendors.

mod data;
mod fit;

use data::{Sample, Variant, samples};
use fit::{Fit, cross_validated, fold_of, rules};

const FOLDS: u32 = 10;

#[test]
#[ignore = "explores"]
fn explore() {
    let (samples, rules) = (samples(), rules());
    let start = std::time::Instant::now();
    let scores = cross_validated(&rules, &samples, FOLDS);
    println!("{:?}", start.elapsed());
    let all: Vec<&Sample> = samples.iter().collect();
    let fit = Fit::on(&rules, &all);
    println!("bias {:.2}", fit.bias);
    rules.marks.iter().zip(&fit.weights).for_each(|(m, w)| println!("{:20} {w:.2}", m.name));
    for threshold in [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] {
        print!("{threshold}: ");
        for v in [Variant::Template, Variant::Filled, Variant::Bare, Variant::Plain, Variant::Consent, Variant::Cut] {
            let of: Vec<_> = samples.iter().zip(&scores).filter(|(s, _)| s.variant == v).collect();
            let hit = of.iter().filter(|(_, s)| **s >= threshold).count();
            print!("{v:?} {:.1}%({}/{}) ", 100.0 * hit as f64 / of.len() as f64, hit, of.len());
        }
        println!();
    }
    let limit: f64 = std::env::var("T").map_or(0.5, |t| t.parse().unwrap());
    for (sample, score) in samples.iter().zip(&scores) {
        if (*score >= limit) != sample.is_sync() {
            println!(
                "{:?} {score:.2} {} {:?}",
                sample.variant,
                sample.url,
                sample.marks.iter().map(|m| format!("{}:{}", m.name, m.word)).collect::<Vec<_>>()
            );
        }
    }
    let _ = fold_of;
}
