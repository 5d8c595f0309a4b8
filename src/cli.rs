//! The command line as it is typed. What the options mean is decided in `command`.

mod batch;
mod observe;
mod value;

pub(crate) use batch::Batch;
pub(crate) use observe::Observe;
pub(crate) use value::{Color, Enum, FailOn, ListFormat, Output, Schema, Sure};

use clap::{Args, Parser, Subcommand, ValueHint};
use std::path::PathBuf;
use taglint::report::Format;

/// Finds the calls in ad creatives that fail Google Ad Manager's audit, and says what to associate on the server
/// instead.
#[derive(Debug, Parser)]
#[command(name = "taglint", version, max_term_width = 100, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) terminal: Terminal,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check creatives and configs; exit 1 if one would be disapproved.
    Check(Check),
    /// List every call that creatives make, with vendor and kind.
    Calls(Calls),
    /// Take flagged calls out of creatives and configs: prints a diff, exit 1 if there is something to fix.
    Fix(Fix),
    /// Write the plan: which associations to make on the server, what is lost, what to delete. Nothing is sent.
    Plan(Plan),
    /// Explain a rule: why it matters, an example, how to fix it, how to silence it.
    Explain {
        /// The rule's id, as reports print it.
        rule: String,
        #[command(flatten)]
        config: ConfigChoice,
    },
    /// List the rules.
    Rules {
        #[arg(long, value_enum, default_value_t = ListFormat::Human)]
        format: ListFormat,
        #[command(flatten)]
        config: ConfigChoice,
    },
    /// List the vendors of the catalogue, or say what is known of hosts and URLs.
    Vendors {
        /// Hosts or URLs to explain.
        #[arg(value_name = "HOST|URL", value_hint = ValueHint::Url)]
        asked: Vec<String>,
        #[arg(long, value_enum, default_value_t = ListFormat::Human)]
        format: ListFormat,
        #[command(flatten)]
        config: ConfigChoice,
    },
    /// Check creatives by the million: a creative a row in (JSON lines, CSV, Parquet), an answer a line out, in order.
    Batch(Batch),
    /// Show creatives to a browser as Google's scanner does, and say whom they really call.
    Observe(Observe),
    /// Hold the samples of your own vendors and rules against them; exit 1 if one fails.
    TestRules(TestRules),
    /// Speak with an editor: findings while a creative is written, vendors on hover, fixes (Language Server Protocol on
    /// the standard input and output).
    Lsp(Lsp),
    /// Open the desk: a page on this machine where a tag is pasted or a file dropped, and its report, plan and fix are
    /// read. Ctrl-C ends it.
    Serve(Serve),
    /// Write a configuration with everything explained in it, and the hook for pre-commit. Overwrites nothing.
    Init {
        /// Where to.
        #[arg(value_name = "DIR", default_value = ".", value_hint = ValueHint::DirPath)]
        folder: PathBuf,
    },
    /// Print a JSON Schema: of the configuration, for editors, or of a report.
    Schema {
        /// Of what.
        #[arg(value_enum)]
        of: Schema,
    },
    /// Print the manual page, or write a page for each command.
    Man {
        /// Write the pages into this folder.
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        dir: Option<PathBuf>,
    },
    /// Print a completion script for a shell.
    Completions {
        /// bash, zsh, fish, powershell or elvish.
        shell: clap_complete::Shell,
    },
}

/// How the terminal is spoken to.
#[derive(Clone, Debug, Args)]
pub(crate) struct Terminal {
    /// Colours: `auto` uses them in a terminal, unless NO_COLOR is set.
    #[arg(long, value_enum, default_value_t = Color::Auto, global = true, value_name = "WHEN")]
    pub(crate) color: Color,
    /// Say only what was found.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: how every input was read, and every loss in full.
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Lowest severity that makes the exit code 1; `never` for none [default: error].
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,
    /// Leave out findings less sure than this [default: low].
    #[arg(long, value_enum, value_name = "CONFIDENCE")]
    pub(crate) min_confidence: Option<Sure>,
    /// Leave out the findings that this file knows, which --write-baseline wrote.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) baseline: Option<PathBuf>,
    /// Write all findings to this file, so that later runs can leave them out. What it knew of files that are not read
    /// this time stays.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "baseline")]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Check again whenever an input or the configuration changes, until Ctrl-C.
    #[arg(long, conflicts_with = "write_baseline")]
    pub(crate) watch: bool,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

#[derive(Debug, Args)]
pub(crate) struct Calls {
    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

#[derive(Debug, Args)]
pub(crate) struct Lsp {
    /// What editors pass to say how they speak; it is the only way there is.
    #[arg(long, hide = true)]
    pub(crate) stdio: bool,
    #[command(flatten)]
    pub(crate) config: ConfigChoice,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port to listen on, of this machine's own address; 0 takes a free one.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub(crate) port: u16,
    /// Open the page in the browser as well.
    #[arg(long)]
    pub(crate) open: bool,
    /// The browser that creatives are observed in, a Chromium or Chrome [default: TAGLINT_BROWSER, else the first on the
    /// path].
    #[arg(long, value_name = "FILE", value_hint = ValueHint::ExecutablePath)]
    pub(crate) browser: Option<PathBuf>,
    /// Switch the sandbox of that browser off, which root and some containers need. The creative's code is then less shut
    /// in.
    #[arg(long)]
    pub(crate) no_sandbox: bool,
    /// Observe without the network: every request is answered on this machine.
    #[arg(long)]
    pub(crate) offline: bool,
    /// Leave out findings less sure than this [default: low].
    #[arg(long, value_enum, value_name = "CONFIDENCE")]
    pub(crate) min_confidence: Option<Sure>,
    #[command(flatten)]
    pub(crate) config: ConfigChoice,
}

#[derive(Debug, Args)]
pub(crate) struct TestRules {
    /// The folder with the vendors and rules [default: those of the configuration].
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) folder: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) config: ConfigChoice,
}

#[derive(Debug, Args)]
pub(crate) struct Fix {
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Change the files instead of printing what would change; exit 0 if nothing is left to do by hand.
    #[arg(long)]
    pub(crate) write: bool,
    /// Keep segment calls and add `no_redir=1` to them, which keeps user syncs from following.
    #[arg(long)]
    pub(crate) no_redir: bool,
    /// Add the associations that replace the calls to the creative's `segments` in its config, be it another file.
    #[arg(long)]
    pub(crate) associate: bool,
    /// Also take calls out of scripts where other code may depend on them.
    #[arg(long = "unsafe")]
    pub(crate) bold: bool,
    /// Leave alone what is less sure than this [default: low].
    #[arg(long, value_enum, value_name = "CONFIDENCE")]
    pub(crate) min_confidence: Option<Sure>,
}

#[derive(Debug, Args)]
pub(crate) struct Plan {
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// How actions are spelled in requests: `add on view` or `add_on_view`; the documentation has both.
    #[arg(long = "enum", value_enum, default_value_t = Enum::Spaces, value_name = "SPELLING")]
    pub(crate) spelling: Enum,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

/// Which inputs are read.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    /// Files and folders to read; `-` is the standard input [default: this folder].
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
    /// Leave out what matches. May be given several times.
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
    /// Of the files in folders, read only what matches. May be given several times.
    #[arg(long, value_name = "GLOB")]
    pub(crate) include: Vec<String>,
    /// Read what .gitignore leaves out as well.
    #[arg(long)]
    pub(crate) no_ignore: bool,
    /// Apply the exclusions to files named on the command line as well.
    #[arg(long)]
    pub(crate) force_exclude: bool,
    /// Read the paths in this file as well, one a line; `-` for the standard input.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file_list: Option<PathBuf>,
    /// The name of what comes from the standard input, which tells its format.
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<PathBuf>,
    /// Take the ad servers from this export of the platform (JSON): they tie what is declared to vendors. May be given
    /// several times; an export among the files that are read is found by itself.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) declared: Vec<PathBuf>,
    /// Tie the calls of captures (HAR) to the lines of this file, the creative that was recorded. May be given several
    /// times.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) markup: Vec<PathBuf>,
    /// Tell on the standard error how every input was read and what was left out, and why.
    #[arg(long)]
    pub(crate) explain_inputs: bool,
    /// Threads [default: one for each core].
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
    #[command(flatten)]
    pub(crate) config: ConfigChoice,
}

/// Which configuration holds.
#[derive(Debug, Args)]
pub(crate) struct ConfigChoice {
    /// The configuration [default: the nearest taglint.toml, up to the root of the repository].
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,
    /// Read no configuration.
    #[arg(long)]
    pub(crate) no_config: bool,
    /// Use the vendors and rules in this folder as well. May be given several times.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) rules: Vec<PathBuf>,
}

/// What is written, and where.
#[derive(Debug, Args)]
pub(crate) struct Writing {
    /// The format of the standard output.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,
    /// Write a report to a file as well: `sarif=out.sarif`. May be given several times.
    #[arg(long, value_name = "FORMAT=FILE")]
    pub(crate) output: Vec<Output>,
}
