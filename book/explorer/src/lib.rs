//! The engines of the book's pages to play with: `process-order`, asked and answering in text.
//!
//! There are two, so that no page loads what it does not ask: the explorer's, about the order
//! of a lesson, and with the feature `maker` that of the page on which programs are made.

#[cfg(not(feature = "maker"))]
mod answers;
mod decimal;
mod json;
#[cfg(feature = "maker")]
mod maker;
#[cfg(feature = "maker")]
mod puzzle;
mod sys;
mod words;

#[cfg(not(feature = "maker"))]
pub(crate) use answers::Answers;
#[cfg(feature = "maker")]
pub(crate) use maker::Answers;
