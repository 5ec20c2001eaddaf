//! Fragments passed on by `macro_rules!` work like tokens.

use ffnn::initializers::normal;
use ffnn::prelude::*;

const BASE: usize = 2;

mod own {
    pub(crate) use ffnn::prelude::Tanh as Own;
    pub(crate) const HIDDEN: usize = 3;
}

macro_rules! with_weights {
    (
        $vis:vis $name:ident: $ins:literal -> $outs:expr; $width:literal, $layer:path, $last:ty, $head:path, $l2:expr, $file:literal;
        $with_weights:ident, $(#[$meta:meta])*
    ) => {
        network! {
            $(#[$meta])*
            $vis struct $name: $ins -> $outs {
                hidden: Dense<$width> { l2: $l2 },
                $layer,
                output: $last<$outs>,
                $head,
            }

            $vis static $with_weights: &$name = $file;
        }
    };
}

with_weights! {
    pub(crate) First: 2 -> 1; 3, ffnn::layers::Dropout, Dense, ffnn::heads::Linear, 1e-3 + 1e-3, "tests/ui/weights/files/small.safetensors";
    FIRST, #[doc = "A network."] #[allow(dead_code)]
}

macro_rules! with_everything {
    ($name:ident, $parameter:ident, $lifetime:lifetime, $sum:expr, $closure:expr, $negative:literal, $tokens:tt, $options:tt, $type:ty) => {
        network! {
            struct $name<const $parameter: $type>: $parameter -> 2 {
                a: Dense<$sum> { init: $closure },
                LeakyRelu { slope: $negative * 0.5 - $negative },
                b: Dense<{ $sum * 2 }> $options,
                Residual $tokens,
                Dense<2>,
                Softmax,
            }
        }
        #[allow(dead_code)]
        fn borrowed<$lifetime>(network: &$lifetime $name<2>) -> &$lifetime $name<2> {
            network
        }
    };
}

with_everything!(
    Everything,
    SEEN,
    'network,
    BASE + 1,
    |weights, _, random| normal(weights, 0.05, random),
    -0.25,
    { inner: Dense<6>, own::Own },
    { l2: 0.5 },
    usize
);

macro_rules! nested {
    ($width:expr) => {
        nested! { again $width, crate::fragments::own::HIDDEN }
    };
    (again $width:expr, $other:path) => {
        network! {
            struct Nested: $width -> $width { Dense<$other>, $crate::fragments::own::Own, Dense<$width>, Linear }

            budget { flash: $width * 1000 }
        }
    };
}

nested!(BASE);

macro_rules! of_items {
    ($item:item, $renamed:ident, $new:literal, $old:ident) => {
        network! {
            struct Items: 2 -> 1 { hidden: Dense<3>, Relu, $old: Dense<1>, Linear }

            $item

            static $renamed: &Items = "tests/ui/weights/files/sequential.safetensors" {
                rename: { hidden: "0", $old: $new },
            };
        }
    };
}

of_items!(static ITEM: &Items = concat!("tests/ui/weights/", "files/small.safetensors");, RENAMED, "2", output);

#[test]
fn fragments_are_widths_paths_types_visibilities_and_files() {
    assert_eq!(FIRST.hidden.weights.shape(), (3, 2));
    let rules = FirstParameters::<f32>::rules(0, &FirstParameters::<f32>::LAYERS[0].leaves[0]);
    assert_eq!(rules.l2, 2e-3);
    assert_eq!(Nested::<f32>::boxed(1).predict(&[0.0; 2]).len(), 2);
    assert_eq!((ITEM.output.bias[0], RENAMED.output.bias[0]), (13.0, 13.0));
}

/// `$sum * 2` is twice the sum.
#[test]
fn an_expression_stays_together() {
    let network = Everything::<4>::boxed(1);
    assert_eq!((network.a.bias.len(), network.b.bias.len(), network.inner.bias.len()), (3, 6, 6));
    let slope = EverythingParameters::<4, f32>::LAYERS.iter().find(|layer| layer.name == "leaky_relu");
    assert!(slope.is_some());
}
