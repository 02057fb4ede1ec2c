//! Whether something is drawn.

use bevy::prelude::*;

/// Drawn, or not.
pub(super) const fn visible_if(is_visible: bool) -> Visibility {
    if is_visible {
        Visibility::Inherited
    } else {
        Visibility::Hidden
    }
}
