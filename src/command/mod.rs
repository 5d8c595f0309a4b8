//! Commands: each a small file that puts the library's parts together for one job. Here is what they share: how an end
//! becomes an exit code, and how the terminal is spoken to.

mod bar;
mod baseline;
mod batch;
mod calls;
mod check;
mod explain;
mod fix;
mod init;
mod input;
mod lsp;
mod manual;
mod observe;
mod output;
mod plan;
mod progress;
mod serve;
mod setting;
mod trial;
mod vendor;
mod watch;

use crate::cli::{Cli, Color, Command, Terminal};
use anstream::ColorChoice;
use clap::CommandFactory;
use miette::{GraphicalReportHandler, GraphicalTheme};
use output::ClosedPipe;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use taglint::report::Style;

/// How a command ended; the exit code follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Nothing at or above the severity that fails.
    Clean,
    /// At least one finding that fails.
    Found,
    /// Something went unread, or there was nothing to read.
    Incomplete,
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        match end {
            End::Clean => Self::SUCCESS,
            End::Found => Self::from(1),
            End::Incomplete => Self::from(3),
        }
    }
}

/// Usage, configuration, rule data and internal errors.
const UNUSABLE: u8 = 2;

/// Runs a command line.
pub(crate) fn run(cli: Cli) -> ExitCode {
    let style = style(&cli.terminal);
    let (color, width) = (wants_color(cli.terminal.color, &io::stderr()), style.width);
    let _ = miette::set_hook(Box::new(move |_| {
        let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        Box::new(GraphicalReportHandler::new_themed(theme).with_width(width))
    }));
    match dispatch(cli.command, &style) {
        Ok(end) => end.into(),
        Err(error) if error.is::<ClosedPipe>() => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error:?}");
            ExitCode::from(UNUSABLE)
        }
    }
}

fn dispatch(command: Command, style: &Style) -> miette::Result<End> {
    match command {
        Command::Check(check) if check.watch => watch::run(&check, style),
        Command::Check(check) => check::run(&check, style),
        Command::Calls(calls) => calls::run(&calls, style),
        Command::Fix(fix) => fix::run(&fix, style),
        Command::Plan(asked) => plan::run(&asked, style),
        Command::Explain { rule, config } => explain::explain(&rule, &config, style),
        Command::Rules { format, config } => explain::rules(format, &config, style),
        Command::Vendors { asked, format, config } => vendor::run(&asked, format, &config, style),
        Command::Batch(asked) => batch::run(&asked, style),
        Command::Observe(asked) => observe::run(&asked, style),
        Command::TestRules(asked) => trial::run(&asked, style),
        Command::Lsp(asked) => lsp::run(&asked),
        Command::Serve(asked) => serve::run(&asked, style),
        Command::Init { folder } => init::run(&folder),
        Command::Schema { of } => manual::schema(of),
        Command::Man { dir } => manual::man(dir.as_deref()),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "taglint", &mut script);
            output::print(|out| out.write_all(&script))
        }
    }
}

fn style(terminal: &Terminal) -> Style {
    let color = wants_color(terminal.color, &io::stdout());
    let width = terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0)).clamp(60, 160);
    Style { color, links: color && io::stdout().is_terminal(), width, quiet: terminal.quiet, verbose: terminal.verbose }
}

fn wants_color(asked: Color, stream: &impl anstream::stream::RawStream) -> bool {
    match asked {
        Color::Auto => anstream::AutoStream::choice(stream) != ColorChoice::Never,
        Color::Always => true,
        Color::Never => false,
    }
}
