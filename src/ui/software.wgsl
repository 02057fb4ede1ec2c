// The panels, drawn by a processor in place of a graphics card.
//
// egui blends in gamma space and its target is linear: every pixel goes there and back. egui's own shader does so with powers,
// which a processor pays dearly for; here it is square roots and a polynomial, by less than an eye can tell.

struct Transform {
    scale: vec2<f32>,
    translation: vec2<f32>,
}

struct Corner {
    @location(0) position: vec2<f32>,
    @location(1) uv: vec2<f32>,
    @location(2) color: vec4<f32>,
}

struct Pixel {
    @builtin(position) position: vec4<f32>,
    @location(0) color: vec4<f32>,
    @location(1) uv: vec2<f32>,
}

@group(0) @binding(0) var<uniform> transform: Transform;

#ifdef BINDLESS
@group(1) @binding(0) var textures: binding_array<texture_2d<f32>>;
@group(1) @binding(1) var samplers: binding_array<sampler>;

struct Chosen {
    place: u32,
}
var<immediate> chosen: Chosen;
#else
@group(1) @binding(0) var only_texture: texture_2d<f32>;
@group(1) @binding(1) var only_sampler: sampler;
#endif

fn to_gamma(linear: vec3<f32>) -> vec3<f32> {
    let root = sqrt(linear);
    let fourth_root = sqrt(root);
    let eighth_root = sqrt(fourth_root);
    return 0.585122381 * root + 0.783140355 * fourth_root - 0.368262736 * eighth_root;
}

fn to_linear(gamma: vec3<f32>) -> vec3<f32> {
    return gamma * (gamma * (gamma * 0.305306011 + 0.682171111) + 0.012522878);
}

@vertex
fn vs_main(corner: Corner) -> Pixel {
    let place = corner.position * transform.scale + transform.translation;
    return Pixel(vec4<f32>(place, 0.0, 1.0), corner.color, corner.uv);
}

@fragment
fn fs_main(pixel: Pixel) -> @location(0) vec4<f32> {
#ifdef BINDLESS
    let texel = textureSample(textures[chosen.place], samplers[chosen.place], pixel.uv);
#else
    let texel = textureSample(only_texture, only_sampler, pixel.uv);
#endif
    let color = vec4<f32>(to_gamma(texel.rgb), texel.a) * pixel.color;
    return vec4<f32>(to_linear(color.rgb), color.a);
}
