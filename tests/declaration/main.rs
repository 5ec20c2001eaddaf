//! What may stand in a declaration besides layers: attributes, fragments of macros, paths that are put together.

mod attributes;
mod conditions;
mod copies;
mod fragments;
mod paths;
