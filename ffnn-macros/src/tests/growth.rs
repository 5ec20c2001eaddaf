//! Tests that the expansion grows linearly with the number of layers, so that deep networks compile in linear time.
//!
//! Tokens are counted instead of timing the compiler. Its work is linear in the tokens only if no function or type
//! grows with the network; `a_layer_leaves_one_type_whatever_follows` in the core checks the one type that did.

use proc_macro2::{TokenStream, TokenTree};

/// Layers of every kind with its own lines, and blocks.
const LAYERS: &str = "Dense<8>, BatchNorm, Relu, Dropout { rate: 0.1 }, Residual { Dense<8>, Tanh, Dense<8> }, \
                      Concat { [Dense<4>], [Dense<4>, Elu] },";

fn expanded(layers: usize) -> TokenStream {
    let source = format!("(ffnn) struct Deep: 8 -> 3 {{ {} Dense<3>, Softmax }}", LAYERS.repeat(layers));
    crate::network::network(source.parse().expect("a list of layers is tokens"))
}

/// Counts tokens, including those in brackets.
fn count(tokens: TokenStream) -> usize {
    let size = |token| if let TokenTree::Group(group) = token { 2 + count(group.stream()) } else { 1 };
    tokens.into_iter().map(size).sum()
}

#[test]
fn each_layer_more_is_as_many_tokens_more() {
    let [one, two, three, many] = [10, 20, 30, 100].map(|layers| count(expanded(layers)));
    assert_eq!(
        three - two,
        two - one,
        "tokens added by the third ten repetitions (left) and by the second ten (right)"
    );
    assert_eq!(
        many - three,
        7 * (two - one),
        "tokens added by 70 repetitions (left) and 7 times those added by ten (right)"
    );
}
