//! Pictures on whole pixels of the screen: two triangles each, all on one mesh.

use bevy::{
    asset::RenderAssetUsages,
    mesh::{Indices, PrimitiveTopology},
    prelude::*,
};

use super::crowd_pictures::{Picture, PictureSizes};

/// Corners, where they are on the picture, and how they join.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Quads {
    positions: Vec<[f32; 3]>,
    uvs: Vec<[f32; 2]>,
    indices: Vec<u32>,
}

/// Where the screen's pixels lie in the world.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PixelGrid {
    /// Pixels to a logical pixel.
    scale: f32,
    /// The world's origin, the window's middle, in pixels.
    origin: Vec2,
}

impl PixelGrid {
    pub(super) fn of(window: &Window) -> Self {
        Self {
            scale: window.scale_factor(),
            origin: 0.5 * window.physical_size().as_vec2(),
        }
    }

    /// The place in the world of the pixel corner nearest to a place.
    fn snap(&self, place: Vec2) -> Vec2 {
        ((place * self.scale + self.origin).round() - self.origin) / self.scale
    }
}

impl Quads {
    /// Adds a picture, on whole pixels.
    pub(super) fn push(
        &mut self,
        centre: Vec2,
        picture: Picture,
        sizes: &PictureSizes,
        grid: &PixelGrid,
    ) {
        let first = self.positions.len() as u32;
        let side = sizes.side(picture) as f32;
        let low = grid.snap(centre - 0.5 * side / grid.scale);
        let high = low + side / grid.scale;
        let across = |pixels: f32| pixels / sizes.width() as f32;
        let left = across(sizes.left(picture) as f32);
        let right = left + across(side);
        let bottom = side / sizes.ring as f32;
        for (x, y, u, v) in [
            (low.x, low.y, left, bottom),
            (high.x, low.y, right, bottom),
            (high.x, high.y, right, 0.0),
            (low.x, high.y, left, 0.0),
        ] {
            self.positions.push([x, y, 0.0]);
            self.uvs.push([u, v]);
        }
        let corners = [0, 1, 2, 2, 3, 0].map(|corner| first + corner);
        self.indices.extend(corners);
    }

    /// Whether there is nothing to draw.
    pub(super) const fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    pub(super) fn into_mesh(self) -> Mesh {
        Mesh::new(
            PrimitiveTopology::TriangleList,
            RenderAssetUsages::default(),
        )
        .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, self.positions)
        .with_inserted_attribute(Mesh::ATTRIBUTE_UV_0, self.uvs)
        .with_inserted_indices(Indices::U32(self.indices))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quad_is_two_triangles_on_whole_pixels() {
        let sizes = PictureSizes::new(1.0);
        // An odd number of pixels: the middle of the window is the middle of a pixel.
        let grid = PixelGrid {
            scale: 1.0,
            origin: Vec2::new(50.5, 40.0),
        };
        let mut quads = Quads::default();
        quads.push(Vec2::new(10.3, 20.2), Picture::Circle, &sizes, &grid);
        quads.push(Vec2::ZERO, Picture::Ring, &sizes, &grid);
        let [low, _, high, _] = [0, 1, 2, 3].map(|corner| quads.positions[corner]);
        assert_eq!([high[0] - low[0], high[1] - low[1]], [17.0, 17.0]);
        assert_eq!((low[0] + 50.5).fract(), 0.0);
        assert_eq!((low[1] + 40.0).fract(), 0.0);
        assert!((0.5 * (low[0] + high[0]) - 10.3).abs() <= 0.5);
        assert_eq!(quads.indices, [0, 1, 2, 2, 3, 0, 4, 5, 6, 6, 7, 4]);
        assert_eq!(quads.uvs[5], [1.0, 1.0]);
    }

    #[test]
    fn with_more_pixels_the_grid_is_finer() {
        let grid = PixelGrid {
            scale: 2.0,
            origin: Vec2::splat(100.0),
        };
        assert_eq!(grid.snap(Vec2::new(1.3, -0.8)), Vec2::new(1.5, -1.0));
    }
}
