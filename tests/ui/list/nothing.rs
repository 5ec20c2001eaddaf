use ffnn::prelude::*;

network! {}

fn main() {}
