//! The key by which related processes know each other.

use std::fmt;
use std::sync::Arc;

use rand::TryRng;
use rand::rngs::SysRng;

/// The authorization key of a process: any bytes, 32 random ones unless it was set.
///
/// `CPython`'s `AuthenticationString`. A process inherits it from the process that made
/// the [`Process`](super::Process), at that moment. `Debug` does not show it.
///
/// ```
/// use process_workbook::AuthKey;
///
/// let key = AuthKey::from(b"123qwe");
/// assert_eq!(key.as_bytes(), b"123qwe");
/// assert_eq!(format!("{key:?}"), "AuthKey(6 bytes)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct AuthKey(Arc<[u8]>);

impl AuthKey {
    // ANCHOR: random
    /// 32 bytes from the operating system, getrandom(2).
    pub(super) fn random() -> Self {
        let mut bytes = [0; 32];
        SysRng
            .try_fill_bytes(&mut bytes)
            .expect("getrandom(2) does not fail on Linux");
        Self(Arc::new(bytes))
    }
    // ANCHOR_END: random

    /// The secret itself.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

// ANCHOR: debug
impl fmt::Debug for AuthKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuthKey({} bytes)", self.0.len())
    }
}
// ANCHOR_END: debug

impl From<&[u8]> for AuthKey {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }
}

impl<const N: usize> From<&[u8; N]> for AuthKey {
    fn from(bytes: &[u8; N]) -> Self {
        Self(bytes.as_slice().into())
    }
}

impl From<Vec<u8>> for AuthKey {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}
