//! The writer.

use alloc::string::String;
use alloc::vec::Vec;

use crate::Element;

/// Alignment of the end of the header in bytes, for readers that map files into memory.
const ALIGNMENT: usize = 8;

/// Writes a file with these texts and these tensors, in this order; `data` appends the bytes of the tensor at an index.
///
/// # Errors
///
/// The errors of `data`.
pub fn write<'a, E>(
    metadata: impl IntoIterator<Item = (&'a str, &'a str)>,
    tensors: &[(&str, Element, &[usize])],
    mut data: impl FnMut(usize, &mut Vec<u8>) -> Result<(), E>,
) -> Result<Vec<u8>, E> {
    let mut header = String::from("{");
    let mut separator = "";
    let mut texts = metadata.into_iter().peekable();
    if texts.peek().is_some() {
        header.push_str("\"__metadata__\":{");
        for (name, text) in texts {
            header.push_str(separator);
            quote(name, &mut header);
            header.push(':');
            quote(text, &mut header);
            separator = ",";
        }
        header.push('}');
        separator = ",";
    }
    let mut end = 0;
    for (name, element, shape) in tensors {
        let start = end;
        end += element.bytes(shape.iter().product()).unwrap_or(0);
        header.push_str(separator);
        quote(name, &mut header);
        let shape = alloc::format!("{shape:?}").replace(' ', "");
        let (dtype, offsets) = (element.name(), alloc::format!("[{start},{end}]"));
        header.push_str(&alloc::format!(":{{\"dtype\":\"{dtype}\",\"shape\":{shape},\"data_offsets\":{offsets}}}"));
        separator = ",";
    }
    header.push('}');
    while !header.len().is_multiple_of(ALIGNMENT) {
        header.push(' ');
    }
    let mut file = Vec::with_capacity(size_of::<u64>() + header.len() + end);
    file.extend_from_slice(&(header.len() as u64).to_le_bytes());
    file.extend_from_slice(header.as_bytes());
    for index in 0..tensors.len() {
        data(index, &mut file)?;
    }
    Ok(file)
}

fn quote(text: &str, header: &mut String) {
    header.push('"');
    for letter in text.chars() {
        match letter {
            '"' => header.push_str("\\\""),
            '\\' => header.push_str("\\\\"),
            '\0'..' ' => header.push_str(&alloc::format!("\\u{:04x}", u32::from(letter))),
            _ => header.push(letter),
        }
    }
    header.push('"');
}
