//! `cargo book`: builds, checks and shows the book.
//!
//! Exit status: 0 the book is built and has no fault, 1 it has faults, 2 usage (or what was
//! asked for cannot be done here).

mod address;
mod block;
mod build;
mod chinese;
mod claim;
mod fallback;
mod fault;
mod http;
mod include;
mod log;
mod page;
mod progress;
mod serve;
mod site;
mod source;
#[path = "../spinner.rs"]
mod spinner;
mod translation;
mod watch;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Error, Result};
use clap::Parser;
use colored::Colorize;

use build::Built;
use claim::Claim;
use source::Source;

/// Builds the book and checks every page of it.
#[derive(Parser)]
#[command(name = "cargo book", bin_name = "cargo book", version, after_help = AFTER_HELP)]
struct Arguments {
    /// Show the book on localhost, and build it again whenever it changes
    #[arg(long)]
    serve: bool,
    /// Show the book in your browser
    #[arg(long)]
    open: bool,
    /// Where the pages go: a new or empty folder, or one with an older book
    #[arg(long, value_name = "DIR")]
    dest: Option<PathBuf>,
    /// Record that these Chinese pages say what the English ones say now; without a PAGE, all
    #[arg(
        long,
        value_name = "PAGE",
        num_args = 0..,
        conflicts_with_all = ["serve", "open", "dest"]
    )]
    translated: Option<Vec<PathBuf>>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(faultless) => ExitCode::from(u8::from(!faultless)),
        Err(error) => {
            complain(&error);
            ExitCode::from(2)
        }
    }
}

/// Says what cannot be done.
fn complain(error: &Error) {
    eprintln!("{}: {error:#}", "error".red().bold());
}

/// Whether the book has no fault.
fn run(arguments: &Arguments) -> Result<bool> {
    let source = Source::find()?;
    if let Some(pages) = &arguments.translated {
        return translated(&source, pages);
    }
    let dest = match &arguments.dest {
        Some(dest) => std::path::absolute(dest)?,
        None => source.build_dir(),
    };
    let claim = Claim::on(&dest)?;
    let dest = claim.folder();
    let built = build::book(&source, dest)?;
    report(&built, dest);
    if arguments.serve {
        serve::forever(&source, dest, arguments.open)?;
    } else if arguments.open {
        open(&dest.join("index.html").display().to_string())?;
    }
    Ok(built.faults.is_empty())
}

/// Records that these Chinese pages are in step with the English ones: whether all could be.
fn translated(source: &Source, pages: &[PathBuf]) -> Result<bool> {
    let refused = translation::record(source, pages)?;
    for fault in &refused {
        eprintln!("{}: {fault}", "refused".red().bold());
    }
    Ok(refused.is_empty())
}

/// Says what is wrong with the book, or where it is.
fn report(built: &Built, dest: &Path) {
    for fault in &built.faults {
        eprintln!("{}: {fault}", "fault".red().bold());
    }
    for place in &built.stale {
        eprintln!("{}: {place}", "stale".yellow().bold());
    }
    match built.faults.len() {
        0 => println!(
            "{}: {} pages without a fault: {}",
            "built".green().bold(),
            built.pages,
            dest.join("index.html").display()
        ),
        1 => eprintln!("The book has 1 fault to mend."),
        faults => eprintln!("The book has {faults} faults to mend."),
    }
}

/// Has the desktop show `page`.
fn open(page: &str) -> Result<()> {
    let opened = Command::new("xdg-open").arg(page).status();
    let opened = opened.is_ok_and(|status| status.success());
    opened.then_some(()).with_context(|| {
        format!("xdg-open shows no browser here: open {page} in one yourself")
    })
}

const AFTER_HELP: &str = "\
The book is book/ in this folder or in one above it; its pages go to the build-dir of
book/book.toml, the Chinese ones into zh-CN there. `mdbook build book` makes the same English
pages, and checks less.

What is stale has no Chinese translation, or one of an older text: the Chinese page shows it in
English. It is no fault. Translate it in book/zh-CN, and then record that with --translated.

Exit status: 0 no fault, 1 faults (each is listed), 2 usage, or it cannot be done here.";
