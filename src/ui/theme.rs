//! Fonts and egui's style, from the palette.

use std::sync::Arc;

use bevy::prelude::*;
use bevy_egui::{
    EguiContext, PrimaryEguiContext,
    egui::{
        self, Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke,
        TextStyle, style::WidgetVisuals,
    },
};

use crate::view::{Rgb, palette, sizes};

/// Family of titles and figures.
pub(super) const STRONG: &str = "strong";
/// Family of the icons; they have no place in text, whose font uses the same code points for other signs.
pub(super) const ICONS: &str = "phosphor";

/// The fonts are part of the program: it runs from any folder.
const INTER: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.otf");
const INTER_SEMI_BOLD: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.otf");
const JETBRAINS_MONO: &[u8] = include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf");

impl From<Rgb> for Color32 {
    fn from(Rgb(red, green, blue): Rgb) -> Self {
        Self::from_rgb(red, green, blue)
    }
}

/// A colour of the palette for egui.
pub(super) fn paint(rgb: Rgb) -> Color32 {
    rgb.into()
}

/// Text in the strong font.
pub(super) fn strong(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG.into()))
}

/// Text in the usual font.
pub(super) fn plain(size: f32) -> FontId {
    FontId::proportional(size)
}

/// An icon's font.
pub(super) fn icons(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(ICONS.into()))
}

pub(super) fn plugin(app: &mut App) {
    app.add_observer(on_add_context);
}

/// Before the first frame: a font family that is not there yet must not be asked for.
fn on_add_context(
    added: On<Add, PrimaryEguiContext>,
    mut contexts: Query<&mut EguiContext>,
) -> Result {
    apply_theme(contexts.get_mut(added.entity)?.get_mut());
    Ok(())
}

/// Gives a context the program's fonts and style.
pub fn apply_theme(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    ctx.set_theme(egui::Theme::Dark);
    ctx.all_styles_mut(style);
    // Zooming the panels alone would part them from the plane.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    for (name, bytes) in [
        ("inter", INTER),
        ("inter semi bold", INTER_SEMI_BOLD),
        ("jetbrains mono", JETBRAINS_MONO),
    ] {
        fonts
            .font_data
            .insert(name.into(), Arc::new(FontData::from_static(bytes)));
    }
    egui_phosphor::add_to_fonts(&mut fonts, egui_phosphor::Variant::Fill);
    let fallback = fonts
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    let with_fallback = |first: &str| {
        [
            vec![first.to_owned(), "jetbrains mono".to_owned()],
            fallback.clone(),
        ]
        .concat()
    };
    fonts
        .families
        .insert(FontFamily::Proportional, with_fallback("inter"));
    fonts.families.insert(
        FontFamily::Name(STRONG.into()),
        with_fallback("inter semi bold"),
    );
    fonts
        .families
        .entry(FontFamily::Monospace)
        .or_default()
        .insert(0, "jetbrains mono".into());
    fonts
}

fn style(style: &mut egui::Style) {
    style.text_styles = [
        (TextStyle::Small, plain(sizes::TEXT_SMALL)),
        (TextStyle::Body, plain(sizes::TEXT)),
        (TextStyle::Button, plain(sizes::TEXT)),
        (TextStyle::Monospace, FontId::monospace(sizes::TEXT - 0.5)),
        (TextStyle::Heading, strong(sizes::TEXT_TITLE)),
    ]
    .into();
    style.interaction.tooltip_delay = 0.35;
    style.interaction.selectable_labels = false;
    style.spacing.item_spacing = egui::vec2(8.0, 5.0);
    style.spacing.button_padding = egui::vec2(8.0, 3.0);
    style.spacing.slider_rail_height = 4.0;
    style.spacing.interact_size.y = 22.0;
    style.spacing.window_margin = Margin::same(14);
    style.spacing.scroll = egui::style::ScrollStyle {
        // What is cut off must be seen to go on.
        dormant_background_opacity: 0.4,
        dormant_handle_opacity: 0.8,
        ..egui::style::ScrollStyle::thin()
    };

    let visuals = &mut style.visuals;
    visuals.panel_fill = paint(palette::WINDOW);
    visuals.window_fill = paint(palette::PANEL);
    visuals.window_stroke = Stroke::new(1.0, paint(palette::OUTLINE));
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(6);
    visuals.extreme_bg_color = paint(palette::WELL);
    visuals.faint_bg_color = paint(palette::CONTROL);
    visuals.code_bg_color = paint(palette::CONTROL);
    visuals.hyperlink_color = paint(palette::ACCENT);
    visuals.weak_text_color = Some(paint(palette::TEXT_WEAK));
    visuals.selection.bg_fill = paint(palette::PRIMARY);
    visuals.selection.stroke = Stroke::new(1.0, paint(palette::TEXT_STRONG));
    visuals.slider_trailing_fill = true;
    visuals.handle_shape = egui::style::HandleShape::Circle;
    let widget = |fill: Rgb, outline: Rgb, text: Rgb| WidgetVisuals {
        bg_fill: paint(fill),
        weak_bg_fill: paint(fill),
        bg_stroke: Stroke::new(1.0, paint(outline)),
        fg_stroke: Stroke::new(1.0, paint(text)),
        corner_radius: CornerRadius::same(4),
        expansion: 0.0,
    };
    visuals.widgets.noninteractive = widget(palette::PANEL, palette::OUTLINE, palette::TEXT);
    visuals.widgets.inactive = widget(palette::CONTROL, palette::OUTLINE, palette::TEXT);
    visuals.widgets.hovered = widget(
        palette::CONTROL_HOVERED,
        palette::ACCENT,
        palette::TEXT_STRONG,
    );
    visuals.widgets.active = widget(palette::PRIMARY, palette::ACCENT, palette::TEXT_STRONG);
    visuals.widgets.open = widget(
        palette::CONTROL_HOVERED,
        palette::OUTLINE,
        palette::TEXT_STRONG,
    );
}
