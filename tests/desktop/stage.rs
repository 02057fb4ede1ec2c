//! A panel without a window: egui draws it into nothing, and a pointer finds its controls by their names.

use bevy_egui::egui::{
    self, Event, Modifiers, PointerButton, Pos2, RawInput, Ui,
    accesskit::{Node, Role},
    pos2, vec2,
};
use chainrule::ui::{KEYS, Request, Requests, apply_theme};

/// What egui draws panels on, with the program's fonts and style.
pub struct Stage {
    ctx: egui::Context,
    width: f32,
}

impl Stage {
    /// A stage of this width, in logical pixels.
    pub fn new(width: f32) -> Self {
        let ctx = egui::Context::default();
        apply_theme(&ctx);
        ctx.enable_accesskit();
        Self { ctx, width }
    }

    /// Draws one frame with these events. Returns the controls on it, from the top and from the left, and their width.
    pub fn frame(&self, events: Vec<Event>, draw: &mut dyn FnMut(&mut Ui)) -> Frame {
        let screen = egui::Rect::from_min_size(Pos2::ZERO, vec2(1280.0, 2000.0));
        let input = RawInput {
            screen_rect: Some(screen),
            events,
            ..Default::default()
        };
        let place = egui::Rect::from_min_size(pos2(20.0, 20.0), vec2(self.width, 1900.0));
        let mut drawn = egui::Rect::NOTHING;
        let mut output = self.ctx.run_ui(input, |ui| {
            let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(place));
            draw(&mut ui);
            drawn = ui.min_rect();
        });
        output.textures_delta.clear();
        let update = output.platform_output.accesskit_update;
        let nodes = update.expect("accesskit is on").nodes;
        let mut controls: Vec<Node> = nodes
            .into_iter()
            .map(|(_, node)| node)
            .filter(|node| node.bounds().is_some())
            .collect();
        let corner = |node: &Node| {
            node.bounds()
                .map_or((0.0, 0.0), |bounds| (bounds.y0, bounds.x0))
        };
        controls.sort_by(|a, b| {
            corner(a)
                .partial_cmp(&corner(b))
                .expect("places are numbers")
        });
        Frame {
            controls,
            width: drawn.width(),
        }
    }

    /// Draws until everything has its place.
    pub fn settle(&self, draw: &mut dyn FnMut(&mut Ui)) -> Frame {
        self.frame(Vec::new(), draw);
        self.frame(Vec::new(), draw)
    }

    /// Clicks the control of this role and name; of several, the `nth` from 0.
    #[track_caller]
    pub fn click(&self, role: Role, name: &str, nth: usize, draw: &mut dyn FnMut(&mut Ui)) {
        let at = self.settle(draw).find(role, name, nth);
        self.click_at(at, draw);
    }

    /// Clicks a place.
    pub fn click_at(&self, at: Pos2, draw: &mut dyn FnMut(&mut Ui)) {
        let button = |pressed| Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        self.frame(vec![Event::PointerMoved(at)], draw);
        self.frame(vec![button(true)], draw);
        self.frame(vec![button(false)], draw);
        self.frame(vec![Event::PointerGone], draw);
    }

    /// The context.
    pub const fn ctx(&self) -> &egui::Context {
        &self.ctx
    }
}

/// What a frame has drawn.
pub struct Frame {
    controls: Vec<Node>,
    pub width: f32,
}

impl Frame {
    /// The middle of the control of this role and name; of several, the `nth` from 0.
    #[track_caller]
    pub fn find(&self, role: Role, name: &str, nth: usize) -> Pos2 {
        let is_it = |node: &&Node| node.role() == role && node.label() == Some(name);
        let Some(node) = self.controls.iter().filter(is_it).nth(nth) else {
            let all: Vec<_> = self
                .controls
                .iter()
                .map(|node| (node.role(), node.label()))
                .collect();
            panic!("there is no {role:?} {name:?} number {nth} among {all:?}");
        };
        let bounds = node.bounds().expect("a control has a place");
        pos2(
            (0.5 * (bounds.x0 + bounds.x1)) as f32,
            (0.5 * (bounds.y0 + bounds.y1)) as f32,
        )
    }

    /// The places of the controls of a role, from the top.
    pub fn places(&self, role: Role) -> Vec<egui::Rect> {
        self.controls
            .iter()
            .filter(|node| node.role() == role)
            .filter_map(Node::bounds)
            .map(|bounds| {
                egui::Rect::from_min_max(
                    pos2(bounds.x0 as f32, bounds.y0 as f32),
                    pos2(bounds.x1 as f32, bounds.y1 as f32),
                )
            })
            .collect()
    }
}

/// Everything that has been asked for, in the order of the keys: each request has one.
pub fn asked(requests: &Requests) -> Vec<Request> {
    KEYS.iter()
        .map(|binding| binding.request)
        .filter(|&request| requests.contains(request))
        .collect()
}
