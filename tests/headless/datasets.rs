//! The six data sets: definitions, numbers of points, shares of the classes, seeds and noise.

use chainrule::training::{DataPoint, Dataset, Extent, MAX_POINTS};

const SEED: u64 = 11;

/// The sets whose class depends on the place alone, and which are drawn from the seed.
const DRAWN: [Dataset; 5] = [
    Dataset::Simple,
    Dataset::Diag,
    Dataset::Split,
    Dataset::Xor,
    Dataset::Circle,
];

/// A statistic of n samples is off by more than five of its standard deviations once in two million seeds.
const SIGMAS: f64 = 5.0;

/// MiniTorch's rules, written again from its source: `1 if … else 0`.
fn label_by_minitorch(dataset: Dataset, x1: f64, x2: f64) -> bool {
    match dataset {
        Dataset::Simple => x1 < 0.5,
        Dataset::Diag => x1 + x2 < 0.5,
        Dataset::Split => !(0.2..=0.8).contains(&x1),
        Dataset::Xor => (x1 < 0.5 && x2 > 0.5) || (x1 > 0.5 && x2 < 0.5),
        Dataset::Circle => (x1 - 0.5).powi(2) + (x2 - 0.5).powi(2) > 0.1,
        Dataset::Spiral => panic!("the spiral's classes are its arms"),
    }
}

/// MiniTorch's spiral as it is written there, x(t) and y(t) of t and of −t, for an even number of points.
fn spiral_by_minitorch(count: usize) -> Vec<DataPoint> {
    let x = |t: f64| t * t.cos() / 20.0;
    let y = |t: f64| t * t.sin() / 20.0;
    let half = count / 2;
    let t = |i: usize| 10.0 * (i as f64 / half as f64);
    let first = (5..5 + half).map(|i| DataPoint {
        x1: x(t(i)) + 0.5,
        x2: y(t(i)) + 0.5,
        label: false,
    });
    let second = (5..5 + half).map(|i| DataPoint {
        x1: y(-t(i)) + 0.5,
        x2: x(-t(i)) + 0.5,
        label: true,
    });
    first.chain(second).collect()
}

#[test]
fn labels_follow_minitorchs_definitions() {
    for dataset in DRAWN {
        for point in dataset.points(MAX_POINTS, 0.0, SEED).iter() {
            assert_eq!(
                point.label,
                label_by_minitorch(dataset, point.x1, point.x2),
                "{dataset:?} {point:?}"
            );
        }
    }
}

#[test]
fn drawn_points_fill_the_unit_square_evenly() {
    for dataset in DRAWN {
        let points = dataset.points(MAX_POINTS, 0.0, SEED);
        let n = points.len() as f64;
        for coordinate in [|p: &DataPoint| p.x1, |p: &DataPoint| p.x2] {
            assert!(
                points
                    .iter()
                    .all(|point| (0.0..1.0).contains(&coordinate(point)))
            );
            let mean = points.iter().map(coordinate).sum::<f64>() / n;
            // A uniform number has the variance 1/12.
            assert!((mean - 0.5).abs() <= SIGMAS * (1.0 / 12.0 / n).sqrt());
        }
        let product = points.iter().map(|p| p.x1 * p.x2).sum::<f64>() / n;
        // Independent coordinates: E = 1/4, variance 1/9 − 1/16.
        assert!((product - 0.25).abs() <= SIGMAS * ((1.0 / 9.0 - 1.0 / 16.0) / n).sqrt());
    }
}

#[test]
fn the_spiral_is_minitorchs() {
    for count in [2, 10, 50, 5_000] {
        let ours = Dataset::Spiral.points(count, 0.0, SEED);
        let theirs = spiral_by_minitorch(count);
        assert_eq!(ours.len(), theirs.len());
        for (our, their) in ours.iter().zip(&theirs) {
            // t is up to 60 for the smallest counts: a rounding of t moves the cosine by 60 · 2⁻⁵², and that times t / 20.
            assert!((our.x1 - their.x1).abs() <= 1e-12, "{our:?} {their:?}");
            assert!((our.x2 - their.x2).abs() <= 1e-12, "{our:?} {their:?}");
            assert_eq!(our.label, their.label);
        }
    }
}

#[test]
fn the_spirals_first_point_is_worked_out_by_hand() {
    // N = 50: t = 10 · 5 / 25 = 2; (2 cos 2, 2 sin 2) / 20 + 0.5.
    let points = Dataset::Spiral.points(50, 0.0, SEED);
    assert!((points[0].x1 - (0.5 - 0.041_614_683_654_714_24)).abs() < 1e-15);
    assert!((points[0].x2 - (0.5 + 0.090_929_742_682_568_17)).abs() < 1e-15);
}

#[test]
fn every_number_of_points_gives_exactly_that_many() {
    for dataset in Dataset::ALL {
        for count in (1..=101).chain([999, 1_000, 4_999, 5_000]) {
            assert_eq!(dataset.points(count, 0.0, SEED).len(), count, "{dataset:?}");
        }
    }
}

#[test]
fn an_odd_spiral_has_one_more_point_on_its_first_arm() {
    let points = Dataset::Spiral.points(7, 0.0, SEED);
    let labels: Vec<bool> = points.iter().map(|point| point.label).collect();
    assert_eq!(labels, [false, false, false, false, true, true, true]);
    assert!(points.iter().all(|p| p.x1.is_finite() && p.x2.is_finite()));
}

#[test]
fn the_classes_have_the_shares_of_the_areas() {
    let shares = [
        (Dataset::Simple, 0.5),
        (Dataset::Diag, 0.125),
        (Dataset::Split, 0.4),
        (Dataset::Xor, 0.5),
        (Dataset::Circle, 1.0 - std::f64::consts::PI * 0.1),
    ];
    let n = MAX_POINTS as f64;
    for (dataset, share) in shares {
        let points = dataset.points(MAX_POINTS, 0.0, SEED);
        let found = points.iter().filter(|point| point.label).count() as f64 / n;
        let deviation = (share * (1.0 - share) / n).sqrt();
        assert!(
            (found - share).abs() <= SIGMAS * deviation,
            "{dataset:?}: {found} is not near {share}"
        );
    }
    let spiral = Dataset::Spiral.points(MAX_POINTS, 0.0, SEED);
    assert_eq!(
        spiral.iter().filter(|point| point.label).count(),
        MAX_POINTS / 2
    );
}

#[test]
fn the_same_seed_draws_the_same_points_and_another_seed_others() {
    for dataset in Dataset::ALL {
        let points = dataset.points(50, 0.1, SEED);
        assert_eq!(dataset.points(50, 0.1, SEED), points);
        let others = dataset.points(50, 0.1, SEED + 1);
        for (point, other) in points.iter().zip(others.iter()) {
            assert_ne!(point.place(), other.place(), "{dataset:?}");
        }
    }
}

#[test]
fn fewer_points_are_the_first_of_more() {
    for dataset in DRAWN {
        let many = dataset.points(100, 0.1, SEED);
        let few = dataset.points(30, 0.1, SEED);
        assert_eq!(few.as_slice(), &many[..30]);
    }
}

#[test]
fn noise_does_not_change_labels() {
    for dataset in Dataset::ALL {
        let labels = |noise| -> Vec<bool> {
            dataset
                .points(1_000, noise, SEED)
                .iter()
                .map(|point| point.label)
                .collect()
        };
        assert_eq!(labels(0.5), labels(0.0));
    }
}

/// How far each coordinate was moved by the noise.
fn displacements(dataset: Dataset, count: usize, noise: f64) -> Vec<[f64; 2]> {
    let clean = dataset.points(count, 0.0, SEED);
    let noisy = dataset.points(count, noise, SEED);
    clean
        .iter()
        .zip(noisy.iter())
        .map(|(from, to)| [to.x1 - from.x1, to.x2 - from.x2])
        .collect()
}

#[test]
fn more_noise_is_the_same_displacement_only_larger() {
    for dataset in Dataset::ALL {
        let (small, large) = (
            displacements(dataset, 50, 0.1),
            displacements(dataset, 50, 0.3),
        );
        for (small, large) in small.iter().zip(&large) {
            for axis in [0, 1] {
                assert_ne!(small[axis], 0.0);
                // Coordinates of up to 3 or so are rounded when the displacement is added.
                assert!((3.0 * small[axis] - large[axis]).abs() <= 1e-14);
            }
        }
    }
}

#[test]
fn noise_has_mean_zero_and_the_deviation_asked_for() {
    const NOISE: f64 = 0.2;
    for dataset in [Dataset::Split, Dataset::Spiral] {
        let moved = displacements(dataset, MAX_POINTS, NOISE);
        let n = moved.len() as f64;
        for axis in [0, 1] {
            let mean = moved.iter().map(|by| by[axis]).sum::<f64>() / n;
            assert!(mean.abs() <= SIGMAS * NOISE / n.sqrt(), "mean {mean}");
            let squares = moved.iter().map(|by| (by[axis] - mean).powi(2));
            let deviation = (squares.sum::<f64>() / (n - 1.0)).sqrt();
            assert!(
                (deviation - NOISE).abs() <= SIGMAS * NOISE / (2.0 * n).sqrt(),
                "deviation {deviation}"
            );
        }
        // The two coordinates are moved independently of each other.
        let product = moved.iter().map(|by| by[0] * by[1]).sum::<f64>() / n;
        assert!(product.abs() <= SIGMAS * NOISE * NOISE / n.sqrt());
    }
}

#[test]
fn noise_does_not_follow_the_places() {
    // The first point of many seeds: if places and noise came from one stream, its noise would be large where x1 is.
    const SEEDS: u64 = 2_000;
    let product = |seed| {
        let clean = Dataset::Split.points(1, 0.0, seed)[0];
        let noisy = Dataset::Split.points(1, 1.0, seed)[0];
        (clean.x1 - 0.5) * (noisy.x1 - clean.x1)
    };
    let mean = (0..SEEDS).map(product).sum::<f64>() / SEEDS as f64;
    // Independent: mean 0, variance 1/12 · 1.
    assert!(mean.abs() <= SIGMAS * (1.0 / 12.0 / SEEDS as f64).sqrt());
}

#[test]
fn a_small_spiral_leaves_the_unit_square_and_the_extent_holds_it() {
    let points = Dataset::Spiral.points(50, 0.0, SEED);
    let outside = points
        .iter()
        .filter(|point| !Extent::UNIT.contains(point.place()))
        .count();
    // Measured in MiniTorch: 4 of 50.
    assert_eq!(outside, 4);
    let extent = points.extent();
    assert!(points.iter().all(|point| extent.contains(point.place())));
    let size = extent.size();
    assert!(size[0] > 1.0 || size[1] > 1.0);
}

#[test]
fn the_extent_of_points_inside_is_the_unit_square() {
    assert_eq!(Dataset::Circle.points(50, 0.0, SEED).extent(), Extent::UNIT);
}
