//! A line of an output, and what is known of who has printed it.

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
    /// The process at this position of the order.
    Process(usize),
    /// The process of this pid, whichever of the order that is.
    Pid(u32),
    /// Only the text is known.
    Unknown,
}
