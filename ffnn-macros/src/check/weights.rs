//! Files of weights, which are read here and nowhere else: what a file has to hold, and what is said when it does not.

mod layers;

use std::path::{Path, PathBuf};
use std::{env, fs};

use ffnn_files::{Convention, File, Names, Plan, Precision, Problem, nearest};
use syn::Ident;

use crate::ast;
use crate::errors::Errors;
use crate::model::{Content, Network, Weights};
use layers::Table;

/// What can be done where the macro does not see enough.
const LATER: &str = "or leave the `static` out and call `files::load` when the program runs";

/// The weights that are meant. Whatever is wrong with a file, a static of its name is written, so that who uses it hears
/// of one mistake only; none if it could have no type. Files are read if the list is `certain`.
pub(super) fn check(
    weights: ast::Weights,
    network: &Network,
    mut certain: bool,
    errors: &mut Errors,
) -> Option<Weights> {
    if let Some(parameter) = network.constants.first() {
        let message = format_args!(
            "`{}` has the parameter `{}`, so the macro cannot know the shapes of its tensors: write numbers, {LATER}",
            network.name, parameter.ident
        );
        errors.at(weights.network.span(), message);
        return None;
    }
    if weights.network != network.name {
        let message = format_args!("the weights after a list are those of its network: write `&{}`", network.name);
        errors.at(weights.network.span(), message);
        certain = false;
    }
    let scalar = scalar(&weights, errors);
    let (names, precision) = (names(&weights, errors), precision(&scalar));
    let content = names.zip(precision).filter(|_| certain).and_then(|(names, precision)| {
        let table = Table::new(network, errors)?;
        let result = bytes_of(&path(&weights), Path::new(weights.path.value()).is_absolute())
            .and_then(|bytes| read_file(&bytes, &table, &names, precision));
        result.map_err(|failure| tell(failure, &weights, &table, errors)).ok()
    });
    let ast::Weights { attributes, visibility, name, path, .. } = weights;
    Some(Weights { attributes, visibility, name, scalar, path, content })
}

/// `f32` if nothing else was written.
fn scalar(weights: &ast::Weights, errors: &mut Errors) -> Ident {
    let Some(scalar) = &weights.scalar else { return Ident::new("f32", weights.network.span()) };
    if precision(scalar).is_none() {
        errors.at(scalar.span(), format_args!("a network calculates in `f32` or `f64`, not in `{scalar}`"));
        return Ident::new("f32", scalar.span());
    }
    scalar.clone()
}

fn precision(scalar: &Ident) -> Option<Precision> {
    match scalar.to_string().as_str() {
        "f32" => Some(Precision::Single),
        "f64" => Some(Precision::Double),
        _ => None,
    }
}

fn names(weights: &ast::Weights, errors: &mut Errors) -> Option<Names> {
    let convention = match &weights.names {
        None => Convention::Torch,
        Some(word) => {
            let known = Convention::ALL.into_iter().find(|convention| word == convention.word());
            known.or_else(|| {
                let message = format_args!("the names are those of `torch`, `sequential` or `keras`, not of `{word}`");
                errors.at(word.span(), message);
                None
            })?
        }
    };
    let (mut names, mut sound) = (Names::of(convention), true);
    for (place, (layer, name)) in weights.renames.iter().enumerate() {
        if weights.renames[..place].iter().any(|(other, _)| other == layer) {
            errors.at(layer.span(), format_args!("`{layer}` has a name in the file already"));
            sound = false;
        }
        names = names.rename(&layer.to_string(), &name.value());
    }
    sound.then_some(names)
}

/// Paths start where `Cargo.toml` is, so that they do not depend on where a module is.
fn path(weights: &ast::Weights) -> PathBuf {
    let folder = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    Path::new(&folder).join(weights.path.value())
}

/// Why there are no weights.
enum Failure {
    /// The file cannot be read.
    Access(String),
    /// The file is not what the network needs.
    Content(Problem),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Content(problem)
    }
}

fn bytes_of(path: &Path, absolute: bool) -> Result<Vec<u8>, Failure> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => fs::read(path).map_err(|error| Failure::Access(error.to_string())),
        Ok(_) => Err(Failure::Access("this is no file: write the path of a safetensors file".into())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Failure::Access(not_found(path, absolute))),
        Err(error) => Err(Failure::Access(error.to_string())),
    }
}

fn not_found(path: &Path, absolute: bool) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let mut others: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    // Of two that are as near, always the same one.
    others.sort_unstable();
    let message = if absolute {
        // It was put together, so it is not what stands there.
        format!("there is no file `{}`", path.display())
    } else {
        "there is no such file; a path starts at the folder of `Cargo.toml`".into()
    };
    match nearest(&name, others.iter().map(String::as_str)) {
        Some(nearest) => format!("{message}, and the name most like it in that folder is `{nearest}`"),
        None => message,
    }
}

fn read_file(bytes: &[u8], table: &Table, names: &Names, precision: Precision) -> Result<Content, Failure> {
    let plan = Plan::new(&table.layers, names)?;
    let file = File::read(bytes)?;
    plan.check(&file, &table.layers, names)?;
    let size = if precision == Precision::Single { size_of::<f32>() } else { size_of::<f64>() };
    let mut image = vec![0; table.count * size];
    plan.read(&file, precision, &mut |place, value| {
        let target = &mut image[place * size..][..size];
        match precision {
            Precision::Single => target.copy_from_slice(&(value as f32).to_le_bytes()),
            Precision::Double => target.copy_from_slice(&value.to_le_bytes()),
        }
    })?;
    Ok(Content { image, fingerprint: Plan::fingerprint(&file, names)?, rows: table.rows.clone() })
}

fn tell(failure: Failure, weights: &ast::Weights, table: &Table, errors: &mut Errors) {
    let place = weights.path.span();
    let problem = match failure {
        Failure::Access(message) => return errors.at(place, message),
        Failure::Content(problem) => problem,
    };
    match &problem {
        Problem::NoLayer { name, .. } => {
            let layer = weights.renames.iter().find(|(layer, _)| layer == name);
            errors.at(layer.map_or(place, |(layer, _)| layer.span()), problem);
        }
        Problem::Missing { instead: Some(convention), .. } | Problem::Extra { instead: Some(convention), .. } => {
            let word = convention.word();
            errors.at(place, format_args!("{problem}: write `{{ names: {word} }}` after the path"));
        }
        Problem::Missing { tensor, nearest, .. } => {
            let renamed = nearest.as_ref().and_then(|nearest| {
                // The same tensor of a layer of another name.
                let ((layer, own), (name, other)) = (tensor.rsplit_once('.')?, nearest.rsplit_once('.')?);
                (own == other && table.layers.iter().any(|known| known.name == layer)).then_some((layer, name))
            });
            match renamed {
                Some((layer, name)) => {
                    let option = format_args!("`{{ rename: {{ {layer}: \"{name}\" }} }}`");
                    errors.at(place, format_args!("{problem}: write {option} after the path if that is the layer"));
                }
                None => {
                    let remedy = "save it with the others, or leave its layer out of the list";
                    errors.at(place, format_args!("{problem}: {remedy}"));
                }
            }
        }
        Problem::Extra { .. } => {
            let remedy = "add the layer that it belongs to, or leave it out of the file";
            errors.at(place, format_args!("{problem}: {remedy}"));
        }
        _ => errors.at(place, problem),
    }
}
