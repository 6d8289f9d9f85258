//! The pages of a pipe, as the kernel fills them.
//!
//! A pipe has a number of pages, 16 unless somebody has changed that, and every write begins a
//! new one, with one exception: what a write has beyond whole pages goes into the last page
//! that is in use, if it fits there. A page is free again only when its last byte was read. So
//! a pipe can be full before as many bytes are in it as it has room for, and how much of a
//! write it takes depends on how its bytes came in. See `pipe_write` in fs/pipe.c of Linux.

use std::collections::VecDeque;

use nix::libc::PIPE_BUF;
use nix::unistd::{SysconfVar, sysconf};

/// The size of the pages that are counted here: `PIPE_BUF` is one of the smallest kind.
const PAGE: usize = PIPE_BUF;

/// A page in use.
#[derive(Debug)]
struct Page {
    /// How many of its bytes were not read yet.
    unread: usize,
    /// Where in the page its last byte is.
    end: usize,
}

/// The pages in use, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Pages(VecDeque<Page>);

impl Pages {
    /// So many bytes were written at once.
    pub(super) fn write(&mut self, count: usize) {
        let merged = self.merged(count);
        if let Some(last) = self.0.back_mut() {
            last.unread += merged;
            last.end += merged;
        }
        let mut left = count - merged;
        while left > 0 {
            let bytes = left.min(PAGE);
            self.0.push_back(Page { unread: bytes, end: bytes });
            left -= bytes;
        }
    }

    /// So many bytes were read.
    pub(super) fn read(&mut self, count: usize) {
        let mut left = count;
        while left > 0
            && let Some(first) = self.0.front_mut()
        {
            let bytes = left.min(first.unread);
            first.unread -= bytes;
            left -= bytes;
            if first.unread == 0 {
                self.0.pop_front();
            }
        }
    }

    /// How many bytes of a write of `count` a pipe takes that has room for `capacity`.
    pub(super) fn room(&self, count: usize, capacity: usize) -> usize {
        let merged = self.merged(count);
        let free = (capacity / PAGE).saturating_sub(self.0.len());
        merged + (count - merged).min(free * PAGE)
    }

    /// How many bytes of a write go into the last page in use.
    fn merged(&self, count: usize) -> usize {
        let odd = count % PAGE;
        let fits = self.0.back().is_some_and(|last| last.end + odd <= PAGE);
        if fits { odd } else { 0 }
    }

    /// Whether the kernel says the same: that so many bytes are in there, and whether a page
    /// is free. It does not when somebody has written in a way that is not followed. Nor is it
    /// asked on a machine whose pages are larger.
    pub(super) fn agree(
        &self,
        filled: usize,
        capacity: usize,
        has_free: bool,
    ) -> bool {
        let unread: usize = self.0.iter().map(|page| page.unread).sum();
        let size = sysconf(SysconfVar::PAGE_SIZE).ok().flatten();
        size.is_some_and(|size| usize::try_from(size) == Ok(PAGE))
            && unread == filled
            && (self.0.len() < capacity / PAGE) == has_free
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read, Write};
    use std::os::fd::AsFd;

    use nix::fcntl::{FcntlArg, OFlag, fcntl};
    use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
    use rand::rngs::StdRng;
    use rand::{RngExt, SeedableRng};

    use super::{PAGE, Pages};
    use crate::trace::sys::capacity;

    /// The kernel takes as much of every write as is counted, whatever came in and went out
    /// before, in pipes of several sizes.
    #[test]
    fn the_kernel_fills_its_pages_so() {
        let bytes = vec![0; 1 << 18];
        for seed in 0..100 {
            let mut random = StdRng::seed_from_u64(seed);
            let (mut reader, mut writer) = io::pipe().unwrap();
            for end in [reader.as_fd(), writer.as_fd()] {
                fcntl(end, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).unwrap();
            }
            if random.random_ratio(1, 3) {
                let size = i32::try_from(PAGE << random.random_range(0..3)).unwrap();
                fcntl(&writer, FcntlArg::F_SETPIPE_SZ(size)).unwrap();
            }
            let capacity = capacity(writer.as_fd()).unwrap();
            let mut pages = Pages::default();
            for _ in 0..300 {
                let most = [200, 9000, 1 << 18][random.random_range(0..3)];
                let mut count: usize = random.random_range(1..most);
                if random.random_ratio(1, 4) {
                    count = count.next_multiple_of(PAGE);
                }
                if random.random_ratio(1, 2) {
                    let room = pages.room(count, capacity);
                    let is_whole = count > PAGE || room == count;
                    let written = writer.write(&bytes[..count]).unwrap_or(0);
                    assert_eq!(
                        written,
                        if is_whole { room } else { 0 },
                        "{pages:?}"
                    );
                    pages.write(written);
                } else {
                    let read = reader.read(&mut vec![0; count]).unwrap_or(0);
                    pages.read(read);
                }
                let mut ends = [PollFd::new(writer.as_fd(), PollFlags::POLLOUT)];
                let has_free = poll(&mut ends, PollTimeout::ZERO).unwrap() == 1;
                let unread = pages.0.iter().map(|page| page.unread).sum();
                assert!(pages.agree(unread, capacity, has_free), "{pages:?}");
            }
        }
    }
}
