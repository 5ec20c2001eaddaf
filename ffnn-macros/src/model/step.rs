use proc_macro2::Span;
use syn::Ident;

use super::{Layer, Network, Width};

/// What has its own output: one row of the table, one entry of the tape, one line of the forward passes.
pub(crate) enum Step {
    Layer(Layer),
    Join(Join),
}

/// The end of a block, with the steps inside, which come before it.
pub(crate) struct Join {
    /// Unlike that of any layer and of any other block.
    pub(crate) field: Ident,
    /// As it was written.
    pub(crate) kind: String,
    pub(crate) span: Span,
    pub(crate) inputs: Width,
    pub(crate) outputs: Width,
    pub(crate) joined: Joined,
}

/// What comes together at the end of a block.
pub(crate) enum Joined {
    /// What comes in, and what at least one step makes of it.
    Sum(Vec<Step>),
    /// At least one branch, side by side.
    Columns(Vec<Branch>),
}

/// Steps from the input of a block to its end; none pass the input on.
pub(crate) struct Branch {
    pub(crate) steps: Vec<Step>,
    /// The first of its columns.
    pub(crate) start: Width,
}

impl Step {
    pub(crate) fn field(&self) -> &Ident {
        match self {
            Self::Layer(Layer { field, .. }) | Self::Join(Join { field, .. }) => field,
        }
    }

    pub(crate) fn outputs(&self) -> &Width {
        match self {
            Self::Layer(Layer { outputs, .. }) | Self::Join(Join { outputs, .. }) => outputs,
        }
    }

    /// Visits the steps inside and then this one.
    fn visit<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        if let Self::Join(join) = self {
            match &join.joined {
                Joined::Sum(steps) => steps.iter().for_each(|step| step.visit(visit)),
                Joined::Columns(branches) => {
                    branches.iter().flat_map(|branch| &branch.steps).for_each(|step| step.visit(visit));
                }
            }
        }
        visit(self);
    }
}

impl Network {
    /// Every step in the order in which they compute, which is that of the table, the tape and the random streams.
    pub(crate) fn flat(&self) -> Vec<&Step> {
        let mut flat = Vec::new();
        self.steps.iter().for_each(|step| step.visit(&mut |step| flat.push(step)));
        flat
    }

    /// The layers among them, each with its place.
    pub(crate) fn layers(&self) -> Vec<(usize, &Layer)> {
        let layers = self.flat().into_iter().enumerate().filter_map(|(index, step)| match step {
            Step::Layer(layer) => Some((index, layer)),
            Step::Join(_) => None,
        });
        layers.collect()
    }

    /// The place of this step among all.
    pub(crate) fn index(&self, step: &Step) -> usize {
        self.flat().into_iter().position(|other| std::ptr::eq(other, step)).expect("a step of this network")
    }

    /// The step that gives the logits.
    pub(crate) fn last(&self) -> &Step {
        self.steps.last().expect("a network has a layer")
    }
}
