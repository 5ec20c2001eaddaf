//! Tests of `cfg`: the questions to the compiler and the effect of its answers.

use proc_macro2::TokenStream;

fn written(network: &str) -> String {
    let tokens: TokenStream = network.parse().expect("the text is tokens");
    crate::network::network(tokens).to_string().replace(' ', "")
}

#[test]
fn a_condition_on_the_struct_is_asked_once_and_takes_all() {
    let asked = written("(ffnn) #[cfg(big)] struct Net: 2 -> 1 { Dense<1>, Linear }");
    let again = "ffnn::expansion::network!{(ffnn;1)#[cfg(big)]structNet:2->1{Dense<1>,Linear}}";
    assert_eq!(asked, format!("#[cfg(big)]{again}"));
    assert_eq!(written("(ffnn; 0) #[cfg(big)] struct Net: 2 -> 1 { Dense<1>, Linear }"), "");
    assert!(
        written("(ffnn; 1) #[cfg(big)] struct Net: 2 -> 1 { Dense<1>, Linear }").contains("structNet<T:ffnn::Scalar")
    );
}

#[test]
fn each_condition_is_asked_with_the_answers_before_it() {
    let network = "struct Net: 2 -> 1 { #[cfg(one)] Tanh, #[cfg(two)] Dense<1>, Linear }";
    let asked = written(&format!("(ffnn; 0) {network}"));
    let tokens = network.replace(' ', "");
    let branch = |answer: u8| format!("ffnn::expansion::network!{{(ffnn;0{answer}){tokens}}}");
    assert_eq!(asked, format!("#[cfg(two)]{}#[cfg(not(two))]{}", branch(1), branch(0)));
    // A removed block leaves no trace, and no question about its content.
    let answered =
        written("(ffnn; 0) struct Net: 2 -> 2 { #[cfg(one)] Residual { #[cfg(two)] Tanh }, Dense<2>, Linear }");
    assert!(answered.contains("structNet") && !answered.contains("Residual"), "{answered}");
}

#[test]
fn conditional_attributes_are_there_or_not() {
    let network = "#[cfg_attr(one, doc = \"A.\", cfg(two))] struct Net: 2 -> 1 { Dense<1>, Linear }";
    assert!(written(&format!("(ffnn; 1) {network}")).starts_with("#[cfg(two)]ffnn::"));
    assert!(written(&format!("(ffnn; 1 1) {network}")).contains("#[doc=\"A.\"]#[repr(C,align(64))]structNet"));
    let without = written(&format!("(ffnn; 0) {network}"));
    assert!(without.contains("structNet<T") && !without.contains("\"A.\""), "{without}");
}

#[test]
fn what_is_wrong_is_told_when_it_is_known_what_is_there() {
    let network = "struct Net: 2 -> 1 { Dense<0>, #[cfg(one)] Tanh, Linear }";
    assert!(!written(&format!("(ffnn) {network}")).contains("compile_error"));
    let told = written(&format!("(ffnn; 1) {network}"));
    assert_eq!(told.matches("compile_error").count(), 1, "{told}");
}

#[test]
fn reserved_names_stay_what_they_are_in_a_condition() {
    let asked = written("(ffnn) #[cfg(__T)] struct T: 2 -> 1 { Dense<1>, Linear }");
    assert!(asked.starts_with("#[cfg(__T)]ffnn::expansion::network!{(ffnn;1)#[cfg(__T)]structT:"), "{asked}");
}
