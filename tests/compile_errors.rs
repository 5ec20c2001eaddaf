//! One mistake, one message: each file under `tests/ui` makes one, and what the compiler says is stored beside it.
//!
//! `TRYBUILD=overwrite cargo test --test compile_errors` stores anew; read every message as its reader will.

#[test]
fn each_mistake_is_told_as_stored() {
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}
