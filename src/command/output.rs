//! Where reports go: the standard output, and files, which are written whole or not at all.

use super::End;
use crate::cli::Writing;
use miette::{IntoDiagnostic, WrapErr, miette};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use taglint::finding::Report;
use taglint::report::{self, Format, Style};

/// The reader of the standard output has gone: it has read all that it wanted.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("the standard output was closed")]
pub(crate) struct ClosedPipe;

/// Prints to the standard output.
pub(crate) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> miette::Result<End> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(ClosedPipe.into()),
        written => written.into_diagnostic().map(|()| End::Clean),
    }
}

/// Refuses formats that the command has no use for, before any work is done.
pub(crate) fn check(writing: &Writing, command: &str) -> miette::Result<()> {
    let asked = writing.output.iter().map(|output| output.format).chain([writing.format]);
    match asked.into_iter().find(|format| !report::supports(command, *format)) {
        Some(format) => Err(miette!(help = "see `taglint help`", "`{command}` cannot be written as {format:?}")),
        None => Ok(()),
    }
}

/// Writes the report wherever it was asked for.
pub(crate) fn write(
    render: impl Fn(Format, &Report, &Style, &mut dyn Write) -> io::Result<()>,
    found: &Report,
    writing: &Writing,
    style: &Style,
) -> miette::Result<()> {
    let plain = Style { color: false, links: false, ..style.clone() };
    for output in &writing.output {
        let mut bytes = Vec::new();
        render(output.format, found, &plain, &mut bytes).into_diagnostic()?;
        save(&output.path, &bytes)?;
    }
    print(|out| render(writing.format, found, style, out)).map(drop)
}

/// Puts other bytes into a file that is there, whole or not at all. What a link points to is changed, not the link, and
/// who may read and write it stays. `before` is what the file held when it was read.
pub(crate) fn replace(path: &Path, before: &[u8], after: &[u8]) -> miette::Result<()> {
    let failed = || format!("cannot write {}; it is as it was", path.display());
    let target = path.canonicalize().into_diagnostic().wrap_err_with(failed)?;
    let folder = target.parent().unwrap_or(Path::new("."));
    let written = std::fs::metadata(&target).and_then(|data| {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(after)?;
        file.as_file().set_permissions(data.permissions())?;
        file.as_file().sync_all()?;
        // Somebody else may have written since it was read.
        if std::fs::read(&target)? != before {
            return Err(io::Error::other("it was changed by somebody else meanwhile"));
        }
        file.persist(&target).map_err(|error| error.error)
    });
    written.map(drop).into_diagnostic().wrap_err_with(failed)
}

/// Writes a file whole or not at all. What a link points to is written, not the link; a device or pipe cannot be
/// replaced and takes the bytes as they come.
pub(crate) fn save(path: &Path, bytes: &[u8]) -> miette::Result<()> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let saved = match target.metadata() {
        Ok(data) if !data.is_file() && !data.is_dir() => std::fs::write(&target, bytes),
        _ => save_whole(&target, bytes),
    };
    saved.into_diagnostic().wrap_err_with(|| format!("cannot write {}", path.display()))
}

fn save_whole(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = for_all(&mut tempfile::Builder::new()).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(target).map(drop).map_err(|error| error.error)
}

/// As readable as files that programs write usually are: what the user's mask allows.
#[cfg(unix)]
fn for_all<'b>(builder: &'b mut tempfile::Builder<'static, 'static>) -> &'b tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn for_all<'b>(builder: &'b mut tempfile::Builder<'static, 'static>) -> &'b tempfile::Builder<'static, 'static> {
    builder
}
