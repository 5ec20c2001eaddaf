use proc_macro2::Span;
use syn::Ident;

use super::{Layer, Network, Width};

/// A layer or the end of a block: one row of the table, one entry of the tape, one line of a forward pass.
pub(crate) enum Step {
    Layer(Layer),
    Join(Join),
}

/// The end of a block, with the steps inside it.
pub(crate) struct Join {
    /// Unique field name.
    pub(crate) field: Ident,
    /// Name of the block as written.
    pub(crate) kind: String,
    pub(crate) span: Span,
    pub(crate) inputs: Width,
    pub(crate) outputs: Width,
    pub(crate) joined: Joined,
}

/// How a block combines its paths.
pub(crate) enum Joined {
    /// Adds the output of the steps, at least one, to the input.
    Sum(Vec<Step>),
    /// Concatenates the branches, at least one.
    Columns(Vec<Branch>),
}

/// Steps from the input of a block to its end; an empty branch passes the input on.
pub(crate) struct Branch {
    pub(crate) steps: Vec<Step>,
    /// First column of the branch.
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

    /// Visits the steps inside, then this one.
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
    /// Returns all steps in order of execution, which is also the order of the table, the tape and the random streams.
    pub(crate) fn flat(&self) -> Vec<&Step> {
        let mut flat = Vec::new();
        self.steps.iter().for_each(|step| step.visit(&mut |step| flat.push(step)));
        flat
    }

    /// Returns the layers with their indices among all steps.
    pub(crate) fn layers(&self) -> Vec<(usize, &Layer)> {
        let layers = self.flat().into_iter().enumerate().filter_map(|(index, step)| match step {
            Step::Layer(layer) => Some((index, layer)),
            Step::Join(_) => None,
        });
        layers.collect()
    }

    /// Returns the index of a step among all steps.
    pub(crate) fn index(&self, step: &Step) -> usize {
        self.flat().into_iter().position(|other| std::ptr::eq(other, step)).expect("a step of this network")
    }

    /// Returns the step that computes the logits.
    pub(crate) fn last(&self) -> &Step {
        self.steps.last().expect("a network has a layer")
    }
}
