//! A line of an output, and what is known of who has printed it.

use crate::model::id::ProcessId;

/// A line of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written<'a> {
    /// Who has printed it.
    pub writer: Writer,
    /// Without the line end.
    pub text: &'a str,
}

/// Who has printed a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// This process of the order.
    Process(ProcessId),
    /// The process of this pid, whichever of the order that is.
    Pid(u32),
    /// A process that the order does not have.
    Stranger,
    /// Only the text is known.
    Unknown,
}

impl<'a> Written<'a> {
    /// A line of which only the text is known.
    pub fn unsigned(text: &'a str) -> Self {
        Self { writer: Writer::Unknown, text }
    }
}
