//! The camera that draws plane and panels.

use bevy::{
    camera::{CameraOutputMode, Hdr},
    picking::mesh_picking::ray_cast::RayCastVisibility,
    picking::mesh_picking::{MeshPickingCamera, MeshPickingSettings},
    prelude::*,
    render::renderer::RenderAdapterInfo,
};

use super::{palette, window};

/// The one camera: a world unit is a logical pixel, the origin is the window's middle.
#[derive(Component, Debug)]
pub(super) struct WindowCamera;

pub(super) fn plugin(app: &mut App) {
    // The window is cleared to the colour of the cards: what egui has to fill it fills slowly, pixel by pixel.
    app.insert_resource(ClearColor(palette::PANEL.color()))
        .insert_resource(MeshPickingSettings {
            // Only what is marked can be picked: the plane's surface. Thousands of points need not be tried for every movement.
            require_markers: true,
            // The surface is hidden where the heat map covers it.
            ray_cast_visibility: RayCastVisibility::Any,
        })
        .add_systems(Startup, spawn_camera);
}

fn spawn_camera(mut commands: Commands, adapter: Option<Res<RenderAdapterInfo>>) {
    // A processor that draws in place of a graphics card halves its frames for smooth edges.
    let draws_in_software = adapter.is_some_and(|adapter| window::draws_in_software(&adapter));
    let smooth_edges = if draws_in_software {
        Msaa::Off
    } else {
        Msaa::Sample4
    };
    let mut camera = commands.spawn((
        Name::new("camera"),
        WindowCamera,
        Camera2d,
        MeshPickingCamera,
        smooth_edges,
    ));
    if draws_in_software {
        // Linear light in halves: it is blended as it is, where sRGB bytes are decoded and encoded again for every layer.
        camera.insert(Hdr);
        // The window is not cleared before the picture covers it.
        camera.entry::<Camera>().and_modify(|mut camera| {
            camera.output_mode = CameraOutputMode::Write {
                blend_state: None,
                clear_color: ClearColorConfig::None,
            };
        });
    }
}
