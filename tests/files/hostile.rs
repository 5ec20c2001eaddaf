//! No file makes the library panic, allocate more memory than the file holds, or change a network.

use ffnn::files::{self, Metadata, Names, Problem};
use ffnn::prelude::*;
use ffnn::{Random, Stream};

use super::counting::most;
use super::declared::{Everything, Small};
use super::refused::{f32s, file, small};

/// Memory for reading besides the entries of a file: names of the network's tensors, a message.
const REST: usize = 16 << 10;

/// Returns the error in the file; reading must not allocate more memory than the file holds.
fn refused(bytes: &[u8]) -> Problem {
    let mut network = Small::<f32>::boxed(3);
    let before = network.as_slice().to_vec();
    let mut result = None;
    let used = most(|| result = Some(files::from_bytes(&mut *network, bytes, &Names::torch())));
    let problem = result.expect("it ran").expect_err("this is no file of the network");
    assert!(used <= bytes.len() + REST, "{used} bytes for a file of {}: {problem}", bytes.len());
    assert_eq!(network.as_slice(), before, "a failed load changes nothing");
    problem
}

/// A file with this header.
fn headed(header: &str, data: usize) -> Vec<u8> {
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend_from_slice(header.as_bytes());
    file.resize(file.len() + data, 0);
    file
}

#[test]
fn lengths_are_not_believed() {
    assert_eq!(refused(&[]), Problem::CutShort { expected: 8, found: 0 });
    assert_eq!(refused(&[1, 2, 3]), Problem::CutShort { expected: 8, found: 3 });
    assert_eq!(refused(&[0; 8]).to_string(), "byte 8: expected `{` at the start of the header of a safetensors file");
    for length in [1_u64 << 63, u64::MAX, u64::MAX - 8, 100_000_001] {
        assert_eq!(refused(&length.to_le_bytes()), Problem::HeaderLength { found: length });
    }
    assert_eq!(refused(&100_000_000_u64.to_le_bytes()), Problem::CutShort { expected: 100_000_008, found: 8 });
    let mut bytes = file("", &small());
    bytes.push(0);
    assert!(matches!(refused(&bytes), Problem::Trailing { .. }));
    bytes.truncate(bytes.len() - 2);
    assert!(matches!(refused(&bytes), Problem::CutShort { .. }));
}

#[test]
fn files_of_other_programs_are_known() {
    for start in [&b"PK\x03\x04"[..], b"\x89HDF\r\n\x1a\n", b"\x93NUMPY", b"GGUF"] {
        assert!(matches!(refused(&[start, &[0; 100]].concat()), Problem::OtherFormat { .. }));
    }
}

#[test]
fn places_are_checked() {
    let tensor = |name: &str, start: u64, end: u64| {
        format!(
            r#""{name}":{{"dtype":"F32","shape":[{}],"data_offsets":[{start},{end}]}}"#,
            end.wrapping_sub(start) / 4
        )
    };
    let two = |one: String, other: String, data| refused(&headed(&format!("{{{one},{other}}}"), data)).to_string();
    // Overlapping, with a gap, at the same place, beyond the end, reversed, overflowing.
    assert!(two(tensor("a", 0, 8), tensor("b", 4, 12), 12).starts_with("tensor `b`: expected to start at byte"));
    assert!(two(tensor("a", 0, 4), tensor("b", 8, 12), 12).starts_with("tensor `b`: expected to start at byte"));
    assert!(two(tensor("a", 0, 4), tensor("b", 0, 4), 4).starts_with("tensor `"));
    // Duplicate names are ambiguous, wherever they are.
    assert_eq!(two(tensor("a", 0, 4), tensor("a", 4, 8), 8), "expected each name once, found two `a`");
    assert!(two(tensor("a", 0, 4), tensor("b", 4, 12), 8).starts_with("the file is cut short"));
    assert!(two(tensor("a", 0, 4), tensor("b", 8, 4), 8).contains("the size of F32 with shape"));
    let far = u64::MAX - 3;
    assert!(two(tensor("a", 0, 4), tensor("b", far - 4, far), 8).starts_with("tensor `b`: expected to start at byte"));
    for shape in ["[18446744073709551615,2]", "[4294967296,4294967296,4]"] {
        let header = format!(r#"{{"a":{{"dtype":"F32","shape":{shape},"data_offsets":[0,0]}}}}"#);
        assert!(matches!(refused(&headed(&header, 0)), Problem::Size { .. }), "{shape}");
    }
}

#[test]
fn a_header_is_of_one_form() {
    for header in [
        "[]",
        " {}",
        "{",
        "{}x",
        "{\"a\"}",
        "{\"a\":1}",
        "{\"a\":{}}",
        "{\"a\":{},}",
        "{,}",
        "{\"__metadata__\":{\"a\":1}}",
        "{\"__metadata__\":{\"a\":{\"b\":\"c\"}}}",
        "{\"__metadata__\":[]}",
        "{\"__metadata__\":{},\"__metadata__\":{}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"more\":1}}",
        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4]}}",
        "{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F4\",\"shape\":[1],\"data_offsets\":[0,0]}}",
        "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}",
    ] {
        refused(&headed(header, 4));
    }
    assert!(matches!(refused(&[&2_u64.to_le_bytes()[..], &[b'{', 0xff]].concat()), Problem::Text { byte: 9 }));
}

#[test]
fn nothing_nests() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{{\"a\":{}{}}}", open.repeat(1_000_000), close.repeat(1_000_000));
        assert!(matches!(refused(&headed(&deep, 0)), Problem::Json { .. }));
    }
    let deep = format!(r#"{{"a":{{"dtype":"F32","shape":{}1"#, "[".repeat(1_000_000));
    assert!(matches!(refused(&headed(&deep, 0)), Problem::Json { .. }));
}

#[test]
fn many_tensors_take_no_more_memory_than_the_file() {
    let mut header = String::from("{");
    for number in 0..50_000 {
        let separator = if number == 0 { "" } else { "," };
        header += &format!(r#"{separator}"{number}":{{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#);
    }
    // Escapes in names are decoded.
    let escaped = header.replace("\":{", "\\u0041\":{");
    for header in [header, escaped] {
        assert!(matches!(refused(&headed(&(header + "}"), 0)), Problem::Missing { .. }));
    }
    // Many names to compare, many texts, long names with escapes, a long shape.
    let long = "x".repeat(2_000_000);
    let header = format!(r#"{{"{long}":{{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}}}"#);
    assert!(refused(&headed(&header, 0)).to_string().len() < 500, "a message is not as long as the file");
    let escapes = "\\u0041".repeat(300_000);
    let header = format!(r#"{{"{escapes}":{{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}}}"#);
    assert!(matches!(refused(&headed(&header, 0)), Problem::Missing { .. }));
    let texts = (0..100_000).map(|number| format!("\"{number}\":\"\"")).collect::<Vec<_>>().join(",");
    assert!(matches!(refused(&headed(&format!("{{\"__metadata__\":{{{texts}}}}}"), 0)), Problem::Missing { .. }));
    let shape = vec!["1"; 1_000_000].join(",");
    let header = format!(r#"{{"hidden.weight":{{"dtype":"F32","shape":[{shape}],"data_offsets":[0,4]}}}}"#);
    assert!(matches!(refused(&headed(&header, 4)), Problem::Shape { .. }));
}

#[test]
fn texts_take_about_as_much_memory_as_the_file() {
    let texts = |text: &dyn Fn(usize) -> String| (0..100_000).map(text).collect::<Vec<_>>().join(",");
    let long = "x".repeat(1_000_000);
    // A name and its text take 6 bytes more than their letters in the file, and 8 more in memory.
    for (texts, fourths) in [
        (texts(&|number| format!("\"{number:x}\":\"\"")), 5),
        (texts(&|number| format!("\"{}\":\"a\"", 100_000 - number)), 5),
        (texts(&|number| format!("\"{number}\\n\":\"\\\\\"")), 5),
        (format!("\"a\":\"{long}\""), 4),
        (format!("\"{long}\":\"a\""), 4),
        (format!("\"a\":\"\\n{long}\""), 4),
        (format!("\"\\n{long}\":\"\\n{long}\""), 4),
    ] {
        let bytes = file(&texts, &small());
        let (mut network, mut result) = (Small::<f32>::boxed(3), None);
        let used = most(|| result = Some(files::from_bytes(&mut *network, &bytes, &Names::torch())));
        let metadata = result.expect("it ran").expect("the texts are sound");
        assert!(!metadata.texts.is_empty());
        assert!(used <= bytes.len() / 4 * fourths + REST, "{used} bytes for a file of {}", bytes.len());
    }
    let twice = format!("\"{long}\":\"1\",\"{long}\":\"2\"");
    let problem = refused(&file(&twice, &small()));
    assert!(problem.to_string().len() < 500, "a message is not as long as the file");
}

#[test]
fn tensors_of_nothing_are_no_tensors_of_a_network() {
    let mut tensors = small();
    tensors[1] = ("hidden.bias", "F32", &[0], f32s(&[]));
    assert_eq!(refused(&file("", &tensors)).to_string(), "tensor `hidden.bias`: expected the shape [3], found [0]");
}

/// Mutates a file: changes a byte or digit, or removes, duplicates or moves a piece.
fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    let length = bytes.len();
    // Most errors are possible in the header.
    let header = 8 + u64::from_le_bytes(bytes[..8].try_into().expect("eight bytes")).min(length as u64 - 8) as usize;
    let anywhere = random.below(4) == 0;
    let place = random.below(if anywhere { length } else { header });
    let piece = place..(place + 1 + random.below(40)).min(length);
    match random.below(8) {
        0 => bytes[place] = random.bits() as u8,
        1 => bytes[place] ^= 1 << random.below(8),
        2 => bytes.truncate(place),
        3 => drop(bytes.drain(piece)),
        4 => {
            let piece = bytes[piece].to_vec();
            bytes.splice(place..place, piece);
        }
        5 => {
            let (piece, end) = (bytes[piece].to_vec(), random.below(length));
            bytes.splice(end..end, piece);
        }
        6 => {
            // Replacing a digit keeps the header well-formed.
            let digits: Vec<usize> = (8..header).filter(|&place| bytes[place].is_ascii_digit()).collect();
            if !digits.is_empty() {
                bytes[digits[random.below(digits.len())]] = b'0' + random.below(10) as u8;
            }
        }
        _ => {
            const SIGNS: &[u8] = b"{}[]\":,\\0u";
            bytes[place] = SIGNS[random.below(SIGNS.len())];
        }
    }
}

#[test]
fn changed_files_are_refused_or_loaded() {
    let names = Names::torch();
    let good = files::to_bytes(&*Everything::<f32>::boxed(1), &Metadata::new().seed(1), &names).expect("all is finite");
    let mut network = Everything::<f32>::boxed(2);
    let own = size_of::<Everything<f32>>();
    let (mut refused, mut loaded) = (0, 0);
    for seed in 0..10_000 {
        let (mut bytes, mut random) = (good.clone(), Stream::root(7).at(seed).random());
        for _ in 0..=random.below(3) {
            if bytes.len() > 8 {
                mutate(&mut bytes, &mut random);
            }
        }
        let before = network.as_slice().to_vec();
        let mut result = None;
        let used = most(|| result = Some(files::from_bytes(&mut *network, &bytes, &names)));
        assert!(used <= bytes.len() + own + REST, "{used} bytes for a file of {}", bytes.len());
        match result.expect("it ran") {
            Ok(_) => {
                loaded += 1;
                assert!(network.as_slice().iter().all(|value| value.is_finite()));
            }
            Err(problem) => {
                refused += 1;
                assert!(problem.to_string().len() < 500, "{problem}");
                assert_eq!(network.as_slice(), before, "{problem}");
            }
        }
    }
    println!("{refused} files refused, {loaded} loaded");
    // A changed weight is still valid; most other changes are not.
    assert!(loaded > 100 && refused > 5_000, "{refused} files refused, {loaded} loaded");
}
