//! tract, which only predicts: the graph as an ONNX file would give it, optimized by tract.

use std::hint::black_box;
use std::sync::Arc;

use tract_core::internal::*;
use tract_core::ops::einsum::EinSum;
use tract_core::ops::math::{add, max};
use tract_core::ops::nn::sigmoid;
use tract_core::ops::math::tanh;

use crate::runner::Runner;
use crate::workload::{Activation, Task, WORKLOADS, Workload};

pub fn run(runner: &mut Runner) {
    runner.peer("tract", env!("VERSION_TRACT"));
    for work in &WORKLOADS {
        if let Task::One | Task::Batch(_) = work.task {
            let model = model(work).expect("a model");
            let input: TValue = Tensor::from_shape(&[work.samples(), work.inputs()], &work.data()).expect("an input").into();
            runner.predict(
                work,
                || black_box(&model).run(tvec![black_box(&input).clone()]).expect("logits"),
                |logits| logits[0].to_plain_array_view::<f32>().expect("values").iter().copied().collect(),
            );
        }
    }
}

fn model(work: &Workload) -> TractResult<Arc<TypedRunnableModel>> {
    let mut model = TypedModel::default();
    let mut values = model.add_source("input", f32::fact([work.samples(), work.inputs()]))?;
    let count = work.widths.len() - 1;
    for (index, layer) in work.layers().into_iter().enumerate() {
        let weights = Tensor::from_shape(&[layer.outputs, layer.inputs], &layer.weights)?;
        let bias = Tensor::from_shape(&[1, layer.outputs], layer.bias())?;
        let weights = model.add_const(format!("weights{index}"), weights)?;
        let bias = model.add_const(format!("bias{index}"), bias)?;
        let product = EinSum::new("mk,nk->mn".parse()?, f32::datum_type());
        values = model.wire_node(format!("product{index}"), product, &[values, weights])?[0];
        values = model.wire_node(format!("sum{index}"), add(), &[values, bias])?[0];
        if index + 1 < count {
            let name = format!("activation{index}");
            values = match work.activation {
                Activation::Relu => {
                    let zero = model.add_const(format!("zero{index}"), tensor2(&[[0.0f32]]))?;
                    model.wire_node(name, max(), &[values, zero])?[0]
                }
                Activation::Tanh => model.wire_node(name, tanh(), &[values])?[0],
                Activation::Sigmoid => model.wire_node(name, sigmoid(), &[values])?[0],
                Activation::Elu => bail!("no workload predicts with ELU"),
            };
        }
    }
    model.select_output_outlets(&[values])?;
    model.into_optimized()?.into_runnable()
}
