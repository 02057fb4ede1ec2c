//! The view as the program runs it, all of it but the graphics card and the panels, and words to move the pointer in it.

use std::time::Duration;

use bevy::{
    app::{PluginGroupBuilder, TerminalCtrlCHandlerPlugin},
    input::{
        ButtonState,
        keyboard::{Key, KeyboardInput},
        mouse::{MouseButtonInput, MouseScrollUnit, MouseWheel},
        touch::TouchPhase,
    },
    log::LogPlugin,
    picking::PickingSettings,
    prelude::*,
    render::{RenderPlugin, settings::WgpuSettings},
    time::TimeUpdateStrategy,
    window::{CursorMoved, PrimaryWindow, WindowEvent, WindowResized, WindowResolution},
    winit::WinitPlugin,
};
use bevy_egui::{
    EguiFullOutput, EguiPostUpdateSet,
    egui::{self, Shape},
};
use chainrule::{
    DesktopPlugins, SimulationPlugins,
    autodiff::Value,
    session::SessionPlugin,
    training::{
        DataPoint, Extent, FrameBudget, Model, NetworkSettings, Playback, Points, Progress,
        ReplacePoints, ShownGraph, TogglePlayback,
    },
    ui::{Request, Requests, RequestsPlugin},
    view::{Plane, PlanePointer, PlaneRoom, PointGlyph, ViewPlugin},
};

/// The time between two frames.
pub const FRAME: Duration = Duration::from_millis(16);
/// The window of most tests, in logical pixels.
pub const WINDOW: UVec2 = UVec2::new(1280, 720);
/// What the panels would leave to the data plane in that window.
pub const ROOM: Rect = Rect {
    min: Vec2::new(300.0, 80.0),
    max: Vec2::new(1200.0, 680.0),
};
/// How far a picture may be from its place, in pixels: half an ulp of the largest f32 coordinates, a few times over.
pub const PIXEL_TOLERANCE: f32 = 1e-3;

/// Frames in which whatever glides arrives, at [`FRAME`] each: the slowest is at e⁻¹⁴ of a second's way after one second.
pub const FRAMES_TO_ARRIVE: usize = 100;

/// The program's view with its pointer.
pub struct Desktop {
    pub app: App,
    window: Entity,
    cursor: Vec2,
}

/// The default data and network in the default window, paused, with everything drawn.
pub fn desktop() -> Desktop {
    desktop_in(WindowResolution::new(WINDOW.x, WINDOW.y), ROOM)
}

/// The same with these points; they lie in the unit square.
pub fn desktop_with(points: &[DataPoint]) -> Desktop {
    let mut desktop = desktop();
    desktop.replace_points(points);
    desktop
}

/// The same in a window of any size and scale, with any room for the plane.
pub fn desktop_in(resolution: WindowResolution, room: Rect) -> Desktop {
    let mut app = App::new();
    app.add_plugins((
        plugins_without_graphics(resolution),
        SimulationPlugins,
        SessionPlugin,
        ViewPlugin,
        RequestsPlugin,
    ))
    .insert_resource(FrameBudget::UNLIMITED)
    .insert_resource(PlaneRoom(room))
    .insert_resource(TimeUpdateStrategy::ManualDuration(FRAME));
    // How long the test's machine takes between two clicks is of no account.
    app.world_mut()
        .resource_mut::<PickingSettings>()
        .multi_click_interval = Duration::from_secs(86_400);
    started(app)
}

/// The app after its first frames.
fn started(mut app: App) -> Desktop {
    app.finish();
    app.cleanup();
    // Glyphs are tessellated at the end of the first frame and used from the second on.
    for _ in 0..4 {
        app.update();
    }
    let window = app
        .world_mut()
        .query_filtered::<Entity, With<PrimaryWindow>>()
        .single(app.world())
        .expect("there is one window");
    Desktop {
        app,
        window,
        cursor: Vec2::ZERO,
    }
}

/// The whole program with its panels, after the first frames: what the pointer meets is what egui has drawn.
pub fn program(resolution: WindowResolution) -> Desktop {
    let mut app = App::new();
    app.add_plugins((plugins_without_graphics(resolution), DesktopPlugins))
        .insert_resource(FrameBudget::UNLIMITED)
        .insert_resource(TimeUpdateStrategy::ManualDuration(FRAME))
        .init_resource::<Texts>()
        .add_systems(
            PostUpdate,
            collect_texts
                .after(EguiPostUpdateSet::EndPass)
                .before(EguiPostUpdateSet::ProcessOutput),
        );
    started(app)
}

/// Every text of the latest frame, with the rectangle of its ink that can be seen, and that of all of it.
#[derive(Resource, Default)]
struct Texts {
    seen: Vec<(String, egui::Rect)>,
    whole: Vec<(String, egui::Rect)>,
}

fn collect_texts(outputs: Query<&EguiFullOutput>, mut texts: ResMut<Texts>) {
    for output in outputs.iter().filter_map(|output| output.0.as_ref()) {
        *texts = Texts::default();
        for clipped in &output.shapes {
            add_text(&clipped.shape, clipped.clip_rect, &mut texts);
        }
    }
}

fn add_text(shape: &Shape, clip: egui::Rect, texts: &mut Texts) {
    match shape {
        Shape::Text(text) => {
            let ink = text.galley.mesh_bounds.translate(text.pos.to_vec2());
            let seen = ink.intersect(clip);
            if seen.is_positive() && !text.galley.text().trim().is_empty() {
                texts.seen.push((text.galley.text().into(), seen));
                texts.whole.push((text.galley.text().into(), ink));
            }
        }
        Shape::Vec(shapes) => {
            for shape in shapes {
                add_text(shape, clip, texts);
            }
        }
        _ => {}
    }
}

/// Bevy's plugins as the program uses them, without what needs a display, a graphics card or a terminal.
pub fn plugins_without_graphics(resolution: WindowResolution) -> PluginGroupBuilder {
    let primary_window = Some(Window {
        resolution,
        ..default()
    });
    DefaultPlugins
        .set(RenderPlugin {
            render_creation: WgpuSettings {
                backends: None,
                ..default()
            }
            .into(),
            ..default()
        })
        .set(WindowPlugin {
            primary_window,
            ..default()
        })
        .disable::<WinitPlugin>()
        .disable::<LogPlugin>()
        .disable::<TerminalCtrlCHandlerPlugin>()
}

/// A point.
pub const fn point(x1: f64, x2: f64, label: bool) -> DataPoint {
    DataPoint { x1, x2, label }
}

/// Three points far apart, whose places are whole pixels in no window.
pub fn three_points() -> [DataPoint; 3] {
    [
        point(0.21, 0.33, true),
        point(0.52, 0.71, false),
        point(0.83, 0.27, true),
    ]
}

/// The pointer.
impl Desktop {
    /// Runs one frame.
    pub fn frame(&mut self) {
        self.app.update();
    }

    /// Runs so many frames.
    pub fn frames(&mut self, frames: usize) {
        for _ in 0..frames {
            self.frame();
        }
    }

    /// Moves the pointer to a window position and runs a frame.
    pub fn move_to(&mut self, position: Vec2) {
        self.queue_move_by(position.x - self.cursor.x, position.y - self.cursor.y);
        self.frame();
    }

    /// Moves the pointer by so many pixels, y down, and runs a frame.
    pub fn move_by(&mut self, x: f32, y: f32) {
        self.move_to(self.cursor + Vec2::new(x, y));
    }

    /// Moves the pointer by so many pixels without running a frame: a mouse reports several times in one.
    pub fn queue_move_by(&mut self, x: f32, y: f32) {
        self.cursor += Vec2::new(x, y);
        let moved = CursorMoved {
            window: self.window,
            position: self.cursor,
            delta: None,
        };
        self.send_both(moved);
    }

    /// Where the pointer is.
    pub const fn cursor(&self) -> Vec2 {
        self.cursor
    }

    /// Presses a button and runs a frame.
    pub fn press(&mut self, button: MouseButton) {
        self.button(button, ButtonState::Pressed);
    }

    /// Releases a button and runs a frame.
    pub fn release(&mut self, button: MouseButton) {
        self.button(button, ButtonState::Released);
    }

    /// Presses and releases a button at a window position.
    pub fn click(&mut self, position: Vec2, button: MouseButton) {
        self.move_to(position);
        self.press(button);
        self.release(button);
    }

    /// Turns the wheel away from the user by so many notches, and runs a frame.
    pub fn scroll(&mut self, notches: f32) {
        self.send_both(MouseWheel {
            unit: MouseScrollUnit::Line,
            x: 0.0,
            y: notches,
            window: self.window,
            phase: TouchPhase::Moved,
        });
        self.frame();
    }

    /// Gives the window another size in logical pixels, and the plane another room.
    pub fn resize(&mut self, width: f32, height: f32, room: Rect) {
        self.app
            .world_mut()
            .get_mut::<Window>(self.window)
            .expect("the window is open")
            .resolution
            .set(width, height);
        let window = self.window;
        self.app.world_mut().write_message(WindowResized {
            window,
            width,
            height,
        });
        self.app.insert_resource(PlaneRoom(room));
        self.frame();
    }

    fn button(&mut self, button: MouseButton, state: ButtonState) {
        let input = MouseButtonInput {
            button,
            state,
            window: self.window,
        };
        self.send_both(input);
        self.frame();
    }

    /// Presses a key, or releases it, and runs a frame. A key that writes something does so when it is pressed.
    pub fn key(&mut self, key_code: KeyCode, logical_key: Key, state: ButtonState) {
        let text = match &logical_key {
            Key::Character(text) if state.is_pressed() => Some(text.clone()),
            Key::Space if state.is_pressed() => Some(" ".into()),
            _ => None,
        };
        let input = KeyboardInput {
            key_code,
            logical_key,
            state,
            text,
            repeat: false,
            window: self.window,
        };
        self.send_both(input);
        self.frame();
    }

    /// Presses a key and lets it go.
    pub fn tap(&mut self, key_code: KeyCode, logical_key: Key) {
        self.key(key_code, logical_key.clone(), ButtonState::Pressed);
        self.key(key_code, logical_key, ButtonState::Released);
    }

    /// A real window sends an event by itself and among all others.
    fn send_both<M: Message + Clone + Into<WindowEvent>>(&mut self, event: M) {
        self.app.world_mut().write_message(event.clone());
        self.send(event);
    }

    fn send(&mut self, event: impl Into<WindowEvent>) {
        self.app
            .world_mut()
            .write_message::<WindowEvent>(event.into());
    }
}

/// What is on the screen and behind it.
impl Desktop {
    /// Every text that the panels have written in the latest frame, with the rectangle of its ink that can be seen.
    pub fn texts(&self) -> &[(String, egui::Rect)] {
        &self.app.world().resource::<Texts>().seen
    }

    /// As [`texts`](Self::texts), with the rectangles of all of the ink, whether it can be seen or not.
    pub fn whole_texts(&self) -> &[(String, egui::Rect)] {
        &self.app.world().resource::<Texts>().whole
    }

    /// Clicks the first text that says this.
    #[track_caller]
    pub fn click_text(&mut self, wanted: &str) {
        let at = self.text(wanted, 0).center();
        self.click(Vec2::new(at.x, at.y).round(), MouseButton::Left);
    }

    /// Where a text is that says this; of several the `nth` from 0, in the order of drawing.
    #[track_caller]
    pub fn text(&self, wanted: &str, nth: usize) -> egui::Rect {
        let mut found = self.texts().iter().filter(|(text, _)| text == wanted);
        let (_, place) = found.nth(nth).unwrap_or_else(|| {
            let all: Vec<&str> = self.texts().iter().map(|(text, _)| &**text).collect();
            panic!("nothing says {wanted:?} among {all:?}")
        });
        *place
    }

    /// The node of this name in the graph on stage.
    #[track_caller]
    pub fn node(&self, name: &str) -> Entity {
        let shown = self.app.world().resource::<ShownGraph>();
        let place = shown.names.iter().position(|found| &**found == name);
        shown.graph.nodes()[place.expect("a node of this name")].entity
    }

    /// The data plane as it is shown now.
    pub fn plane(&self) -> Plane {
        *self.app.world().resource::<Plane>()
    }

    /// The points.
    pub fn points(&self) -> &[DataPoint] {
        self.app.world().resource::<Points>()
    }

    /// The place of one point.
    pub fn place(&self, index: usize) -> [f64; 2] {
        self.points()[index].place()
    }

    /// The window position of one point, in whole pixels: as near as a mouse can come.
    pub fn pixel_of(&self, index: usize) -> Vec2 {
        self.plane().to_window(self.place(index)).round()
    }

    /// A window position in the plane that is far from every point, in whole pixels.
    pub fn empty_pixel(&self) -> Vec2 {
        let plane = self.plane();
        let clearance = |position: Vec2| {
            self.points()
                .iter()
                .map(|point| plane.to_window(point.place()).distance(position))
                .fold(f32::INFINITY, f32::min)
        };
        let inside = plane.rect.inflate(-20.0);
        (0..400)
            .map(|index| {
                let (across, down) = ((index % 20) as f32 / 19.0, (index / 20) as f32 / 19.0);
                (inside.min + inside.size() * Vec2::new(across, down)).round()
            })
            .max_by(|a, b| clearance(*a).total_cmp(&clearance(*b)))
            .filter(|position| clearance(*position) > 40.0)
            .expect("some of the plane is empty")
    }

    /// What the pointer does in the plane.
    pub fn pointer(&self) -> PlanePointer {
        *self.app.world().resource::<PlanePointer>()
    }

    /// Puts these points in place of all others and waits until they are drawn.
    pub fn replace_points(&mut self, points: &[DataPoint]) {
        self.trigger(ReplacePoints(Points(points.to_vec())));
        self.frames(FRAMES_TO_ARRIVE);
        assert_eq!(self.points(), points);
    }

    /// Triggers an event, which takes effect at once.
    pub fn trigger<E: Event<Trigger<'static>: Default>>(&mut self, event: E) {
        self.app.world_mut().trigger(event);
        self.app.world_mut().flush();
    }

    /// Asks for something as a key or a button does: in the next frame, which it runs.
    pub fn ask(&mut self, request: Request) {
        let mut requests = Requests::default();
        requests.ask(request);
        self.app.insert_resource(requests);
        self.frame();
    }

    /// Changes a resource; it takes effect in the next frame.
    pub fn change<R: Resource<Mutability = bevy::ecs::component::Mutable>>(
        &mut self,
        change: impl FnOnce(&mut R),
    ) {
        change(&mut self.app.world_mut().resource_mut::<R>());
    }

    /// Starts training.
    pub fn play(&mut self) {
        self.trigger(TogglePlayback);
        self.frame();
        let playback = *self.app.world().resource::<State<Playback>>().get();
        assert_eq!(playback, Playback::Playing);
    }

    /// Epochs finished.
    pub fn epochs(&self) -> u64 {
        self.app.world().resource::<Progress>().epochs
    }

    /// The parameters, in the order of their names.
    pub fn parameters(&self) -> Vec<f64> {
        let world = self.app.world();
        let value = |&parameter: &Entity| self.get::<Value>(parameter).0;
        world
            .resource::<Model>()
            .parameters
            .iter()
            .map(value)
            .collect()
    }

    /// Writes parameters as training would.
    pub fn set_parameters(&mut self, values: &[f64]) {
        let parameters = self.app.world().resource::<Model>().parameters.clone();
        assert_eq!(parameters.len(), values.len());
        for (parameter, &value) in parameters.into_iter().zip(values) {
            self.app
                .world_mut()
                .entity_mut(parameter)
                .insert(Value(value));
        }
    }

    /// Sets weights and bias of a unit of the first layer.
    pub fn set_first_unit(&mut self, unit: usize, weights: [f64; 2], bias: f64) {
        let unit = self.app.world().resource::<Model>().first_units[unit];
        for (parameter, value) in [
            (unit.weights[0], weights[0]),
            (unit.weights[1], weights[1]),
            (unit.bias, bias),
        ] {
            self.app
                .world_mut()
                .entity_mut(parameter)
                .insert(Value(value));
        }
    }

    /// Builds a network with one hidden layer of so many units.
    pub fn build_hidden_layer(&mut self, units: usize) {
        self.change(|settings: &mut NetworkSettings| settings.shape.hidden = vec![units]);
        self.frames(2);
        let model = self.app.world().resource::<Model>();
        assert_eq!(model.first_units.len(), units);
    }

    /// The entities whose name begins like this, in the order of their names.
    pub fn named(&mut self, beginning: &str) -> Vec<Entity> {
        let world = self.app.world_mut();
        let mut names = world.query::<(Entity, &Name)>();
        let mut found: Vec<(String, Entity)> = names
            .iter(world)
            .filter(|(_, name)| name.starts_with(beginning))
            .map(|(entity, name)| (name.to_string(), entity))
            .collect();
        found.sort();
        found.into_iter().map(|(_, entity)| entity).collect()
    }

    /// The one entity of this name.
    pub fn only(&mut self, name: &str) -> Entity {
        let world = self.app.world_mut();
        let mut names = world.query::<(Entity, &Name)>();
        let found: Vec<Entity> = names
            .iter(world)
            .filter(|(_, found)| found.as_str() == name)
            .map(|(entity, _)| entity)
            .collect();
        assert_eq!(found.len(), 1, "entities of the name {name}");
        found[0]
    }

    /// A component of an entity.
    #[track_caller]
    pub fn get<C: Component>(&self, entity: Entity) -> &C {
        self.app.world().get(entity).expect("it has this component")
    }

    /// Whether an entity is to be drawn.
    pub fn is_shown(&self, entity: Entity) -> bool {
        *self.get::<Visibility>(entity) != Visibility::Hidden
    }

    /// The glyphs of the points, in the points' order.
    pub fn point_glyphs(&mut self) -> Vec<Entity> {
        let world = self.app.world_mut();
        let mut glyphs = world.query::<(Entity, &PointGlyph)>();
        let mut found: Vec<(usize, Entity)> = glyphs
            .iter(world)
            .map(|(entity, glyph)| (glyph.index, entity))
            .collect();
        found.sort();
        found.into_iter().map(|(_, entity)| entity).collect()
    }

    /// Where the glyph of a point is drawn, as a window position.
    pub fn glyph_pixel(&mut self, index: usize) -> Vec2 {
        let glyph = self.point_glyphs()[index];
        let at = self.get::<Transform>(glyph).translation.truncate();
        let window = self.plane().window;
        Vec2::new(at.x + 0.5 * window.x, 0.5 * window.y - at.y)
    }
}

/// Asserts that two places agree but for the rounding of f64.
#[track_caller]
pub fn assert_same_place(left: [f64; 2], right: [f64; 2]) {
    assert!(
        (left[0] - right[0]).abs() < 1e-12 && (left[1] - right[1]).abs() < 1e-12,
        "{left:?} is not {right:?}"
    );
}

/// Asserts that two window positions agree.
#[track_caller]
pub fn assert_same_pixel(left: Vec2, right: Vec2) {
    assert!(
        left.abs_diff_eq(right, PIXEL_TOLERANCE),
        "{left} is not {right}"
    );
}

/// Asserts that two extents agree but for the rounding of f64.
#[track_caller]
pub fn assert_same_extent(left: Extent, right: Extent) {
    assert_same_place(left.min, right.min);
    assert_same_place(left.max, right.max);
}
