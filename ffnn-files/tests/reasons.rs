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
