//! Declarations with attributes, macro fragments and composed paths.

mod attributes;
mod conditions;
mod copies;
mod fragments;
mod paths;
