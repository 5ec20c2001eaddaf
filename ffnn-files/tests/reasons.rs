//! Why files are read here and not by the format's own implementation, `safetensors`, besides the seconds that its packages
//! would cost every build. A version of it that fails these tests takes a reason away.

#[path = "../../tests/shared/counting.rs"]
mod counting;

use ffnn_files::{File, Problem};
use safetensors::{Dtype, SafeTensors};

use counting::most;

/// What a header says of a tensor.
fn tensor(name: &str, dtype: &str, count: usize, start: usize, end: usize) -> String {
    format!(r#""{name}":{{"dtype":"{dtype}","shape":[{count}],"data_offsets":[{start},{end}]}}"#)
}

/// A file with this in its header, and so many bytes of tensors.
fn file(header: &str, data: usize) -> Vec<u8> {
    let header = format!("{{{header}}}");
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend_from_slice(header.as_bytes());
    file.resize(file.len() + data, 0);
    file
}

/// Two tensors of one name are a mistake of whoever wrote them, or a trap: what a reader takes depends on the reader.
#[test]
fn of_two_tensors_of_one_name_it_takes_the_last() {
    let (single, half) = (tensor("a", "F32", 1, 0, 4), tensor("a", "F16", 2, 0, 4));
    for (first, second, taken) in [(&single, &half, Dtype::F16), (&half, &single, Dtype::F32)] {
        let bytes = file(&format!("{first},{second}"), 4);
        let theirs = SafeTensors::deserialize(&bytes).expect("it takes the file");
        assert_eq!((theirs.len(), theirs.tensor("a").expect("it has an `a`").dtype()), (1, taken));
        assert!(matches!(File::read(&bytes), Err(Problem::Start { .. })), "two tensors at one place");
    }
    // Side by side they would fill the file; of these it sees the second alone, and the place of the first is not there.
    let bytes = file(&format!("{},{}", tensor("a", "F32", 1, 4, 8), tensor("a", "F32", 1, 0, 4)), 4);
    assert_eq!(SafeTensors::deserialize(&bytes).expect("it takes the file").len(), 1);
    assert!(matches!(File::read(&bytes), Err(Problem::CutShort { .. })));
    let bytes = file(&format!("{},{}", tensor("a", "F32", 1, 0, 4), tensor("a", "F32", 1, 4, 8)), 8);
    assert_eq!(File::read(&bytes).err(), Some(Problem::Twice { name: "a".into() }));
}

/// How much memory the two take for a byte of the file while they read its header: theirs, and ours.
fn memory(bytes: &[u8]) -> [f64; 2] {
    let theirs = most(|| assert!(SafeTensors::deserialize(bytes).is_ok()));
    let ours = most(|| assert!(File::read(bytes).and_then(|file| file.texts(|_| true)).is_ok()));
    [theirs, ours].map(|used| used as f64 / bytes.len() as f64)
}

/// A program that reads files of anyone's must know how much memory they take.
#[test]
fn it_takes_ten_times_the_memory_of_a_file_of_little_things() {
    const COUNT: usize = 20_000;
    let joined = |text: &dyn Fn(usize) -> String| (0..COUNT).map(text).collect::<Vec<_>>().join(",");
    let tensors = joined(&|number| tensor(&format!("{number:x}"), "U8", 1, number, number + 1));
    let texts = joined(&|number| format!("\"{number:x}\":\"\""));
    let [tensors, texts] = [(tensors, COUNT), (format!("\"__metadata__\":{{{texts}}}"), 0)].map(|(header, data)| {
        let [theirs, ours] = memory(&file(&header, data));
        println!("{theirs:.2} bytes for a byte of the file, {ours:.2} here");
        [theirs, ours]
    });
    assert!(tensors[0] > 10.0 && tensors[1] < 1.0, "{tensors:?}");
    assert!(texts[0] > 5.0 && texts[1] < 1.25, "{texts:?}");
}

/// What it reads and this reader refuses, with the beginning of what is said: the list of the crate's documentation.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "two tensors of the same name",
        r#""a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}"#,
        "tensor `a`: expected to start at byte",
    ),
    (
        "two texts of the same name",
        r#""__metadata__":{"t":"1","t":"2"},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}"#,
        "expected each name once, found two `t`",
    ),
    (
        "an unknown key of a tensor",
        r#""a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"strides":[1]}"#,
        "byte 60: expected `dtype`, `shape` and `data_offsets` of a tensor, each once",
    ),
    ("a tensor as a list", r#""a":["U8",[1],[0,1]]"#, "byte 13: expected `{` and the description of a tensor"),
    (
        "a type as an object",
        r#""a":{"dtype":{"U8":null},"shape":[1],"data_offsets":[0,1]}"#,
        "byte 22: expected text in quotation marks",
    ),
];

/// What this reader says of the file, with its texts.
fn ours(bytes: &[u8]) -> Result<(), Problem> {
    File::read(bytes)?.texts(|_| true).map(|_| ())
}

#[test]
fn what_it_reads_and_this_reader_refuses_is_listed() {
    let documentation = include_str!("../src/lib.rs");
    for (what, header, said) in REFUSED {
        let bytes = file(header, 1);
        SafeTensors::deserialize(&bytes).unwrap_or_else(|error| panic!("it refuses {what}: {error}"));
        let problem = ours(&bytes).expect_err("listed as refused").to_string();
        assert!(problem.starts_with(said), "{what}: {problem}");
        assert!(documentation.contains(&format!("//! | {what} |")), "{what} is not in the documentation");
    }
    assert_eq!(documentation.lines().filter(|line| line.starts_with("//! | ")).count(), REFUSED.len() + 1);
    // And what is read though other readers might not.
    let bytes = file(
        "\"__metadata__\" :\t\nnull , \"a\" : { \"dtype\" : \"U8\" , \"shape\" : [ 1 ] , \"data_offsets\" : [ 0 , 1 ] } ",
        1,
    );
    assert!(SafeTensors::deserialize(&bytes).is_ok());
    assert_eq!(ours(&bytes), Ok(()));
}

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

/// The list is whole: headers that are put together at random and that it reads are read here, or refused for what is in
/// the list.
#[test]
fn nothing_else_that_it_reads_is_refused() {
    const TEXTS: &[&str] = &[
        "{}",
        "null",
        r#"{"t":"1"}"#,
        r#"{"t":"1","t":"2"}"#,
        r#"{"t":1}"#,
        "[]",
        r#"{"t":null}"#,
        r#"{"\u0074":"\ud83d\ude00"}"#,
        r#"{"t":"\ud800"}"#,
    ];
    const NAMES: &[&str] = &["a", "b", "a.b", "", "a/b:0", "\\u0061", "é"];
    const TYPES: &[&str] = &[r#""U8""#, r#""F32""#, r#""F4""#, r#"{"U8":null}"#, r#""u8""#, "1", r#"["U8"]"#];
    const SHAPES: &[&str] =
        &["[]", "[1]", "[0]", "[2]", "[1,1]", "[1.0]", "[01]", "[1e0]", "[-1]", "1", "[ 1 ]", "[18446744073709551616]"];
    const MORE: &[&str] = &["", "", "", r#","strides":[1]"#, r#","shape":[1]"#, r#","":{"a":[null]}"#, ","];
    const SPACES: &[&str] = &["", "", "", " ", "\n\t", "\u{b}"];
    let mut draw = Draw(1);
    let (mut read, mut refused) = (0, [0; REFUSED.len()]);
    for _ in 0..60_000 {
        let (mut parts, mut end, mut listed) = (Vec::new(), 0, None);
        let pick = |draw: &mut Draw, from: &[&'static str]| -> &'static str {
            // The first is most likely, or nothing would be sound.
            from[if draw.below(3) > 0 { 0 } else { draw.below(from.len()) }]
        };
        if draw.below(2) == 0 {
            let texts = pick(&mut draw, TEXTS);
            listed = texts.contains(r#""t":"2""#).then_some(1);
            parts.push(format!(r#""__metadata__":{texts}"#));
        }
        let mut names = Vec::new();
        for _ in 0..draw.below(3) {
            let (name, dtype, shape, more) =
                (pick(&mut draw, NAMES), pick(&mut draw, TYPES), pick(&mut draw, SHAPES), pick(&mut draw, MORE));
            let count: usize = match shape {
                "[0]" => 0,
                "[2]" => 2,
                _ => 1,
            };
            let start = end;
            end += if dtype.contains("F32") {
                4 * count
            } else if dtype.contains("F4") {
                count.div_ceil(2)
            } else {
                count
            };
            let space = pick(&mut draw, SPACES);
            let fields = [
                format!(r#""dtype":{dtype}"#),
                format!(r#""shape":{space}{shape}"#),
                format!(r#""data_offsets":[{start},{end}]"#),
            ];
            let order = draw.below(3);
            let fields = [&fields[order], &fields[(order + 1) % 3], &fields[(order + 2) % 3]];
            let as_list = draw.below(20) == 0;
            parts.push(match as_list {
                true => format!(r#""{name}":[{dtype},{shape},[{start},{end}]]"#),
                false => format!(r#""{name}":{space}{{{},{},{}{more}}}"#, fields[0], fields[1], fields[2]),
            });
            let name = if name == "\\u0061" { "a" } else { name };
            if names.contains(&name) {
                listed = listed.or(Some(0));
            }
            names.push(name);
            let of_this = match () {
                () if as_list => Some(3),
                () if more.len() > 1 => Some(2),
                () if dtype.starts_with('{') => Some(4),
                () => None,
            };
            listed = listed.or(of_this);
        }
        let bytes = file(&parts.join(","), end);
        if SafeTensors::deserialize(&bytes).is_err() {
            continue;
        }
        match (ours(&bytes), listed) {
            (Ok(()), _) => read += 1,
            (Err(_), Some(reason)) => refused[reason] += 1,
            (Err(problem), None) => panic!("{}: {problem}", parts.join(",")),
        }
    }
    println!("{read} files are read by both, {refused:?} by one");
    assert!(read > 1000 && refused.iter().all(|&count| count > 10), "{read} {refused:?}");
}
