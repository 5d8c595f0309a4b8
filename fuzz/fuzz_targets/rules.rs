//! Rule files of a user's own: refused or loaded.
#![no_main]

use taglint::custom::Custom;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("own.toml"), text).expect("written");
    if let Ok(custom) = Custom::load(&[folder.path().to_path_buf()], folder.path()) {
        let _ = (custom.catalogue(), custom.trial());
    }
});
