//! Ctrl-C: the first ends a run in good order, the second at once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use super::output::INTERRUPTED;

/// Whether the user has asked to stop.
#[derive(Debug, Clone, Default)]
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens for Ctrl-C, a request to terminate, or the end of the terminal, from now on.
    pub(super) fn listen() -> Self {
        let interrupt = Self::default();
        let raised = interrupt.clone();
        // Where somebody else handles signals already, as nohup does, or no handler can be set, this changes nothing.
        let _ = ctrlc::try_set_handler(move || {
            if raised.0.swap(true, Ordering::Relaxed) {
                std::process::exit(INTERRUPTED.into());
            }
        });
        interrupt
    }

    /// Whether the run should end.
    pub(super) fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// As if Ctrl-C had been pressed.
    #[cfg(test)]
    pub(super) fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
