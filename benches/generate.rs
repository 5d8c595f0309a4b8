//! Writes the corpus: `cargo bench --bench generate -- FOLDER [COUNT]`; with the name of a `.jsonl` file instead of a
//! folder, as rows for `taglint batch`.

mod corpus;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    let Some(folder) = args.next().map(PathBuf::from) else {
        // `cargo bench` runs every bench; without a folder there is nothing to do.
        return ExitCode::SUCCESS;
    };
    let count = args.next().and_then(|count| count.parse().ok()).unwrap_or(20_000);
    let is_batch = folder.extension().is_some_and(|extension| extension == "jsonl");
    match if is_batch { corpus::write_rows(&folder, count) } else { corpus::write(&folder, count) } {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{}: {error}\n", folder.display()));
            ExitCode::from(2)
        }
    }
}
