//! A formula at many points: what a picture of the function is drawn from.

use super::Expression;

impl Expression {
    /// The result at `count` values of one variable from `from` to `to`, evenly; the others as in `at`. NaN or infinite where there
    /// is no value.
    ///
    /// # Panics
    ///
    /// If there are fewer values than variables, or `variable` is none of them.
    pub fn sample_line(
        &self,
        at: &[f64],
        variable: usize,
        [from, to]: [f64; 2],
        count: usize,
    ) -> Vec<[f64; 2]> {
        let (mut at, mut values) = (at.to_vec(), Vec::new());
        let last = count.saturating_sub(1).max(1) as f64;
        (0..count)
            .map(|place| {
                let x = from + (to - from) * place as f64 / last;
                at[variable] = x;
                [x, self.result_at(&at, &mut values)]
            })
            .collect()
    }

    /// The result in the middles of `sides[0]` times `sides[1]` cells of a rectangle, row by row from its lower edge: the first
    /// variable grows along a row, the second from row to row, each over its range.
    ///
    /// # Panics
    ///
    /// If there are fewer values than variables, or a variable is none of them.
    pub fn sample_plane(
        &self,
        at: &[f64],
        variables: [usize; 2],
        ranges: [[f64; 2]; 2],
        sides: [usize; 2],
    ) -> Vec<f64> {
        let (mut at, mut values) = (at.to_vec(), Vec::new());
        let middle = |axis: usize, place: usize| {
            let [from, to] = ranges[axis];
            from + (to - from) * (place as f64 + 0.5) / sides[axis] as f64
        };
        let mut results = Vec::with_capacity(sides[0] * sides[1]);
        for row in 0..sides[1] {
            at[variables[1]] = middle(1, row);
            for column in 0..sides[0] {
                at[variables[0]] = middle(0, column);
                results.push(self.result_at(&at, &mut values));
            }
        }
        results
    }

    fn result_at(&self, at: &[f64], values: &mut Vec<f64>) -> f64 {
        self.evaluate_into(at, values);
        values[self.result]
    }
}
