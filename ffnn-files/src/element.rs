/// Element type of a tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    name: &'static str,
    bits: u8,
}

/// All element types of the format, each with its size in bits.
const ALL: &[Element] = &{
    const fn element(name: &'static str, bits: u8) -> Element {
        Element { name, bits }
    }
    [
        element("BOOL", 8),
        element("F4", 4),
        element("F6_E2M3", 6),
        element("F6_E3M2", 6),
        element("U8", 8),
        element("I8", 8),
        element("F8_E5M2", 8),
        element("F8_E4M3", 8),
        element("F8_E8M0", 8),
        element("F8_E4M3FNUZ", 8),
        element("F8_E5M2FNUZ", 8),
        element("I16", 16),
        element("U16", 16),
        element("F16", 16),
        element("BF16", 16),
        element("I32", 32),
        element("U32", 32),
        element("F32", 32),
        element("C64", 64),
        element("F64", 64),
        element("I64", 64),
        element("U64", 64),
    ]
};

impl Element {
    /// `F32`
    pub const F32: Self = Self { name: "F32", bits: 32 };
    /// `F64`
    pub const F64: Self = Self { name: "F64", bits: 64 };

    pub(crate) fn of(name: &str) -> Option<Self> {
        ALL.iter().copied().find(|element| element.name == name)
    }

    /// Returns the type's name in the format.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// Returns the size of `count` elements in bytes; `None` if that is not a whole number of bytes or overflows.
    pub(crate) fn bytes(self, count: usize) -> Option<usize> {
        let bits = count.checked_mul(usize::from(self.bits))?;
        bits.is_multiple_of(8).then_some(bits / 8)
    }

    /// Whether it is an integer or floating-point type.
    pub(crate) fn is_number(self) -> bool {
        !matches!(self.name, "BOOL" | "C64")
    }

    /// Whether it is a type that network weights can be loaded from.
    pub(crate) fn is_read(self) -> bool {
        matches!(self.name, "F16" | "BF16" | "F32" | "F64")
    }

    /// Returns the element at `index`, exactly; `bytes` are those of the whole tensor.
    pub(crate) fn value(self, bytes: &[u8], index: usize) -> f64 {
        match self.name {
            "F16" => half(u16::from_le_bytes(at(bytes, index))),
            "BF16" => f64::from(f32::from_bits(u32::from(u16::from_le_bytes(at(bytes, index))) << 16)),
            "F32" => f64::from(f32::from_le_bytes(at(bytes, index))),
            _ => f64::from_le_bytes(at(bytes, index)),
        }
    }
}

fn at<const N: usize>(bytes: &[u8], index: usize) -> [u8; N] {
    bytes.as_chunks::<N>().0[index]
}

/// Converts an IEEE 754 binary16: 1 sign bit, 5 exponent bits, 10 fraction bits.
fn half(bits: u16) -> f64 {
    let (sign, exponent, fraction) = (bits >> 15, i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    /// The smallest positive value, 2 to the power -24.
    const SMALLEST: f64 = 1.0 / (1 << 24) as f64;
    let magnitude = match exponent {
        0 => fraction * SMALLEST,
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        _ => (1024.0 + fraction) * (1_u64 << (exponent - 1)) as f64 * SMALLEST,
    };
    if sign == 1 { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_what_the_standard_says() {
        for (bits, value) in [
            (0x0000, 0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x3555, 0.333251953125),
            (0x7bff, 65504.0),
            (0x0400, 6.103515625e-5),
            (0x0001, 5.960464477539063e-8),
            (0x83ff, -6.097555160522461e-5),
            (0x7c00, f64::INFINITY),
            (0xfc00, f64::NEG_INFINITY),
        ] {
            assert_eq!(half(bits), value, "{bits:#06x}");
        }
        assert!(half(0x7e00).is_nan());
        assert!(half(0x8000).is_sign_negative());
    }

    #[test]
    fn every_finite_half_is_exact_in_f32() {
        for bits in 0..=u16::MAX {
            let value = half(bits);
            assert!(value.is_nan() || f64::from(value as f32) == value, "{bits:#06x}");
        }
    }

    #[test]
    fn brain_floats_are_the_upper_half_of_an_f32() {
        let element = Element::of("BF16").expect("it is one");
        assert_eq!(element.value(&[0x80, 0x3f, 0x40, 0xc0], 0), 1.0);
        assert_eq!(element.value(&[0x80, 0x3f, 0x40, 0xc0], 1), -3.0);
    }

    #[test]
    fn sizes_are_whole_bytes() {
        let element = |name| Element::of(name).expect("it is one");
        assert_eq!(
            (element("F64").bytes(3), element("F4").bytes(4), element("F4").bytes(3)),
            (Some(24), Some(2), None)
        );
        assert_eq!(element("F32").bytes(usize::MAX / 8), None);
        assert_eq!(Element::of("F128"), None);
    }
}
