//! Panels at a price that a processor can pay, where it draws in place of a graphics card.

use bevy::{prelude::*, render::renderer::RenderAdapterInfo, shader::Shader};
use bevy_egui::render::EGUI_SHADER_HANDLE;

use crate::view::window::draws_in_software;

/// Puts a shader of the same interface in the place of egui's.
pub(super) fn replace_shader(
    adapter: Option<Res<RenderAdapterInfo>>,
    mut shaders: ResMut<Assets<Shader>>,
) -> Result {
    if adapter.is_some_and(|adapter| draws_in_software(&adapter)) {
        let shader = Shader::from_wgsl(include_str!("software.wgsl"), "software.wgsl");
        shaders.insert(EGUI_SHADER_HANDLE.id(), shader)?;
    }
    Ok(())
}
