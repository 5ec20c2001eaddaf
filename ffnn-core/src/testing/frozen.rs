use std::boxed::Box;
use std::format;
use std::vec;
use std::vec::Vec;

use super::{GradientCheck, Tolerance, assert_close};
use crate::kernels::{Baseline, Level, Pass, dispatch_each};
use crate::members::initializers::glorot_uniform;
use crate::predict::frozen::{Form, Tangents, Values};
use crate::{Flat, Layer, Scalar, Stream};

/// Checks that the form `FORM` of a layer in a frozen network returns the same outputs as the layer, and the right
/// derivatives.
///
/// # Panics
///
/// Panics unless, at random points,
///
/// - all row layouts agree with [`Layer::forward`] in `f64` and `f32` ([`Tolerance::F64_PASS`], `F32_PASS`), with every
///   instruction set of this processor, for samples in rows and in lanes,
/// - [`Layer::forward_tangents`], or the form's own version, agrees with central differences in `f64`
///   ([`GradientCheck`]).
pub(crate) fn check_frozen<
    Y: Layer<IN, OUT> + Form<FORM, IN, OUT>,
    const FORM: u8,
    const IN: usize,
    const OUT: usize,
>(
    layer: &Y,
    freeze_wide: Freeze<Y, f64, FORM, IN, OUT>,
    freeze_narrow: Freeze<Y, f32, FORM, IN, OUT>,
) {
    let wide = Case::draw(layer, freeze_wide);
    check_values(&wide, Tolerance::F64_PASS);
    check_values(&Case::draw(layer, freeze_narrow), Tolerance::F32_PASS);
    check_tangents(&wide);
}

/// [`Form::freeze`] for one number type, passed by a caller who knows that both traits use the same parameters.
type Freeze<Y, T, const FORM: u8, const IN: usize, const OUT: usize> = fn(
    &Y,
    &<Y as Layer<IN, OUT>>::Parameters<T>,
    &<Y as Layer<IN, OUT>>::State<T>,
    &mut <Y as Form<FORM, IN, OUT>>::Stored<T>,
);

fn check_values<
    Y: Layer<IN, OUT> + Form<FORM, IN, OUT>,
    T: Scalar,
    const FORM: u8,
    const IN: usize,
    const OUT: usize,
>(
    case: &Case<'_, Y, T, FORM, IN, OUT>,
    tolerance: Tolerance,
) {
    let mut expected = vec![[T::ZERO; OUT]; LANES];
    case.layer.forward(Baseline, &case.parameters, &case.state, &case.inputs, &mut expected);
    dispatch_each(Predict(case), |level, [rows, lanes]| {
        let name = |how: &str| format!("the frozen prediction, {how}, {level}");
        assert_close(tolerance, &name("rows"), rows.as_flattened(), expected.as_flattened());
        assert_close(tolerance, &name("side by side"), lanes.as_flattened(), expected.as_flattened());
    });
}

fn check_tangents<Y: Layer<IN, OUT> + Form<FORM, IN, OUT>, const FORM: u8, const IN: usize, const OUT: usize>(
    case: &Case<'_, Y, f64, FORM, IN, OUT>,
) {
    let mut check = GradientCheck::new();
    for input in &case.inputs[..4] {
        for place in 0..IN {
            let mut direction = [0.0; IN];
            direction[place] = 1.0;
            let rows = [*input, direction];
            let found = <Y as Form<FORM, IN, OUT>>::predict(case.layer, Baseline, Tangents, &case.stored, &rows)[1];
            for (output, &computed) in found.iter().enumerate() {
                let at = |step: f64| {
                    let mut moved = *input;
                    moved[place] += step;
                    <Y as Form<FORM, IN, OUT>>::predict(case.layer, Baseline, Values, &case.stored, &[moved])[0][output]
                };
                let step = super::GRADIENT_STEP;
                let measured = (at(step) - at(-step)) / (2.0 * step);
                check.add(computed, measured, || format!("input {place} of output {output}, frozen"));
            }
        }
    }
    check.assert_passed();
}

/// Number of samples in the lanes.
const LANES: usize = 16;

/// A layer with its learned parameters, and its frozen form.
struct Case<'a, Y: Layer<IN, OUT> + Form<FORM, IN, OUT>, T: Scalar, const FORM: u8, const IN: usize, const OUT: usize> {
    layer: &'a Y,
    parameters: Box<<Y as Layer<IN, OUT>>::Parameters<T>>,
    state: Box<<Y as Layer<IN, OUT>>::State<T>>,
    stored: Box<Y::Stored<T>>,
    inputs: [[T; IN]; LANES],
}

impl<'a, Y: Layer<IN, OUT> + Form<FORM, IN, OUT>, T: Scalar, const FORM: u8, const IN: usize, const OUT: usize>
    Case<'a, Y, T, FORM, IN, OUT>
{
    fn draw(layer: &'a Y, freeze: Freeze<Y, T, FORM, IN, OUT>) -> Self {
        let random = &mut Stream::root(5).random();
        let (mut parameters, mut state) =
            (<Y as Layer<IN, OUT>>::Parameters::<T>::zeros_boxed(), <Y as Layer<IN, OUT>>::State::<T>::zeros_boxed());
        layer.initialize(&mut parameters, &mut state, glorot_uniform, random);
        for parameter in parameters.as_mut_slice() {
            *parameter += T::from_f64(0.1 * random.normal());
        }
        // A variance is above 0.
        for value in state.as_mut_slice() {
            *value = T::from_f64(0.5 + random.uniform());
        }
        let mut stored = Box::new(crate::predict::frozen::zeros());
        freeze(layer, &parameters, &state, &mut stored);
        // Away from 0, where many layers have a kink.
        let inputs = core::array::from_fn(|_| {
            core::array::from_fn(|_| {
                let value = random.normal();
                T::from_f64(value + 0.1f64.copysign(value))
            })
        });
        Self { layer, parameters, state, stored, inputs }
    }
}

struct Predict<
    'a,
    'b,
    Y: Layer<IN, OUT> + Form<FORM, IN, OUT>,
    T: Scalar,
    const FORM: u8,
    const IN: usize,
    const OUT: usize,
>(&'a Case<'b, Y, T, FORM, IN, OUT>);

impl<Y: Layer<IN, OUT> + Form<FORM, IN, OUT>, T: Scalar, const FORM: u8, const IN: usize, const OUT: usize> Clone
    for Predict<'_, '_, Y, T, FORM, IN, OUT>
{
    fn clone(&self) -> Self {
        Self(self.0)
    }
}

impl<Y: Layer<IN, OUT> + Form<FORM, IN, OUT>, T: Scalar, const FORM: u8, const IN: usize, const OUT: usize> Pass
    for Predict<'_, '_, Y, T, FORM, IN, OUT>
{
    /// Outputs for samples in rows, and in lanes.
    type Output = [Vec<[T; OUT]>; 2];

    #[inline(always)]
    fn run<L: Level>(self, level: L) -> Self::Output {
        let Case { layer, stored, inputs, .. } = self.0;
        let rows = <Y as Form<FORM, IN, OUT>>::predict(layer, level, Values, stored, inputs).to_vec();
        let side_by_side: [[T; LANES]; IN] =
            core::array::from_fn(|input| core::array::from_fn(|lane| inputs[lane][input]));
        let lanes = <Y as Form<FORM, IN, OUT>>::predict_lanes(layer, level, stored, &side_by_side);
        [rows, (0..LANES).map(|lane| core::array::from_fn(|output| lanes[output][lane])).collect()]
    }
}
