//! The instruction sets that a plan can be compiled for.

use std::mem::discriminant;

pub use fearless_simd::Level;

/// Every instruction set of this machine that has kernels of its own, the best one last.
///
/// A plan is compiled for the best. Another gives the same results but for roundings: only some have a fused multiply-add.
pub fn levels() -> Vec<Level> {
    let mut levels = vec![Level::baseline()];
    let best = Level::new();
    #[cfg(target_arch = "x86_64")]
    {
        levels.extend(best.as_sse4_2().map(Level::Sse4_2));
        levels.extend(best.as_avx2().map(Level::Avx2));
    }
    let is_listed = |level: &Level| discriminant(level) == discriminant(&best);
    if !levels.iter().any(is_listed) {
        levels.push(best);
    }
    levels
}
