//! An order as a picture: a lane for each process, as SVG or as text.

mod columns;
pub(crate) mod figures;
mod label;
mod lanes;
mod layout;
mod pixels;
mod placement;
mod svg;
mod text;
