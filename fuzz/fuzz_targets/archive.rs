//! Archives: what is unpacked stays within its budget.
#![no_main]

use taglint::source::{gunzip, unzip};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut budget = 1 << 20;
    let archive = unzip(bytes, &mut budget, |_| true);
    assert!(archive.members.iter().map(|member| member.bytes.len()).sum::<usize>() <= 1 << 20);
    let _ = gunzip(bytes);
});
