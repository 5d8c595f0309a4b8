//! Configurations: refused or read.
#![no_main]

use taglint::config::Config;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("taglint.toml");
    std::fs::write(&path, text).expect("written");
    let _ = Config::load(&path, folder.path());
});
