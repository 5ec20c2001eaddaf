//! The bytes as a file of images and as one of labels.

use ffnn::data::idx;

use super::memory;

/// Pixels of an image.
const PIXELS: usize = 4;

/// A vector that grows to its double holds three times what is in it, and a label of one byte becomes one of eight.
const FACTOR: usize = 16;

/// What deflate packs into one byte, at most.
const PACKED: usize = 1032;

/// Both, plain or packed.
pub fn idx(bytes: &[u8]) {
    let packed = if bytes.starts_with(&[0x1f, 0x8b]) { PACKED } else { 1 };
    let room = FACTOR * packed * bytes.len();
    if let Ok(images) = memory::bounded(room, || idx::read_images::<PIXELS>("images", bytes)) {
        assert!(!images.is_empty());
        // The sizes of an image that are in the file: 1x4, 2x2 or 4x1.
        let file = written(&[images.len(), 2, 2], images.as_flattened());
        assert_eq!(idx::read_images::<PIXELS>("again", &*file).expect("what was written can be read"), images);
    }
    if let Ok(labels) = memory::bounded(room, || idx::read_labels("labels", bytes)) {
        let all: Vec<u8> = labels.iter().map(|&label| u8::try_from(label).expect("a label is a byte")).collect();
        let file = written(&[labels.len()], &all);
        assert_eq!(idx::read_labels("again", &*file).expect("what was written can be read"), labels);
    }
}

fn written(sizes: &[usize], bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, 8, sizes.len() as u8];
    sizes.iter().for_each(|&size| file.extend_from_slice(&(size as u32).to_be_bytes()));
    file.extend_from_slice(bytes);
    file
}
