//! Checks the list of layers in order, including blocks.

use super::fields::Fields;
use super::widths::Chain;
use super::{check_options, check_type, part};
use crate::ast::{Ast, Block, Body, Entry, Item, is_comment};
use crate::errors::Errors;
use crate::model::{Branch, Join, Joined, Layer, Relation, Step};

/// State before the next layer.
pub(super) struct List<'a> {
    pub(super) ast: &'a Ast,
    /// The relations; `None` if one of them is invalid.
    pub(super) relations: Option<&'a [Relation]>,
    pub(super) chain: Chain,
    pub(super) names: Fields,
    pub(super) errors: &'a mut Errors,
}

impl List<'_> {
    /// Checks all items. Returns `None` if one of them is invalid; errors in the others are still reported.
    pub(super) fn steps(&mut self, items: Vec<Option<Item>>) -> Option<Vec<Step>> {
        let steps: Vec<Option<Step>> = items.into_iter().map(|item| self.step(item)).collect();
        let mut steps: Vec<Step> = steps.into_iter().collect::<Option<_>>()?;
        for index in 1..steps.len() {
            // The output of a layer before a block also bypasses the layers inside, so only neighboring layers count.
            if let [Step::Layer(layer), Step::Layer(next)] = &mut steps[index - 1..=index] {
                layer.followed = Some(next.part.path.clone());
                next.preceded = Some(layer.field.clone());
            }
        }
        Some(steps)
    }

    fn step(&mut self, item: Option<Item>) -> Option<Step> {
        match item {
            Some(Item::Entry(entry)) => self.layer(entry).map(Step::Layer),
            Some(Item::Block(block)) => self.block(block).map(Step::Join),
            None => {
                self.chain.lose();
                None
            }
        }
    }

    fn layer(&mut self, entry: Entry) -> Option<Layer> {
        check_options(&entry, self.ast, self.errors);
        let kind = &entry.path.segments.last().expect("a path has a segment").ident;
        let field = self.names.field(entry.name.as_ref(), kind, self.errors);
        let (inputs, outputs) = self.chain.follow(&entry, self.errors);
        let part = check_type(&entry, self.ast, self.errors).then(|| part(&entry));
        let keeps = entry.widths.is_none();
        let (part, inputs, outputs, attributes) = (part?, inputs?, outputs?, entry.attributes);
        Some(Layer { field, part, attributes, inputs, outputs, keeps, followed: None, preceded: None })
    }

    fn block(&mut self, block: Block) -> Option<Join> {
        let Block { attributes, name, word, body } = block;
        for attribute in attributes.iter().filter(|attribute| !is_comment(attribute)) {
            self.errors.under(attribute, "a block is not a field: put the attribute before a layer inside it");
        }
        let field = self.names.field(name.as_ref(), &word, self.errors);
        let (title, start) = ((name.as_ref(), &word), self.chain.open());
        let (joined, inputs, outputs) = match body {
            Body::Residual(items) => {
                let steps = self.steps(items);
                let width = self.chain.close_residual(start, title, self.errors);
                let steps = steps.filter(|steps| !steps.is_empty())?;
                (Joined::Sum(steps), width.clone()?, width?)
            }
            Body::Concat(branches) => {
                let (mut inside, mut ends) = (Vec::new(), Vec::new());
                for branch in branches {
                    inside.push(self.steps(branch.items));
                    ends.push(self.chain.close_branch(&start, branch.brackets));
                }
                let closed = self.chain.close_concat(start, ends, title, self.relations, self.errors);
                let (inside, (inputs, starts, outputs)) = (inside.into_iter().collect::<Option<Vec<_>>>()?, closed?);
                let branches = inside.into_iter().zip(starts).map(|(steps, start)| Branch { steps, start });
                (Joined::Columns(branches.collect()), inputs, outputs)
            }
        };
        Some(Join { field, kind: word.to_string(), span: word.span(), inputs, outputs, joined })
    }
}
