//! Which column each box stands in.

use super::LayoutInput;

/// The longest way from a box without inputs; then what has room to its right moves next to its first reader: boxes without inputs,
/// and those that one box alone reads and whose own inputs would be no farther away for it.
pub(super) fn assign(input: &LayoutInput) -> Vec<usize> {
    let boxes = input.sizes.len();
    let mut inputs: Vec<Vec<usize>> = vec![Vec::new(); boxes];
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); boxes];
    for &(from, to) in &input.edges {
        debug_assert!(from < to, "a box stands after its inputs");
        inputs[to].push(from);
        if !readers[from].contains(&to) {
            readers[from].push(to);
        }
    }
    let mut column = vec![0; boxes];
    for node in 0..boxes {
        let after = inputs[node].iter().map(|&input| column[input] + 1);
        column[node] = after.max().unwrap_or(0);
    }
    for node in (0..boxes).rev() {
        let Some(first) = readers[node].iter().map(|&reader| column[reader]).min() else {
            continue;
        };
        let is_free = |&input: &usize| inputs[input].is_empty() || readers[input].len() > 1;
        if inputs[node].is_empty() || (readers[node].len() == 1 && inputs[node].iter().all(is_free))
        {
            column[node] = first - 1;
        }
    }
    let first = column.iter().copied().min().unwrap_or(0);
    column.iter().map(|column| column - first).collect()
}
