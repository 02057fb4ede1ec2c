//! Pictures on whole pixels of the screen: two triangles each, all on one mesh.

use bevy::{
    asset::RenderAssetUsages,
    mesh::{Indices, PrimitiveTopology},
    prelude::*,
};

use super::{
    crowd_pictures::{PictureSizes, PlacedPicture},
    pixel_grid::PixelGrid,
};

/// A mesh of pictures, the first lowest. Its texture holds all of them side by side.
pub(super) fn quads(pictures: &[PlacedPicture], sizes: &PictureSizes, grid: &PixelGrid) -> Mesh {
    let mut positions = Vec::with_capacity(4 * pictures.len());
    let mut uvs = Vec::with_capacity(4 * pictures.len());
    let mut indices = Vec::with_capacity(6 * pictures.len());
    for &PlacedPicture { picture, low } in pictures {
        let first = positions.len() as u32;
        let side = sizes.side(picture);
        let high = grid.place(low + side as i32);
        let low = grid.place(low);
        let across = |pixels: u32| pixels as f32 / sizes.width() as f32;
        let (left, right) = (sizes.left(picture), sizes.left(picture) + side);
        let bottom = side as f32 / sizes.ring as f32;
        for (x, y, u, v) in [
            (low.x, low.y, left, bottom),
            (high.x, low.y, right, bottom),
            (high.x, high.y, right, 0.0),
            (low.x, high.y, left, 0.0),
        ] {
            positions.push([x, y, 0.0]);
            uvs.push([across(u), v]);
        }
        indices.extend([0, 1, 2, 2, 3, 0].map(|corner: u32| first + corner));
    }
    Mesh::new(
        PrimitiveTopology::TriangleList,
        RenderAssetUsages::default(),
    )
    .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, positions)
    .with_inserted_attribute(Mesh::ATTRIBUTE_UV_0, uvs)
    .with_inserted_indices(Indices::U32(indices))
}

#[cfg(test)]
mod tests {
    use bevy::mesh::VertexAttributeValues;

    use super::{super::crowd_pictures::Picture, *};

    #[test]
    fn a_quad_is_two_triangles_of_its_picture() {
        let sizes = PictureSizes::new(1.0);
        let window = Window {
            resolution: (101, 80).into(),
            ..default()
        };
        let placed = [Picture::Circle, Picture::Ring].map(|picture| PlacedPicture {
            picture,
            low: IVec2::new(52, 52),
        });
        let mesh = quads(&placed, &sizes, &PixelGrid::of(&window));
        let Some(VertexAttributeValues::Float32x3(positions)) =
            mesh.attribute(Mesh::ATTRIBUTE_POSITION)
        else {
            panic!("positions are three numbers");
        };
        assert_eq!(positions[0], [1.5, 12.0, 0.0]);
        assert_eq!(positions[2], [18.5, 29.0, 0.0]);
        let Some(VertexAttributeValues::Float32x2(uvs)) = mesh.attribute(Mesh::ATTRIBUTE_UV_0)
        else {
            panic!("and places on the texture are two");
        };
        assert_eq!(uvs[5], [1.0, 1.0]);
        let indices: Vec<usize> = mesh.indices().into_iter().flat_map(Indices::iter).collect();
        assert_eq!(indices, [0, 1, 2, 2, 3, 0, 4, 5, 6, 6, 7, 4]);
    }
}
