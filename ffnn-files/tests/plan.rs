//! Which tensor goes where, of layers that no network of the library has.

use ffnn_files::{File, Layer, Names, Plan, Precision, Problem, Role, Tensor};

/// Two layers: one with two tensors of one role and a measured value, one with a matrix that is no weight.
fn layers() -> Vec<Layer<'static>> {
    let tensor = |name, role, shape, place| Tensor { name, role, shape, place };
    vec![
        Layer {
            name: "gate".into(),
            tensors: vec![
                tensor("open", Role::Weight, (2, 3), 0),
                tensor("close", Role::Weight, (2, 3), 6),
                tensor("bias", Role::Bias, (2, 1), 12),
                tensor("seen", Role::Statistic, (1, 1), 18),
            ],
            absorbed_bias: None,
        },
        Layer { name: "r#mix".into(), tensors: vec![tensor("scales", Role::Scale, (2, 2), 14)], absorbed_bias: None },
    ]
}

/// The tensors of the file in which each place of the network holds its own number.
fn written(names: &Names) -> Vec<(String, Vec<usize>, Vec<f64>)> {
    let plan = Plan::new(&layers(), names).expect("the names fit");
    let bytes = plan.write([], Precision::Double, &|place| place as f64).expect("all is finite");
    let file = File::read(&bytes).expect("it is sound");
    let plan = Plan::matching(&file, &layers(), names).expect("what was written fits");
    let mut back = [f64::NAN; 19];
    plan.read(&file, Precision::Single, &mut |place, value| back[place] = value).expect("all is finite");
    assert_eq!(back, std::array::from_fn(|place| place as f64));
    let values = |bytes: &[u8]| bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect();
    file.entries().map(|entry| (entry.name.to_string(), entry.shape(), values(entry.bytes()))).collect()
}

fn tensor(name: &str, shape: &[usize], values: &[f64]) -> (String, Vec<usize>, Vec<f64>) {
    (name.into(), shape.into(), values.into())
}

#[test]
fn tensors_of_one_role_are_called_as_the_layer_calls_them() {
    let expected = [
        tensor("gate.bias", &[2], &[12.0, 13.0]),
        tensor("gate.close", &[2, 3], &[6.0, 8.0, 10.0, 7.0, 9.0, 11.0]),
        tensor("gate.open", &[2, 3], &[0.0, 2.0, 4.0, 1.0, 3.0, 5.0]),
        tensor("gate.seen", &[1], &[18.0]),
        tensor("mix.weight", &[2, 2], &[14.0, 16.0, 15.0, 17.0]),
    ];
    assert_eq!(written(&Names::torch()), expected);
}

#[test]
fn only_weights_stand_the_other_way_round_in_keras() {
    let expected = [
        tensor("gate.bias", &[2], &[12.0, 13.0]),
        tensor("gate.close", &[3, 2], &[6.0, 7.0, 8.0, 9.0, 10.0, 11.0]),
        tensor("gate.open", &[3, 2], &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]),
        tensor("gate.seen", &[1], &[18.0]),
        tensor("mix.gamma", &[2, 2], &[14.0, 16.0, 15.0, 17.0]),
    ];
    assert_eq!(written(&Names::keras()), expected);
}

#[test]
fn each_convention_has_its_names() {
    let names = |names: &Names| written(names).into_iter().map(|(name, ..)| name).collect::<Vec<_>>();
    assert_eq!(
        names(&Names::flax()),
        ["params/gate/bias", "params/gate/close", "params/gate/open", "params/gate/seen", "params/mix/scale"]
    );
    assert_eq!(names(&Names::burn()), ["gate.bias", "gate.close", "gate.open", "gate.seen", "mix.gamma"]);
    assert_eq!(
        names(&Names::torch().prefix("module.").part("a/b").rename("r#mix", "c")),
        [
            "module.a/b.c.weight",
            "module.a/b.gate.bias",
            "module.a/b.gate.close",
            "module.a/b.gate.open",
            "module.a/b.gate.seen"
        ]
    );
}

/// The shape of a square weight does not tell how it stands, so that a file must.
#[test]
fn a_layout_that_was_asked_for_is_in_the_file() {
    let layers = [Layer {
        name: "a".into(),
        tensors: vec![Tensor { name: "w", role: Role::Weight, shape: (2, 2), place: 0 }],
        absorbed_bias: None,
    }];
    let (first, last) = (Some("inputs_first"), Some("outputs_first"));
    for (names, text) in [
        (Names::torch().inputs_first(), first),
        (Names::keras().outputs_first(), last),
        (Names::burn(), first),
        (Names::torch(), None),
        (Names::keras(), None),
    ] {
        let plan = Plan::new(&layers, &names).expect("the names fit");
        let bytes = plan.write([], Precision::Single, &|place| place as f64).expect("all is finite");
        let file = File::read(&bytes).expect("it is sound");
        assert_eq!(file.text("ffnn.layout").as_deref(), text);
        // Whoever loads it need not say so.
        let convention = if file.get("a.kernel").is_some() { Names::keras() } else { Names::torch() };
        let plan = Plan::matching(&file, &layers, &convention).expect("what was written fits");
        let mut back = [f64::NAN; 4];
        plan.read(&file, Precision::Single, &mut |place, value| back[place] = value).expect("all is finite");
        assert_eq!(back, [0.0, 1.0, 2.0, 3.0], "{names:?}");
    }
}

#[test]
fn a_layer_may_be_called_nothing() {
    let names = Names::sequential().rename("gate", "a").rename("r#mix", "encoder.0").rename("gate", "");
    let names: Vec<_> = written(&names).into_iter().map(|(name, ..)| name).collect();
    assert_eq!(names, ["bias", "close", "encoder.0.weight", "open", "seen"]);
}

#[test]
fn a_name_for_a_layer_that_is_not_there_is_refused() {
    let problem = Plan::new(&layers(), &Names::torch().rename("gates", "a")).expect_err("there is no such layer");
    assert_eq!(problem, Problem::NoLayer { name: "gates".into(), nearest: Some("gate".into()) });
}
