//! What a program that uses this crate tells a recorder.
//!
//! `src/process/report.rs` writes it, one line at a time behind a mark:
//! `start PID NAME`, `join PID [CODE]`, `terminate PID`, `send NUMBER`,
//! `receive PID NUMBER`, `exit CODE`.

use super::recording::Deed;

/// The variable that asks for reports, `WORKBOOK_RECORDER` in `src/process/report.rs` too.
pub(super) const WORKBOOK_RECORDER: &str = "WORKBOOK_RECORDER";

/// The report that `text` is, without mark and line end.
pub(super) fn read(text: &str) -> Option<Deed> {
    let (verb, rest) = text.split_once(' ')?;
    let (first, second) = rest.split_once(' ').unwrap_or((rest, ""));
    Some(match verb {
        "start" => Deed::Start { pid: first.parse().ok()?, name: second.to_owned() },
        "join" => Deed::Join { pid: first.parse().ok()?, code: second.parse().ok() },
        "terminate" => Deed::Terminate { pid: first.parse().ok()? },
        "send" => Deed::Send { number: first.parse().ok()? },
        "receive" => {
            Deed::Receive { pid: first.parse().ok()?, number: second.parse().ok()? }
        }
        "exit" => Deed::Exit { code: first.parse().ok()? },
        _ => return None,
    })
}
