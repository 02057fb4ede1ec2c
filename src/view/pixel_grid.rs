//! Where the screen's pixels lie in the world.

use bevy::prelude::*;

/// The screen's pixels, counted from the window's lower left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PixelGrid {
    /// Pixels to a logical pixel.
    scale: f32,
    /// The world's origin, the window's middle, in pixels.
    origin: Vec2,
}

impl Default for PixelGrid {
    /// Of a window without pixels.
    fn default() -> Self {
        Self {
            scale: 1.0,
            origin: Vec2::ZERO,
        }
    }
}

impl PixelGrid {
    pub(super) fn of(window: &Window) -> Self {
        Self {
            scale: window.scale_factor(),
            origin: 0.5 * window.physical_size().as_vec2(),
        }
    }

    /// The lower left pixel of a square of so many pixels around a place in the world.
    pub(super) fn lower_left(&self, centre: Vec2, side: u32) -> IVec2 {
        (centre * self.scale + self.origin - 0.5 * side as f32)
            .round()
            .as_ivec2()
    }

    /// The place in the world of a pixel's lower left corner.
    pub(super) fn place(&self, pixel: IVec2) -> Vec2 {
        (pixel.as_vec2() - self.origin) / self.scale
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_lies_on_whole_pixels_around_its_centre() {
        // An odd number of pixels: the middle of the window is the middle of a pixel.
        let grid = PixelGrid {
            scale: 1.0,
            origin: Vec2::new(50.5, 40.0),
        };
        let centre = Vec2::new(10.3, 20.2);
        let low = grid.lower_left(centre, 17);
        assert_eq!(low, IVec2::new(52, 52));
        assert_eq!(grid.place(low), Vec2::new(1.5, 12.0));
        let middle = grid.place(low) + 8.5;
        assert!((middle - centre).abs().max_element() <= 0.5);
    }

    #[test]
    fn with_more_pixels_the_grid_is_finer() {
        let grid = PixelGrid {
            scale: 2.0,
            origin: Vec2::splat(100.0),
        };
        let low = grid.lower_left(Vec2::new(1.3, -0.8), 0);
        assert_eq!(grid.place(low), Vec2::new(1.5, -1.0));
    }
}
