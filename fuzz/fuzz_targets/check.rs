//! A whole creative, told by its content: found the same twice.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| taglint_fuzz::check("creative", text));
