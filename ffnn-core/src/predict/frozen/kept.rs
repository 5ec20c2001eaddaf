//! The layers of a frozen network together with their numbers.

use core::marker::PhantomData;

use crate::kernels::Level;
use crate::kinds::pack::{Pack, Spacing};
use crate::{Flat, Layer, Scalar};

/// An unchanged layer, with its parameters and state.
#[derive(Debug)]
#[repr(C)]
pub struct Kept<T, P, S> {
    pub(crate) parameters: P,
    pub(crate) state: S,
    scalar: PhantomData<T>,
}

crate::layout! {
    impl[T: Scalar, P: Flat<T>, S: Flat<T>] Plain for Kept<T, P, S> { parameters: Flat<T>, state: Flat<T>, scalar }
}

impl<T: Scalar, P: Flat<T>, S: Flat<T>> PartialEq for Kept<T, P, S> {
    fn eq(&self, other: &Self) -> bool {
        self.parameters.as_slice() == other.parameters.as_slice() && self.state.as_slice() == other.state.as_slice()
    }
}

/// A layer together with its numbers.
pub trait Computes<T: Scalar, const IN: usize, const OUT: usize>: Copy {
    fn forward<L: Level>(self, level: L, input: &[[T; IN]], output: &mut [[T; OUT]]);
    fn forward_tangents<L: Level>(
        self,
        level: L,
        input: &[T; IN],
        output: &[T; OUT],
        tangents: &[[T; IN]],
        output_tangents: &mut [[T; OUT]],
    );
}

/// A layer in its original form.
pub(super) struct AsItIs<'a, Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize>(
    pub(super) &'a Y,
    pub(super) &'a Kept<T, Y::Parameters<T>, Y::State<T>>,
);

impl<Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize> Clone for AsItIs<'_, Y, T, IN, OUT> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize> Copy for AsItIs<'_, Y, T, IN, OUT> {}

impl<Y: Layer<IN, OUT>, T: Scalar, const IN: usize, const OUT: usize> Computes<T, IN, OUT>
    for AsItIs<'_, Y, T, IN, OUT>
{
    #[inline(always)]
    fn forward<L: Level>(self, level: L, input: &[[T; IN]], output: &mut [[T; OUT]]) {
        let Self(layer, Kept { parameters, state, .. }) = self;
        layer.forward(level, parameters, state, input, output);
    }

    #[inline(always)]
    fn forward_tangents<L: Level>(
        self,
        level: L,
        input: &[T; IN],
        output: &[T; OUT],
        tangents: &[[T; IN]],
        output_tangents: &mut [[T; OUT]],
    ) {
        let Self(layer, Kept { parameters, state, .. }) = self;
        layer.forward_tangents(level, parameters, state, input, output, tangents, output_tangents);
    }
}

/// A layer in its packed form.
pub(super) struct OfItsOwn<'a, Y: Pack<IN, OUT>, S: Spacing, T: Scalar, const IN: usize, const OUT: usize>(
    pub(super) &'a Y,
    pub(super) &'a Y::Packed<T, S>,
);

impl<Y: Pack<IN, OUT>, S: Spacing, T: Scalar, const IN: usize, const OUT: usize> Clone
    for OfItsOwn<'_, Y, S, T, IN, OUT>
{
    fn clone(&self) -> Self {
        *self
    }
}

impl<Y: Pack<IN, OUT>, S: Spacing, T: Scalar, const IN: usize, const OUT: usize> Copy
    for OfItsOwn<'_, Y, S, T, IN, OUT>
{
}

impl<Y: Pack<IN, OUT>, S: Spacing, T: Scalar, const IN: usize, const OUT: usize> Computes<T, IN, OUT>
    for OfItsOwn<'_, Y, S, T, IN, OUT>
{
    #[inline(always)]
    fn forward<L: Level>(self, level: L, input: &[[T; IN]], output: &mut [[T; OUT]]) {
        let Self(layer, packed) = self;
        layer.forward_packed(level, packed, input, output);
    }

    #[inline(always)]
    fn forward_tangents<L: Level>(
        self,
        level: L,
        input: &[T; IN],
        output: &[T; OUT],
        tangents: &[[T; IN]],
        output_tangents: &mut [[T; OUT]],
    ) {
        let Self(layer, packed) = self;
        layer.forward_packed_tangents(level, packed, input, output, tangents, output_tangents);
    }
}
