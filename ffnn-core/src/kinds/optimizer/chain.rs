//! Optimizers chained as tuples.

use core::mem::MaybeUninit;

use super::{Optimizer, SettingError};
use crate::kernels::Level;
use crate::numbers::plain::written_fields;
use crate::{Deferred, Parameters, Scalar};

/// Implements `Optimizer` for tuples: all members but the last transform the gradient, and the last takes the step.
macro_rules! chains {
    ($(($($name:ident $place:tt,)* : $last:ident $end:tt);)+) => { $(
        // The compiler would list all eight implementations, which says no more than the trait's note.
        #[diagnostic::do_not_recommend]
        impl<$($name: Optimizer,)* $last: Optimizer> Optimizer for ($($name,)* $last,) {
            type State<P: Parameters> = ($($name::State<P>,)* $last::State<P>,);

            fn state_in<'a, P: Parameters>(&self, place: &'a mut MaybeUninit<Self::State<P>>) -> &'a mut Self::State<P> {
                written_fields!(place, (
                    $($place: |part| self.$place.state_in::<P>(part),)*
                    $end: |part| self.$end.state_in::<P>(part),
                ))
            }

            fn check(&self) -> Result<(), SettingError> {
                $(self.$place.check()?;)*
                self.$end.check()
            }

            fn largest_gradient<T: Scalar>(&self) -> f64 {
                let (mut largest, mut bound) = (f64::INFINITY, f64::INFINITY);
                $(follow(&mut largest, &mut bound, self.$place.largest_gradient::<T>(), self.$place.clips_at());)*
                follow(&mut largest, &mut bound, self.$end.largest_gradient::<T>(), self.$end.clips_at());
                largest
            }

            fn clips_at(&self) -> f64 {
                let clips = [$(self.$place.clips_at(),)* self.$end.clips_at()];
                clips.into_iter().fold(f64::INFINITY, f64::min)
            }

            /// Returns the rate of the last member that has one.
            fn rate_mut(&mut self) -> Option<&mut f64> {
                [$(self.$place.rate_mut(),)* self.$end.rate_mut()].into_iter().flatten().next_back()
            }

            #[inline(always)]
            fn transform<P: Parameters>(
                &self,
                level: impl Level,
                state: &mut Self::State<P>,
                parameters: &P,
                gradient: &mut P,
            ) {
                $(self.$place.transform(level, &mut state.$place, parameters, gradient);)*
                self.$end.transform(level, &mut state.$end, parameters, gradient);
            }

            #[inline(always)]
            fn apply<P: Parameters>(
                &self,
                level: impl Level,
                state: &mut Self::State<P>,
                parameters: &mut P,
                gradient: &mut P,
                deferred: Deferred<'_, P::Scalar>,
            ) {
                deferred.write(level, gradient.as_mut_slice());
                $(self.$place.transform(level, &mut state.$place, parameters, gradient);)*
                self.$end.apply(level, &mut state.$end, parameters, gradient, Deferred::NONE);
            }
        }
    )+ };
}

/// Adds one more member to a chain; `bound` is the largest gradient magnitude that the members before it pass on.
fn follow(largest: &mut f64, bound: &mut f64, takes: f64, clips_at: f64) {
    if *bound > takes {
        *largest = largest.min(takes);
    }
    *bound = bound.min(clips_at);
}

chains! {
    (:A 0);
    (A 0,:B 1);
    (A 0, B 1,:C 2);
    (A 0, B 1, C 2,:D 3);
    (A 0, B 1, C 2, D 3,:E 4);
    (A 0, B 1, C 2, D 3, E 4,:F 5);
    (A 0, B 1, C 2, D 3, E 4, F 5,:G 6);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6,:H 7);
}
