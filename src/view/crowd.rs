//! Many points: a picture of each on one mesh.
//!
//! A shape of its own for every point is what a graphics card draws without noticing; a processor that draws in its place counts
//! every triangle. Beyond a number, points are small anyway: each is two triangles with a picture of the glyph, drawn in the very
//! size in which it is shown, with soft edges.

use bevy::{
    asset::RenderAssetUsages,
    camera::visibility::NoFrustumCulling,
    image::ImageSampler,
    mesh::{Indices, PrimitiveTopology},
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
    sprite_render::AlphaMode2d,
    window::PrimaryWindow,
};
use half::f16;

use crate::training::{Evaluation, Points};

use super::{
    Plane, Rgb, ShowSettings, glyphs::Layer, palette, point_glyphs::glyph_scale,
    schedule::DrawSystems, sizes,
};

/// The most points that are shapes of their own.
pub(super) const MOST_SHAPES: usize = 150;
/// Room around a glyph in its picture, in pixels of the screen: half a pixel's soft edge.
const ROOM: f32 = 0.5;

/// The one entity that all points are drawn by.
#[derive(Component, Debug)]
struct Crowd;

/// What is on the picture, from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Picture {
    Circle,
    Square,
    Ring,
}

/// How large the pictures are: as large as they are shown, so that a texel is a pixel.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq)]
struct PictureSizes {
    /// Pixels of the screen to a unit of a glyph at full size.
    scale: f32,
    /// The side of a point's picture and of a ring's, in pixels.
    point: u32,
    ring: u32,
}

/// Corners, where they are on the picture, and how they join.
#[derive(Debug, Default, PartialEq)]
struct Quads {
    positions: Vec<[f32; 3]>,
    uvs: Vec<[f32; 2]>,
    indices: Vec<u32>,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<PictureSizes>()
        .add_systems(Startup, spawn_crowd)
        .add_systems(
            Update,
            (draw_pictures, draw_crowd)
                .chain()
                .in_set(DrawSystems::Crowd)
                .run_if(resource_exists::<Plane>),
        );
}

/// Whether so many points are drawn as one.
pub(super) const fn is_crowd(points: usize) -> bool {
    points > MOST_SHAPES
}

fn spawn_crowd(
    mut commands: Commands,
    mut meshes: ResMut<Assets<Mesh>>,
    mut materials: ResMut<Assets<ColorMaterial>>,
) {
    let material = ColorMaterial {
        alpha_mode: AlphaMode2d::Blend,
        ..default()
    };
    commands.spawn((
        Name::new("crowd"),
        Crowd,
        Mesh2d(meshes.add(Quads::default().into_mesh())),
        MeshMaterial2d(materials.add(material)),
        Transform::from_xyz(0.0, 0.0, Layer::Rings.z()),
        // Its mesh is never the same, and never out of sight.
        NoFrustumCulling,
        Visibility::Hidden,
    ));
}

/// Draws the glyphs anew when they are shown in another size.
fn draw_pictures(
    points: Res<Points>,
    window: Single<&Window, With<PrimaryWindow>>,
    crowd: Single<&MeshMaterial2d<ColorMaterial>, With<Crowd>>,
    mut sizes: ResMut<PictureSizes>,
    mut materials: ResMut<Assets<ColorMaterial>>,
    mut images: ResMut<Assets<Image>>,
) {
    let needed = PictureSizes::new(glyph_scale(points.len()) * window.scale_factor());
    if is_crowd(points.len()) && *sizes != needed {
        if let Some(mut material) = materials.get_mut(&crowd.0) {
            material.texture = Some(images.add(pictures(&needed)));
        }
        *sizes = needed;
    }
}

fn draw_crowd(
    points: Res<Points>,
    plane: Res<Plane>,
    show: Res<ShowSettings>,
    evaluation: Res<Evaluation>,
    sizes: Res<PictureSizes>,
    window: Single<&Window, With<PrimaryWindow>>,
    crowd: Single<(&Mesh2d, &mut Visibility), With<Crowd>>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    let (mesh, mut visibility) = crowd.into_inner();
    let mut quads = Quads::default();
    if is_crowd(points.len()) && show.points {
        let grid = PixelGrid::of(&window);
        let seen = |index: usize| {
            let place = points[index].place();
            plane.visible.contains(place).then(|| plane.to_world(place))
        };
        if show.rings {
            for (index, point) in points.iter().enumerate() {
                let result = evaluation.result(index);
                let is_mistake = result.is_some_and(|result| !point.is_correct(result.output));
                if let Some(centre) = seen(index).filter(|_| is_mistake) {
                    quads.push(centre, Picture::Ring, &sizes, &grid);
                }
            }
        }
        for (index, point) in points.iter().enumerate() {
            let picture = if point.label {
                Picture::Circle
            } else {
                Picture::Square
            };
            if let Some(centre) = seen(index) {
                quads.push(centre, picture, &sizes, &grid);
            }
        }
    }
    visibility.set_if_neq(if quads.indices.is_empty() {
        Visibility::Hidden
    } else {
        Visibility::Inherited
    });
    if *visibility == Visibility::Inherited
        && let Some(mut mesh) = meshes.get_mut(&mesh.0)
    {
        *mesh = quads.into_mesh();
    }
}

/// Where the screen's pixels lie in the world.
#[derive(Debug, Clone, Copy, PartialEq)]
struct PixelGrid {
    /// Pixels to a logical pixel.
    scale: f32,
    /// The world's origin, the window's middle, in pixels.
    origin: Vec2,
}

impl PixelGrid {
    fn of(window: &Window) -> Self {
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

impl PictureSizes {
    fn new(scale: f32) -> Self {
        let side = |reach: f32| (2.0 * (reach * scale + ROOM)).ceil() as u32;
        Self {
            scale,
            point: side(sizes::POINT_RADIUS + 0.5 * sizes::POINT_EDGE),
            ring: side(sizes::RING_RADIUS + 0.5 * sizes::RING_WIDTH),
        }
    }

    const fn side(&self, picture: Picture) -> u32 {
        match picture {
            Picture::Circle | Picture::Square => self.point,
            Picture::Ring => self.ring,
        }
    }

    const fn left(&self, picture: Picture) -> u32 {
        match picture {
            Picture::Circle => 0,
            Picture::Square => self.point,
            Picture::Ring => 2 * self.point,
        }
    }

    const fn width(&self) -> u32 {
        2 * self.point + self.ring
    }
}

impl Quads {
    /// Adds a picture, on whole pixels.
    fn push(&mut self, centre: Vec2, picture: Picture, sizes: &PictureSizes, grid: &PixelGrid) {
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

    fn into_mesh(self) -> Mesh {
        Mesh::new(
            PrimitiveTopology::TriangleList,
            RenderAssetUsages::default(),
        )
        .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, self.positions)
        .with_inserted_attribute(Mesh::ATTRIBUTE_UV_0, self.uvs)
        .with_inserted_indices(Indices::U32(self.indices))
    }
}

impl Picture {
    const ALL: [Self; 3] = [Self::Circle, Self::Square, Self::Ring];

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

/// The pictures of all glyphs, side by side.
fn pictures(sizes: &PictureSizes) -> Image {
    let mut data = Vec::new();
    for row in 0..sizes.ring {
        for picture in Picture::ALL {
            let side = sizes.side(picture);
            let from_centre = |pixel: u32| (pixel as f32 + 0.5 - 0.5 * side as f32) / sizes.scale;
            for column in 0..side {
                let place = [from_centre(column), from_centre(row)];
                let (color, opacity) = picture.color(place, 1.0 / sizes.scale);
                let light = color.color().to_linear();
                for channel in [light.red, light.green, light.blue, opacity] {
                    data.extend(f16::from_f32(channel).to_le_bytes());
                }
            }
        }
    }
    let mut image = Image::new(
        Extent3d {
            width: sizes.width(),
            height: sizes.ring,
            depth_or_array_layers: 1,
        },
        TextureDimension::D2,
        data,
        TextureFormat::Rgba16Float,
        RenderAssetUsages::RENDER_WORLD,
    );
    image.sampler = ImageSampler::nearest();
    image
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
        let image = pictures(&sizes);
        assert_eq!(image.size(), UVec2::new(17 + 17 + 26, 26));
        assert_eq!(PictureSizes::new(0.38).point, 7);
        assert_eq!(PictureSizes::new(2.0).point, 32);
    }

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
