//! File paths built with `concat!` and `env!`. `tests/downstream` reads a file from a build script.

use ffnn::prelude::*;

macro_rules! in_folder {
    ($name:ident) => {
        network! {
            struct Folder: 2 -> 1 { hidden: Dense<3>, Relu, output: Dense<1>, Linear }

            static FOLDER: &Folder = concat!("tests/ui/weights/files/", stringify!($name), ".safetensors");
        }
    };
}

in_folder!(small);

network! {
    struct Small: 2 -> 1 { hidden: Dense<3>, Relu, output: Dense<1>, Linear }

    static ABSOLUTE: &Small = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ui/weights/files/small.safetensors");

    static NESTED: &Small = ::core::concat!(
        std::env!("CARGO_MANIFEST_DIR", "Cargo sets it"), '/', concat!("tests/ui", "/weights/"), "files/small.safetensors",
    );

    static NAMES: &Small = concat!("tests/ui/weights/files/sequential", ".safetensors") { names: sequential };
}

#[test]
fn a_path_is_put_together_by_macros_of_the_standard_library() {
    for network in [ABSOLUTE, NESTED, NAMES] {
        assert_eq!(network.output.bias[0], 13.0);
        assert_eq!(network, ABSOLUTE);
    }
    assert_eq!(FOLDER.output.bias[0], 13.0);
}
