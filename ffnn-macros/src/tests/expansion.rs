//! Tests that `examples/expansion.rs` contains the expansion of the network that it declares.
//!
//! `EXPANSION=overwrite cargo test -p ffnn-macros` updates it and keeps each comment before its line.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

use quote::quote;
use syn::{Item, ItemMod};

/// Module that declares the network.
const DECLARATION: &str = "declared";

/// Lines around the expansion.
const MARKS: (&str, &str) = ("    // Expansion:\n", "    // End of the expansion.\n");

#[test]
fn the_stored_expansion_is_what_is_emitted() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/expansion.rs");
    let text = fs::read_to_string(&path).expect("the example is there");
    let emitted = emitted(&text);
    let (before, rest) = text.split_once(MARKS.0).expect("the expansion has a start");
    let (stored, after) = rest.split_once(MARKS.1).expect("the expansion has an end");
    if env::var("EXPANSION").is_ok_and(|value| value == "overwrite") {
        let (written, (start, end)) = (Comments::of(stored).moved_to(&formatted(&emitted)), MARKS);
        fs::write(&path, format!("{before}{start}{written}{end}{after}")).expect("the example can be written");
        return;
    }
    // Parsing removes comments and line breaks.
    let stored = prettyplease::unparse(&syn::parse_file(stored).expect("the stored expansion is a list of items"));
    for (number, (stored, emitted)) in (1..).zip(stored.lines().zip(emitted.lines())) {
        assert_eq!(stored, emitted, "line {number} of the stored (left) and the emitted (right) expansion");
    }
    assert_eq!(stored.lines().count(), emitted.lines().count(), "lines stored (left) and emitted (right)");
}

/// Expands the network that the example declares.
fn emitted(example: &str) -> String {
    let file = syn::parse_file(example).expect("the example is a program");
    let modules = file.items.iter().filter_map(|item| match item {
        Item::Mod(ItemMod { ident, content: Some((_, items)), .. }) if ident == DECLARATION => Some(items),
        _ => None,
    });
    let networks: Vec<_> = modules
        .flatten()
        .filter_map(|item| if let Item::Macro(item) = item { Some(&item.mac.tokens) } else { None })
        .collect();
    let [network] = networks.as_slice() else { panic!("the module `{DECLARATION}` declares one network") };
    let expansion = crate::network::network(quote! { (ffnn) #network });
    prettyplease::unparse(&syn::parse2(expansion).expect("an expansion is a list of items"))
}

/// Formats the lines as they appear in the example.
fn formatted(code: &str) -> Vec<String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(workspace)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("rustfmt runs");
    let code = with_macros_formatted(code);
    // Inside a module, as in the example, because indentation shortens the lines.
    let program = format!("mod expanded {{\n{code}}}\n");
    rustfmt.stdin.take().expect("it is piped").write_all(program.as_bytes()).expect("rustfmt reads");
    let output = rustfmt.wait_with_output().expect("rustfmt ends");
    assert!(output.status.success(), "rustfmt reads the expansion");
    let text = String::from_utf8(output.stdout).expect("code is text");
    let lines: Vec<_> = text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    lines[1..lines.len() - 1].to_vec()
}

/// Formats the arguments of macros, which `rustfmt` leaves as they are: on one line if they fit. An expansion does not
/// compare by size.
fn with_macros_formatted(code: &str) -> String {
    let narrow = [(" < ", "<"), (" >", ">"), (" : ", ": ")];
    let code = narrow.iter().fold(code.to_owned(), |code, (wide, narrow)| code.replace(wide, narrow));
    let mut parts = code.split("!(\n");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inside, rest) = part.split_once(");\n").expect("a macro ends");
        let line = text.lines().last().unwrap_or_default();
        // Four columns more inside a module.
        let (width, indent) = (line.len() + 4, line.len() - line.trim_start().len() + 4);
        let words: Vec<_> = inside.split_whitespace().collect();
        let mut inside = words.join(" ");
        if width + inside.len() + "!();".len() > 120 {
            inside = String::new();
            let mut column = usize::MAX;
            for word in words {
                if column.saturating_add(word.len()) >= 120 {
                    inside.push_str(&format!("\n{}", " ".repeat(indent + 4)));
                    column = indent + 4;
                } else {
                    inside.push(' ');
                }
                inside.push_str(word);
                column += word.len() + 1;
            }
            inside.push_str(&format!("\n{}", " ".repeat(indent)));
        }
        text.push_str(&format!("!({inside});\n{rest}"));
    }
    text
}

/// Comments before lines of code. A line is identified by its text and the number of equal lines before it.
struct Comments(HashMap<(String, usize), Vec<String>>);

impl Comments {
    fn of(text: &str) -> Self {
        let (mut comments, mut counts, mut pending) = (HashMap::new(), HashMap::new(), Vec::new());
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if line.starts_with("//") && !line.starts_with("///") {
                pending.push(line.to_owned());
                continue;
            }
            let key = numbered(line, &mut counts);
            if !pending.is_empty() {
                comments.insert(key, std::mem::take(&mut pending));
            }
        }
        assert!(pending.is_empty(), "expected a line of code after the comment: {pending:?}");
        Self(comments)
    }

    fn moved_to(mut self, code: &[String]) -> String {
        let (mut text, mut counts) = (String::new(), HashMap::new());
        for line in code {
            let indent = &line[..line.len() - line.trim_start().len()];
            for comment in self.0.remove(&numbered(line.trim(), &mut counts)).unwrap_or_default() {
                text.push_str(&format!("{indent}{comment}\n"));
            }
            text.push_str(&format!("{line}\n"));
        }
        assert!(self.0.is_empty(), "these comments have lost their line: {:#?}", self.0);
        text
    }
}

fn numbered(line: &str, counts: &mut HashMap<String, usize>) -> (String, usize) {
    let count = counts.entry(line.to_owned()).or_insert(0);
    *count += 1;
    (line.to_owned(), *count)
}
