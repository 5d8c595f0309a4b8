//! From configuration and options to the settings of a scan.

use crate::cli::{ConfigChoice, Sure};
use miette::{IntoDiagnostic, WrapErr};
use std::path::PathBuf;
use std::sync::Arc;
use taglint::call::Confidence;
use taglint::catalogue::Catalogue;
use taglint::config::{Config, find};
use taglint::finding::Report;
use taglint::rule;
use taglint::scan::{self, Settings, Ties, Used};

/// The configuration that holds: the one that was named, else the nearest one, else none.
pub(crate) fn config(choice: &ConfigChoice) -> miette::Result<Config> {
    if choice.no_config {
        return Ok(Config::default());
    }
    let cwd = std::env::current_dir().into_diagnostic().wrap_err("this folder cannot be read")?;
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let Some(path) = choice.config.clone().or_else(|| find(&cwd, home.as_deref())) else {
        return Ok(Config::default());
    };
    let ids: Vec<&str> = rule::RULES.iter().map(|rule| rule.id()).collect();
    Ok(Config::load(&path, &cwd, &ids)?)
}

/// The catalogue with what the configuration adds to it.
pub(crate) fn catalogue(config: &Config) -> miette::Result<Catalogue> {
    let mut catalogue = Catalogue::embedded();
    for alias in &config.aliases {
        if !catalogue.alias(&alias.host, &alias.means) {
            let message = format!("the catalogue knows no `{}`", alias.means);
            let help = "name a vendor's domain or host, for example \"adnxs.com\"; `taglint vendors` lists them";
            return Err(config.mistake(alias.span, message, Some(help.to_owned())).into());
        }
    }
    Ok(catalogue)
}

/// The settings of a scan.
pub(crate) fn settings(config: &Config, min_confidence: Option<Sure>) -> miette::Result<Settings> {
    let asked = min_confidence.map(Confidence::from).or(config.min_confidence);
    Ok(Settings {
        catalogue: catalogue(config)?,
        severities: config.severities.clone(),
        min_confidence: asked.unwrap_or(Confidence::Low),
        ignores: config.ignores.clone(),
        inventory: false,
        plan: false,
        ties: Ties { entries: config.creatives.clone(), pattern: config.creative_pattern.clone() },
    })
}

/// Adds a finding for each of the configuration's ignores that silenced nothing.
pub(crate) fn report_unused(config: &Config, settings: &Settings, used: &Used, report: &mut Report) {
    let unused: Vec<_> = used.unused().map(|number| &settings.ignores[number]).collect();
    report.findings.extend(scan::unused_ignores(&Arc::from(config.shown()), config.text(), &unused, settings));
    scan::count(report);
}
