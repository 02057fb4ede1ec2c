//! Straight strokes and arrows, as transforms of the unit bar and the unit head.

use bevy::prelude::*;

use super::sizes;

/// The arrow of a large derivative comes near to this length, in logical pixels.
const MOST: f32 = 76.0;
/// That of the smallest is so long: it can still be seen where it points.
const LEAST: f32 = 12.0;
/// Below this a derivative is nothing that an arrow could show.
const NOTHING: f64 = 1e-9;

/// How long an arrow is drawn for a derivative of this size: longer for larger ones, but never beyond a limit. `None` for none at all.
pub fn arrow_length(size: f64) -> Option<f32> {
    (size > NOTHING && size.is_finite())
        .then(|| LEAST + (MOST - LEAST) * (size / (1.0 + size)) as f32)
}

/// The unit rectangle from one place to another.
pub(super) fn bar(from: Vec2, to: Vec2, width: f32, z: f32) -> Transform {
    let along = to - from;
    Transform {
        translation: (0.5 * (from + to)).extend(z),
        rotation: Quat::from_rotation_z(along.to_angle()),
        scale: Vec3::new(along.length(), width, 1.0),
    }
}

/// The unit triangle whose base is at `base`, pointing in a direction of length 1.
pub(super) fn head(base: Vec2, direction: Vec2, scale: f32, z: f32) -> Transform {
    let size = scale * sizes::ARROW_HEAD * 1.3;
    Transform {
        translation: base.extend(z),
        rotation: Quat::from_rotation_z(direction.to_angle()),
        scale: Vec3::new(size, size, 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_derivative_has_a_longer_arrow_and_none_has_none() {
        let length = |size| arrow_length(size).expect("it has an arrow");
        let sizes = [1e-8, 1e-3, 0.1, 1.0, 10.0, 1e6];
        assert!(
            sizes
                .windows(2)
                .all(|pair| length(pair[0]) < length(pair[1]))
        );
        assert!(length(1e300) <= MOST && length(1e-8) >= LEAST);
        assert_eq!(arrow_length(0.0), None);
        assert_eq!(arrow_length(f64::NAN), None);
        assert_eq!(arrow_length(f64::INFINITY), None);
    }
}
