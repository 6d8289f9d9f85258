//! An order as a picture: a lane for each process, as SVG or as text.

mod columns;
mod label;
mod lanes;
mod layout;
mod pixels;
mod placement;
pub(crate) mod svg;
pub(crate) mod text;

pub(crate) use layout::Layout;
