//! What the window is used for: training, lessons, or an expression.

use bevy::prelude::*;

use crate::training::{Exhibit, Playback, StepUnit, Stepping};

/// The window's tabs.
#[derive(Resource, Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// A network trains on points.
    #[default]
    Train,
    /// An expression of one's own.
    Expression,
}

/// Another tab is opened.
#[derive(Event, Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenTab(pub Tab);

/// What was on stage in training while another tab is open.
#[derive(Resource, Debug, Clone, Copy, Default)]
struct PutAside(Option<Training>);

#[derive(Debug, Clone, Copy)]
struct Training {
    exhibit: Exhibit,
    stepping: Stepping,
    playback: Playback,
}

impl Tab {
    /// Every tab, in the order of the header.
    pub const ALL: [Self; 2] = [Self::Train, Self::Expression];

    /// What its button says.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Train => "Train",
            Self::Expression => "Expression",
        }
    }

    /// What its button says under the pointer.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Train => "a network learns to tell two classes of points apart (Ctrl+1)",
            Self::Expression => "type an expression and see its graph (Ctrl+3)",
        }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<PutAside>().add_observer(on_open_tab);
}

fn on_open_tab(
    open: On<OpenTab>,
    mut tab: ResMut<Tab>,
    mut put_aside: ResMut<PutAside>,
    mut exhibit: ResMut<Exhibit>,
    mut stepping: ResMut<Stepping>,
    playback: Res<State<Playback>>,
    mut next: ResMut<NextState<Playback>>,
) {
    if *tab == open.0 {
        return;
    }
    if *tab == Tab::Train {
        put_aside.0 = Some(Training {
            exhibit: *exhibit,
            stepping: *stepping,
            playback: *playback.get(),
        });
    }
    *tab = open.0;
    match open.0 {
        Tab::Train => {
            if let Some(training) = put_aside.0.take() {
                exhibit.set_if_neq(training.exhibit);
                stepping.set_if_neq(Stepping {
                    steps_per_second: stepping.steps_per_second,
                    ..training.stepping
                });
                NextState::set_if_neq(&mut next, training.playback);
            }
        }
        Tab::Expression => {
            exhibit.set_if_neq(Exhibit::Expression);
            let slow = Stepping {
                unit: StepUnit::Node,
                ..*stepping
            };
            stepping.set_if_neq(slow);
            // At rest the whole pass is done: every number can be seen.
            NextState::set_if_neq(&mut next, Playback::Paused);
        }
    }
}
