//! Files as other tools write them: how their tensors are called, what else is in them, and what is suggested.

use ffnn_files::{Element, File, Layer, Names, Plan, Precision, Problem, Role, Tensor, write};

/// `hidden: Dense<4>, norm: BatchNorm, output: Dense<2>` of 3 inputs.
fn normed() -> Vec<Layer<'static>> {
    let mut place = 0;
    let mut tensor = |name, role, shape: (usize, usize)| {
        place += shape.0 * shape.1;
        Tensor { name, role, shape, place: place - shape.0 * shape.1 }
    };
    let dense = |tensors: Vec<Tensor<'static>>, name: &'static str, absorbed_bias| Layer {
        name: name.into(),
        tensors,
        absorbed_bias,
    };
    vec![
        dense(vec![tensor("weights", Role::Weight, (4, 3))], "hidden", Some(4)),
        dense(
            vec![
                tensor("scale", Role::Scale, (4, 1)),
                tensor("shift", Role::Shift, (4, 1)),
                tensor("mean", Role::Mean, (4, 1)),
                tensor("variance", Role::Variance, (4, 1)),
                tensor("weight", Role::Share, (1, 1)),
            ],
            "norm",
            None,
        ),
        dense(vec![tensor("weights", Role::Weight, (2, 4)), tensor("bias", Role::Bias, (2, 1))], "output", None),
    ]
}

/// The same without the normalization.
fn plain() -> Vec<Layer<'static>> {
    let tensor = |name, role, shape, place| Tensor { name, role, shape, place };
    let dense = |name: &'static str, [outputs, inputs]: [usize; 2], place| Layer {
        name: name.into(),
        tensors: vec![
            tensor("weights", Role::Weight, (outputs, inputs), place),
            tensor("bias", Role::Bias, (outputs, 1), place + outputs * inputs),
        ],
        absorbed_bias: None,
    };
    vec![dense("hidden", [4, 3], 0), dense("output", [2, 4], 16)]
}

/// One dense layer from 2 to 2.
fn square() -> Vec<Layer<'static>> {
    let weights = Tensor { name: "weights", role: Role::Weight, shape: (2, 2), place: 0 };
    let bias = Tensor { name: "bias", role: Role::Bias, shape: (2, 1), place: 4 };
    vec![Layer { name: "a".into(), tensors: vec![weights, bias], absorbed_bias: None }]
}

/// A file of these texts and tensors; the elements count on from 1.
fn file(texts: &[(&str, &str)], tensors: &[(&str, &[usize])]) -> Vec<u8> {
    let tensors: Vec<_> = tensors.iter().map(|&(name, shape)| (name, Element::F32, shape)).collect();
    let mut next = 0.0_f32;
    let bytes = write(texts.iter().copied(), &tensors, |index, bytes| {
        for _ in 0..tensors[index].2.iter().product() {
            next += 1.0;
            bytes.extend(next.to_le_bytes());
        }
        Ok::<(), ()>(())
    });
    bytes.expect("nothing fails")
}

fn load(bytes: &[u8], layers: &[Layer<'_>], names: &Names) -> Result<Vec<f64>, Problem> {
    let file = File::read(bytes)?;
    let plan = Plan::matching(&file, layers, names)?;
    let count = layers.iter().flat_map(|layer| &layer.tensors).map(|tensor| tensor.shape.0 * tensor.shape.1).sum();
    let mut values = vec![f64::NAN; count];
    plan.read(&file, Precision::Single, &mut |place, value| values[place] = value)?;
    assert!(values.iter().all(|value| value.is_finite()), "every place is written");
    Ok(values)
}

const HIDDEN: &[usize] = &[4, 3];
const OUTPUT: &[usize] = &[2, 4];
const TURNED_HIDDEN: &[usize] = &[3, 4];
const TURNED_OUTPUT: &[usize] = &[4, 2];

/// The tensors of [`plain`], each under one of these names.
fn tensors([hidden, hidden_bias, output, output_bias]: [&str; 4]) -> Vec<(&str, &'static [usize])> {
    vec![(hidden, HIDDEN), (hidden_bias, &[4]), (output, OUTPUT), (output_bias, &[2])]
}

const OWN: [&str; 4] = ["hidden.weight", "hidden.bias", "output.weight", "output.bias"];

/// What is suggested for these tensors, as a program writes it and as `network!` does; it is tried out.
fn suggested(tensors: &[(&str, &[usize])], layers: &[Layer<'_>]) -> (String, String) {
    let bytes = file(&[("format", "pt")], tensors);
    let problem = load(&bytes, layers, &Names::default()).expect_err("other names");
    let names = problem.names().unwrap_or_else(|| panic!("{problem}: nothing is suggested")).clone();
    load(&bytes, layers, &names).expect("what is suggested fits");
    assert!(problem.to_string().ends_with(&format!(" `{}`", names.as_calls())), "{problem}");
    (names.as_calls(), names.as_options())
}

#[test]
fn an_unknown_name_suggests_the_option_that_makes_it_fit() {
    for (names, calls, options) in [
        (OWN.map(|name| format!("module.{name}")), r#"Names::torch().prefix("module.")"#, r#"{ prefix: "module." }"#),
        (
            OWN.map(|name| format!("_orig_mod.module.{name}")),
            r#"Names::torch().prefix("_orig_mod.module.")"#,
            r#"{ prefix: "_orig_mod.module." }"#,
        ),
        (
            ["0.weight", "0.bias", "1.weight", "1.bias"].map(String::from),
            "Names::sequential()",
            "{ names: sequential }",
        ),
        (
            ["net.0.weight", "net.0.bias", "net.1.weight", "net.1.bias"].map(String::from),
            r#"Names::sequential().prefix("net.")"#,
            r#"{ names: sequential, prefix: "net." }"#,
        ),
        (
            ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"].map(String::from),
            r#"Names::torch().rename("hidden", "fc1").rename("output", "fc2")"#,
            r#"{ rename: { hidden: "fc1", output: "fc2" } }"#,
        ),
        (
            ["m.fc1.weight", "m.fc1.bias", "output.weight", "output.bias"].map(String::from),
            r#"Names::torch().rename("hidden", "m.fc1")"#,
            r#"{ rename: { hidden: "m.fc1" } }"#,
        ),
    ] {
        let names = names.each_ref().map(String::as_str);
        assert_eq!(suggested(&tensors(names), &plain()), (calls.into(), options.into()), "{names:?}");
    }
}

#[test]
fn names_of_other_libraries_are_suggested() {
    let turned = |[hidden, hidden_bias, output, output_bias]: [&'static str; 4]| -> Vec<(&str, &[usize])> {
        vec![(hidden, TURNED_HIDDEN), (hidden_bias, &[4]), (output, TURNED_OUTPUT), (output_bias, &[2])]
    };
    for (names, calls, options) in [
        (["hidden.kernel", "hidden.bias", "output.kernel", "output.bias"], "Names::keras()", "{ names: keras }"),
        (
            ["hidden/kernel:0", "hidden/bias:0", "output/kernel:0", "output/bias:0"],
            "Names::keras()",
            "{ names: keras }",
        ),
        (
            [
                "sequential/hidden/kernel",
                "sequential/hidden/bias",
                "sequential/output/kernel",
                "sequential/output/bias",
            ],
            r#"Names::keras().prefix("sequential/")"#,
            r#"{ names: keras, prefix: "sequential/" }"#,
        ),
        (
            ["params/Dense_0/kernel", "params/Dense_0/bias", "params/Dense_1/kernel", "params/Dense_1/bias"],
            "Names::flax()",
            "{ names: flax }",
        ),
        (
            ["dense/kernel:0", "dense/bias:0", "dense_1/kernel:0", "dense_1/bias:0"],
            r#"Names::keras().rename("hidden", "dense").rename("output", "dense_1")"#,
            r#"{ names: keras, rename: { hidden: "dense", output: "dense_1" } }"#,
        ),
        (["hidden.weight", "hidden.bias", "output.weight", "output.bias"], "Names::burn()", "{ names: burn }"),
    ] {
        assert_eq!(suggested(&turned(names), &plain()), (calls.into(), options.into()), "{names:?}");
    }
}

#[test]
fn what_is_besides_the_network_is_suggested_to_be_read_over() {
    for (others, calls, options) in [
        (vec!["optimizer.step"], r#"Names::torch().ignore(["optimizer.*"])"#, r#"{ ignore: ["optimizer.*"] }"#),
        (
            vec!["lstm.weight_ih", "lstm.bias", "position_ids"],
            r#"Names::torch().ignore(["lstm.*", "position_ids"])"#,
            r#"{ ignore: ["lstm.*", "position_ids"] }"#,
        ),
        // Beside tensors of the network, one by one.
        (vec!["hidden.scale"], r#"Names::torch().ignore(["hidden.scale"])"#, r#"{ ignore: ["hidden.scale"] }"#),
        (vec!["a", "b", "c", "d", "e"], r#"Names::torch().ignore(["*"])"#, r#"{ ignore: ["*"] }"#),
    ] {
        let mut all = tensors(OWN);
        all.extend(others.iter().map(|&name| (name, [2].as_slice())));
        assert_eq!(suggested(&all, &plain()), (calls.into(), options.into()));
    }
    let part = OWN.map(|name| format!("encoder.{name}"));
    let mut all = tensors(part.each_ref().map(String::as_str));
    all.push(("decoder.weight", &[7]));
    let expected = (r#"Names::torch().part("encoder")"#.into(), r#"{ part: "encoder" }"#.into());
    assert_eq!(suggested(&all, &plain()), expected);
}

#[test]
fn a_prefix_a_part_and_what_is_ignored_are_loaded_over() {
    let own = load(&file(&[], &tensors(OWN)), &plain(), &Names::torch()).expect("it fits");
    let with = |prefix: &str| {
        let names = OWN.map(|name| format!("{prefix}{name}"));
        let mut all = tensors(names.each_ref().map(String::as_str));
        // Behind the others, whose elements count from 1.
        all.extend([("optimizer.step", [].as_slice()), ("optimizer.moment", &[3])]);
        file(&[], &all)
    };
    let others = ["optimizer.*"];
    assert_eq!(load(&with("module."), &plain(), &Names::torch().prefix("module.").ignore(others)), Ok(own.clone()));
    assert_eq!(load(&with("a/b/"), &plain(), &Names::torch().part("a.b")), Ok(own.clone()));
    assert_eq!(load(&with("m.a."), &plain(), &Names::torch().prefix("m.").part("a")), Ok(own.clone()));
    assert_eq!(load(&with(""), &plain(), &Names::torch().ignore(["*"])), Ok(own));
    // A tensor of the network is not read over.
    let problem = load(&with("module."), &plain(), &Names::torch().ignore(["*"])).expect_err("other names");
    assert!(matches!(problem, Problem::Missing { .. }), "{problem}");
}

#[test]
fn a_name_that_is_there_in_two_spellings_is_refused() {
    let mut all = tensors(OWN);
    all.push(("hidden/weight", HIDDEN));
    let problem = load(&file(&[], &all), &plain(), &Names::torch()).expect_err("two of one name");
    assert!(matches!(&problem, Problem::Extra { tensor, .. } if tensor == "hidden/weight"), "{problem}");
}

#[test]
fn statistics_of_flax_are_in_a_collection_of_their_own() {
    let tensors = [
        ("batch_stats/BatchNorm_0/mean", [4].as_slice()),
        ("batch_stats/BatchNorm_0/var", &[4]),
        ("params/BatchNorm_0/bias", &[4]),
        ("params/BatchNorm_0/scale", &[4]),
        ("params/Dense_0/bias", &[4]),
        ("params/Dense_0/kernel", TURNED_HIDDEN),
        ("params/Dense_1/bias", &[2]),
        ("params/Dense_1/kernel", TURNED_OUTPUT),
    ];
    let values = load(&file(&[], &tensors), &normed(), &Names::flax()).expect("they are its names");
    assert_eq!(values[12..16], [13.0, 14.0, 15.0, 16.0], "the scale");
    assert_eq!(values[20..24], [1.0 - 17.0, 2.0 - 18.0, 3.0 - 19.0, 4.0 - 20.0], "the mean without the bias");
}

/// Every type of integers and floats, and both shapes that tools write: it is read over anyway.
#[test]
fn a_counter_of_batches_is_of_any_number_type() {
    let own = Plan::new(&normed(), &Names::torch()).expect("the names fit");
    let whole = own.write([], Precision::Single, &|_| 1.0).expect("all is finite");
    let counted = |dtype: &str, shape: &str, length: usize| {
        let header_end = 8 + u64::from_le_bytes(*whole.first_chunk().expect("a length")) as usize;
        let (header, data) = (std::str::from_utf8(&whole[8..header_end]).expect("text"), &whole[header_end..]);
        let (start, end) = (data.len(), data.len() + length);
        let entry = format!(
            r#","norm.num_batches_tracked":{{"dtype":"{dtype}","shape":{shape},"data_offsets":[{start},{end}]}}}}"#
        );
        let header = header.trim_end().strip_suffix('}').expect("an object").to_owned() + &entry;
        let mut file = (header.len() as u64).to_le_bytes().to_vec();
        file.extend(header.bytes());
        file.extend(data);
        file.resize(file.len() + length, 0xff);
        load(&file, &normed(), &Names::torch())
    };
    for (dtype, size) in [("I64", 8), ("I32", 4), ("I16", 2), ("I8", 1), ("U64", 8), ("U32", 4), ("U16", 2), ("U8", 1)]
    {
        assert!(counted(dtype, "[]", size).is_ok() && counted(dtype, "[1]", size).is_ok(), "{dtype}");
    }
    for (dtype, size) in [("F64", 8), ("F32", 4), ("F16", 2), ("BF16", 2), ("F8_E4M3", 1)] {
        assert!(counted(dtype, "[]", size).is_ok() && counted(dtype, "[1]", size).is_ok(), "{dtype}");
    }
    assert!(matches!(counted("BOOL", "[]", 1), Err(Problem::Element { .. })));
    assert!(matches!(counted("I64", "[2]", 16), Err(Problem::Shape { .. })));
}

const BURN: &[(&str, &str)] = &[("format", "safetensors"), ("producer", "burn")];
const SQUARE: &[(&str, &[usize])] = &[("a.weight", &[2, 2]), ("a.bias", &[2])];
/// Column by column, `weights[(output, input)]`, and the bias.
const AS_INPUTS_FIRST: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
const AS_OUTPUTS_FIRST: [f64; 6] = [1.0, 3.0, 2.0, 4.0, 5.0, 6.0];

#[test]
fn a_square_weight_stands_as_the_user_or_the_file_says() {
    let burn = file(BURN, SQUARE);
    for names in [Names::default(), Names::torch(), Names::burn(), Names::torch().inputs_first()] {
        assert_eq!(load(&burn, &square(), &names), Ok(AS_INPUTS_FIRST.into()), "{names:?}");
    }
    assert_eq!(load(&burn, &square(), &Names::torch().outputs_first()), Ok(AS_OUTPUTS_FIRST.into()));
    let sequential = file(BURN, &[("0.weight", &[2, 2]), ("0.bias", &[2])]);
    assert_eq!(load(&sequential, &square(), &Names::sequential()), Ok(AS_INPUTS_FIRST.into()));
    let torch = file(&[("format", "pt")], SQUARE);
    assert_eq!(load(&torch, &square(), &Names::default()), Ok(AS_OUTPUTS_FIRST.into()));
    assert_eq!(load(&torch, &square(), &Names::burn()), Ok(AS_INPUTS_FIRST.into()));
}

#[test]
fn a_square_weight_of_which_nothing_is_said_is_refused() {
    let silent = file(&[], SQUARE);
    let problem = load(&silent, &square(), &Names::default()).expect_err("nothing tells");
    assert_eq!(problem, Problem::Layout { tensor: "a.weight".into(), shape: "[2, 2]".into() });
    assert_eq!(load(&silent, &square(), &Names::torch()), Ok(AS_OUTPUTS_FIRST.into()));
    assert_eq!(load(&silent, &square(), &Names::default().inputs_first()), Ok(AS_INPUTS_FIRST.into()));
    // A weight that is not square tells it for all.
    load(&file(&[], &tensors(OWN)), &plain(), &Names::default()).expect("its shapes tell");
}

#[test]
fn a_file_of_burn_has_the_names_of_burn() {
    let normed_by_burn: &[(&str, &[usize])] = &[
        ("hidden.weight", TURNED_HIDDEN),
        ("hidden.bias", &[4]),
        ("norm.beta", &[4]),
        ("norm.gamma", &[4]),
        ("norm.running_mean", &[4]),
        ("norm.running_var", &[4]),
        ("output.weight", TURNED_OUTPUT),
        ("output.bias", &[2]),
    ];
    load(&file(BURN, normed_by_burn), &normed(), &Names::default()).expect("the file says so");
    // Burn's adapter for PyTorch writes PyTorch's names and shapes, and the same text.
    load(&file(BURN, &tensors(OWN)), &plain(), &Names::default()).expect("its shapes tell");
    let adapted = file(BURN, &[("a.weight", &[2, 2]), ("a.bias", &[2]), ("n.weight", &[2]), ("n.bias", &[2])]);
    let mut layers = square();
    let tensor = |name, role, place| Tensor { name, role, shape: (2, 1), place };
    let tensors = vec![tensor("scale", Role::Scale, 6), tensor("shift", Role::Shift, 8)];
    layers.push(Layer { name: "n".into(), tensors, absorbed_bias: None });
    let values = load(&adapted, &layers, &Names::default()).expect("its names tell");
    assert_eq!(values[..6], AS_OUTPUTS_FIRST);
}

#[test]
fn a_variance_below_zero_is_refused() {
    let plan = Plan::new(&normed(), &Names::torch()).expect("the names fit");
    let is_variance = |place| (24..28).contains(&place);
    let write =
        |variance: f64| plan.write([], Precision::Single, &|place| if is_variance(place) { variance } else { 1.0 });
    assert!(load(&write(0.0).expect("it can be"), &normed(), &Names::torch()).is_ok());
    let problem = write(-1e-3).expect_err("it cannot be loaded");
    assert_eq!(
        problem.to_string(),
        "tensor `norm.running_var`: expected a variance of at least 0, found -0.001 at [0]"
    );
    let mut bytes = write(0.25).expect("it can be");
    let place = bytes.windows(4).position(|bytes| bytes == 0.25_f32.to_le_bytes()).expect("it is there");
    bytes[place + 11] |= 0x80;
    let problem = load(&bytes, &normed(), &Names::torch()).expect_err("the third is negative");
    assert_eq!(
        problem,
        Problem::NegativeVariance { tensor: "norm.running_var".into(), index: "[2]".into(), found: -0.25 }
    );
}

#[test]
fn texts_of_this_library_that_are_unknown_are_refused_with_the_nearest() {
    let told = |name: &str| {
        let bytes = file(&[(name, "1")], &tensors(OWN));
        load(&bytes, &plain(), &Names::torch()).expect_err("no such text").to_string()
    };
    for (name, nearest) in
        [("ffnn.fingerprnt", "ffnn.fingerprint"), ("ffnn.Seed", "ffnn.seed"), ("FFNN.metric", "ffnn.metric")]
    {
        let expected = format!(
            "text `{name}`: names that start with `ffnn.` are reserved for this library, which does not know this one; \
             closest known name: `{nearest}`"
        );
        assert_eq!(told(name), expected);
    }
    assert!(told("ffnn.share.hidden").starts_with("text `ffnn.share.hidden`"));
    // What does not mean to be one of them.
    load(&file(&[("ffnnlike", "1"), ("trained by", "ffnn")], &tensors(OWN)), &plain(), &Names::torch())
        .expect("it fits");
    // Of a layer that is read over.
    let others = file(&[("ffnn.share.other", "1")], &tensors(OWN));
    load(&others, &plain(), &Names::torch().ignore(["other.*"])).expect("it is read over");
    for (name, text) in [("ffnn.seed", "-1"), ("ffnn.metric", "x"), ("ffnn.fingerprint", "g")] {
        let problem = load(&file(&[(name, text)], &tensors(OWN)), &plain(), &Names::torch()).expect_err("not a number");
        assert_eq!(problem, Problem::Number { name: name.into(), found: text.into() });
    }
    let problem = load(&file(&[("ffnn.layout", "x")], &tensors(OWN)), &plain(), &Names::torch()).expect_err("no word");
    assert_eq!(problem.to_string(), "text `ffnn.layout`: expected `inputs_first` or `outputs_first`, found \"x\"");
}

#[test]
fn only_what_the_network_needs_is_read() {
    let mut all = tensors(OWN);
    all.insert(2, ("optimizer.moment", &[1000]));
    let bytes = file(&[], &all);
    let names = Names::torch().ignore(["optimizer.*"]);
    let expected = load(&bytes, &plain(), &names).expect("it fits");
    let head = File::head_length(&bytes[..8]).expect("a length") as usize;
    let file = File::head(&bytes[..head], bytes.len() as u64).expect("it is sound");
    let mut plan = Plan::matching(&file, &plain(), &names).expect("it fits");
    assert!(plan.read(&file, Precision::Single, &mut |_, _| {}).is_err(), "there are no bytes yet");
    let (file, ranges) = plan.needed(file);
    let data: Vec<u8> =
        ranges.iter().flat_map(|range| &bytes[range.start as usize..range.end as usize]).copied().collect();
    assert_eq!(data.len(), 4 * expected.len());
    assert!(file.clone().with_data(&data[1..]).is_err());
    let file = file.with_data(&data).expect("as many bytes");
    let mut values = vec![f64::NAN; expected.len()];
    plan.read(&file, Precision::Single, &mut |place, value| values[place] = value).expect("all is finite");
    assert_eq!(values, expected);
}

#[test]
fn a_layer_without_some_tensors_is_suggested() {
    let told = |left_out: &[&str], layers: &[Layer<'_>]| {
        let plan = Plan::new(layers, &Names::torch()).expect("the names fit");
        let bytes = plan.write([], Precision::Single, &|_| 1.0).expect("all is finite");
        let whole = File::read(&bytes).expect("it is sound");
        let shapes: Vec<_> = whole.entries().map(|entry| (entry.name.to_string(), entry.shape())).collect();
        let left: Vec<_> = shapes
            .iter()
            .filter(|(name, _)| !left_out.contains(&&**name))
            .map(|(name, shape)| (&**name, &**shape))
            .collect();
        let problem = load(&file(&[], &left), layers, &Names::torch()).expect_err("some are missing");
        let Problem::Missing { without, .. } = &problem else { panic!("{problem}") };
        assert!(without.is_none_or(|layer| {
            problem.to_string().ends_with(&format!("if the layer has no such tensor, declare it as `{layer}`"))
        }));
        *without
    };
    assert_eq!(told(&["hidden.bias"], &plain()), Some("DenseWithoutBias"));
    assert_eq!(told(&["norm.weight"], &normed()), Some("BatchNormWithoutScale"));
    assert_eq!(told(&["norm.bias"], &normed()), Some("BatchNormWithoutShift"));
    assert_eq!(told(&["norm.weight", "norm.bias"], &normed()), Some("BatchNormWithoutAffine"));
    assert_eq!(told(&["norm.running_mean"], &normed()), None);
    assert_eq!(told(&["hidden.weight"], &plain()), None);
}
