//! From the data's coordinates to the window's and back. Pure.

use bevy::math::{Rect, Vec2};

use crate::training::Extent;

/// Where the data plane lies in the window and which part of the data's plane it shows, at one scale on both axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlaneMapping {
    /// The plane's rectangle in the window, in logical pixels, y down.
    pub rect: Rect,
    /// The rectangle of data that it shows.
    pub visible: Extent,
    /// The window's size in logical pixels.
    pub window: Vec2,
}

impl PlaneMapping {
    /// Shows `extent` whole in `rect`, and what lies beside it where the shapes differ, around `centre`, `zoom` times as large
    /// as it needs to be.
    pub fn fit(rect: Rect, window: Vec2, extent: &Extent, centre: [f64; 2], zoom: f64) -> Self {
        let room = [f64::from(rect.width()), f64::from(rect.height())].map(|side| side.max(1.0));
        let [width, height] = extent.size();
        let pixels_per_unit = (room[0] / width).min(room[1] / height) * zoom;
        let half = room.map(|side| 0.5 * side / pixels_per_unit);
        let visible = Extent {
            min: [centre[0] - half[0], centre[1] - half[1]],
            max: [centre[0] + half[0], centre[1] + half[1]],
        };
        Self {
            rect,
            visible,
            window,
        }
    }

    /// Logical pixels for one unit of the data's coordinates.
    pub fn pixels_per_unit(&self) -> f64 {
        f64::from(self.rect.width()) / self.visible.size()[0]
    }

    /// The window position of a place, in logical pixels, y down.
    pub fn to_window(&self, place: [f64; 2]) -> Vec2 {
        let scale = self.pixels_per_unit();
        Vec2::new(
            (f64::from(self.rect.min.x) + (place[0] - self.visible.min[0]) * scale) as f32,
            (f64::from(self.rect.max.y) - (place[1] - self.visible.min[1]) * scale) as f32,
        )
    }

    /// The place at a window position.
    pub fn to_place(&self, position: Vec2) -> [f64; 2] {
        let scale = self.pixels_per_unit();
        [
            self.visible.min[0] + f64::from(position.x - self.rect.min.x) / scale,
            self.visible.min[1] + f64::from(self.rect.max.y - position.y) / scale,
        ]
    }

    /// The world position of a place: Bevy's 2-D camera, one unit a logical pixel, the origin in the window's middle, y up.
    pub fn to_world(&self, place: [f64; 2]) -> Vec2 {
        self.window_to_world(self.to_window(place))
    }

    /// The window position of a world position.
    pub fn world_to_window(&self, position: Vec2) -> Vec2 {
        Vec2::new(
            position.x + 0.5 * self.window.x,
            0.5 * self.window.y - position.y,
        )
    }

    /// The plane's rectangle in the world.
    pub fn world_rect(&self) -> Rect {
        let [a, b] = [self.rect.min, self.rect.max].map(|corner| self.window_to_world(corner));
        Rect::from_corners(a, b)
    }

    /// The world position of a window position.
    pub fn window_to_world(&self, position: Vec2) -> Vec2 {
        Vec2::new(
            position.x - 0.5 * self.window.x,
            0.5 * self.window.y - position.y,
        )
    }
}

#[cfg(test)]
impl PlaneMapping {
    /// For tests: the unit square on 600 × 600 pixels in the middle of a window of 800 × 800.
    pub(super) fn of_unit_square() -> Self {
        let rect = Rect::new(100.0, 100.0, 700.0, 700.0);
        Self::fit(
            rect,
            Vec2::new(800.0, 800.0),
            &Extent::UNIT,
            [0.5, 0.5],
            1.0,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide() -> PlaneMapping {
        let rect = Rect::new(300.0, 80.0, 1500.0, 680.0);
        PlaneMapping::fit(
            rect,
            Vec2::new(1600.0, 960.0),
            &Extent::UNIT,
            [0.5, 0.5],
            1.0,
        )
    }

    #[test]
    fn the_extent_fills_the_shorter_side() {
        let mapping = wide();
        assert_eq!(mapping.visible.min[1], 0.0);
        assert_eq!(mapping.visible.max[1], 1.0);
        assert_eq!(mapping.visible.size()[0], 2.0);
    }

    #[test]
    fn up_in_the_data_is_up_in_the_window() {
        let mapping = wide();
        assert_eq!(mapping.to_window([0.5, 0.0]), Vec2::new(900.0, 680.0));
        assert_eq!(mapping.to_window([0.5, 1.0]), Vec2::new(900.0, 80.0));
        assert_eq!(mapping.to_world([0.5, 1.0]), Vec2::new(100.0, 400.0));
    }

    #[test]
    fn a_place_survives_the_way_to_the_window_and_back() {
        let mapping = wide();
        for place in [[0.0, 0.0], [0.25, 0.75], [1.4, -0.2]] {
            let back = mapping.to_place(mapping.to_window(place));
            // A window position is an f32: half a thousandth of a pixel, at 600 pixels a unit.
            assert!(
                (back[0] - place[0]).abs() < 1e-6 && (back[1] - place[1]).abs() < 1e-6,
                "{back:?}"
            );
        }
    }

    #[test]
    fn zooming_in_shows_less() {
        let near = PlaneMapping::fit(wide().rect, wide().window, &Extent::UNIT, [0.5, 0.5], 4.0);
        assert_eq!(near.visible.size(), [0.5, 0.25]);
    }
}
