//! Suggestions for names that make a file fit.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::check::fitting;
use super::slot::check_tensor;
use super::{Layer, Plan};
use crate::{Convention, File, Names, Problem, spelling};

/// Maximum number of tensors for which suggestions are searched.
const MOST_TENSORS: usize = 1000;

/// Maximum length of a suggested name, because names may be as long as the file.
const LONGEST: usize = 80;

/// Maximum number of prefixes tried per convention.
const MOST_PREFIXES: usize = 4;

/// Maximum number of patterns suggested for ignoring.
const MOST_GROUPS: usize = 4;

/// Adds names that make the file fit to the problem, if there are any.
pub(super) fn complete(problem: Problem, file: &File<'_>, layers: &[Layer<'_>], names: &Names) -> Problem {
    if !problem.is_about_names() || file.len() > MOST_TENSORS {
        return problem;
    }
    match (Search { file, layers }).names(names) {
        Some(instead) => problem.suggesting(instead),
        None => problem,
    }
}

struct Search<'a> {
    file: &'a File<'a>,
    layers: &'a [Layer<'a>],
}

impl Search<'_> {
    fn names(&self, asked: &Names) -> Option<Names> {
        let others = Convention::ALL.into_iter().filter(|&other| other != asked.convention);
        let conventions: Vec<Names> = core::iter::once(asked.clone())
            .chain(others.map(|convention| Names { convention, stated: true, inputs_first: None, ..asked.clone() }))
            .collect();
        let by_prefix = conventions.iter().find_map(|names| {
            let prefixes = self.prefixes(names).into_iter();
            let tried = prefixes.flat_map(|prefix| {
                let named = |part: Option<String>| Names { prefix: prefix.clone(), part, ..names.clone() };
                [Some(named(names.part.clone())), names.part.is_some().then(|| named(None))]
            });
            tried.flatten().find_map(|names| self.completed(names))
        });
        // The tensors may follow another convention and the layers have other names at the same time.
        let by_layers = || conventions.iter().find_map(|names| self.completed(self.renamed(names)?));
        let layout = |names: &Names| Names { inputs_first: Some(!names.layout()), ..names.clone() };
        // Last, because the convention decides the layout, unless nothing else fits.
        let by_layout = || conventions.iter().find_map(|names| self.completed(layout(names)));
        by_prefix.or_else(by_layers).or_else(by_layout)
    }

    /// Returns candidate prefixes: the requested one and what precedes the name of the first tensor.
    fn prefixes(&self, names: &Names) -> Vec<String> {
        let mut prefixes = Vec::from([names.prefix.clone()]);
        let bare = Names { prefix: String::new(), part: None, ..names.clone() };
        let Ok(plan) = Plan::new(self.layers, &bare) else { return prefixes };
        let Some(first) = plan.slots.first() else { return prefixes };
        for name in (0..self.file.len()).map(|index| self.file.name(index)) {
            if let Some(prefix) = first.names.iter().find_map(|ending| spelling::before(name, ending))
                && prefixes.iter().all(|other| other != prefix)
                && prefixes.len() <= MOST_PREFIXES
                && prefix.len() <= LONGEST
            {
                prefixes.push(prefix.to_owned());
            }
        }
        prefixes
    }

    /// Returns these names, extended by what must be ignored, if the file then fits.
    fn completed(&self, names: Names) -> Option<Names> {
        let fits = |names: &Names| fitting(self.file, self.layers, names).is_ok();
        match fitting(self.file, self.layers, &names) {
            Ok(_) => return Some(names),
            // All of the network's tensors are present.
            Err(Problem::Extra { .. }) => {}
            Err(_) => return None,
        }
        let plan = Plan::new(self.layers, &names).ok()?;
        let part = names.prefix.strip_suffix(['.', '/']).filter(|_| names.part.is_none());
        if let Some(part) = part {
            let part = Names { prefix: String::new(), part: Some(part.to_owned()), ..names.clone() };
            if fits(&part) {
                return Some(part);
            }
        }
        let everything = Names { ignored: Vec::from(["*".into()]), ..names.clone() };
        let mut names = names;
        while let Err(Problem::Extra { tensor, .. }) = fitting(self.file, self.layers, &names) {
            if names.ignored.len() >= MOST_GROUPS {
                return fits(&everything).then_some(everything);
            }
            names.ignored.push(self.group(&tensor, &plan));
        }
        fits(&names).then_some(names)
    }

    /// Returns the pattern for a tensor that is not in the network and its siblings.
    fn group(&self, tensor: &str, plan: &Plan) -> String {
        let Some(end) = tensor.find(['.', '/']) else { return tensor.to_owned() };
        let start = &tensor[..=end];
        // Not if it would match tensors of the network.
        let own = plan.slots.iter().flat_map(|slot| &slot.names).any(|name| spelling::starts_with(name, start));
        if own { tensor.to_owned() } else { format!("{start}*") }
    }

    /// Returns these names with a new name for each layer whose tensors have the same shapes under other names, taken
    /// from the remaining tensors of the file in order.
    fn renamed(&self, names: &Names) -> Option<Names> {
        let mut names = Names { renames: Vec::new(), ..names.clone() };
        let plan = Plan::new(self.layers, &names).ok()?;
        let mut taken: Vec<String> = Vec::new();
        for (index, layer) in self.layers.iter().enumerate() {
            let slots: Vec<_> = plan.slots.iter().filter(|slot| slot.layer == index).collect();
            let Some(first) = slots.first() else { continue };
            let start = names.start();
            // The part after the layer's name.
            let own = |name: &str| name.rsplit(['.', '/']).next().unwrap_or(name).to_owned();
            let ending = own(first.name());
            let mut candidates: Vec<&str> = (0..self.file.len())
                .filter_map(|place| spelling::before(self.file.name(place), &ending))
                .filter_map(|before| before.strip_suffix(['.', '/']))
                .filter_map(|before| before.strip_prefix(&*start))
                .filter(|candidate| candidate.len() <= LONGEST)
                .filter(|candidate| taken.iter().all(|other| other != candidate))
                .filter(|candidate| {
                    slots.iter().all(|slot| {
                        let name = format!("{start}{candidate}.{}", own(slot.name()));
                        let entry = self.file.find(&name).and_then(|place| self.file.entry(place));
                        entry.is_some_and(|entry| check_tensor(&entry, &slot.shape).is_ok())
                    })
                })
                .collect();
            // The layer's own name first, then `fc2` before `fc10`.
            candidates.sort_by_key(|candidate| (*candidate != layer.name, candidate.len(), *candidate));
            let chosen = (*candidates.first()?).to_owned();
            if chosen != layer.name {
                names.renames.push((layer.name.clone().into_owned(), chosen.clone()));
            }
            taken.push(chosen);
        }
        Some(names)
    }
}
