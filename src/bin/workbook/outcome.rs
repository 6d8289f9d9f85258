//! What a command returns.

use anyhow::Result;

/// What a command has found out, or why it cannot.
pub(crate) type Outcome = Result<Finding>;

/// What a command has found out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finding {
    Right,
    Wrong,
}

impl Finding {
    pub(crate) fn right_if(right: bool) -> Self {
        if right { Self::Right } else { Self::Wrong }
    }
}
