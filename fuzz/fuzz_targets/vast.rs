//! Bytes read as Vast.
#![no_main]

use taglint::extract::Language;
use taglint_fuzz::read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read(bytes, Language::Vast));
