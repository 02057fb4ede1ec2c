//! The pictures of which a crowd is made: glyphs with soft edges, in the size in which they are shown.

use bevy::prelude::*;

use super::{
    Rgb, palette, sizes,
    texel::{self, CLEAR, Texel, texel},
};

/// Room around a glyph in its picture, in pixels of the screen: half a pixel's soft edge.
const ROOM: f32 = 0.5;

/// What is on the picture, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Picture {
    Circle,
    Square,
    Ring,
}

/// A picture on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlacedPicture {
    pub(super) picture: Picture,
    /// The pixel in its lower left corner.
    pub(super) low: IVec2,
}

/// How large the pictures are: as large as they are shown, so that a texel is a pixel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PictureSizes {
    /// Pixels of the screen to a unit of a glyph at full size.
    pub(super) scale: f32,
    /// The side of a point's picture and of a ring's, in pixels.
    pub(super) point: u32,
    pub(super) ring: u32,
}

impl PictureSizes {
    pub(super) fn new(scale: f32) -> Self {
        let side = |reach: f32| (2.0 * (reach * scale + ROOM)).ceil() as u32;
        Self {
            scale,
            point: side(sizes::POINT_RADIUS + 0.5 * sizes::POINT_EDGE),
            ring: side(sizes::RING_RADIUS + 0.5 * sizes::RING_WIDTH),
        }
    }

    pub(super) const fn side(&self, picture: Picture) -> u32 {
        match picture {
            Picture::Circle | Picture::Square => self.point,
            Picture::Ring => self.ring,
        }
    }

    pub(super) const fn left(&self, picture: Picture) -> u32 {
        match picture {
            Picture::Circle => 0,
            Picture::Square => self.point,
            Picture::Ring => 2 * self.point,
        }
    }

    pub(super) const fn width(&self) -> u32 {
        2 * self.point + self.ring
    }
}

impl Picture {
    const ALL: [Self; 3] = [Self::Circle, Self::Square, Self::Ring];

    /// What a point of a class is drawn as.
    pub(super) const fn of_label(label: bool) -> Self {
        if label { Self::Circle } else { Self::Square }
    }

    /// Colour and opacity at a place from its centre, at full size; `texel` is how wide an edge is.
    fn color(self, [x, y]: [f32; 2], texel: f32) -> (Rgb, f32) {
        // How far inside a border: 1 well inside, 0 well outside, between the two on a texel's width.
        let inside = |distance: f32| (0.5 - distance / texel).clamp(0.0, 1.0);
        let from_centre = x.hypot(y);
        let edge = 0.5 * sizes::POINT_EDGE;
        let (distance, fill) = match self {
            Self::Circle => (from_centre - sizes::POINT_RADIUS, palette::CLASS_1),
            Self::Square => {
                let half = 0.5 * sizes::POINT_RADIUS * std::f32::consts::PI.sqrt();
                (x.abs().max(y.abs()) - half, palette::CLASS_0)
            }
            Self::Ring => {
                let distance = (from_centre - sizes::RING_RADIUS).abs() - 0.5 * sizes::RING_WIDTH;
                return (palette::MISCLASSIFIED, inside(distance));
            }
        };
        let color = palette::POINT_EDGE.mix(fill, inside(distance + edge));
        (color, inside(distance - edge))
    }
}

/// Every glyph's texels, row by row from above.
#[derive(Resource, Debug, Clone, PartialEq)]
pub(super) struct Stamps {
    pub(super) sizes: PictureSizes,
    texels: [Vec<Texel>; Picture::ALL.len()],
}

impl Default for Stamps {
    /// Of glyphs at full size.
    fn default() -> Self {
        Self::new(PictureSizes::new(1.0))
    }
}

impl Stamps {
    pub(super) fn new(sizes: PictureSizes) -> Self {
        Self {
            sizes,
            texels: Picture::ALL.map(|picture| stamp(picture, &sizes)),
        }
    }

    pub(super) fn of(&self, picture: Picture) -> &[Texel] {
        &self.texels[picture as usize]
    }

    /// All of them side by side.
    pub(super) fn side_by_side(&self) -> Image {
        let size = UVec2::new(self.sizes.width(), self.sizes.ring);
        // Below a glyph that is smaller than the largest there is nothing.
        let mut texels = vec![CLEAR; (size.x * size.y) as usize];
        for picture in Picture::ALL {
            let side = self.sizes.side(picture) as usize;
            let left = self.sizes.left(picture) as usize;
            let rows = texels.chunks_exact_mut(size.x as usize);
            for (row, stamp) in rows.zip(self.of(picture).chunks_exact(side)) {
                row[left..][..side].copy_from_slice(stamp);
            }
        }
        texel::image(size, texels)
    }
}

fn stamp(picture: Picture, sizes: &PictureSizes) -> Vec<Texel> {
    let side = sizes.side(picture);
    let from_centre = |pixel: u32| (pixel as f32 + 0.5 - 0.5 * side as f32) / sizes.scale;
    let mut texels = Vec::new();
    for row in 0..side {
        for column in 0..side {
            let place = [from_centre(column), from_centre(row)];
            let (color, opacity) = picture.color(place, 1.0 / sizes.scale);
            let light = color.color().to_linear();
            texels.push(texel([light.red, light.green, light.blue, opacity]));
        }
    }
    texels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glyph_has_its_colours_where_the_shape_has_them() {
        let texel = 0.1;
        let opaque = |rgb| (rgb, 1.0);
        assert_eq!(
            Picture::Circle.color([0.0, 0.0], texel),
            opaque(palette::CLASS_1)
        );
        assert_eq!(
            Picture::Circle.color([7.0, 0.0], texel),
            opaque(palette::POINT_EDGE)
        );
        assert_eq!(Picture::Circle.color([6.0, 5.0], texel).1, 0.0);
        assert_eq!(
            Picture::Square.color([5.0, 5.0], texel),
            opaque(palette::CLASS_0)
        );
        assert_eq!(
            Picture::Square.color([6.2, -6.2], texel),
            opaque(palette::POINT_EDGE)
        );
        assert_eq!(Picture::Square.color([7.5, 0.0], texel).1, 0.0);
        assert_eq!(Picture::Ring.color([0.0, 0.0], texel).1, 0.0);
        assert_eq!(
            Picture::Ring.color([0.0, 11.5], texel),
            opaque(palette::MISCLASSIFIED)
        );
    }

    #[test]
    fn a_picture_is_as_large_as_it_is_shown() {
        let sizes = PictureSizes::new(1.0);
        assert_eq!((sizes.point, sizes.ring), (17, 26));
        let image = Stamps::new(sizes).side_by_side();
        assert_eq!(image.size(), UVec2::new(17 + 17 + 26, 26));
        assert_eq!(PictureSizes::new(0.38).point, 7);
        assert_eq!(PictureSizes::new(2.0).point, 32);
    }
}
