//! Files with tensor names of other tools, embedded in a program and loaded at run time.

use ffnn::files::{self, FileError, Names, Problem};
use ffnn::prelude::*;

use super::interop::path;

network! {
    struct Plain: 3 -> 2 { hidden: Dense<4>, Tanh, output: Dense<2>, Linear }

    static DDP: &Plain = "tests/files/data/named/ddp.safetensors" { prefix: "module." };
    static COMPILED: &Plain = "tests/files/data/named/compiled.safetensors" { prefix: "_orig_mod." };
    static NET_SEQUENTIAL: &Plain = "tests/files/data/named/net_sequential.safetensors" { names: sequential, prefix: "net." };
    static LSTM_EXTRA: &Plain = "tests/files/data/named/lstm_extra.safetensors" { ignore: ["lstm.*"] };
    static OPTIMIZER: &Plain = "tests/files/data/named/optimizer.safetensors" { ignore: ["optimizer.*"] };
    static ENCODER: &Plain = "tests/files/data/named/encoder.safetensors" { part: "encoder" };
    static KERAS_PATH: &Plain = "tests/files/data/named/keras_path.safetensors" { names: keras, prefix: "sequential/" };
    static KERAS_COLON: &Plain = "tests/files/data/named/keras_colon.safetensors" { names: keras };
    static FLAX: &Plain = "tests/files/data/named/flax.safetensors" { names: flax };
    static FLAX_NUMBERED: &Plain = "tests/files/data/named/flax_numbered.safetensors" { names: flax };
    static FLAX_RENAMED: &Plain = "tests/files/data/named/flax_numbered.safetensors" {
        names: keras,
        prefix: "params/",
        rename: { hidden: "Dense_0", output: "Dense_1" },
    };
    static BURN: &Plain = "tests/files/data/named/burn.safetensors";
    static TRANSPOSED: &Plain = "tests/files/data/named/transposed.safetensors" { layout: inputs_first };
}

network! {
    struct Unicode: 3 -> 2 { größe: Dense<4>, Tanh, output: Dense<2>, Linear }

    static UNICODE: &Unicode = "tests/files/data/named/unicode.safetensors";
}

network! {
    struct Square: 2 -> 2 { a: Dense<2>, Linear }

    static SQUARE_BURN: &Square = "tests/files/data/named/square_burn.safetensors";
    static SQUARE_TORCH: &Square = "tests/files/data/named/square_torch.safetensors";
    static SQUARE_ASKED: &Square = "tests/files/data/named/square.safetensors" { names: burn };
}

/// The values that `named.py` writes for [`Plain`], in column-major order.
fn expected() -> Vec<f32> {
    let column = |first: f32, rows: usize, columns: usize, column: usize| {
        (0..rows).map(move |row| (first + (row * columns + column) as f32) / 8.0)
    };
    let hidden = (0..3).flat_map(|index| column(-5.0, 4, 3, index));
    let output = (0..4).flat_map(|index| column(-3.0, 2, 4, index));
    hidden.chain([0.5, -0.25, 1.0, 0.0]).chain(output).chain([0.75, -0.5]).collect()
}

fn load<N: Network>(network: &mut N, file: &str, names: &Names) -> Result<(), Problem> {
    match files::load_named(network, path(&format!("named/{file}.safetensors")), names) {
        Ok(_) => Ok(()),
        Err(FileError::Content { problem, .. }) => Err(problem),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn names_of_other_tools_are_loaded_and_embedded() {
    for (embedded, file, names) in [
        (DDP, "ddp", Names::torch().prefix("module.")),
        (COMPILED, "compiled", Names::torch().prefix("_orig_mod.")),
        (NET_SEQUENTIAL, "net_sequential", Names::sequential().prefix("net.")),
        (LSTM_EXTRA, "lstm_extra", Names::torch().ignore(["lstm.*"])),
        (OPTIMIZER, "optimizer", Names::torch().ignore(["optimizer.*"])),
        (ENCODER, "encoder", Names::torch().part("encoder")),
        (KERAS_PATH, "keras_path", Names::keras().prefix("sequential/")),
        (KERAS_COLON, "keras_colon", Names::keras()),
        (FLAX, "flax", Names::flax()),
        (FLAX_NUMBERED, "flax_numbered", Names::flax()),
        (
            FLAX_RENAMED,
            "flax_numbered",
            Names::keras().prefix("params.").rename("hidden", "Dense_0").rename("output", "Dense_1"),
        ),
        (BURN, "burn", Names::default()),
        (TRANSPOSED, "transposed", Names::torch().inputs_first()),
    ] {
        let mut loaded = Plain::<f32>::boxed(1);
        load(&mut *loaded, file, &names).unwrap_or_else(|problem| panic!("{file}: {problem}"));
        assert_eq!(loaded.as_slice(), expected(), "{file}");
        assert_eq!(embedded.as_slice(), expected(), "{file}");
    }
    let mut loaded = Unicode::<f32>::boxed(1);
    load(&mut *loaded, "unicode", &Names::torch()).expect("a name may be of any letters");
    assert_eq!((loaded.as_slice(), UNICODE.as_slice()), (&*expected(), &*expected()));
}

/// The problem of square layers: `[1, 0]` selects a column of the weights, which is a row in burn.
#[test]
fn a_square_layer_of_burn_is_not_transposed() {
    let predict = |network: &Square| network.predict(&[1.0, 0.0]);
    assert_eq!([SQUARE_BURN, SQUARE_TORCH, SQUARE_ASKED].map(predict), [[1.0, 2.0], [1.0, 3.0], [1.0, 2.0]]);
    for (file, names, expected) in [
        ("square_burn", Names::default(), [1.0, 2.0]),
        ("square_burn", Names::torch(), [1.0, 2.0]),
        ("square_burn", Names::torch().outputs_first(), [1.0, 3.0]),
        ("square_torch", Names::default(), [1.0, 3.0]),
        ("square", Names::torch(), [1.0, 3.0]),
        ("square", Names::burn(), [1.0, 2.0]),
        ("square", Names::default().inputs_first(), [1.0, 2.0]),
    ] {
        let mut network = Square::<f32>::boxed(1);
        load(&mut *network, file, &names).unwrap_or_else(|problem| panic!("{file}: {problem}"));
        assert_eq!(predict(&network), expected, "{file}");
    }
    let problem = load(&mut *Square::<f32>::boxed(1), "square", &Names::default()).expect_err("nothing tells");
    assert_eq!(
        problem.to_string(),
        "tensor `a.weight` of shape [2, 2]: cannot tell whether it is stored as [outputs, inputs] or as [inputs, outputs], \
         because all weights are square and the file does not say which library wrote it: load with `Names::torch()` for \
         the first, with `Names::burn()` or `.inputs_first()` for the second"
    );
}

/// Metadata of a file is preserved, and must not be applied to another layout.
#[test]
fn a_network_of_burn_is_saved_as_it_is() {
    let mut network = Square::<f32>::boxed(1);
    let metadata = files::load(&mut *network, path("named/square_burn.safetensors")).expect("it fits");
    assert_eq!(&metadata.texts["producer"], "burn");
    for saved in [Names::torch(), Names::burn(), Names::torch().inputs_first()] {
        let bytes = files::to_bytes(&*network, &metadata, &saved).expect("all is finite");
        for names in [Names::default(), Names::torch(), Names::burn()] {
            let mut again = Square::<f32>::boxed(2);
            // Reading a file with PyTorch names as burn transposes it.
            let expected = if names == Names::burn() && saved == Names::torch() { [1.0, 3.0] } else { [1.0, 2.0] };
            files::from_bytes(&mut *again, &bytes, &names).expect("it fits");
            assert_eq!(again.predict(&[1.0, 0.0]), expected, "{saved:?} {names:?}");
        }
    }
}

#[test]
fn a_file_of_other_names_says_which_would_fit() {
    for (file, calls) in [
        ("ddp", r#"Names::torch().prefix("module.")"#),
        ("compiled", r#"Names::torch().prefix("_orig_mod.")"#),
        ("net_sequential", r#"Names::sequential().prefix("net.")"#),
        ("lstm_extra", r#"Names::torch().ignore(["lstm.*"])"#),
        ("optimizer", r#"Names::torch().ignore(["optimizer.*"])"#),
        ("encoder", r#"Names::torch().part("encoder")"#),
        ("keras_path", r#"Names::keras().prefix("sequential/")"#),
        ("keras_colon", "Names::keras()"),
        ("flax", "Names::keras().prefix(\"params/\")"),
        ("flax_numbered", "Names::flax()"),
        ("transposed", "Names::burn()"),
        ("unicode", r#"Names::torch().rename("hidden", "größe")"#),
    ] {
        let problem = load(&mut *Plain::<f32>::boxed(1), file, &Names::default()).expect_err("other names");
        assert!(problem.to_string().ends_with(&format!(" `{calls}`")), "{file}: {problem}");
        let names = problem.names().expect("it has some").clone();
        let mut network = Plain::<f32>::boxed(1);
        load(&mut *network, file, &names).expect("they fit");
        assert_eq!(network.as_slice(), expected());
    }
}

/// A file may hold more than the network, and more than fits in memory: only the needed parts are read. This one has a
/// hole of a terabyte, which takes no space on disk.
#[test]
#[cfg(target_os = "linux")]
fn a_file_larger_than_memory_is_read_as_far_as_it_is_needed() {
    use std::io::Write;
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("files");
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    let place = folder.join(format!("large-{}.safetensors", std::process::id()));
    let whole = std::fs::read(path("named/optimizer.safetensors")).expect("it is there");
    let end = 8 + u64::from_le_bytes(*whole.first_chunk().expect("a length")) as usize;
    let header = std::str::from_utf8(&whole[8..end]).expect("text").trim_end();
    const HOLE: u64 = 1 << 40;
    let (start, data) = (whole.len() - end, &whole[end..]);
    let hole = format!(
        r#","optimizer.moment":{{"dtype":"U8","shape":[{HOLE}],"data_offsets":[{start},{}]}}}}"#,
        start as u64 + HOLE
    );
    let header = header.strip_suffix('}').expect("an object").to_owned() + &hole;
    let mut file = std::fs::File::create(&place).expect("a file");
    file.write_all(&(header.len() as u64).to_le_bytes()).expect("it can be written");
    file.write_all(header.as_bytes()).expect("it can be written");
    file.write_all(data).expect("it can be written");
    let large = file.set_len((8 + header.len() + data.len()) as u64 + HOLE);
    let mut network = Plain::<f32>::boxed(1);
    let results = large.ok().map(|()| {
        let loaded = files::load_named(&mut *network, &place, &Names::torch().ignore(["optimizer.*"]));
        let refused = files::load(&mut *Plain::<f32>::boxed(1), &place);
        (loaded, refused)
    });
    std::fs::remove_file(&place).expect("a file");
    // Some file systems do not support files of that size.
    let Some((loaded, refused)) = results else { return };
    loaded.expect("what is needed is there");
    assert_eq!(network.as_slice(), expected());
    assert!(refused.expect_err("there is more").to_string().contains("`optimizer.moment` of shape [1099511627776]"));
}
