//! What is emitted grows with the number of layers and not faster, so that deep networks compile in linear time.
//!
//! Counted and not timed: the compiler's own work is linear in what it reads only if no function and no type grows with
//! the network, which `a_layer_leaves_one_type_whatever_follows` in the core tells of the one that did.

use proc_macro2::{TokenStream, TokenTree};

/// Layers of every kind that has lines of its own, and a block.
const LAYERS: &str = "Dense<8>, BatchNorm, Relu, Dropout { rate: 0.1 }, Residual { Dense<8>, Tanh, Dense<8> }, \
                      Concat { [Dense<4>], [Dense<4>, Elu] },";

fn expanded(layers: usize) -> TokenStream {
    let source = format!("(ffnn) struct Deep: 8 -> 3 {{ {} Dense<3>, Softmax }}", LAYERS.repeat(layers));
    crate::network::network(source.parse().expect("a list of layers is tokens"))
}

/// With those in brackets.
fn count(tokens: TokenStream) -> usize {
    let size = |token| if let TokenTree::Group(group) = token { 2 + count(group.stream()) } else { 1 };
    tokens.into_iter().map(size).sum()
}

#[test]
fn each_layer_more_is_as_many_tokens_more() {
    let [one, two, three, many] = [10, 20, 30, 100].map(|layers| count(expanded(layers)));
    assert_eq!(three - two, two - one, "tokens of the third ten times the layers, and of the second");
    assert_eq!(many - three, 7 * (two - one), "tokens of seventy times the layers, and of ten");
}
