//! Reads weight files and reports what does not fit the network.

mod layers;

use std::path::{Path, PathBuf};
use std::{env, fs};

use ffnn_files::{Convention, File, Names, Plan, Precision, Problem, nearest};
use syn::{Ident, LitStr};

use crate::ast;
use crate::errors::Errors;
use crate::model::{Content, Later, Network, Weights};
use crate::names;
use layers::Table;
#[cfg(test)]
pub(crate) use layers::WITHOUT_TENSORS;

/// Advice for a network that the macro does not know well enough.
const LATER: &str = "or leave the `static` out and call `files::load` at run time";

/// Checks a `static` and reads its file if the list is `certain`. A static is emitted even if the file is wrong, so
/// that its uses cause no further errors. Returns `None` if its type is unknown.
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
    if names::plain(&weights.network) != names::plain(&network.name) {
        let message = format_args!("the weights after a list belong to its network: write `&{}`", network.name);
        errors.at(weights.network.span(), message);
        certain = false;
    }
    let scalar = scalar(&weights, errors);
    let (names, precision) = (names(&weights.options, errors), precision(&scalar));
    let (mut content, mut later) = (None, None);
    if let Some(((names, precision), table)) =
        names.zip(precision).filter(|_| certain).and_then(|how| Some((how, Table::new(network, errors)?)))
    {
        let result = bytes_of(&path(&weights), Path::new(weights.path.value()).is_absolute())
            .and_then(|bytes| read_file(&bytes, &table, &names, precision));
        match result {
            Ok(read) => content = Some(read),
            Err(failure) if table.knows_all => tell(failure, &weights, errors),
            Err(failure) => {
                let mut sentences = Errors::default();
                tell(failure, &weights, &mut sentences);
                later = Some(Later { rows: table.rows, sentences: sentences.into_later() });
            }
        }
    }
    let ast::Weights { attributes, visibility, name, path, .. } = weights;
    Some(Weights { attributes, visibility, name, scalar, path, content, later })
}

/// Returns the number type, `f32` by default.
fn scalar(weights: &ast::Weights, errors: &mut Errors) -> Ident {
    let Some(scalar) = &weights.scalar else { return Ident::new("f32", weights.network.span()) };
    if precision(scalar).is_none() {
        errors.at(scalar.span(), format_args!("expected the number type `f32` or `f64`, found `{scalar}`"));
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

fn names(
    ast::Options { names, layout, prefix, part, ignored, renames }: &ast::Options,
    errors: &mut Errors,
) -> Option<Names> {
    let (mut sound, mut meant) = (true, Names::default());
    if let Some(word) = names {
        match Convention::ALL.into_iter().find(|convention| word == convention.word()) {
            Some(convention) => meant = Names::of(convention),
            None => {
                let known = "`torch`, `sequential`, `keras`, `flax` or `burn`";
                errors.at(word.span(), format_args!("expected {known}, found `{word}`"));
                sound = false;
            }
        }
    }
    match layout {
        None => {}
        Some(word) if word == "inputs_first" => meant = meant.inputs_first(),
        Some(word) if word == "outputs_first" => meant = meant.outputs_first(),
        Some(word) => {
            errors.at(word.span(), format_args!("expected `inputs_first` or `outputs_first`, found `{word}`"));
            sound = false;
        }
    }
    if let Some(prefix) = prefix {
        meant = meant.prefix(&prefix.value());
    }
    if let Some(part) = part {
        meant = meant.part(&part.value());
    }
    meant = meant.ignore(ignored.iter().map(LitStr::value));
    for (place, (layer, name)) in renames.iter().enumerate() {
        if renames[..place].iter().any(|(other, _)| other == layer) {
            errors.at(layer.span(), format_args!("`{layer}` is renamed twice"));
            sound = false;
        }
        meant = meant.rename(&layer.to_string(), &name.value());
    }
    sound.then_some(meant)
}

/// Resolves the path relative to the folder of `Cargo.toml`, independently of the module.
fn path(weights: &ast::Weights) -> PathBuf {
    let folder = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    Path::new(&folder).join(weights.path.value())
}

/// The reason why the weights could not be loaded.
enum Failure {
    /// The file cannot be read.
    Access(String),
    /// The file does not fit the network.
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
        Ok(_) => Err(Failure::Access("this is not a file: write the path of a safetensors file".into())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Failure::Access(not_found(path, absolute))),
        Err(error) => Err(Failure::Access(error.to_string())),
    }
}

fn not_found(path: &Path, absolute: bool) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let entries = path.parent().and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
    let mut others: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    // Sorted, so that ties have a deterministic result.
    others.sort_unstable();
    let message = if absolute {
        // The path was assembled by macros, so the source does not show it.
        format!("there is no file `{}`", path.display())
    } else {
        "there is no such file; paths are relative to the folder of `Cargo.toml`".into()
    };
    match nearest(&name, others.iter().map(String::as_str)) {
        Some(nearest) => format!("{message}; closest name in that folder: `{nearest}`"),
        None => message,
    }
}

fn read_file(bytes: &[u8], table: &Table, names: &Names, precision: Precision) -> Result<Content, Failure> {
    let file = File::read(bytes)?;
    let plan = Plan::matching(&file, &table.layers, names)?;
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

fn tell(failure: Failure, weights: &ast::Weights, errors: &mut Errors) {
    let place = weights.path.span();
    let problem = match failure {
        Failure::Access(message) => return errors.at(place, message),
        Failure::Content(problem) => problem,
    };
    match &problem {
        Problem::NoLayer { name, .. } => {
            let layer = weights.options.renames.iter().find(|(layer, _)| layer == name);
            errors.at(layer.map_or(place, |(layer, _)| layer.span()), problem);
        }
        Problem::Layout { .. } => {
            let remedy = "write `{ names: torch }` for the first and `{ names: burn }` or `{ layout: inputs_first }` for the \
                          second, after the path";
            errors.at(place, format_args!("{}: {remedy}", problem.finding()));
        }
        _ if let Some(names) = problem.names() => {
            let (finding, advice, options) = (problem.finding(), problem.advice(), names.as_options());
            errors.at(place, format_args!("{finding}: {advice} `{options}` after the path"));
        }
        Problem::Missing { tensor, nearest: Some(_), without: None, .. } => {
            errors.at(place, format_args!("{problem}: if it is this one, save it as `{tensor}`"));
        }
        Problem::Missing { without: None, .. } => {
            let remedy = "save it with the others, or leave its layer out of the list";
            errors.at(place, format_args!("{problem}: {remedy}"));
        }
        Problem::Extra { .. } => {
            let remedy = "add the layer that it belongs to, or leave it out of the file";
            errors.at(place, format_args!("{problem}: {remedy}"));
        }
        _ => errors.at(place, problem),
    }
}
