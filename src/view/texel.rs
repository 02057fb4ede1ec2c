//! Texels of four halves: colour in linear light, and opacity.
//!
//! A graphics card reads sRGB bytes for nothing; a processor in its place decodes them anew for every pixel, and halves it only
//! widens.

use bevy::{
    asset::RenderAssetUsages,
    image::ImageSampler,
    prelude::*,
    render::render_resource::{Extent3d, TextureDimension, TextureFormat},
};
use half::f16;

/// A texel's bytes.
pub(super) type Texel = [u8; 8];

/// The texel of a colour that is nowhere to be seen.
pub(super) const CLEAR: Texel = [0; 8];

/// The bytes of a colour in linear light and its opacity.
pub(super) fn texel(channels: [f32; 4]) -> Texel {
    let mut bytes = CLEAR;
    for (place, channel) in bytes.chunks_exact_mut(2).zip(channels) {
        place.copy_from_slice(&f16::from_f32(channel).to_ne_bytes());
    }
    bytes
}

/// A texel's colour in linear light and its opacity.
pub(super) fn channels(texel: Texel) -> [f32; 4] {
    let (halves, _) = texel.as_chunks();
    std::array::from_fn(|channel| f16::from_ne_bytes(halves[channel]).to_f32())
}

/// A texel over another.
pub(super) fn over(below: Texel, above: Texel) -> Texel {
    const OPAQUE: [u8; 2] = f16::ONE.to_ne_bytes();
    const NOTHING: [u8; 2] = f16::ZERO.to_ne_bytes();
    // Most are whole or nothing, which can be told without a calculation.
    let opacity = |texel: Texel| [texel[6], texel[7]];
    if opacity(above) == OPAQUE || opacity(below) == NOTHING {
        return above;
    }
    if opacity(above) == NOTHING {
        return below;
    }
    let [red, green, blue, above_part] = channels(above);
    let below = channels(below);
    let below_part = below[3] * (1.0 - above_part);
    let opacity = above_part + below_part;
    let mix = |above: f32, below: f32| (above * above_part + below * below_part) / opacity;
    texel([
        mix(red, below[0]),
        mix(green, below[1]),
        mix(blue, below[2]),
        opacity,
    ])
}

/// An image that is shown in the very size of its texels. They are given row by row from above, and handed over to be drawn.
pub(super) fn image(size: UVec2, texels: Vec<Texel>) -> Image {
    let size = Extent3d {
        width: size.x,
        height: size.y,
        depth_or_array_layers: 1,
    };
    let mut image = Image::new(
        size,
        TextureDimension::D2,
        texels.into_flattened(),
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
    fn a_see_through_texel_lets_a_part_of_what_is_below_it_through() {
        let red = texel([1.0, 0.0, 0.0, 1.0]);
        let half_blue = texel([0.0, 0.0, 1.0, 0.5]);
        assert_eq!(over(red, half_blue), texel([0.5, 0.0, 0.5, 1.0]));
        assert_eq!(over(CLEAR, half_blue), half_blue);
        assert_eq!(over(half_blue, CLEAR), half_blue);
        assert_eq!(over(half_blue, red), red);
        // Half of what lies below half shows through: 0.5 + 0.5 · 0.5 in all, a third of it from below.
        let half_red = texel([1.0, 0.0, 0.0, 0.5]);
        let mixed = channels(over(half_red, half_blue));
        let expected = [1.0 / 3.0, 0.0, 2.0 / 3.0, 0.75];
        for (ours, expected) in mixed.into_iter().zip(expected) {
            assert!((ours - expected).abs() < 1e-3, "{mixed:?}");
        }
    }
}
