//! Whatever stands in `network!`, the macro answers with Rust.

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

/// The bytes as the text between the braces of `network!`.
pub fn text(bytes: &[u8]) {
    // What is no sequence of tokens never comes to a macro.
    if let Some(tokens) = str::from_utf8(bytes).ok().and_then(|text| text.parse().ok()) {
        is_network(tokens);
    }
}

/// The bytes as changes to a network that is right.
pub fn edits(bytes: &[u8]) {
    let mut draw = Draw::of(bytes);
    let mut tokens = draw.network();
    while !draw.is_over() {
        tokens = draw.damaged(tokens);
    }
    is_network(tokens);
}

/// Whether the answer to these tokens is a network without an error. It is Rust in any case.
pub(crate) fn is_network(tokens: TokenStream) -> bool {
    let text = tokens.to_string();
    let answer = catch_unwind(AssertUnwindSafe(|| crate::network::network(quote! { (ffnn) #tokens })));
    let answer = answer.unwrap_or_else(|_| panic!("the macro panicked at `{text}`"));
    let file = syn::parse2::<syn::File>(answer).unwrap_or_else(|error| panic!("{error} in the answer to `{text}`"));
    assert!(!file.items.is_empty(), "nothing is said to `{text}`");
    !file.items.iter().any(|item| matches!(item, syn::Item::Macro(_)))
}

/// Groups within groups.
const DEEPEST: usize = 4;

/// Words that mean something to the macro, and some that do not.
const WORDS: &[&str] = &[
    "struct",
    "static",
    "pub",
    "const",
    "usize",
    "where",
    "fn",
    "crate",
    "super",
    "self",
    "Self",
    "_",
    "r#type",
    "T",
    "N",
    "Net",
    "Dense",
    "Elu",
    "Softmax",
    "hidden",
    "he_normal",
    "init",
    "rate",
    "0",
    "1",
    "2",
    "32",
    "64u8",
    "1.5",
    "99999999999999999999999",
    "\"text\"",
    "'c'",
    "'a",
    "true",
    ":",
    "::",
    "->",
    "<",
    ">",
    ",",
    ";",
    "-",
    "*",
    "=",
    "..",
    "#",
    "!",
    "&",
    "?",
    "|",
];

/// Networks to damage.
const NETWORKS: &[&str] = &[
    "/// Digits. pub struct Digits: 64 -> 10 { Dropout { rate: 0.2 }, hidden: Dense<H> { init: he_normal }, Elu, \
     #[doc(hidden)] output: Dense<32, 10>, Softmax, }",
    "pub(crate) struct Policy<const SEEN: usize, const ACTIONS: usize>: SEEN -> ACTIONS { Dense<{ W * 2 }>, \
     my::Tanh { a: 1.0, b: f(2) }, Dense<ACTIONS>, Sigmoid }",
    "struct Prices: 4 -> 1 { Residual { Dense<8>, Elu, Dense<4> }, ways: Concat { [Dense<16>, Tanh], [Residual { Elu }], [] }, \
     Dense<24, 1>, Linear } budget { flash: 4 * 1024, ram: 512, macs: 1000 }",
    "struct Small: 2 -> 1 { hidden: Dense<3>, Relu, output: Dense<1>, Linear } /// Weights. pub static SMALL: &Small<f64> = \
     \"../tests/ui/weights/files/small.safetensors\" { names: torch, rename: { hidden: \"hidden\" } };",
];

/// What decides: a seed (SplitMix64), or bytes, each of them once, and then always the first choice.
#[allow(dead_code, reason = "the fuzzer has no seed")]
pub(crate) enum Draw<'a> {
    Seed(u64),
    Bytes(&'a [u8]),
}

impl<'a> Draw<'a> {
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }

    #[allow(dead_code, reason = "the fuzzer has no seed")]
    pub(crate) fn seeded(seed: u64) -> Self {
        Self::Seed(seed)
    }

    fn is_over(&self) -> bool {
        matches!(self, Self::Bytes([]))
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        match self {
            Self::Seed(seed) => {
                *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let z = (*seed ^ (*seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                ((z ^ (z >> 31)) % end as u64) as usize
            }
            Self::Bytes(bytes) => {
                let Some((&first, rest)) = bytes.split_first() else { return 0 };
                *bytes = rest;
                usize::from(first) % end
            }
        }
    }

    /// One that is right.
    pub(crate) fn network(&mut self) -> TokenStream {
        NETWORKS[self.below(NETWORKS.len())].parse().expect("a network is tokens")
    }

    pub(crate) fn stream(&mut self, depth: usize) -> TokenStream {
        (0..self.below(16)).flat_map(|_| self.trees(depth)).collect()
    }

    /// One word or group.
    fn trees(&mut self, depth: usize) -> TokenStream {
        if depth < DEEPEST && self.below(6) == 0 {
            let delimiter = [Delimiter::Brace, Delimiter::Parenthesis, Delimiter::Bracket][self.below(3)];
            return TokenTree::from(Group::new(delimiter, self.stream(depth + 1))).into();
        }
        WORDS[self.below(WORDS.len())].parse().expect("a word is tokens")
    }

    /// The tokens with one change, in a group as likely as outside of it.
    pub(crate) fn damaged(&mut self, tokens: TokenStream) -> TokenStream {
        let mut trees: Vec<TokenTree> = tokens.into_iter().collect();
        let groups: Vec<usize> =
            (0..trees.len()).filter(|&index| matches!(trees[index], TokenTree::Group(_))).collect();
        if !groups.is_empty() && self.below(3) > 0 {
            let index = groups[self.below(groups.len())];
            if let TokenTree::Group(group) = &trees[index] {
                trees[index] = Group::new(group.delimiter(), self.damaged(group.stream())).into();
            }
            return trees.into_iter().collect();
        }
        let (from, to) = (self.below(trees.len() + 1), self.below(trees.len() + 1));
        match self.below(4) {
            0 if from < trees.len() => {
                trees.remove(from);
            }
            1 if from < trees.len() => trees.insert(to, trees[from].clone()),
            2 if from < trees.len() && to < trees.len() => trees.swap(from, to),
            _ => {
                trees.splice(from..from, self.trees(DEEPEST - 1));
            }
        }
        trees.into_iter().collect()
    }
}
