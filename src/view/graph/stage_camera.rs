//! Which part of the graph is in view.

use bevy::prelude::*;

/// How far one can zoom in and out.
const ZOOM: std::ops::RangeInclusive<f32> = 0.04..=4.0;
/// Small graphs are not blown up.
const MOST_FITTED_ZOOM: f32 = 1.7;
/// How fast the camera follows, in 1/s.
const FOLLOW_RATE: f32 = 12.0;

/// Shows the whole graph again.
#[derive(Event, Debug, Clone, Copy)]
pub struct FitGraph;

/// The part of the graph that is in view: the place in the middle of the room, and logical pixels for one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StageCamera {
    /// The place in the middle, as it is shown now.
    pub centre: Vec2,
    /// The zoom, as it is shown now.
    pub zoom: f32,
    target_centre: Vec2,
    target_zoom: f32,
    /// Whether somebody has moved it: then it does not follow the graph.
    is_by_hand: bool,
}

impl Default for StageCamera {
    fn default() -> Self {
        Self {
            centre: Vec2::ZERO,
            zoom: 1.0,
            target_centre: Vec2::ZERO,
            target_zoom: 1.0,
            is_by_hand: false,
        }
    }
}

impl StageCamera {
    /// The zoom at which a graph of this size fits into the room.
    pub fn fitted_zoom(size: Vec2, room: Vec2) -> f32 {
        let zoom = (room / size.max(Vec2::ONE)).min_element();
        zoom.clamp(*ZOOM.start(), MOST_FITTED_ZOOM)
    }

    /// Whether somebody has moved it.
    pub const fn is_by_hand(&self) -> bool {
        self.is_by_hand
    }

    /// Goes to where the whole graph, around the origin, is in view.
    pub(super) fn fit(&mut self, size: Vec2, room: Vec2) {
        self.target_centre = Vec2::ZERO;
        self.target_zoom = Self::fitted_zoom(size, room);
        self.is_by_hand = false;
    }

    /// Is there at once.
    pub(super) const fn arrive(&mut self) {
        self.centre = self.target_centre;
        self.zoom = self.target_zoom;
    }

    /// Goes on its way.
    pub(super) fn follow(&mut self, seconds: f32) {
        let step = 1.0 - (-FOLLOW_RATE * seconds).exp();
        self.centre += step * (self.target_centre - self.centre);
        self.zoom += step * (self.target_zoom - self.zoom);
        if (self.zoom / self.target_zoom - 1.0).abs() < 1e-3
            && self.centre.distance(self.target_centre) * self.zoom < 0.2
        {
            self.arrive();
        }
    }

    /// Stays where it is on its way: what somebody moves by hand is what is seen.
    const fn stop(&mut self) {
        self.target_centre = self.centre;
        self.target_zoom = self.zoom;
    }

    /// Puts a place into the middle, large enough to read.
    pub fn look_at(&mut self, place: Vec2, least_zoom: f32) {
        self.target_centre = place;
        self.target_zoom = self.target_zoom.max(least_zoom);
        self.is_by_hand = true;
    }

    /// Zooms by a factor around a place of the graph, which stays where it is in the window.
    pub fn zoom_at(&mut self, place: Vec2, factor: f32) {
        self.stop();
        let zoom = (self.target_zoom * factor).clamp(*ZOOM.start(), *ZOOM.end());
        self.target_centre = place + (self.target_centre - place) * (self.target_zoom / zoom);
        self.target_zoom = zoom;
        self.is_by_hand = true;
        self.arrive();
    }

    /// Moves the graph by so many logical pixels.
    pub fn pan(&mut self, pixels: Vec2) {
        self.stop();
        self.target_centre -= pixels / self.zoom;
        self.is_by_hand = true;
        self.arrive();
    }

    /// The window position of a place of the graph, in logical pixels, y down.
    pub fn to_window(&self, place: Vec2, room: Rect) -> Vec2 {
        room.center() + (place - self.centre) * self.zoom
    }

    /// The place of the graph at a window position.
    pub fn to_place(&self, position: Vec2, room: Rect) -> Vec2 {
        self.centre + (position - room.center()) / self.zoom
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Rect = Rect {
        min: Vec2::new(100.0, 50.0),
        max: Vec2::new(500.0, 250.0),
    };

    #[test]
    fn the_place_under_the_pointer_stays_there() {
        let mut camera = StageCamera::default();
        camera.pan(Vec2::new(31.0, -7.0));
        let pointer = Vec2::new(410.0, 90.0);
        let place = camera.to_place(pointer, ROOM);
        for factor in [1.3, 1.3, 0.2, 7.0] {
            camera.zoom_at(place, factor);
            assert!(camera.to_window(place, ROOM).abs_diff_eq(pointer, 1e-2));
        }
    }

    #[test]
    fn a_hand_on_a_gliding_camera_moves_what_is_seen() {
        let mut camera = StageCamera::default();
        camera.fit(Vec2::new(1_000.0, 300.0), ROOM.size());
        camera.follow(1.0 / 60.0);
        let pointer = Vec2::new(410.0, 90.0);
        let place = camera.to_place(pointer, ROOM);
        camera.zoom_at(place, 1.3);
        assert!(camera.to_window(place, ROOM).abs_diff_eq(pointer, 1e-2));
        camera.fit(Vec2::new(1_000.0, 300.0), ROOM.size());
        camera.follow(1.0 / 60.0);
        let place = camera.to_place(pointer, ROOM);
        camera.pan(Vec2::new(7.0, 0.0));
        let moved = pointer + Vec2::new(7.0, 0.0);
        assert!(camera.to_window(place, ROOM).abs_diff_eq(moved, 1e-2));
    }

    #[test]
    fn a_fitted_graph_is_whole() {
        let mut camera = StageCamera::default();
        camera.fit(Vec2::new(1_000.0, 300.0), ROOM.size());
        camera.arrive();
        assert_eq!(camera.to_window(Vec2::new(-500.0, 0.0), ROOM).x, 100.0);
        assert_eq!(camera.to_window(Vec2::new(500.0, 0.0), ROOM).x, 500.0);
    }

    #[test]
    fn it_arrives() {
        let mut camera = StageCamera::default();
        camera.fit(Vec2::new(1_000.0, 300.0), ROOM.size());
        for _ in 0..120 {
            camera.follow(1.0 / 60.0);
        }
        assert_eq!(camera.zoom, 0.4);
    }
}
