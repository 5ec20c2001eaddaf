//! The format's own implementation reads what is written here, and whatever is read here.

use std::collections::HashMap;

use ffnn_files::{Element, File, write};
use safetensors::tensor::{Dtype, TensorView};
use safetensors::{SafeTensors, serialize};

/// SplitMix64.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}

const NAMES: &[&str] = &["hidden.weight", "0.bias", "é \"quoted\" \\ and\ttabs", "", "__metadata", "😀"];
const SHAPES: &[&[usize]] = &[&[], &[3], &[2, 3], &[1, 2, 3], &[0], &[2, 0]];
const TYPES: &[(Dtype, usize)] =
    &[(Dtype::F32, 4), (Dtype::F64, 8), (Dtype::F16, 2), (Dtype::BF16, 2), (Dtype::I64, 8), (Dtype::BOOL, 1)];

/// Files with some tensors of the names, each of some shape and type, written by the format's own implementation.
fn files() -> Vec<Vec<u8>> {
    let mut draw = Draw(1);
    let mut file = || {
        let kept: Vec<_> = NAMES.iter().filter(|_| draw.0 == 1 || draw.below(3) > 0).collect();
        let tensors: Vec<_> = kept.into_iter().map(|name| (*name, draw.below(6), draw.below(6))).collect();
        let data: Vec<Vec<u8>> = tensors
            .iter()
            .map(|&(_, shape, kind)| {
                let count = SHAPES[shape].iter().product::<usize>() * TYPES[kind].1;
                (0..count).map(|_| draw.below(256) as u8).collect()
            })
            .collect();
        let views = tensors.iter().zip(&data).map(|(&(name, shape, kind), data)| {
            (
                name,
                TensorView::new(TYPES[kind].0, SHAPES[shape].to_vec(), data).expect("the bytes are those of the shape"),
            )
        });
        let metadata =
            HashMap::from([("format".to_owned(), "pt".to_owned()), ("a\n\"b\"".to_owned(), "\\é".to_owned())]);
        serialize(views, Some(metadata)).expect("it can be written")
    };
    (0..200).map(|_| file()).collect()
}

#[test]
fn what_it_writes_is_read() {
    for bytes in files() {
        let (ours, theirs) =
            (File::read(&bytes).expect("it is sound"), SafeTensors::deserialize(&bytes).expect("it is sound"));
        assert_eq!(ours.entries().count(), theirs.len());
        for entry in ours.entries() {
            let tensor = theirs.tensor(&entry.name).expect("it has that tensor too");
            assert_eq!((entry.shape(), entry.bytes()), (tensor.shape().to_vec(), tensor.data()));
            assert_eq!(entry.element.name(), format!("{:?}", tensor.dtype()));
            assert!(std::ptr::eq(ours.get(&entry.name).expect("it is there").bytes(), entry.bytes()));
        }
        let texts = ours.texts(|_| true).expect("each once");
        assert!(texts.iter().eq([("a\n\"b\"", "\\é"), ("format", "pt")]));
        assert_eq!(ours.text("format").as_deref(), Some("pt"));
    }
}

#[test]
fn it_reads_what_is_written() {
    let tensors: Vec<_> = NAMES.iter().zip(SHAPES).map(|(name, shape)| (*name, Element::F32, *shape)).collect();
    let bytes = write([("a\u{1}\"", "b\n")], &tensors, |index, bytes| {
        let count: usize = SHAPES[index].iter().product();
        bytes.extend((0..count).flat_map(|value| (value as f32 + index as f32).to_le_bytes()));
        Ok::<(), ()>(())
    });
    let bytes = bytes.expect("nothing fails");
    let theirs = SafeTensors::deserialize(&bytes).expect("it is sound");
    assert_eq!(theirs.len(), NAMES.len());
    for (index, (name, shape)) in NAMES.iter().zip(SHAPES).enumerate() {
        let tensor = theirs.tensor(name).expect("it is there");
        assert_eq!((tensor.shape(), tensor.dtype()), (*shape, Dtype::F32));
        let first = tensor.data().first_chunk::<4>().map(|bytes| f32::from_le_bytes(*bytes));
        assert!(first.is_none_or(|first| first == index as f32));
    }
    let (_, metadata) = SafeTensors::read_metadata(&bytes).expect("it is sound");
    let texts = metadata.metadata().as_ref().expect("there is a text");
    assert_eq!(texts.get("a\u{1}\"").map(String::as_str), Some("b\n"));
}

/// Stricter is no error; taking what the format forbids would be.
#[test]
fn what_it_refuses_is_refused() {
    let (mut draw, mut both, mut stricter) = (Draw(7), 0, 0);
    for mut bytes in files().into_iter().cycle().take(20_000) {
        for _ in 0..=draw.below(2) {
            let header =
                8 + u64::from_le_bytes(*bytes.first_chunk().expect("eight bytes")).min(bytes.len() as u64 - 8) as usize;
            let place = draw.below(header);
            match draw.below(5) {
                0 => bytes[place] = draw.below(256) as u8,
                1 => bytes[place] = b"{}[]\":,\\0u9 "[draw.below(12)],
                2 if place >= 8 => drop(bytes.remove(place)),
                3 if place >= 8 => bytes.insert(place, b"0123456789"[draw.below(10)]),
                _ => {
                    let digits: Vec<_> = (8..header).filter(|&place| bytes[place].is_ascii_digit()).collect();
                    if !digits.is_empty() {
                        bytes[digits[draw.below(digits.len())]] = b'0' + draw.below(10) as u8;
                    }
                }
            }
        }
        let (ours, theirs) = (File::read(&bytes), SafeTensors::deserialize(&bytes));
        match (ours, theirs) {
            (Ok(_), Err(error)) => panic!("{error} in {:?}", String::from_utf8_lossy(&bytes)),
            (Ok(_), Ok(_)) => both += 1,
            (Err(_), Ok(_)) => stricter += 1,
            (Err(_), Err(_)) => {}
        }
    }
    println!("{both} files are read by both, {stricter} only by the format's own implementation");
    assert!(both > 500 && stricter < 500, "{both} read by both, {stricter} only by the other");
}
