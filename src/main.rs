//! The program: reads the command line, runs one command, and turns its end into an exit code.

mod cli;
mod command;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    command::run(cli::Cli::parse())
}
