//! The processors of the machine.

use nix::unistd::{SysconfVar, sysconf};

/// How many processors are online, whatever the affinity of this process.
///
/// # Panics
///
/// When the operating system cannot tell, which Linux always can.
pub fn cpu_count() -> usize {
    let online = sysconf(SysconfVar::_NPROCESSORS_ONLN).ok().flatten();
    online
        .and_then(|count| count.try_into().ok())
        .expect("Linux counts its processors")
}
