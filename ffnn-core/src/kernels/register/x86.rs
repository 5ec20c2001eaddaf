//! The registers of x86-64 processors.

#![allow(clippy::undocumented_unsafe_blocks, reason = "the caller guarantees the instructions")]

use super::Register;
use crate::kernels::tanh;
use core::arch::x86_64::*;

/// The mask of the lanes below `count` for AVX's masked loads and stores: a window into ones followed by zeros.
static FIRST32: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];
static FIRST64: [i64; 8] = [-1, -1, -1, -1, 0, 0, 0, 0];

/// The source of each lane if values are repeated in one, two or four adjacent lanes.
static SPREAD: [[i32; 16]; 3] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7],
    [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3],
];

/// Returns the source of each lane if each value goes to `each` lanes: 1, 2 or 4.
///
/// The index is clamped to the last row, so that the compiler sees no panicking path if the width is known only at run
/// time.
#[inline(always)]
fn spread_by(each: usize) -> &'static [i32; 16] {
    &SPREAD[(each.trailing_zeros() as usize).min(SPREAD.len() - 1)]
}

macro_rules! registers {
    ($($register:ty: $lanes:literal $scalar:ty,
        $splat:ident $load:ident $store:ident $add:ident,
        ($value:ident $factor:ident $sum:ident) $mul_add:expr,
        ($from:ident $count:ident) $load_first:expr,
        ($to:ident $stored:ident) $store_first:expr
        $(, splat4($at4:ident $zero:ident) $splat4:expr)? $(, spread($each:ident) $spread:expr)? $(, transpose($at:ident) $transpose:expr)? $(, tanh($x:ident) $tanh:expr)?;)+) => {
        $(
            impl Register<$scalar> for $register {
                const LANES: usize = $lanes;

                #[inline(always)]
                unsafe fn splat(value: $scalar) -> Self {
                    unsafe { $splat(value) }
                }
                #[inline(always)]
                unsafe fn load(from: *const $scalar) -> Self {
                    unsafe { $load(from) }
                }
                #[inline(always)]
                unsafe fn load_first($from: *const $scalar, $count: usize) -> Self {
                    unsafe { $load_first }
                }
                #[inline(always)]
                unsafe fn store(self, to: *mut $scalar) {
                    unsafe { $store(to, self) }
                }
                #[inline(always)]
                unsafe fn store_first(self, $to: *mut $scalar, $count: usize) {
                    let $stored = self;
                    unsafe { $store_first }
                }
                $(
                    #[inline(always)]
                    unsafe fn splat4($at4: *const $scalar, $zero: Self) -> [Self; 4] {
                        unsafe { $splat4 }
                    }
                )?
                $(
                    #[inline(always)]
                    unsafe fn spread($from: *const $scalar, $count: usize, $each: usize) -> Self {
                        unsafe { $spread }
                    }
                )?
                $(
                    #[inline(always)]
                    unsafe fn transpose(from: *const $scalar, from_row: usize, to: *mut $scalar, to_row: usize) {
                        let $at = (from, from_row, to, to_row);
                        unsafe { $transpose }
                    }
                )?
                $(
                    const LOOKS_UP: bool = true;
                    #[inline(always)]
                    unsafe fn tanh(self) -> Self {
                        let $x = self;
                        unsafe { $tanh }
                    }
                )?
                #[inline(always)]
                unsafe fn add(self, other: Self) -> Self {
                    unsafe { $add(self, other) }
                }
                #[inline(always)]
                unsafe fn mul_add(self, $factor: Self, $sum: Self) -> Self {
                    let $value = self;
                    unsafe { $mul_add }
                }
            }
        )+
    };
}

registers! {
    __m512: 16 f32, _mm512_set1_ps _mm512_loadu_ps _mm512_storeu_ps _mm512_add_ps,
        (value factor sum) _mm512_fmadd_ps(value, factor, sum),
        (from count) _mm512_maskz_loadu_ps(((1u32 << count) - 1) as u16, from),
        (to value) _mm512_mask_storeu_ps(to, ((1u32 << count) - 1) as u16, value),
        splat4(from zero) {
            let four = _mm512_or_ps(_mm512_broadcast_f32x4(_mm_loadu_ps(from)), zero);
            [
                _mm512_permute_ps::<0x00>(four),
                _mm512_permute_ps::<0x55>(four),
                _mm512_permute_ps::<0xaa>(four),
                _mm512_permute_ps::<0xff>(four),
            ]
        },
        spread(each) {
            let values = match 16 / each {
                16 if count >= 16 => _mm512_loadu_ps(from),
                8 if count >= 8 => _mm512_castps256_ps512(_mm256_loadu_ps(from)),
                4 if count >= 4 => _mm512_castps128_ps512(_mm_loadu_ps(from)),
                fit => Self::load_first(from, if count < fit { count } else { fit }),
            };
            _mm512_permutexvar_ps(_mm512_loadu_si512(spread_by(each).as_ptr().cast()), values)
        },
        tanh(x) {
            // `min` returns the second operand if one is NaN: a NaN stays NaN.
            let size = _mm512_min_ps(_mm512_set1_ps(tanh::MOST), _mm512_abs_ps(x));
            let start = _mm512_max_epi32(_mm512_castps_si512(size), _mm512_set1_epi32(tanh::LEAST.to_bits() as i32));
            let place = _mm512_srli_epi32::<21>(start);
            let mut c = [size; 7];
            for number in 0..7 {
                let column = tanh::COLUMNS[number].0.as_ptr();
                let halves = [_mm512_load_ps(column), _mm512_load_ps(column.add(16))];
                c[number] = _mm512_permutex2var_ps(halves[0], place, halves[1]);
            }
            let [center, c @ ..] = c;
            let r = _mm512_sub_ps(size, center);
            let small = _mm512_cmp_ps_mask::<_CMP_LT_OQ>(size, _mm512_set1_ps(tanh::SMALL));
            let mut sum = c[5];
            for power in (1..5).rev() {
                sum = _mm512_fmadd_ps(sum, r, c[power]);
            }
            let y = _mm512_fmadd_ps(sum, r, _mm512_mask_mov_ps(c[0], small, size));
            let sign = _mm512_set1_ps(-0.0);
            _mm512_or_ps(_mm512_and_ps(sign, x), _mm512_andnot_ps(sign, y))
        };
    __m512d: 8 f64, _mm512_set1_pd _mm512_loadu_pd _mm512_storeu_pd _mm512_add_pd,
        (value factor sum) _mm512_fmadd_pd(value, factor, sum),
        (from count) _mm512_maskz_loadu_pd(((1u32 << count) - 1) as u8, from),
        (to value) _mm512_mask_storeu_pd(to, ((1u32 << count) - 1) as u8, value);
    __m256: 8 f32, _mm256_set1_ps _mm256_loadu_ps _mm256_storeu_ps _mm256_add_ps,
        (value factor sum) _mm256_fmadd_ps(value, factor, sum),
        (from count) _mm256_maskload_ps(from, _mm256_loadu_si256(FIRST32.as_ptr().add(8 - count).cast())),
        (to value) _mm256_maskstore_ps(to, _mm256_loadu_si256(FIRST32.as_ptr().add(8 - count).cast()), value),
        splat4(from zero) {
            let four = _mm_loadu_ps(from);
            let four = _mm256_or_ps(_mm256_set_m128(four, four), zero);
            [
                _mm256_permute_ps::<0x00>(four),
                _mm256_permute_ps::<0x55>(four),
                _mm256_permute_ps::<0xaa>(four),
                _mm256_permute_ps::<0xff>(four),
            ]
        },
        spread(each) {
            let values = match 8 / each {
                8 if count >= 8 => _mm256_loadu_ps(from),
                4 if count >= 4 => _mm256_castps128_ps256(_mm_loadu_ps(from)),
                fit => Self::load_first(from, if count < fit { count } else { fit }),
            };
            _mm256_permutevar8x32_ps(values, _mm256_loadu_si256(spread_by(each).as_ptr().cast()))
        };
    __m256d: 4 f64, _mm256_set1_pd _mm256_loadu_pd _mm256_storeu_pd _mm256_add_pd,
        (value factor sum) _mm256_fmadd_pd(value, factor, sum),
        (from count) _mm256_maskload_pd(from, _mm256_loadu_si256(FIRST64.as_ptr().add(4 - count).cast())),
        (to value) _mm256_maskstore_pd(to, _mm256_loadu_si256(FIRST64.as_ptr().add(4 - count).cast()), value);
    __m128: 4 f32, _mm_set1_ps _mm_loadu_ps _mm_storeu_ps _mm_add_ps,
        (value factor sum) _mm_add_ps(_mm_mul_ps(value, factor), sum),
        (from count) {
            let mut values = [0.0; 4];
            core::ptr::copy_nonoverlapping(from, values.as_mut_ptr(), count);
            _mm_loadu_ps(values.as_ptr())
        },
        (to value) {
            let mut values = [0.0; 4];
            _mm_storeu_ps(values.as_mut_ptr(), value);
            core::ptr::copy_nonoverlapping(values.as_ptr(), to, count);
        },
        splat4(from zero) {
            let four = _mm_or_ps(_mm_loadu_ps(from), zero);
            [
                _mm_shuffle_ps::<0x00>(four, four),
                _mm_shuffle_ps::<0x55>(four, four),
                _mm_shuffle_ps::<0xaa>(four, four),
                _mm_shuffle_ps::<0xff>(four, four),
            ]
        },
        transpose(at) {
            let (from, from_row, to, to_row) = at;
            let (a, b) = (_mm_loadu_ps(from), _mm_loadu_ps(from.add(from_row)));
            let (c, d) = (_mm_loadu_ps(from.add(2 * from_row)), _mm_loadu_ps(from.add(3 * from_row)));
            let (ab0, cd0, ab1, cd1) =
                (_mm_unpacklo_ps(a, b), _mm_unpacklo_ps(c, d), _mm_unpackhi_ps(a, b), _mm_unpackhi_ps(c, d));
            _mm_storeu_ps(to, _mm_movelh_ps(ab0, cd0));
            _mm_storeu_ps(to.add(to_row), _mm_movehl_ps(cd0, ab0));
            _mm_storeu_ps(to.add(2 * to_row), _mm_movelh_ps(ab1, cd1));
            _mm_storeu_ps(to.add(3 * to_row), _mm_movehl_ps(cd1, ab1));
        };
    __m128d: 2 f64, _mm_set1_pd _mm_loadu_pd _mm_storeu_pd _mm_add_pd,
        (value factor sum) _mm_add_pd(_mm_mul_pd(value, factor), sum),
        (from count) if count == 0 { _mm_setzero_pd() } else { _mm_load_sd(from) },
        (to value) if count > 0 { _mm_store_sd(to, value) },
        transpose(at) {
            let (from, from_row, to, to_row) = at;
            let (a, b) = (_mm_loadu_pd(from), _mm_loadu_pd(from.add(from_row)));
            _mm_storeu_pd(to, _mm_unpacklo_pd(a, b));
            _mm_storeu_pd(to.add(to_row), _mm_unpackhi_pd(a, b));
        };
}
