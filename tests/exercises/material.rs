//! What the files of the exercises have in common.
