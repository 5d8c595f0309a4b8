//! How well the shape of a call tells user syncs of vendors never seen: cross-validation over vendors. Every call is
//! scored by weights that were fitted without its vendor, and words that only its vendor uses do not count.

mod data;
mod fit;
mod report;

use data::{Sample, Variant, samples};
use fit::{Fit, RULES, cross_validated, rules};
use report::Report;

const FOLDS: u32 = 10;

/// Shares of known calls, on vendors never seen.
const TEMPLATES_FOUND: f64 = 0.96;
const OTHERS_FOUND: f64 = 0.85;
const FALSE_ALARMS: f64 = 0.01;

fn report() -> Report {
    let (samples, rules) = (samples(), rules());
    let scores = cross_validated(&rules, &samples, FOLDS);
    Report::new(samples, scores, rules.threshold)
}

#[test]
fn syncs_of_vendors_never_seen_are_found_without_false_alarms() {
    let report = report();
    let found = |variants: &[Variant]| report.share(variants, report.threshold.low);
    assert!(found(&[Variant::Template]) >= TEMPLATES_FOUND, "{report}");
    assert!(found(&[Variant::Filled]) >= OTHERS_FOUND, "{report}");
    assert!(found(&[Variant::Bare]) >= OTHERS_FOUND, "{report}");
    assert!(found(&[Variant::Plain]) <= FALSE_ALARMS, "{report}");
    assert!(found(&[Variant::Consent]) <= FALSE_ALARMS, "{report}");
    assert!(found(&[Variant::Cut]) <= FALSE_ALARMS, "{report}");
}

#[test]
fn every_confidence_is_as_good_as_the_rules_say() {
    let report = report();
    for (name, from, to, said) in report.threshold.bands() {
        let measured = report.precision(from, to);
        assert!(measured >= said, "{name}: {measured:.3}, the rules say {said}\n{report}");
    }
}

#[test]
fn the_rules_hold_the_weights_that_fit_all_known_calls() {
    let (samples, rules) = (samples(), rules());
    let fit = Fit::on(&rules, &samples.iter().collect::<Vec<_>>());
    let advice = "run `cargo test --test shape -- --ignored` to write the fitted weights";
    assert!((fit.bias - rules.bias).abs() < 0.01, "bias {:.2}, fitted {:.2}: {advice}", rules.bias, fit.bias);
    for (mark, fitted) in rules.marks.iter().zip(&fit.weights) {
        assert!((mark.weight - fitted).abs() < 0.01, "{} {:.2}, fitted {fitted:.2}: {advice}", mark.name, mark.weight);
    }
}

#[test]
fn known_calls_are_told_apart_by_the_scorer_itself() {
    let samples = samples();
    let share = |variant: Variant| {
        let of: Vec<&Sample> = samples.iter().filter(|sample| sample.variant == variant).collect();
        let found = of.iter().filter(|sample| sample.is_recognised()).count();
        data::ratio(found, of.len())
    };
    assert!(share(Variant::Template) >= TEMPLATES_FOUND);
    assert!(share(Variant::Filled) >= OTHERS_FOUND);
    assert!(share(Variant::Plain) <= FALSE_ALARMS);
    assert!(share(Variant::Consent) <= FALSE_ALARMS);
}

#[test]
#[ignore = "not a check: fits the weights, writes them to rules/shape.toml and tells how well they do on unseen vendors"]
#[expect(clippy::print_stdout, reason = "it is run for what it prints")]
fn write_the_weights() -> std::io::Result<()> {
    let (samples, rules) = (samples(), rules());
    let fit = Fit::on(&rules, &samples.iter().collect::<Vec<_>>());
    std::fs::write("rules/shape.toml", fit.written_into(RULES))?;
    let report = report();
    println!("{report}\n{}", report.mistakes());
    Ok(())
}
