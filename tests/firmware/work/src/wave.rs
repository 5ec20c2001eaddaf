use core::mem::MaybeUninit;

use ffnn::kernels::InstructionSet;
use ffnn::network::scratch;
use ffnn::prelude::*;
use ffnn::train::Workspace;
use ffnn::{TrainError, Stream};

network! {
    /// Learns `sin 3x` from one value at a time.
    pub struct Wave: 1 -> 1 {
        Dense<16> { init: glorot_uniform },
        Tanh,
        Dense<1> { init: glorot_uniform },
        Linear,
    }
}

/// All memory for learning.
pub struct Memory {
    network: MaybeUninit<Wave>,
    workspace: MaybeUninit<Workspace<Wave, Adam>>,
    scratch: [f32; scratch::<Wave>(1)],
}

impl Memory {
    /// State before learning.
    pub const NEW: Self =
        Self { network: MaybeUninit::uninit(), workspace: MaybeUninit::uninit(), scratch: [0.0; scratch::<Wave>(1)] };
}

// Nothing is in it that is not counted.
const _: () = assert!(size_of::<Memory>() == Learner::<Wave, Adam>::bytes(1).next_multiple_of(align_of::<Memory>()));

/// Input of a step, scattered from -1 to 1.
pub fn angle(step: u32) -> f32 {
    (step.wrapping_mul(2_654_435_769) >> 8) as f32 / (1 << 23) as f32 - 1.0
}

/// `sin x` between -3 and 3, with an error below 0.01.
pub fn target(angle: f32) -> f32 {
    let x = 3.0 * angle;
    let square = x * x;
    x * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0 * (1.0 - square / 72.0))))
}

/// Learns from so many values, one after the other; the mean loss over the last hundred and the network.
pub fn learn(memory: &mut Memory, steps: u32) -> Result<(f64, &Wave), TrainError> {
    learn_at(InstructionSet::best(), memory, steps)
}

/// Hash of the network after 200 steps at the deterministic level, on every machine: FNV-1a of its little-endian bytes.
pub const LEARNED: u64 = 0xeeec_1d0c_fc3c_c66c;

/// The value of [`LEARNED`] on this machine.
pub fn learned(memory: &mut Memory) -> Result<u64, TrainError> {
    let (_, network) = learn_at(InstructionSet::DETERMINISTIC, memory, 200)?;
    let bytes = network.as_slice().iter().flat_map(|value| value.to_bits().to_le_bytes());
    Ok(bytes.fold(0xcbf2_9ce4_8422_2325, |state, byte| (state ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)))
}

fn learn_at(instructions: InstructionSet, memory: &mut Memory, steps: u32) -> Result<(f64, &Wave), TrainError> {
    let Memory { network, workspace, scratch } = memory;
    let network = Wave::zeros_in(network);
    network.initialize(Stream::root(1).named("init"));
    let mut learner = Learner::new(&mut *network, Adam::new(0.01), workspace, scratch)?.instructions(instructions);
    let mut loss = 0.0;
    for step in 0..steps {
        let x = angle(step);
        let here = learner.step(&[[x]], &[[target(x)]])?;
        if step + 100 >= steps {
            loss += here / 100.0;
        }
    }
    Ok((loss, network))
}
