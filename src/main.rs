//! The program: reads the command line and does what it asks for.

fn main() {}
