use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt::Debug;

use super::*;
use crate::Flat;
use crate::testing::sample::SampleParameters;

fn written(value: &impl Persist) -> Vec<u8> {
    let mut writer = Writer::new();
    value.persist(&mut writer);
    writer.into_bytes()
}

/// Reads back what was written, over `other`, and fails for every truncation.
fn check<V: Persist + PartialEq + Debug>(value: V, mut other: V) {
    let bytes = written(&value);
    for end in 0..bytes.len() {
        let mut reader = Reader::new(&bytes[..end]);
        other.restore(&mut reader).expect_err("bytes are missing");
    }
    let mut reader = Reader::new(&bytes);
    other.restore(&mut reader).expect("it was written");
    reader.end().expect("nothing else was written");
    assert_eq!(value, other);
}

#[test]
fn what_is_written_is_read() {
    check((), ());
    check((7u64, -0.1f64, true), (0, 0.0, false));
    check([Some(3usize), None], [None, Some(1)]);
    check((1u8, 2u32, 3.5f32, (4u64,)), (0, 0, 0.0, (0,)));
    check((u64::MAX, f64::INFINITY), (0, 0.0));
}

#[test]
fn a_text_may_be_all_that_is_left() {
    for text in ["", "a", "gewichtig \u{df}\u{1f980}"] {
        let mut writer = Writer::new();
        writer.block(|writer| writer.text(text));
        let mut reader = Reader::new(writer.as_bytes());
        assert_eq!(reader.block(|reader| reader.text()), Ok(text.to_string()));
        reader.end().expect("nothing else was written");
    }
}

#[test]
fn values_keep_every_bit() {
    // Arithmetic would lose the payload of a NaN, a negative zero and the smallest number.
    let odd = [f64::from_bits(0x7ff8_0000_0000_1234), -0.0, 5e-324, f64::NEG_INFINITY];
    let mut parameters = SampleParameters::<f64>::zeros_boxed();
    parameters.as_mut_slice()[..4].copy_from_slice(&odd);
    let bytes = written(&parameters);
    let mut copy = SampleParameters::<f64>::zeros_boxed();
    copy.restore(&mut Reader::new(&bytes)).expect("it was written");
    let bits = |parameters: &SampleParameters<f64>| -> Vec<u64> {
        parameters.as_slice().iter().map(|value| value.to_bits()).collect()
    };
    assert_eq!(bits(&parameters), bits(&copy));
}

#[test]
fn what_cannot_be_is_said() {
    let message = |problem: Malformed| problem.to_string();
    assert_eq!(message(Reader::new(&[2]).read::<bool>().unwrap_err()), "byte 0: expected 0 or 1, found 2");
    assert_eq!(message(Reader::new(&[1]).read::<u32>().unwrap_err()), "byte 0: expected 4 more bytes, found only 1");
    let mut writer = Writer::new();
    writer.values(&[1.0f32; 3]);
    let problem = Reader::new(writer.as_bytes()).values(&mut [0.0f32; 4]).unwrap_err();
    assert_eq!(message(problem), "byte 0: expected 4 values, found 3");
    let problem = Reader::new(&written(&u64::MAX)).text().unwrap_err();
    assert_eq!(
        message(problem),
        "byte 0: expected at most 0 items in the 0 remaining bytes, found 18446744073709551615"
    );
    let mut reader = Reader::new(&[0; 3]);
    reader.read::<bool>().expect("a byte");
    assert_eq!(message(reader.end().unwrap_err()), "byte 1: expected the end, found 2 more bytes");
}

#[test]
fn what_is_counted_up_has_room() {
    let counter = |value: u64| Reader::new(&written(&value)).counter();
    assert_eq!(counter((1 << 62) - 1), Ok((1 << 62) - 1));
    let problem = counter(1 << 62).unwrap_err();
    assert_eq!(problem.to_string(), "byte 0: expected a number below 2^62, found 4611686018427387904");
}
