//! Checks whether a file belongs to a network.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;

use super::slot::{Slot, check_tensor};
use super::texts::{is_of_burn, is_of_known_origin, stated_layout};
use super::{Layer, Plan, suggest};
use crate::problem::cut;
use crate::{File, Names, Problem, Role, nearest, spelling};

/// Implements [`Plan::matching`].
pub(super) fn matching(file: &File<'_>, layers: &[Layer<'_>], names: &Names) -> Result<Plan, Problem> {
    let plan = fitting(file, layers, names).map_err(|problem| suggest::complete(problem, file, layers, names))?;
    plan.check_texts(file, layers, names)?;
    let told = names.stated
        || names.inputs_first.is_some()
        || plan.slots.iter().any(Slot::tells_layout)
        || is_of_burn(file)
        || is_of_known_origin(file);
    match plan.slots.iter().find(|slot| !told && slot.may_be_transposed()) {
        Some(slot) => Err(Problem::Layout { tensor: cut(slot.name()), shape: format!("{:?}", slot.shape) }),
        None => Ok(plan),
    }
}

/// Returns the plan that fits the file, given its names and its own statements.
pub(super) fn fitting(file: &File<'_>, layers: &[Layer<'_>], names: &Names) -> Result<Plan, Problem> {
    let as_asked = |names: &Names| {
        let mut plan = Plan::new(layers, names)?;
        plan.found = plan.fits(file, layers, names)?;
        Ok(plan)
    };
    if names.inputs_first.is_none()
        && let Some(first) = stated_layout(file)?
    {
        return as_asked(&Names { inputs_first: Some(first), ..names.clone() });
    }
    if !is_of_burn(file) || names.convention.inputs_first() {
        return as_asked(names);
    }
    // A burn file written for PyTorch has PyTorch's names and shapes, but also says `producer: burn`.
    let burn = Names { of_burn: true, ..names.clone() };
    as_asked(&burn).or_else(|problem: Problem| as_asked(names).map_err(|_| problem))
}

impl Plan {
    /// Returns the indices of the slots' tensors in the file, if it contains exactly these.
    fn fits(
        &self,
        file: &File<'_>,
        layers: &[Layer<'_>],
        names: &Names,
    ) -> Result<Vec<(usize, Option<usize>)>, Problem> {
        let found = self.present(file, layers)?;
        let mut claimed: Vec<usize> = found.iter().flat_map(|&(own, less)| [Some(own), less]).flatten().collect();
        claimed.sort_unstable();
        if let Some(pair) = claimed.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Problem::SameName { tensor: cut(file.name(pair[0])) });
        }
        for counter in self.counters.iter().filter_map(|name| file.find(name)) {
            let Some(entry) = file.entry(counter) else { continue };
            if !entry.element.is_number() {
                let (tensor, found) = (cut(&entry.name), entry.element.name());
                return Err(Problem::Element { tensor, expected: "integer or float", found });
            }
            if !entry.has_shape(&[]) && !entry.has_shape(&[1]) {
                let (tensor, found) = (cut(&entry.name), entry.shape_text());
                return Err(Problem::Shape {
                    tensor,
                    expected: "[] or [1]".into(),
                    found,
                    turned: false,
                    instead: None,
                });
            }
            claimed.push(counter);
        }
        claimed.sort_unstable();
        let unclaimed = |index: &usize| claimed.binary_search(index).is_err() && !names.reads_over(file.name(*index));
        if let Some(extra) = (0..file.len()).find(unclaimed) {
            let nearest = nearest(file.name(extra), self.slots.iter().map(Slot::name)).map(cut);
            let shape = file.entry(extra).map(|entry| entry.shape_text()).unwrap_or_default();
            return Err(Problem::Extra { tensor: cut(file.name(extra)), shape, nearest, instead: None });
        }
        Ok(found)
    }

    /// Returns the indices of the slots' tensors in the file, ignoring other tensors.
    pub(super) fn present(
        &self,
        file: &File<'_>,
        layers: &[Layer<'_>],
    ) -> Result<Vec<(usize, Option<usize>)>, Problem> {
        let find = |names: &[_]| names.iter().find_map(|name: &alloc::string::String| file.find(name));
        let mut found = Vec::with_capacity(self.slots.len());
        for slot in &self.slots {
            let Some(own) = find(&slot.names) else { return Err(self.missing(slot, file, layers)) };
            let less = slot.less.as_ref().and_then(|names| find(names));
            for entry in [Some(own), less].into_iter().flatten().filter_map(|index| file.entry(index)) {
                check_tensor(&entry, &slot.shape)?;
            }
            found.push((own, less));
        }
        Ok(found)
    }

    fn missing(&self, slot: &Slot, file: &File<'_>, layers: &[Layer<'_>]) -> Problem {
        let unclaimed = (0..file.len()).map(|index| file.name(index)).filter(|name| !self.knows(name));
        let nearest = nearest(slot.name(), unclaimed).map(cut);
        let (tensor, shape) = (slot.name().to_owned(), format!("{:?}", slot.shape));
        Problem::Missing { tensor, shape, nearest, without: self.layer_without(slot, file, layers), instead: None }
    }

    /// Returns the layer type that has exactly those tensors of this slot's layer that are in the file, if there is
    /// one.
    fn layer_without(&self, slot: &Slot, file: &File<'_>, layers: &[Layer<'_>]) -> Option<&'static str> {
        let own = || self.slots.iter().filter(|other| other.layer == slot.layer);
        let has = |role| own().any(|slot| slot.role == role);
        let absent = |role| {
            has(role) && own().all(|slot| slot.role != role || slot.names.iter().all(|name| file.find(name).is_none()))
        };
        let of_library = layers[slot.layer].tensors.len() == own().count() + usize::from(has(Role::Mean));
        // The remaining tensors must exist; otherwise the layer has another name.
        let all_absent = own().all(|slot| slot.names.iter().all(|name| file.find(name).is_none()));
        if all_absent || !of_library {
            return None;
        }
        match (has(Role::Mean), absent(Role::Scale), absent(Role::Shift)) {
            _ if has(Role::Weight) => absent(Role::Bias).then_some("DenseWithoutBias"),
            (true, true, true) => Some("BatchNormWithoutAffine"),
            (true, true, false) => Some("BatchNormWithoutScale"),
            (true, false, true) => Some("BatchNormWithoutShift"),
            (false, true, false) => Some("LayerNormWithoutScale"),
            (false, false, true) => Some("LayerNormWithoutShift"),
            _ => None,
        }
    }

    /// Whether the network may have a tensor of this name.
    fn knows(&self, name: &str) -> bool {
        let is = |other: &alloc::string::String| spelling::compare(other, name).is_eq();
        self.slots.iter().any(|slot| slot.names.iter().chain(slot.less.iter().flatten()).any(is))
            || self.counters.iter().any(is)
    }
}

impl Names {
    /// Whether a tensor of this name is ignored if the network has none of that name.
    fn reads_over(&self, name: &str) -> bool {
        let outside = self.part.is_some() && !spelling::starts_with(name, &self.start());
        outside || self.ignored.iter().any(|pattern| spelling::matches(name, pattern))
    }
}

impl Problem {
    /// Whether other names could solve the problem.
    pub(super) fn is_about_names(&self) -> bool {
        matches!(self, Self::Missing { .. } | Self::Extra { .. } | Self::Shape { turned: true, .. })
    }

    /// Adds names that fit to the problem.
    pub(super) fn suggesting(mut self, names: Names) -> Self {
        if let Self::Missing { instead, .. } | Self::Extra { instead, .. } | Self::Shape { instead, .. } = &mut self {
            *instead = Some(Box::new(names));
        }
        self
    }
}
