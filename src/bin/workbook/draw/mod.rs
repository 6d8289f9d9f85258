//! An order as a picture: a lane for each process, as SVG or as text.

mod columns;
mod label;
mod layout;
mod pixels;
pub(crate) mod svg;
pub(crate) mod text;
mod words;

pub(crate) use layout::Layout;
