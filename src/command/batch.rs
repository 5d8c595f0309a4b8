//! `taglint batch`: a creative a row in, an answer a line out. Answers go to the standard output or are added to a file
//! of earlier ones; how far it is goes to the standard error.

use super::output::ClosedPipe;
use super::progress::Progress;
use super::{End, input, setting};
use crate::cli::{Batch, FailOn};
use miette::{IntoDiagnostic, WrapErr, miette};
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, IsTerminal, Seek, Write};
use std::path::Path;
use taglint::batch::{self, Answered, Chunk, Form, Names, Tally};
use taglint::finding::Severity;
use taglint::report::Style;
use taglint::scan::Used;

/// Answers all rows of the batch.
pub(crate) fn run(asked: &Batch, style: &Style) -> miette::Result<End> {
    if asked.file == Path::new("-") && io::stdin().is_terminal() {
        let help = "name a file, or pipe JSON lines to it: {\"id\": 1, \"content\": \"<img …>\"}";
        return Err(miette!(help = help, "there is nothing to read: the standard input is a terminal"));
    }
    let config = setting::config(&asked.config)?;
    let mut settings = setting::settings(&config, asked.min_confidence)?;
    settings.servers = input::servers(&asked.declared)?;
    settings.plan = true;
    taglint::extract::js::threads().num_threads(asked.jobs.unwrap_or(0)).build_global().into_diagnostic()?;
    let names: Vec<_> = asked.column.iter().map(|column| (column.field, column.name.clone())).collect();
    let names = Names::new(&names);
    let path = (asked.file != Path::new("-")).then_some(asked.file.as_path());
    let form = asked.input_format.unwrap_or_else(|| Form::of(&asked.file));
    let opened = batch::open(path, form, &names, asked.shard)
        .map_err(|error| miette::Report::new(error).wrap_err(format!("cannot read {}", asked.file.display())))?;
    let (mut answered, mut out) = target(asked.resume.as_deref())?;
    let (mut tally, used) = (answered.tally, Used::new(&settings.ignores));
    let mut progress = Progress::new(&opened, tally, style.quiet);
    let write = |chunk: Chunk| {
        for answer in &chunk {
            out.write_all(&answer.line)?;
            tally.add(answer.tally);
        }
        out.flush()?;
        progress.show(&tally);
        Ok(())
    };
    let written = batch::run(opened, &names, &mut answered, &settings, &used, write);
    progress.end(&tally);
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Err(ClosedPipe.into()),
        written => written.into_diagnostic().wrap_err("the answers cannot be written")?,
    }
    let fails = asked.fail_on.map_or_else(|| config.fail_on.unwrap_or(Some(Severity::Error)), FailOn::severity);
    Ok(end(tally, fails, asked.shard.is_part()))
}

/// What was answered before, and where answers go.
fn target(resume: Option<&Path>) -> miette::Result<(Answered, Box<dyn Write>)> {
    let Some(path) = resume else { return Ok((Answered::default(), Box::new(io::stdout()))) };
    let failed = || format!("cannot go on with {}", path.display());
    let mut file = open(path).into_diagnostic().wrap_err_with(failed)?;
    let answered = Answered::read(BufReader::new(&file)).map_err(|error| {
        let help = "give a file that `taglint batch` has written, or one that does not exist yet";
        miette!(help = help, "{error}").wrap_err(failed())
    })?;
    // A line that was cut off is written anew.
    file.set_len(answered.length).into_diagnostic().wrap_err_with(failed)?;
    file.seek(io::SeekFrom::End(0)).into_diagnostic().wrap_err_with(failed)?;
    Ok((answered, Box::new(file)))
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

fn end(tally: Tally, fails: Option<Severity>, is_part: bool) -> End {
    let found = tally.worst.is_some_and(|worst| fails.is_some_and(|least| worst >= least));
    if found {
        End::Found
    } else if tally.incomplete > 0 || (tally.rows == 0 && !is_part) {
        End::Incomplete
    } else {
        End::Clean
    }
}
