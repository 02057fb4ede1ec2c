//! Pictures on whole pixels of the screen, put together to one image: for a processor that draws in place of a graphics card. Two
//! triangles cost it more than the pixels of a small picture.

use bevy::prelude::*;

use super::{
    crowd_pictures::{PlacedPicture, Stamps},
    texel::{self, CLEAR, Texel, over},
};

/// An image and the pixels of the screen that it covers.
pub(super) struct CrowdImage {
    pub(super) pixels: IRect,
    pub(super) image: Image,
}

/// Puts the pictures over one another, the first lowest. `None` if there are none.
pub(super) fn compose(pictures: &[PlacedPicture], stamps: &Stamps) -> Option<CrowdImage> {
    let covered = |placed: &PlacedPicture| {
        let side = stamps.sizes.side(placed.picture) as i32;
        IRect::from_corners(placed.low, placed.low + side)
    };
    let pixels = pictures
        .iter()
        .map(covered)
        .reduce(|all, one| all.union(one))?;
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    let mut texels: Vec<Texel> = vec![CLEAR; width * height];
    for placed in pictures {
        let covered = covered(placed);
        let column = (covered.min.x - pixels.min.x) as usize;
        // Rows of an image are counted from above.
        let first_row = (pixels.max.y - covered.max.y) as usize;
        let stamp = stamps.of(placed.picture);
        for (row, stamp) in stamp.chunks_exact(covered.width() as usize).enumerate() {
            let below = &mut texels[(first_row + row) * width + column..];
            for (below, &above) in below.iter_mut().zip(stamp) {
                *below = over(*below, above);
            }
        }
    }
    let image = texel::image(pixels.size().as_uvec2(), texels);
    Some(CrowdImage { pixels, image })
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            crowd_pictures::{Picture, PictureSizes},
            texel::channels,
        },
        *,
    };

    fn pixel(image: &CrowdImage, x: i32, y: i32) -> [f32; 4] {
        let data = image.image.data.as_ref().expect("it has just been made");
        let (column, row) = (x - image.pixels.min.x, image.pixels.max.y - 1 - y);
        let place = row * image.pixels.width() + column;
        channels(data.as_chunks().0[place as usize])
    }

    #[test]
    fn an_image_covers_its_pictures_and_the_last_lies_on_top() {
        let stamps = Stamps::new(PictureSizes::new(1.0));
        let placed = |picture, x, y| PlacedPicture {
            picture,
            low: IVec2::new(x, y),
        };
        let pictures = [
            placed(Picture::Circle, 100, 50),
            placed(Picture::Square, 105, 50),
            placed(Picture::Ring, -20, 300),
        ];
        let image = compose(&pictures, &stamps).expect("there are three");
        assert_eq!(image.pixels, IRect::new(-20, 50, 122, 326));
        assert_eq!(image.image.size(), UVec2::new(142, 276));
        let middle = |picture| {
            let stamp = stamps.of(picture);
            channels(stamp[stamp.len() / 2])
        };
        assert_eq!(pixel(&image, 103, 58), middle(Picture::Circle));
        assert_eq!(pixel(&image, 110, 58), middle(Picture::Square));
        assert_eq!(pixel(&image, 113, 58), middle(Picture::Square));
        assert_eq!(pixel(&image, -7, 313)[3], 0.0, "within the ring");
        assert!(pixel(&image, -7, 324)[3] > 0.5, "the ring's upper side");
        assert_eq!(pixel(&image, 0, 100), [0.0; 4], "between them");
        assert!(compose(&[], &stamps).is_none());
    }
}
