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

    /// The result in the middles of `side` times `side` cells of a square, row by row from its lower edge: the first variable grows
    /// along a row, the second from row to row, both from `from` to `to`.
    ///
    /// # Panics
    ///
    /// If there are fewer values than variables, or a variable is none of them.
    pub fn sample_square(
        &self,
        at: &[f64],
        variables: [usize; 2],
        [from, to]: [f64; 2],
        side: usize,
    ) -> Vec<f64> {
        let (mut at, mut values) = (at.to_vec(), Vec::new());
        let middle = |place: usize| from + (to - from) * (place as f64 + 0.5) / side as f64;
        let mut results = Vec::with_capacity(side * side);
        for row in 0..side {
            at[variables[1]] = middle(row);
            for column in 0..side {
                at[variables[0]] = middle(column);
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
