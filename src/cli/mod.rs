//! The command line. Exit codes: 0 for success, 1 for a failure (with a message on standard error), 2 for invalid
//! usage.

mod backup;
mod compare;
mod convert;
mod database;
mod export;
mod hints;
mod import;
mod input;
mod metrics;
mod output;
mod render;
mod render_options;
mod reset_password;
mod restore;
mod serve;
mod tables;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::cli::compare::Compare;
use crate::cli::convert::Convert;
use crate::cli::render::Render;
use crate::cli::tables::TableArgs;
use crate::config::{self, Serve};
use exchange::Format;

#[derive(Debug, Parser)]
#[command(name = "weir", version, about, long_about = None, after_help = help())]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// The help text below the commands, with the supported formats.
fn help() -> String {
    let list =
        |can: fn(Format) -> bool| Format::all().filter(|f| can(*f)).map(Format::name).collect::<Vec<_>>().join(", ");
    format!(
        "Without a command, weir runs serve: weir --listen 127.0.0.1:8080\n\
         FILE and IN can be {}, or - for standard input.\n\
         OUT can be {}, or - for standard output.",
        list(Format::can_read),
        list(Format::can_write)
    )
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the web server
    Serve(Serve),
    /// Render a map file as an image or PDF
    Render(Render),
    /// Convert a map file to another format and report what isn’t included
    Convert(Convert),
    /// Compare two map files as text or as an image
    Compare(Compare),
    /// Print the metrics and the bottleneck of a map file
    Metrics(metrics::Metrics),
    /// Export all maps to a ZIP file (safe while the server runs)
    Export {
        /// The ZIP file to create
        out: PathBuf,
        #[command(flatten)]
        from: Data,
    },
    /// Import map files into the database (safe while the server runs); a ZIP imports every map in it
    Import {
        /// Files in any format that Weir can import
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        to: Data,
        #[command(flatten)]
        tables: TableArgs,
    },
    /// Write a verified copy of the database (safe while the server runs)
    Backup {
        /// The file to create
        out: PathBuf,
        #[command(flatten)]
        from: Data,
    },
    /// Create a password reset link (safe while the server runs)
    ResetPassword {
        /// Email of the account
        email: String,
        #[command(flatten)]
        of: Data,
        /// Public URL of Weir, used in the link
        #[arg(long, env = "WEIR_PUBLIC_URL", value_name = "URL")]
        public_url: Option<String>,
    },
    /// Replace the database with a backup; the current one is saved under another name
    Restore {
        /// A file created by `weir backup`
        #[arg(value_name = "IN")]
        input: PathBuf,
        #[command(flatten)]
        to: Data,
    },
}

/// Where the database is.
#[derive(Debug, clap::Args)]
struct Data {
    /// Directory that contains weir.db, if not the default
    #[arg(long, env = "WEIR_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
}

/// The error is a message for the user.
type CommandResult = Result<(), String>;

/// Parses the command line and runs the command.
pub fn run() -> ExitCode {
    let cli = Cli::parse_from(with_command(std::env::args_os().collect()));
    let usage = match &cli.command {
        Command::Render(Render { output, options, .. }) | Command::Convert(Convert { output, options, .. }) => {
            options.check(output)
        }
        Command::Compare(Compare { output: Some(output), render, .. }) => render.check(output),
        _ => Ok(()),
    };
    if let Err(message) = usage {
        Cli::command().error(ErrorKind::ValueValidation, message).exit();
    }
    match run_command(&cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run_command(command: &Command) -> CommandResult {
    match command {
        Command::Serve(serve) => {
            start_log();
            serve::run(serve)
        }
        Command::Render(render) => render.run(),
        Command::Convert(convert) => convert.run(),
        Command::Compare(compare) => compare.run(),
        Command::Metrics(metrics) => metrics.run(),
        Command::Export { out, from } => export::run(&config::data_dir(from.data.as_deref())?, out),
        Command::Import { files, to, tables } => import::run(&config::data_dir(to.data.as_deref())?, files, tables),
        Command::Backup { out, from } => backup::run(&config::data_dir(from.data.as_deref())?, out),
        Command::ResetPassword { email, of, public_url } => {
            reset_password::run(&config::data_dir(of.data.as_deref())?, email, public_url.as_deref())
        }
        Command::Restore { input, to } => restore::run(input, &config::data_dir(to.data.as_deref())?),
    }
}

/// Logs to standard error; `WEIR_LOG` or `RUST_LOG` set the level, such as `warn` or `info,weir=debug`.
fn start_log() {
    let filter = ["WEIR_LOG", "RUST_LOG"].iter().find_map(|name| log_targets(&std::env::var(name).ok()?));
    let filter = filter
        .unwrap_or_else(|| Targets::new().with_default(tracing::Level::WARN).with_target("weir", tracing::Level::INFO));
    let lines =
        tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal());
    tracing_subscriber::registry().with(lines).with(filter).init();
}

/// `Targets` takes the space in `info, weir=debug` for a part of the target, and an empty part for `error`.
fn log_targets(text: &str) -> Option<Targets> {
    let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { None } else { parts.join(",").parse().ok() }
}

/// `weir` and `weir --listen …` mean `weir serve` and `weir serve --listen …`.
fn with_command(mut args: Vec<OsString>) -> Vec<OsString> {
    let is_help_or_version = |arg: &OsString| matches!(arg.to_str(), Some("-h" | "--help" | "-V" | "--version"));
    let is_option = |arg: &OsString| arg.to_str().is_some_and(|arg| arg.starts_with('-'));
    if args.get(1).is_none_or(|arg| is_option(arg) && !is_help_or_version(arg)) {
        args.insert(1.min(args.len()), "serve".into());
    }
    args
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_command_means_serve() {
        let with = |args: &[&str]| {
            let args = std::iter::once("weir").chain(args.iter().copied()).map(OsString::from).collect();
            with_command(args).into_iter().skip(1).map(|arg| arg.into_string().unwrap()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(with(&[]), "serve");
        assert_eq!(with(&["--listen", "[::1]:0"]), "serve --listen [::1]:0");
        assert_eq!(with(&["--version"]), "--version");
        assert_eq!(with(&["metrics", "-"]), "metrics -");
    }

    #[test]
    fn log_targets_ignore_spaces_and_empty_parts() {
        let parsed = |text: &str| log_targets(text).map(|targets| targets.to_string());
        assert_eq!(parsed("info, weir=debug,"), parsed("info,weir=debug"));
        assert_eq!(parsed(" warn "), parsed("warn"));
        assert_eq!((parsed(" "), parsed("weir=loud")), (None, None));
    }
}
