use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

/// Two images of 2x3 pixels.
const IMAGES: [u8; 28] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6];
const LABELS: [u8; 10] = [0, 0, 8, 1, 0, 0, 0, 2, 7, 255];

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn images(bytes: &[u8]) -> Result<Vec<[u8; 6]>, LoadError> {
    read_images("images.idx", bytes)
}

fn message(bytes: &[u8]) -> String {
    images(bytes).unwrap_err().to_string()
}

/// Returns `IMAGES` with `byte` at `place`.
fn with(place: usize, byte: u8) -> [u8; 28] {
    let mut bytes = IMAGES;
    bytes[place] = byte;
    bytes
}

#[test]
fn plain_and_packed_files_are_read() {
    let expected = [[0, 51, 102, 153, 204, 255], [1, 2, 3, 4, 5, 6]];
    assert_eq!(images(&IMAGES).unwrap(), expected);
    assert_eq!(images(&gzip(&IMAGES)).unwrap(), expected);
    assert_eq!(images(&[gzip(&IMAGES[..20]), gzip(&IMAGES[20..])].concat()).unwrap(), expected);
    assert_eq!(read_labels("labels.idx", &LABELS[..]).unwrap(), [7, 255]);
    assert_eq!(read_labels("labels.idx", gzip(&LABELS).as_slice()).unwrap(), [7, 255]);
}

#[test]
fn a_file_of_many_chunks_is_read() {
    let count = 2 * CHUNK / 784 + 5;
    let mut bytes = [[0, 0, 8, 3], (count as u32).to_be_bytes(), [0, 0, 0, 28], [0, 0, 0, 28]].concat();
    bytes.extend((0..count * 784).map(|pixel| (pixel % 251) as u8));
    let images = read_images::<784>("images.gz", gzip(&bytes).as_slice()).unwrap();
    assert_eq!(images.len(), count);
    assert_eq!(images.as_flattened(), &bytes[16..]);
}

#[test]
fn an_image_may_be_larger_than_a_chunk() {
    const PIXELS: usize = 256 * 257;
    const { assert!(PIXELS > CHUNK) };
    let mut bytes = [[0, 0, 8, 3], [0, 0, 0, 2], [0, 0, 1, 0], [0, 0, 1, 1]].concat();
    bytes.extend((0..2 * PIXELS).map(|pixel| (pixel % 251) as u8));
    let images = read_images::<PIXELS>("images.idx", bytes.as_slice()).unwrap();
    assert_eq!(images.as_flattened(), &bytes[16..]);
}

/// A reader that returns one byte at a time.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        self.0.read(&mut target[..1])
    }
}

#[test]
fn a_reader_may_give_byte_by_byte() {
    assert_eq!(read_images::<6>("images.idx", Slow(&gzip(&IMAGES))).unwrap(), images(&IMAGES).unwrap());
}

#[test]
fn pixels_are_scaled_and_paired_with_labels() {
    let data: Dataset<[f32; 6], usize> = pair(images(&IMAGES).unwrap(), [3, 4].into(), "labels.idx").unwrap();
    assert_eq!(data.inputs()[0], [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
    assert_eq!(data.targets(), [3, 4]);
    let error = pair::<f32, 6>(images(&IMAGES).unwrap(), [3].into(), "labels.idx").unwrap_err();
    assert_eq!(error.to_string(), "labels.idx: expected 2 labels, one per image, found 1");
}

#[test]
fn files_are_loaded_by_path() {
    let place = |name: &str| std::env::temp_dir().join(alloc::format!("ffnn-idx-{}-{name}", std::process::id()));
    let (images, labels) = (place("images"), place("labels"));
    std::fs::write(&images, gzip(&IMAGES)).unwrap();
    std::fs::write(&labels, LABELS).unwrap();
    let data = load::<f64, 6>(&images, &labels);
    std::fs::remove_file(&images).unwrap();
    std::fs::remove_file(&labels).unwrap();
    assert_eq!(data.unwrap().targets(), [7, 255]);
    let error = load::<f64, 6>(&images, &labels).unwrap_err();
    assert!(matches!(error.problem, LoadProblem::Open(_)), "{error}");
}

#[test]
fn another_format_is_found() {
    assert_eq!(
        message(b"\x89PNG and more"),
        "images.idx byte 0: expected [00, 00, 08, 03] (IDX, unsigned bytes, 3 dimensions), \
         found [89, 50, 4e, 47]"
    );
    assert_eq!(
        message(&with(2, 0x0d)),
        "images.idx byte 2: expected element type 0x08 (unsigned bytes), found 0x0d (32-bit floats)"
    );
    assert_eq!(
        message(&LABELS),
        "images.idx byte 3: expected 3 dimensions (images, rows, columns), found 1 dimension (labels)"
    );
    assert_eq!(
        read_labels("labels.idx", &IMAGES[..]).unwrap_err().to_string(),
        "labels.idx byte 3: expected 1 dimension (labels), found 3 dimensions (images, rows, columns)"
    );
}

#[test]
fn images_of_another_size_are_found() {
    assert_eq!(message(&with(15, 4)), "images.idx byte 8: expected 6 values per image, found 2x4");
    let mut largest = IMAGES;
    largest[4..16].fill(0xff);
    assert_eq!(message(&largest), "images.idx byte 8: expected 6 values per image, found 4294967295x4294967295");
}

#[test]
fn a_file_of_another_length_is_found() {
    assert_eq!(message(&[]), "images.idx: expected at least one sample, found none");
    assert_eq!(message(&gzip(&[])), "images.idx: expected at least one sample, found none");
    assert_eq!(message(&with(7, 0)), "images.idx byte 4: expected at least one sample, found none");
    for length in 1..IMAGES.len() {
        let expected = if length < 16 { 16 } else { 28 };
        let text = alloc::format!("images.idx byte {length}: expected {expected} bytes, found only {length}");
        assert_eq!(message(&IMAGES[..length]), text);
        assert_eq!(message(&gzip(&IMAGES[..length])), text);
    }
    let longer = [&IMAGES[..], &[0]].concat();
    assert_eq!(message(&longer), "images.idx byte 28: expected the end of the file, found more bytes");
    assert_eq!(message(&gzip(&longer)), "images.idx byte 28: expected the end of the file, found more bytes");
}

#[test]
fn a_header_that_promises_too_much_costs_nothing() {
    let bytes = [0, 0, 8, 3, 255, 255, 255, 255, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3, 4];
    let error = read_images::<784>("images.idx", &bytes[..]).unwrap_err();
    assert_eq!(error.to_string(), "images.idx byte 20: expected 3367254359296 bytes, found only 20");
}

#[test]
fn a_gzip_bomb_is_unpacked_no_further_than_promised() {
    struct Counted<'a>(&'a [u8], &'a mut usize);
    impl Read for Counted<'_> {
        fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
            let count = self.0.read(target)?;
            *self.1 += count;
            Ok(count)
        }
    }
    let bomb = gzip(&[&IMAGES[..], &alloc::vec![0; 30_000_000]].concat());
    let mut read = 0;
    let error = read_images::<6>("bomb.gz", Counted(&bomb, &mut read)).unwrap_err();
    assert!(matches!(error.problem, LoadProblem::Trailing), "{error}");
    assert!(read <= bomb.len() / 2, "read {read} of {} bytes", bomb.len());
}

/// `gzip` itself ignores trailing zeros, because tools that write whole blocks pad the last one with them.
#[test]
fn zeros_after_gzip_data_are_read_over() {
    for zeros in [1, 2, 511, 100_000] {
        let mut file = gzip(&IMAGES);
        file.resize(file.len() + zeros, 0);
        assert_eq!(images(&file).unwrap(), images(&IMAGES).unwrap(), "{zeros}");
        assert_eq!(read_images::<6>("images.idx", Slow(&file)).unwrap(), images(&IMAGES).unwrap(), "{zeros}");
        // Anything else is damage, whether it follows at once or after zeros.
        file.push(1);
        let error = images(&file).unwrap_err();
        assert!(matches!(error.problem, LoadProblem::Gzip(_)), "{zeros}: {error}");
    }
}

#[test]
fn damaged_gzip_data_is_found() {
    let whole = gzip(&IMAGES);
    for length in 2..whole.len() {
        let error = images(&whole[..length]).unwrap_err();
        assert!(matches!(error.problem, LoadProblem::Gzip(_)), "{length}: {error}");
    }
    let mut checksum = whole.clone();
    let last = checksum.len() - 5;
    checksum[last] ^= 1;
    let error = images(&checksum).unwrap_err().to_string();
    assert!(error.starts_with("images.idx byte 28: the gzip data is damaged: "), "{error}");
    let garbage = [&whole[..], b"garbage"].concat();
    assert!(matches!(images(&garbage).unwrap_err().problem, LoadProblem::Gzip(_)));
}

#[test]
fn a_reader_that_fails_is_reported() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is on fire"))
        }
    }
    let error = read_labels("labels.gz", super::gzip::MAGIC.chain(Broken)).unwrap_err();
    assert_eq!(error.to_string(), "labels.gz byte 0: cannot be read: the disk is on fire");
    let error = read_labels("labels.idx", Broken).unwrap_err();
    assert_eq!(error.to_string(), "labels.idx: cannot be read: the disk is on fire");
}
