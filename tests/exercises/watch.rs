//! `watch`: a check on every save, and everything by keyboard.
