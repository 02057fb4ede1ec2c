//! The glyphs of the graph as small pictures, drawn once for a zoom: a box costs two triangles then, and a piece of a line as well.
//!
//! Edges are smooth because a pixel's cover is computed from its distance to the outline.

use std::collections::{BTreeMap, BTreeSet};

use bevy::prelude::*;
use bevy_egui::egui::{
    self, Color32, ColorImage, Mesh, Pos2, TextureHandle, TextureOptions, epaint::Vertex, pos2,
};

use crate::view::Rgb;

/// Texels across the profile of a line.
const PROFILE: usize = 32;
/// The widest atlas, in texels.
const WIDEST: usize = 1_024;

/// The outline of a glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Outline {
    /// A circle.
    Circle,
    /// A rectangle; its corners are rounded by so many pixels.
    Box(u8),
    /// Two rounded rectangles, one behind the other.
    Sheets(u8),
}

/// A glyph: all that its picture depends on. Sizes are in pixels of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Sprite {
    pub(super) outline: Outline,
    /// Width and height.
    pub(super) size: [u16; 2],
    pub(super) fill: [u8; 3],
    pub(super) edge: [u8; 3],
    /// Width of the edge, in quarters of a pixel.
    pub(super) edge_width: u8,
}

/// How far the second sheet stands out behind the first, as a part of the height.
const SHEET: f32 = 0.07;

/// The pictures, in one texture.
#[derive(Resource, Default)]
pub(in crate::ui) struct SpriteAtlas {
    texture: Option<TextureHandle>,
    places: BTreeMap<Sprite, Place>,
    /// The profile of a line of each width, in quarters of a pixel.
    profiles: BTreeMap<u8, f32>,
    size: [usize; 2],
}

/// Where a picture is in the texture, in texels.
#[derive(Debug, Clone, Copy)]
struct Place {
    low: [usize; 2],
    size: [usize; 2],
}

impl Sprite {
    /// Room around the glyph: half of the edge, the smooth rim, the second sheet.
    fn margin(&self) -> usize {
        let sheet = match self.outline {
            Outline::Sheets(_) => (SHEET * f32::from(self.size[1])).ceil(),
            _ => 0.0,
        };
        2 + usize::from(self.edge_width) / 4 + sheet as usize
    }

    /// The colour at a place, from the middle of the glyph, in pixels; not multiplied by its cover.
    fn color_at(&self, at: Vec2) -> [f32; 4] {
        match self.outline {
            Outline::Sheets(_) => {
                let offset = (SHEET * f32::from(self.size[1])).ceil();
                let behind = self.sheet_at(at - Vec2::new(offset, -offset));
                over(self.sheet_at(at), behind)
            }
            _ => self.sheet_at(at),
        }
    }

    fn sheet_at(&self, at: Vec2) -> [f32; 4] {
        let half = 0.5 * Vec2::new(f32::from(self.size[0]), f32::from(self.size[1]));
        let distance = match self.outline {
            Outline::Circle => at.length() - half.x,
            Outline::Box(radius) | Outline::Sheets(radius) => {
                let radius = f32::from(radius);
                let beyond = at.abs() - half + Vec2::splat(radius);
                beyond.max(Vec2::ZERO).length() + beyond.max_element().min(0.0) - radius
            }
        };
        let width = f32::from(self.edge_width) / 4.0;
        let cover = (0.5 - distance).clamp(0.0, 1.0);
        let inside = (0.5 - (distance + width)).clamp(0.0, 1.0);
        let mix = |edge: u8, fill: u8| {
            let (edge, fill) = (f32::from(edge), f32::from(fill));
            edge + (fill - edge) * inside
        };
        [
            mix(self.edge[0], self.fill[0]),
            mix(self.edge[1], self.fill[1]),
            mix(self.edge[2], self.fill[2]),
            cover,
        ]
    }
}

/// One colour over another, both with their covers.
fn over(upper: [f32; 4], lower: [f32; 4]) -> [f32; 4] {
    let cover = upper[3] + lower[3] * (1.0 - upper[3]);
    if cover == 0.0 {
        return upper;
    }
    let part = upper[3] / cover;
    [0, 1, 2, 3].map(|channel| {
        if channel == 3 {
            cover
        } else {
            lower[channel] + (upper[channel] - lower[channel]) * part
        }
    })
}

impl SpriteAtlas {
    /// Sees to it that there is a picture of every one of these glyphs and lines. Those of before go if any is missing.
    pub(super) fn provide(&mut self, ctx: &egui::Context, sprites: &[Sprite], lines: &[u8]) {
        let has_all = self.texture.is_some()
            && sprites
                .iter()
                .all(|sprite| self.places.contains_key(sprite))
            && lines.iter().all(|width| self.profiles.contains_key(width));
        if has_all {
            return;
        }
        self.arrange(sprites, lines);
        let image = self.draw();
        match &mut self.texture {
            Some(texture) => texture.set(image, TextureOptions::LINEAR),
            None => {
                let texture = ctx.load_texture("graph glyphs", image, TextureOptions::LINEAR);
                self.texture = Some(texture);
            }
        }
    }

    /// Rows of pictures, below the profiles of the lines.
    fn arrange(&mut self, sprites: &[Sprite], lines: &[u8]) {
        self.places.clear();
        let widths: BTreeSet<u8> = lines.iter().copied().collect();
        // Two rows of texels each, read where they meet.
        let rows = widths.into_iter().enumerate();
        self.profiles = rows
            .map(|(number, width)| (width, 2.0 * number as f32 + 1.0))
            .collect();
        let (mut low, mut row_height) = ([0, 2 * self.profiles.len() + 1], 0);
        let mut widest = PROFILE;
        let mut sorted: Vec<Sprite> = sprites.to_vec();
        sorted.sort_unstable_by_key(|sprite| (sprite.size[1], *sprite));
        sorted.dedup();
        for sprite in sorted {
            let margin = sprite.margin();
            let size = sprite.size.map(|side| usize::from(side) + 2 * margin);
            if low[0] + size[0] > WIDEST && low[0] > 0 {
                low = [0, low[1] + row_height + 1];
                row_height = 0;
            }
            self.places.insert(sprite, Place { low, size });
            low[0] += size[0] + 1;
            widest = widest.max(low[0]);
            row_height = row_height.max(size[1]);
        }
        self.size = [widest, low[1] + row_height + 1];
    }

    fn draw(&self) -> ColorImage {
        let mut image = ColorImage::filled(self.size, Color32::TRANSPARENT);
        for (&width, &row) in &self.profiles {
            let half = profile_half(width);
            for texel in 0..PROFILE {
                let across = ((texel as f32 + 0.5) / PROFILE as f32 * 2.0 - 1.0) * half;
                let cover = (0.5 * f32::from(width) / 4.0 + 0.5 - across.abs()).clamp(0.0, 1.0);
                let color = Color32::from_white_alpha((255.0 * cover).round() as u8);
                for row in [row as usize - 1, row as usize] {
                    image.pixels[row * self.size[0] + texel] = color;
                }
            }
        }
        for (sprite, place) in &self.places {
            let middle = 0.5 * Vec2::new(place.size[0] as f32, place.size[1] as f32);
            for y in 0..place.size[1] {
                for x in 0..place.size[0] {
                    let at = Vec2::new(x as f32 + 0.5, y as f32 + 0.5) - middle;
                    let [red, green, blue, cover] = sprite.color_at(at);
                    let bytes = [red, green, blue].map(|channel| channel.round() as u8);
                    let cover = (255.0 * cover).round() as u8;
                    let color =
                        Color32::from_rgba_unmultiplied(bytes[0], bytes[1], bytes[2], cover);
                    let texel = (place.low[1] + y) * self.size[0] + place.low[0] + x;
                    image.pixels[texel] = color;
                }
            }
        }
        image
    }

    /// An empty mesh of these pictures.
    pub(super) fn mesh(&self) -> Mesh {
        match &self.texture {
            Some(texture) => Mesh::with_texture(texture.id()),
            None => Mesh::default(),
        }
    }

    /// Adds a glyph with its middle at a window position, on whole pixels of the screen.
    pub(super) fn add_sprite(
        &self,
        mesh: &mut Mesh,
        sprite: Sprite,
        middle: Pos2,
        pixels_per_point: f32,
        opacity: f32,
    ) {
        let Some(place) = self.places.get(&sprite) else {
            return;
        };
        let points = |texels: usize| texels as f32 / pixels_per_point;
        let corner = |middle: f32, texels: usize| {
            ((middle * pixels_per_point) - 0.5 * texels as f32).round() / pixels_per_point
        };
        let low = pos2(
            corner(middle.x, place.size[0]),
            corner(middle.y, place.size[1]),
        );
        let high = low + egui::vec2(points(place.size[0]), points(place.size[1]));
        let [width, height] = self.size.map(|side| side as f32);
        let u = [place.low[0], place.low[0] + place.size[0]].map(|texel| texel as f32 / width);
        let v = [place.low[1], place.low[1] + place.size[1]].map(|texel| texel as f32 / height);
        let color = Color32::WHITE.gamma_multiply(opacity);
        let first = mesh.vertices.len() as u32;
        for (pos, uv) in [
            (low, pos2(u[0], v[0])),
            (pos2(high.x, low.y), pos2(u[1], v[0])),
            (high, pos2(u[1], v[1])),
            (pos2(low.x, high.y), pos2(u[0], v[1])),
        ] {
            mesh.vertices.push(Vertex { pos, uv, color });
        }
        let corners = [0, 1, 2, 2, 3, 0].map(|corner| first + corner);
        mesh.indices.extend(corners);
    }

    /// Adds a line through these points, of a width in quarters of a pixel.
    pub(super) fn add_line(
        &self,
        mesh: &mut Mesh,
        points: &[Pos2],
        width: u8,
        pixels_per_point: f32,
        color: Color32,
    ) {
        let Some(&row) = self.profiles.get(&width) else {
            return;
        };
        let half = profile_half(width) / pixels_per_point;
        let [texels, rows] = self.size.map(|side| side as f32);
        let uv = |across: f32| pos2(across * PROFILE as f32 / texels, row / rows);
        let first = mesh.vertices.len() as u32;
        for (place, &at) in points.iter().enumerate() {
            let before = points[place.saturating_sub(1)];
            let after = points[(place + 1).min(points.len() - 1)];
            let normal = half * (after - before).normalized().rot90();
            for (pos, uv) in [(at - normal, uv(0.0)), (at + normal, uv(1.0))] {
                mesh.vertices.push(Vertex { pos, uv, color });
            }
        }
        for piece in 0..points.len().saturating_sub(1) as u32 {
            let corners = [0, 1, 2, 2, 1, 3].map(|corner| first + 2 * piece + corner);
            mesh.indices.extend(corners);
        }
    }
}

/// From the middle of a line to where its profile ends, in pixels.
fn profile_half(width: u8) -> f32 {
    0.5 * f32::from(width) / 4.0 + 1.0
}

/// A colour's bytes.
pub(super) const fn bytes(rgb: Rgb) -> [u8; 3] {
    [rgb.0, rgb.1, rgb.2]
}
