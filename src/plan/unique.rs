//! Numbers that tell one plan, or one layout of points, from every other.

use std::sync::atomic::{AtomicU64, Ordering};

/// A number that no other call has returned or will return; never 0.
pub(super) fn unique() -> u64 {
    static LATEST: AtomicU64 = AtomicU64::new(0);
    LATEST.fetch_add(1, Ordering::Relaxed) + 1
}
