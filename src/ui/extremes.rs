//! A long curve by fewer points that look the same.
//!
//! Within a few pixels of width a curve covers the height between its lowest and its highest point, whatever it does in between:
//! those two are drawn. No spike is lost, and what is drawn are points of the curve.

/// The first point, the last, and the lowest and highest within each of so many equal parts of the curve's width, in their order.
/// A curve that has no more points than that stays as it is.
pub(super) fn extremes(points: Vec<[f64; 2]>, parts: usize) -> Vec<[f64; 2]> {
    let (Some(&first), Some(&last)) = (points.first(), points.last()) else {
        return points;
    };
    if points.len() <= 2 * parts + 2 {
        return points;
    }
    let width = (last[0] - first[0]) / parts as f64;
    let part_of = |point: &[f64; 2]| ((point[0] - first[0]) / width) as usize;
    let mut kept = vec![first];
    for part in points.chunk_by(|a, b| part_of(a) == part_of(b)) {
        let (mut lowest, mut highest) = (0, 0);
        for (place, point) in part.iter().enumerate() {
            if point[1] < part[lowest][1] {
                lowest = place;
            }
            if point[1] > part[highest][1] {
                highest = place;
            }
        }
        kept.push(part[lowest.min(highest)]);
        kept.push(part[lowest.max(highest)]);
    }
    kept.push(last);
    kept.dedup();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(count: usize) -> Vec<[f64; 2]> {
        (0..count)
            .map(|place| {
                let spike = if place == 777 { 50.0 } else { 0.0 };
                [place as f64 + 1.0, (0.7 * place as f64).sin() + spike]
            })
            .collect()
    }

    #[test]
    fn a_short_curve_stays_as_it_is() {
        for count in [0, 1, 2, 22] {
            assert_eq!(extremes(curve(count), 10), curve(count));
        }
    }

    #[test]
    fn a_long_curve_keeps_its_ends_and_what_every_part_reaches() {
        let all = curve(3_000);
        let kept = extremes(all.clone(), 100);
        assert!(kept.len() <= 2 * 100 + 2 + 2, "{}", kept.len());
        assert_eq!((kept.first(), kept.last()), (all.first(), all.last()));
        assert!(kept.contains(&all[777]), "no spike is lost");
        assert!(kept.iter().all(|point| all.contains(point)));
        assert!(kept.is_sorted_by(|a, b| a[0] < b[0]));
        // Every part's height is the same.
        let height = |points: &[[f64; 2]], part: f64| {
            let inside = points
                .iter()
                .filter(|point| ((point[0] - 1.0) / 29.99).floor() == part);
            inside.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], point| {
                [low.min(point[1]), high.max(point[1])]
            })
        };
        for part in 0..100 {
            let part = f64::from(part);
            assert_eq!(height(&kept, part), height(&all, part), "part {part}");
        }
    }

    #[test]
    fn gaps_in_a_curve_are_no_matter() {
        let mut points = curve(500);
        points.extend(curve(500).into_iter().map(|[x, y]| [x + 1e6, y]));
        let kept = extremes(points, 20);
        assert!(kept.is_sorted_by(|a, b| a[0] < b[0]));
        assert_eq!(kept.len(), 6, "two parts have points");
    }
}
