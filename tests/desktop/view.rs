//! What is drawn: a glyph for every point, the heat map, the boundary; and what is not done again and again.

use std::collections::HashSet;

use bevy::{mesh::VertexAttributeValues, prelude::*};
use chainrule::{
    training::{
        DataSettings, Dataset, Evaluation, FIELD_SIZE, HiddenUnit, MovePoint, OutputField,
        OutputFields, Points, RemovePoint, ReplacePoints, ResetTraining,
    },
    view::{Plane, ShowSettings, palette},
};

use crate::harness::{
    Desktop, FRAMES_TO_ARRIVE, assert_same_pixel, desktop, desktop_with, point, three_points,
};

/// The heat map's texture.
fn heat_map_texture(desktop: &mut Desktop) -> Image {
    let heat_map = desktop.only("heat map");
    let texture = &desktop.get::<Sprite>(heat_map).image;
    let images = desktop.app.world().resource::<Assets<Image>>();
    images.get(texture).expect("the texture is kept").clone()
}

/// The shade that the heat map should have at each sample of a field, row by row from the smallest x2.
fn expected_shades(field: &OutputField) -> Vec<[u8; 3]> {
    let shade = |&logit: &f64| {
        let probability = 1.0 / (1.0 + (-logit.clamp(-30.0, 30.0)).exp());
        let sureness = 2.0 * probability as f32 - 1.0;
        let end = if sureness > 0.0 {
            palette::HEAT_1
        } else {
            palette::HEAT_0
        };
        let rgb = palette::HEAT_MIDDLE.mix(end, sureness.abs());
        [rgb.0, rgb.1, rgb.2]
    };
    field.logits.iter().map(shade).collect()
}

/// Asserts that the heat map shows the output field that the simulation has just sampled.
#[track_caller]
fn assert_heat_map_is_up_to_date(desktop: &mut Desktop) {
    let texture = heat_map_texture(desktop);
    let between = (texture.width() - 1) / (FIELD_SIZE as u32 - 1);
    let fields = desktop.app.world().resource::<OutputFields>();
    assert!(fields.is_up_to_date());
    let expected = expected_shades(fields.latest().expect("a field is complete"));
    for (index, expected) in expected.into_iter().enumerate() {
        let (column, row) = ((index % FIELD_SIZE) as u32, (index / FIELD_SIZE) as u32);
        let texel = texture.get_color_at(column * between, row * between);
        let found = texel
            .expect("inside the texture")
            .to_srgba()
            .to_u8_array_no_alpha();
        for (found, expected) in found.into_iter().zip(expected) {
            // The nearest shade, and the rounding of the texture's format.
            assert!(
                found.abs_diff(expected) <= 1,
                "sample {column}, {row} has {found} for {expected}"
            );
        }
    }
}

fn changes_of_meshes(desktop: &Desktop) -> usize {
    let messages = desktop.app.world().resource::<Messages<AssetEvent<Mesh>>>();
    let is_change = |event: &&AssetEvent<Mesh>| {
        matches!(
            event,
            AssetEvent::Added { .. } | AssetEvent::Modified { .. }
        )
    };
    messages
        .iter_current_update_messages()
        .filter(is_change)
        .count()
}

#[test]
fn every_point_has_its_glyph_and_only_points_have_one() {
    let mut desktop = desktop();
    for count in [5, 50, 5, 1, 150] {
        desktop.change(|settings: &mut DataSettings| settings.points = count);
        desktop.frames(2);

        assert_eq!(desktop.points().len(), count);
        assert_eq!(desktop.point_glyphs().len(), count);
        assert_eq!(desktop.named("point ").len(), count);
        assert_eq!(desktop.named("ring ").len(), count);
        for glyph in desktop.point_glyphs() {
            assert!(desktop.is_shown(glyph));
        }
    }
}

#[test]
fn every_glyph_is_where_its_point_is() {
    let mut desktop = desktop();
    desktop.frames(FRAMES_TO_ARRIVE);

    for index in 0..desktop.points().len() {
        let expected = desktop.plane().to_window(desktop.place(index));
        assert_same_pixel(desktop.glyph_pixel(index), expected);
    }
}

#[test]
fn glyphs_show_the_class_of_their_points() {
    let mut desktop = desktop();
    desktop.change(|settings: &mut DataSettings| settings.dataset = Dataset::Xor);
    desktop.frames(2);

    let glyphs = desktop.point_glyphs();
    let labels: Vec<bool> = desktop.points().iter().map(|point| point.label).collect();
    let mesh_of = |label: bool| {
        let index = labels.iter().position(|&found| found == label).unwrap();
        desktop.get::<Mesh2d>(glyphs[index]).clone()
    };
    let (circle, square) = (mesh_of(true), mesh_of(false));
    assert_ne!(circle, square);
    for (glyph, label) in glyphs.iter().zip(labels) {
        let expected = if label { &circle } else { &square };
        assert_eq!(desktop.get::<Mesh2d>(*glyph), expected);
    }
}

#[test]
fn a_point_that_is_moved_from_elsewhere_glides_to_its_place_and_arrives_exactly() {
    let mut desktop = desktop_with(&three_points());
    let from = desktop.glyph_pixel(0);
    let to = [0.7, 0.9];
    let target = desktop.plane().to_window(to);

    desktop.trigger(MovePoint { index: 0, to });
    desktop.frames(3);
    let way = desktop.glyph_pixel(0).distance(from) / target.distance(from);
    assert!(
        (0.05..0.95).contains(&way),
        "{way} of the way after 3 frames"
    );
    desktop.frames(FRAMES_TO_ARRIVE);

    assert_same_pixel(desktop.glyph_pixel(0), target);
}

#[test]
fn a_deleted_point_takes_its_own_glyph_with_it() {
    let mut desktop = desktop_with(&three_points());

    desktop.trigger(RemovePoint(0));
    desktop.frames(FRAMES_TO_ARRIVE);

    for (index, point) in three_points()[1..].iter().enumerate() {
        let expected = desktop.plane().to_window(point.place());
        assert_same_pixel(desktop.glyph_pixel(index), expected);
    }
}

#[test]
fn rings_stand_around_the_misclassified_points_alone() {
    let mut desktop = desktop();
    desktop.frames(FRAMES_TO_ARRIVE);

    let evaluation = desktop.app.world().resource::<Evaluation>().clone();
    let mut mistakes = 0;
    for index in 0..desktop.points().len() {
        let output = evaluation.result(index).unwrap().output;
        let is_mistake = !desktop.points()[index].is_correct(output);
        mistakes += usize::from(is_mistake);
        let ring = desktop.only(&format!("ring {index}"));
        assert_eq!(desktop.is_shown(ring), is_mistake, "point {index}");
        if is_mistake {
            let at = desktop.get::<Transform>(ring).translation.truncate();
            let place = desktop.place(index);
            assert_same_pixel(at, desktop.plane().to_world(place));
        }
    }
    assert!((1..50).contains(&mistakes), "{mistakes} of 50 are wrong");
    desktop.change(|show: &mut ShowSettings| show.rings = false);
    desktop.frames(FRAMES_TO_ARRIVE);
    for ring in desktop.named("ring ") {
        assert!(!desktop.is_shown(ring));
    }
}

#[test]
fn points_have_their_switch() {
    let mut desktop = desktop_with(&three_points());

    desktop.change(|show: &mut ShowSettings| show.points = false);
    desktop.frame();

    for glyph in desktop.point_glyphs() {
        assert!(!desktop.is_shown(glyph));
    }
}

#[test]
fn all_points_of_a_class_share_one_mesh() {
    let mut desktop = desktop();
    desktop.change(|settings: &mut DataSettings| settings.points = 150);
    desktop.frames(2);

    let meshes: HashSet<_> = desktop
        .point_glyphs()
        .into_iter()
        .map(|glyph| desktop.get::<Mesh2d>(glyph).id())
        .collect();

    assert_eq!(meshes.len(), 2);
}

#[test]
fn nothing_is_tessellated_again_while_training_moves_lines_and_points_pulse() {
    let mut desktop = desktop();
    desktop.change(|show: &mut ShowSettings| show.boundary = false);
    desktop.play();
    desktop.frames(3);
    let meshes = desktop.app.world().resource::<Assets<Mesh>>().len();

    for frame in 0..60 {
        desktop.frame();
        assert_eq!(changes_of_meshes(&desktop), 0, "in frame {frame}");
    }

    assert_eq!(desktop.app.world().resource::<Assets<Mesh>>().len(), meshes);
}

#[test]
fn nothing_is_tessellated_again_while_a_point_is_dragged() {
    let mut desktop = desktop_with(&three_points());
    desktop.move_to(desktop.pixel_of(0));
    desktop.press(MouseButton::Left);

    for _ in 0..20 {
        desktop.move_by(3.0, -2.0);
        assert_eq!(changes_of_meshes(&desktop), 0);
    }
}

#[test]
fn meshes_of_earlier_boundaries_are_not_kept() {
    let mut desktop = desktop();
    desktop.play();
    desktop.frames(20);
    let before = desktop.app.world().resource::<Assets<Mesh>>().len();

    desktop.frames(60);

    let after = desktop.app.world().resource::<Assets<Mesh>>().len();
    assert!(after <= before + 4, "{before} meshes became {after}");
}

#[test]
fn the_heat_map_covers_exactly_the_plane() {
    let mut desktop = desktop();
    for notches in [0.0, 4.0, -7.0] {
        desktop.move_to(Vec2::new(500.0, 300.0));
        desktop.scroll(notches);
        desktop.frames(2);

        let heat_map = desktop.only("heat map");
        assert!(desktop.is_shown(heat_map));
        let plane = desktop.plane();
        let size = desktop.get::<Sprite>(heat_map).custom_size.unwrap();
        let centre = desktop.get::<Transform>(heat_map).translation.xy();
        assert_same_pixel(centre, plane.window_to_world(plane.rect.center()));
        assert_same_pixel(size, plane.rect.size());
        let fields = desktop.app.world().resource::<OutputFields>();
        assert_eq!(fields.latest().unwrap().extent, plane.visible);
    }
}

#[test]
fn the_corners_of_the_heat_map_are_the_centres_of_the_outermost_texels() {
    let mut desktop = desktop();
    let heat_map = desktop.only("heat map");
    let side = heat_map_texture(&mut desktop).width() as f32;
    let sprite = desktop.get::<Sprite>(heat_map);
    let shown = sprite.rect.unwrap();
    assert!(shown.min.abs_diff_eq(Vec2::splat(0.5), 1e-3), "{shown:?}");
    assert!(
        shown.max.abs_diff_eq(Vec2::splat(side - 0.5), 1e-3),
        "{shown:?}"
    );
    // The first row of samples is that of the smallest x2, and y points up.
    assert!(sprite.flip_y);
}

#[test]
fn the_heat_map_has_its_switch() {
    let mut desktop = desktop();
    let heat_map = desktop.only("heat map");
    assert!(desktop.is_shown(heat_map));

    desktop.change(|show: &mut ShowSettings| show.heat_map = false);
    desktop.frame();

    assert!(!desktop.is_shown(heat_map));
}

#[test]
fn the_heat_map_shows_the_networks_output() {
    let mut desktop = desktop();
    desktop.set_parameters(&[4.0, -3.0, 2.0, 5.0, -1.0, 0.5, 3.0, -4.0, 0.25]);
    desktop.trigger(ResetTraining);
    desktop.frames(FRAMES_TO_ARRIVE);

    assert_heat_map_is_up_to_date(&mut desktop);
}

#[test]
fn the_heat_map_arrives_at_the_output_after_training() {
    let mut desktop = desktop();
    let before = heat_map_texture(&mut desktop).data;
    desktop.change(|training: &mut chainrule::training::TrainingSettings| {
        training.epochs_per_frame = 20;
    });
    desktop.play();
    desktop.frames(10);
    desktop.trigger(chainrule::training::TogglePlayback);

    desktop.frames(FRAMES_TO_ARRIVE);

    assert_ne!(heat_map_texture(&mut desktop).data, before);
    assert_heat_map_is_up_to_date(&mut desktop);
}

#[test]
fn the_heat_map_recovers_from_outputs_that_are_no_numbers() {
    let mut desktop = desktop();
    // Infinity minus infinity, at every place at once; nobody has trained yet, so nobody has noticed.
    let mut values = desktop.parameters();
    values.fill(f64::INFINITY);
    desktop.set_parameters(&values);
    desktop.move_to(Vec2::new(500.0, 300.0));
    desktop.scroll(2.0);
    desktop.frames(10);

    desktop.trigger(ResetTraining);
    desktop.frames(FRAMES_TO_ARRIVE);

    assert_heat_map_is_up_to_date(&mut desktop);
}

#[test]
fn the_boundary_is_drawn_where_the_network_is_undecided_and_inside_the_plane() {
    let mut desktop = desktop();
    // One unit decides: relu(x1 − 0.4) against 0.2, that is x1 = 0.6; the other is silent.
    set_deciding_line(&mut desktop, 0.2);
    desktop.frames(FRAMES_TO_ARRIVE);

    let boundary = desktop.named("decision boundary");
    assert!(!boundary.is_empty());
    let plane = desktop.plane();
    for stroke in boundary {
        assert!(desktop.is_shown(stroke));
        for [x, y] in vertices(&desktop, stroke) {
            let (at, width) = (plane.to_world([0.6, 0.5]).x, 4.0);
            assert!((x - at).abs() < width, "the boundary is at {x}, not {at}");
            let half = 0.5 * plane.rect.height() + width;
            let middle = plane.window_to_world(plane.rect.center()).y;
            assert!((y - middle).abs() <= half, "the boundary leaves the plane");
        }
    }
}

#[test]
fn there_is_no_boundary_where_the_network_is_of_one_mind_or_it_is_switched_off() {
    let mut desktop = desktop();
    set_deciding_line(&mut desktop, 0.2);
    desktop.frames(FRAMES_TO_ARRIVE);
    let strokes = desktop.named("decision boundary");
    assert!(strokes.iter().all(|&stroke| desktop.is_shown(stroke)));

    desktop.change(|show: &mut ShowSettings| show.boundary = false);
    desktop.frame();
    assert!(!strokes.iter().any(|&stroke| desktop.is_shown(stroke)));
    desktop.change(|show: &mut ShowSettings| show.boundary = true);
    desktop.frame();
    assert!(strokes.iter().all(|&stroke| desktop.is_shown(stroke)));
    set_deciding_line(&mut desktop, -5.0);
    desktop.frames(FRAMES_TO_ARRIVE);

    assert!(!strokes.iter().any(|&stroke| desktop.is_shown(stroke)));
}

/// A network whose logit is 10 (relu(x1 − 0.4) − threshold).
fn set_deciding_line(desktop: &mut Desktop, threshold: f64) {
    let names = desktop
        .app
        .world()
        .resource::<chainrule::training::Model>()
        .parameter_names
        .clone();
    let values: Vec<f64> = names
        .iter()
        .map(|name| match name.as_str() {
            "layer1.weight_0_0" => 1.0,
            "layer1.bias_0" => -0.4,
            "layer2.weight_0_0" => 10.0,
            "layer2.bias_0" => -10.0 * threshold,
            _ => 0.0,
        })
        .collect();
    assert_eq!(
        values.iter().filter(|&&value| value != 0.0).count(),
        4,
        "{names:?}"
    );
    desktop.set_parameters(&values);
    // The view learns of parameters from training: an epoch at no rate moves none of them.
    desktop.change(|training: &mut chainrule::training::TrainingSettings| {
        training.learning_rate = 0.0;
    });
    desktop.trigger(chainrule::training::StepOn);
    desktop.frames(2);
}

fn vertices(desktop: &Desktop, entity: Entity) -> Vec<[f32; 2]> {
    let meshes = desktop.app.world().resource::<Assets<Mesh>>();
    let mesh = meshes
        .get(desktop.get::<Mesh2d>(entity))
        .expect("the mesh is kept");
    let positions = mesh.attribute(Mesh::ATTRIBUTE_POSITION);
    let Some(VertexAttributeValues::Float32x3(positions)) = positions else {
        panic!("positions have three coordinates");
    };
    assert!(!positions.is_empty());
    positions.iter().map(|[x, y, _]| [*x, *y]).collect()
}

#[test]
fn every_point_of_every_data_set_is_in_sight() {
    let mut desktop = desktop();
    for dataset in Dataset::ALL {
        for noise in [0.0, 0.5] {
            desktop.change(|settings: &mut DataSettings| {
                settings.dataset = dataset;
                settings.noise = noise;
            });
            desktop.frames(FRAMES_TO_ARRIVE);

            let plane = desktop.plane();
            for index in 0..desktop.points().len() {
                assert!(
                    plane.visible.contains(desktop.place(index)),
                    "{dataset:?} {index}"
                );
                let inside = plane.rect.contains(desktop.glyph_pixel(index));
                assert!(inside, "{dataset:?}, point {index}");
            }
            for glyph in desktop.point_glyphs() {
                assert!(desktop.is_shown(glyph));
            }
        }
    }
}

#[test]
fn a_spiral_leaves_the_unit_square_and_the_view_follows() {
    let mut desktop = desktop();
    let square = desktop.plane().pixels_per_unit();

    desktop.change(|settings: &mut DataSettings| settings.dataset = Dataset::Spiral);
    desktop.frames(FRAMES_TO_ARRIVE);

    let unit = chainrule::training::Extent::UNIT;
    let outside = desktop
        .points()
        .iter()
        .filter(|point| !unit.contains(point.place()));
    assert!(outside.count() > 0);
    assert!(desktop.plane().pixels_per_unit() < square);
    assert!(
        desktop
            .points()
            .iter()
            .all(|point| desktop.plane().visible.contains(point.place()))
    );
}

#[test]
fn points_of_a_file_are_in_sight_however_far_apart_they_are() {
    let mut desktop = desktop();
    let far = vec![
        point(-250.0, 3.0, true),
        point(0.5, 0.5, false),
        point(8.0, 1900.0, true),
    ];
    desktop.trigger(ReplacePoints(Points(far.clone())));
    desktop.frames(2 * FRAMES_TO_ARRIVE);

    let plane: Plane = desktop.plane();
    for (index, point) in far.iter().enumerate() {
        assert_same_pixel(desktop.glyph_pixel(index), plane.to_window(point.place()));
        assert!(plane.rect.contains(desktop.glyph_pixel(index)));
    }
}

#[test]
fn zooming_hides_the_points_that_are_out_of_sight() {
    let mut desktop = desktop_with(&three_points());
    desktop.move_to(desktop.pixel_of(0));

    desktop.scroll(12.0);

    let glyphs = desktop.point_glyphs();
    let shown: Vec<bool> = glyphs
        .iter()
        .map(|&glyph| desktop.is_shown(glyph))
        .collect();
    assert_eq!(shown, [true, false, false]);
}

#[test]
fn the_plane_shows_the_data_at_one_scale_on_both_axes() {
    let mut desktop = desktop();
    for room in [
        Rect::new(300.0, 80.0, 1200.0, 680.0),
        Rect::new(300.0, 80.0, 700.0, 680.0),
        Rect::new(300.0, 80.0, 1200.0, 180.0),
    ] {
        desktop.resize(1280.0, 720.0, room);
        let plane = desktop.plane();

        assert_eq!(plane.rect, room);
        let [width, height] = plane.visible.size();
        let across = f64::from(room.width()) / width;
        let up = f64::from(room.height()) / height;
        assert!(
            (across / up - 1.0).abs() < 1e-6,
            "{across} and {up} pixels a unit"
        );
        for corner in [[0.0, 0.0], [1.0, 1.0]] {
            assert!(plane.visible.contains(corner));
        }
    }
}

#[test]
fn a_window_without_room_for_the_plane_keeps_the_last_one() {
    let mut desktop = desktop_with(&three_points());
    let before = desktop.plane();

    desktop.resize(1280.0, 720.0, Rect::new(300.0, 80.0, 300.0, 680.0));
    desktop.frames(3);

    assert_eq!(desktop.plane().visible, before.visible);
}

#[test]
fn the_heat_map_of_a_hidden_unit_is_dark_where_it_is_zero_and_has_its_colour_where_it_is_largest() {
    let mut desktop = desktop();
    desktop.set_first_unit(1, [1.0, 0.0], -0.5);
    let unit = HiddenUnit { layer: 0, unit: 1 };
    desktop.change(|show: &mut ShowSettings| show.unit = Some(unit));
    desktop.frames(FRAMES_TO_ARRIVE);

    let texture = heat_map_texture(&mut desktop);
    let row = texture.height() / 2;
    let at = |column: u32| {
        let color = texture
            .get_color_at(column, row)
            .expect("inside the texture");
        color.to_srgba().to_u8_array_no_alpha()
    };
    let middle = palette::HEAT_MIDDLE;
    let largest = middle.mix(palette::of_unit(1), palette::UNIT_STRENGTH);
    for (found, expected) in [
        (at(0), [middle.0, middle.1, middle.2]),
        (at(texture.width() - 1), [largest.0, largest.1, largest.2]),
    ] {
        for (found, expected) in found.into_iter().zip(expected) {
            assert!(found.abs_diff(expected) <= 1, "{found} is not {expected}");
        }
    }
}

#[test]
fn a_network_without_the_unit_on_show_shows_the_output_again() {
    let mut desktop = desktop();
    let unit = HiddenUnit { layer: 0, unit: 1 };
    desktop.change(|show: &mut ShowSettings| show.unit = Some(unit));
    desktop.frames(2);
    desktop.build_hidden_layer(1);
    desktop.frames(3);
    assert_eq!(desktop.app.world().resource::<ShowSettings>().unit, None);
    desktop.frames(FRAMES_TO_ARRIVE);
    assert_heat_map_is_up_to_date(&mut desktop);
}
