//! The options of `taglint batch`.

use super::{ConfigChoice, FailOn, Sure};
use clap::{Args, ValueHint};
use std::path::PathBuf;
use std::str::FromStr;
use taglint::batch::{Field, Form, Shard};

#[derive(Debug, Args)]
pub(crate) struct Batch {
    /// The creatives: JSON lines, a CSV sheet (either may be packed with gzip) or a Parquet file; `-` is the standard
    /// input. Rows have `id`, one of `content`, `creative`, `vast` and `url`, and may have `format` and `declared`.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, default_value = "-")]
    pub(crate) file: PathBuf,
    /// What the file is written in [default: as its name says; JSON lines for the standard input].
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) input_format: Option<Form>,
    /// Take a field from a column or key of another name: `content=tag`. May be given several times.
    #[arg(long, value_name = "FIELD=NAME")]
    pub(crate) column: Vec<Column>,
    /// Answer only a part of the rows, where several machines share them: `2/8` is the second of eight.
    #[arg(long, value_name = "PART/PARTS", default_value = "1/1", hide_default_value = true)]
    pub(crate) shard: Shard,
    /// Go on with the answers in this file: rows answered there are skipped, new answers are added to it, and nothing
    /// goes to the standard output. The file need not exist yet: give the same command again after a break.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) resume: Option<PathBuf>,
    /// Lowest severity that makes the exit code 1; `never` for none [default: error].
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,
    /// Leave out findings less sure than this [default: low].
    #[arg(long, value_enum, value_name = "CONFIDENCE")]
    pub(crate) min_confidence: Option<Sure>,
    /// Take the ad servers from this export of the platform (JSON). May be given several times.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) declared: Vec<PathBuf>,
    /// Threads [default: one for each core].
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
    #[command(flatten)]
    pub(crate) config: ConfigChoice,
}

/// A field and the column that holds it.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) field: Field,
    pub(crate) name: String,
}

impl FromStr for Column {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (field, name) = text.split_once('=').ok_or("write it as FIELD=NAME, for example content=tag")?;
        Ok(Self { field: field.parse()?, name: name.to_owned() })
    }
}
