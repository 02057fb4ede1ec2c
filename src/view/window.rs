//! The window itself: whether one can open here, and Bevy's plugins set up for it.

use std::{
    any::Any,
    env,
    num::NonZero,
    panic::{self, AssertUnwindSafe},
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use bevy::{
    app::PluginGroupBuilder,
    ecs::schedule::SingleThreadedExecutor,
    log::{Level, LogPlugin},
    prelude::*,
    render::{
        RenderApp, RenderPlugin,
        renderer::{RenderAdapterInfo, initialize_renderer},
        settings::{RenderCreation, RenderResources, WgpuSettings},
    },
    window::{
        Monitor, PresentMode, PrimaryMonitor, PrimaryWindow, WindowResizeConstraints, WindowTheme,
    },
    winit::WinitSettings,
};

use crate::lesson::LessonSourcePlugin;

/// Updates after which the first frame has come back from the graphics driver: from then on the window is really there.
const UPDATES_UNTIL_SHOWN: u32 = 4;
/// How often and how long apart an X server is asked whether it is there.
#[cfg(target_os = "linux")]
const X_ATTEMPTS: u32 = 10;
#[cfg(target_os = "linux")]
const X_PAUSE: std::time::Duration = std::time::Duration::from_millis(100);
/// Crates that warn of what does not matter here.
const QUIET: &str = "wgpu=error,naga=error,winit=error,bevy_egui=error,bevy_render=error";

/// Whether a panic is a bug to report, or a window that could not open.
static IS_SHOWN: AtomicBool = AtomicBool::new(false);
/// The first panic before the window was there.
static FIRST_PANIC: Mutex<Option<FirstPanic>> = Mutex::new(None);
/// The crates that panic where a platform cannot open a window; panics of others are bugs.
const PLATFORM_CRATES: [&str; 6] = [
    "bevy_winit",
    "winit-",
    "bevy_render-",
    "wgpu",
    "x11",
    "wayland",
];

/// What a panic said, and whether it came from the way to the platform.
struct FirstPanic {
    text: String,
    is_of_platform: bool,
}

/// Opens a window with these plugins, and with the lessons of a folder, and runs until it is closed.
///
/// # Errors
///
/// One line that says why no window can open here: no display, no graphics driver, or what went wrong before the first frame.
/// Nothing has been printed then.
pub fn open_window(lessons: Option<PathBuf>, plugins: impl PluginGroup) -> Result<AppExit, String> {
    if let Some(obstacle) = missing_display() {
        return Err(obstacle);
    }
    let usual_hook = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let is_of_platform = info.location().is_some_and(|location| {
            PLATFORM_CRATES
                .iter()
                .any(|name| location.file().contains(name))
        });
        if IS_SHOWN.load(Ordering::Relaxed) || !is_of_platform {
            usual_hook(info);
        }
        if let Ok(mut first) = FIRST_PANIC.lock() {
            first.get_or_insert_with(|| FirstPanic {
                text: one_line(info.payload()),
                is_of_platform,
            });
        }
    }));
    let end = panic::catch_unwind(AssertUnwindSafe(|| {
        let graphics = acquire_graphics()?;
        let is_software = draws_in_software(&graphics.2);
        let mut app = App::new();
        let usual = with_lessons(default_plugins(graphics), lessons);
        app.add_plugins(usual)
            .insert_resource(WinitSettings::continuous())
            .add_plugins(plugins)
            .add_systems(Update, fit_to_monitor)
            .add_systems(Last, notice_first_frame);
        if is_software {
            app.add_plugins(super::frame_pace::plugin);
        }
        #[cfg(target_os = "linux")]
        app.add_plugins(super::window_focus::plugin);
        run_on_one_thread(app.world_mut());
        run_on_one_thread(app.sub_app_mut(RenderApp).world_mut());
        Ok(app.run())
    }));
    drop(panic::take_hook());
    let first_panic = FIRST_PANIC.lock().ok().and_then(|mut first| first.take());
    let is_obstacle = !IS_SHOWN.load(Ordering::Relaxed)
        && first_panic
            .as_ref()
            .is_none_or(|first| first.is_of_platform);
    match end {
        Ok(Ok(AppExit::Error(_))) | Err(_) if is_obstacle => Err(opening_failed(first_panic)),
        Ok(end) => end,
        Err(bug) => panic::resume_unwind(bug),
    }
}

/// A folder of lessons is a source of assets, and is watched.
fn with_lessons(plugins: PluginGroupBuilder, folder: Option<PathBuf>) -> PluginGroupBuilder {
    plugins
        .set(AssetPlugin {
            watch_for_changes_override: Some(folder.is_some()),
            ..default()
        })
        .add_before::<AssetPlugin>(LessonSourcePlugin(folder))
}

/// Bevy's plugins as the program uses them.
pub fn default_plugins(graphics: RenderResources) -> PluginGroupBuilder {
    let is_software = draws_in_software(&graphics.2);
    DefaultPlugins
        .set(RenderPlugin {
            render_creation: RenderCreation::Manual(graphics),
            ..default()
        })
        .set(window_plugin(is_software))
        // What goes wrong is worth a line; which graphics card was found is not.
        .set(LogPlugin {
            level: Level::WARN,
            filter: QUIET.into(),
            ..default()
        })
}

/// Whether a processor draws in place of a graphics card.
pub(crate) fn draws_in_software(adapter: &RenderAdapterInfo) -> bool {
    // The type of this field is not exported by Bevy; its name is.
    format!("{:?}", adapter.device_type) == "Cpu"
}

/// The window's title, size and limits.
pub fn window_plugin(draws_in_software: bool) -> WindowPlugin {
    let window = Window {
        title: "Chain Rule".into(),
        name: Some("chainrule".into()),
        resolution: (1600, 960).into(),
        resize_constraints: WindowResizeConstraints {
            min_width: 900.0,
            min_height: 560.0,
            ..default()
        },
        // A frame that misses the screen's rhythm waits for the next beat; where frames are drawn slowly, that halves them.
        present_mode: if draws_in_software {
            PresentMode::AutoNoVsync
        } else {
            PresentMode::AutoVsync
        },
        desired_maximum_frame_latency: NonZero::new(3),
        window_theme: Some(WindowTheme::Dark),
        ..default()
    };
    WindowPlugin {
        primary_window: Some(window),
        ..default()
    }
}

/// Gives every schedule the single-threaded executor: the systems of a frame are many and small, and handing one to another
/// thread costs more than running it. Simulation and drawing still overlap: they are two apps on two threads.
fn run_on_one_thread(world: &mut World) {
    for (_, schedule) in world.resource_mut::<Schedules>().iter_mut() {
        schedule.set_executor(SingleThreadedExecutor::new());
    }
}

/// Why there is no display to open a window on, where that can be told without asking it.
fn missing_display() -> Option<String> {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let speaks_x11_or_wayland = cfg!(all(unix, not(target_os = "macos")));
    let has_display = ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"]
        .into_iter()
        .any(is_set);
    #[cfg(target_os = "linux")]
    if has_display && !is_set("WAYLAND_DISPLAY") && !is_set("WAYLAND_SOCKET") && !x_server_answers()
    {
        let display = env::var("DISPLAY").unwrap_or_default();
        return Some(format!(
            "the display {display} cannot be reached; start chainrule from a running desktop session to open its window"
        ));
    }
    (speaks_x11_or_wayland && !has_display).then(|| {
        "no display: neither DISPLAY nor WAYLAND_DISPLAY is set; start chainrule from a desktop session to open its window"
            .into()
    })
}

/// Whether the X server can be reached. A server whose last client has just left starts anew and is away for a moment.
///
/// The connection stays open, so that this client is not such a last one.
#[cfg(target_os = "linux")]
fn x_server_answers() -> bool {
    (0..X_ATTEMPTS).any(|attempt| {
        if attempt > 0 {
            std::thread::sleep(X_PAUSE);
        }
        x11rb::connect(None).map(std::mem::forget).is_ok()
    })
}

/// Asks for a graphics device before anything else is set up.
fn acquire_graphics() -> Result<RenderResources, String> {
    let settings = WgpuSettings::default();
    let backends = settings
        .backends
        .ok_or("no graphics backend is enabled in WGPU_BACKEND")?;
    panic::catch_unwind(AssertUnwindSafe(|| {
        bevy::tasks::block_on(initialize_renderer(backends, None, &settings))
    }))
    .map_err(|_| {
        "no usable graphics driver: install one for Vulkan (on Debian mesa-vulkan-drivers, which can draw in software too) \
         to open the window"
            .into()
    })
}

/// The reason for a window that did not come up, with the first thing that went wrong.
fn opening_failed(first_panic: Option<FirstPanic>) -> String {
    let display = ["WAYLAND_DISPLAY", "DISPLAY"]
        .into_iter()
        .find_map(|name| {
            env::var(name)
                .ok()
                .map(|value| format!(" on {name}={value}"))
        })
        .unwrap_or_default();
    let cause = first_panic.map_or_else(
        || "the graphics driver cannot draw on it".into(),
        |first| first.text,
    );
    format!(
        "no window can open{display} ({cause}); start chainrule from a running desktop session to open it"
    )
}

fn one_line(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("unknown cause");
    text.lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(160)
        .collect()
}

/// A screen smaller than the window gets a window of its own size, once.
fn fit_to_monitor(
    mut is_done: Local<bool>,
    monitor: Single<&Monitor, With<PrimaryMonitor>>,
    mut window: Single<&mut Window, With<PrimaryWindow>>,
) {
    if std::mem::replace(&mut *is_done, true) {
        return;
    }
    let room = monitor.physical_size();
    let size = window.physical_size();
    if room.min_element() > 0 && (size.x > room.x || size.y > room.y) {
        let fitting = size.min(room);
        window
            .resolution
            .set_physical_resolution(fitting.x, fitting.y);
    }
}

fn notice_first_frame(mut updates: Local<u32>) {
    *updates = updates.saturating_add(1);
    if *updates == UPDATES_UNTIL_SHOWN {
        IS_SHOWN.store(true, Ordering::Relaxed);
    }
}
