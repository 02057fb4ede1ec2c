//! How the cost of explaining an expression grows with it: reading the text, its pass, writing the board.
//!
//! Prints nanoseconds for each node, and how much more that is than at the smallest size: 1 where the cost is proportional. Every
//! number is the fastest of several turns, the one that other work on the machine disturbed the least.

use std::{
    fmt::Write as _,
    hint::black_box,
    io::{Write, stdout},
    time::Instant,
};

use bevy::prelude::Result;
use chainrule::formula::{Evaluation, Expression, text};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
const TURNS: usize = 5;

/// Texts of about so many functions.
const SHAPES: [(&str, fn(usize) -> String); 3] =
    [("lines", lines), ("one sum", sum), ("nested", nested)];

/// `v1 = sin(x)`, `v2 = sin(v1)`, … each in a line.
fn lines(functions: usize) -> String {
    let mut text = String::from("v1 = sin(x)\n");
    for number in 2..=functions {
        // Writing into a string does not fail.
        let _ = writeln!(text, "v{number} = sin(v{})", number - 1);
    }
    text
}

/// `sin(x) + cos(x) + sin(x) + …`
fn sum(functions: usize) -> String {
    let terms = (0..functions / 2).map(|term| ["sin(x)", "cos(x)"][term % 2]);
    terms.collect::<Vec<_>>().join(" + ")
}

/// `sin(sin(… x …))`, half as deep, for what may be nested has a limit.
fn nested(functions: usize) -> String {
    let depth = functions / 2;
    format!("{}x{}", "sin(".repeat(depth), ")".repeat(depth))
}

fn main() -> Result {
    let mut out = stdout().lock();
    writeln!(
        out,
        "shape     nodes    read    pass   write  ns/node   times the smallest"
    )?;
    for (name, shape) in SHAPES {
        let mut smallest = None;
        for size in SIZES {
            let source = shape(size);
            let [mut read, mut pass, mut write] = [f64::INFINITY; 3];
            let mut nodes = 0;
            for _ in 0..TURNS {
                let start = Instant::now();
                let expression: Expression = source.parse()?;
                read = read.min(start.elapsed().as_secs_f64());
                nodes = expression.nodes().len();
                let start = Instant::now();
                let evaluation = Evaluation::new(expression, &source, &[1.5])?;
                pass = pass.min(start.elapsed().as_secs_f64());
                let start = Instant::now();
                black_box(text(&evaluation, false));
                write = write.min(start.elapsed().as_secs_f64());
            }
            let each = 1e9 * (read + pass + write) / nodes as f64;
            let first = *smallest.get_or_insert(each);
            writeln!(
                out,
                "{name:8} {nodes:6} {:5.0} ms {:4.0} ms {:4.0} ms {each:8.0} {:8.2}",
                1e3 * read,
                1e3 * pass,
                1e3 * write,
                each / first
            )?;
        }
    }
    Ok(())
}
