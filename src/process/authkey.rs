//! The key by which related processes know each other.

use std::fmt;
use std::hint::black_box;
use std::sync::Arc;

use rand::TryRng;
use rand::rngs::SysRng;

use super::sys;

/// The authentication key of a process: any bytes, 32 random ones unless it was set.
///
/// `CPython`'s `AuthenticationString`. A process inherits it from the process that made
/// the [`Process`](super::Process), at that moment. `Debug` does not show it. Two keys are
/// compared in a time that depends on their length alone, so that nobody can guess one
/// byte by byte, and the memory of a key is wiped when its last owner in the process is
/// dropped.
///
/// ```
/// use process_workbook::AuthKey;
///
/// let key = AuthKey::from(b"123qwe");
/// assert_eq!(key.as_bytes(), b"123qwe");
/// assert_eq!(format!("{key:?}"), "AuthKey(6 bytes)");
/// ```
#[derive(Clone)]
pub struct AuthKey(Arc<Secret>);

/// Bytes that are wiped when they are dropped.
struct Secret(Box<[u8]>);

impl Drop for Secret {
    fn drop(&mut self) {
        sys::wipe(&mut self.0);
    }
}

impl AuthKey {
    // ANCHOR: random
    /// 32 bytes from the operating system, getrandom(2).
    pub(super) fn random() -> Self {
        let mut bytes = Box::new([0; 32]);
        SysRng
            .try_fill_bytes(&mut *bytes)
            .expect("getrandom(2) does not fail on Linux");
        Self(Arc::new(Secret(bytes)))
    }
    // ANCHOR_END: random

    /// The secret itself.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0.0
    }
}

// ANCHOR: eq
impl PartialEq for AuthKey {
    fn eq(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.as_bytes(), other.as_bytes());
        // All bytes, whichever differ: black_box keeps the loop from ending early.
        let difference =
            ours.iter().zip(theirs).fold(0, |difference, (ours, theirs)| {
                black_box(difference | ours ^ theirs)
            });
        ours.len() == theirs.len() && difference == 0
    }
}
// ANCHOR_END: eq

impl Eq for AuthKey {}

// ANCHOR: debug
impl fmt::Debug for AuthKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuthKey({} bytes)", self.as_bytes().len())
    }
}
// ANCHOR_END: debug

impl From<&[u8]> for AuthKey {
    fn from(bytes: &[u8]) -> Self {
        Self(Arc::new(Secret(bytes.into())))
    }
}

impl<const N: usize> From<&[u8; N]> for AuthKey {
    fn from(bytes: &[u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}

impl From<Vec<u8>> for AuthKey {
    fn from(mut bytes: Vec<u8>) -> Self {
        // A copy: to cut a vector to its length may leave its bytes behind.
        let key = Self::from(bytes.as_slice());
        sys::wipe(&mut bytes);
        key
    }
}
