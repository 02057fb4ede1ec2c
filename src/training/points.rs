//! The data points that the network learns.

use bevy::prelude::*;

use crate::autodiff::Real;

/// The most points that a data set or a file may have.
pub const MAX_POINTS: usize = 5_000;

/// One data point: two coordinates and a class.
#[derive(Reflect, Debug, Clone, Copy, Default, PartialEq)]
pub struct DataPoint {
    /// The first coordinate, across.
    pub x1: f64,
    /// The second coordinate, up.
    pub x2: f64,
    /// Whether the point is of class 1.
    pub label: bool,
}

/// The points, in the order in which an epoch visits them.
#[derive(Resource, Reflect, Debug, Clone, Default, PartialEq, Deref, DerefMut)]
#[reflect(Resource)]
pub struct Points(pub Vec<DataPoint>);

/// A rectangle in the plane of the data.
#[derive(Reflect, Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    /// The smallest x1 and x2.
    pub min: [f64; 2],
    /// The largest x1 and x2.
    pub max: [f64; 2],
}

impl Extent {
    /// The unit square, where five of MiniTorch's six data sets lie.
    pub const UNIT: Self = Self {
        min: [0.0; 2],
        max: [1.0; 2],
    };

    /// Width and height.
    pub fn size(&self) -> [f64; 2] {
        [self.max[0] - self.min[0], self.max[1] - self.min[1]]
    }

    /// Whether all four borders are numbers.
    pub fn is_finite(&self) -> bool {
        [self.min, self.max]
            .as_flattened()
            .iter()
            .all(|border| border.is_finite())
    }

    /// The nearest place inside.
    #[must_use]
    pub fn clamp(&self, place: [f64; 2]) -> [f64; 2] {
        [0, 1].map(|axis| place[axis].clamp(self.min[axis], self.max[axis]))
    }

    /// Whether a place lies inside or on the border.
    pub fn contains(&self, place: [f64; 2]) -> bool {
        self.clamp(place) == place
    }

    /// What both rectangles share, if they share more than an edge.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let min = [0, 1].map(|axis| self.min[axis].max(other.min[axis]));
        let max = [0, 1].map(|axis| self.max[axis].min(other.max[axis]));
        (min[0] < max[0] && min[1] < max[1]).then_some(Self { min, max })
    }

    /// The smallest rectangle around this one and `place`.
    #[must_use]
    pub fn including(&self, place: [f64; 2]) -> Self {
        Self {
            min: [0, 1].map(|axis| self.min[axis].min(place[axis])),
            max: [0, 1].map(|axis| self.max[axis].max(place[axis])),
        }
    }
}

impl DataPoint {
    /// Both coordinates.
    pub const fn place(&self) -> [f64; 2] {
        [self.x1, self.x2]
    }

    /// Whether both coordinates are numbers.
    pub const fn is_finite(&self) -> bool {
        self.x1.is_finite() && self.x2.is_finite()
    }

    /// Whether the network's output puts the point in its own class: above 0.5 for class 1, below for class 0.
    ///
    /// At exactly 0.5 it is neither, as in MiniTorch.
    pub fn is_correct(&self, output: f64) -> bool {
        correct(self.label, output) == 1.0
    }
}

/// 1 where the network's output is on the label's side of 0.5, else 0: [`DataPoint::is_correct`] for any kind of number.
#[inline(always)]
pub(super) fn correct<R: Real>(label: bool, output: R) -> R {
    let (zero, half, one) = (output.like(0.0), output.like(0.5), output.like(1.0));
    if label {
        half.if_less(output, one, zero)
    } else {
        output.if_less(half, one, zero)
    }
}

impl Points {
    /// Whether one more may be added.
    pub const fn has_room(&self) -> bool {
        self.0.len() < MAX_POINTS
    }

    /// Whether one may be removed: the last one stays.
    pub const fn can_lose_one(&self) -> bool {
        self.0.len() > 1
    }

    /// The unit square, widened to hold every point.
    pub fn extent(&self) -> Extent {
        self.iter().fold(Extent::UNIT, |extent, point| {
            extent.including(point.place())
        })
    }
}
