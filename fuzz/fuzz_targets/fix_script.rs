//! `fix` of a script.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| taglint_fuzz::fixed("ad.js", bytes));
