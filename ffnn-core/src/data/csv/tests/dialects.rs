//! Files as written by spreadsheets, pandas, NumPy and R, and error messages for files that do not fit.

use alloc::format;

use super::*;

type Table = Dataset<[f32; 2], usize>;

fn table(text: &str) -> Csv {
    read("f.csv", text.as_bytes()).unwrap()
}

/// Asserts that the data is the two rows that the texts of these tests contain.
#[track_caller]
fn assert_rows(data: Result<Table, LoadError>) {
    let data = data.unwrap();
    assert_eq!(data.inputs(), [[1.5, -2.0], [0.25, 1000.0]]);
    assert_eq!(data.targets(), [0, 1]);
}

#[track_caller]
fn assert_told(data: Result<Table, LoadError>, message: &str) {
    assert_eq!(data.unwrap_err().to_string(), message);
}

#[test]
fn numbers_as_numpy_writes_them() {
    let row = |values: [f64; 3], by: &str| values.map(|value| format!("{value:.18e}").replace('e', "e+0")).join(by);
    let text = |by| format!("{}\n{}\n", row([1.5, -2.0, 0.0], by), row([0.25, 1000.0, 1.0], by)).replace("e+0-", "e-0");
    assert_rows(table(&text(",")).classes());
    assert_rows(table(&text(" ")).delimiter(b' ').classes());
    assert_rows(table(&format!("# a,b,c\n{}", text(","))).comment(b'#').classes());
    assert_rows(table("  1.5   -2.0 0\n 0.25 \t1e3 1.0  \n").delimiter(b' ').classes());
    assert_eq!(table("0,1.000e+00\n").classes::<f32, 1>().unwrap().targets(), [1]);
    assert_eq!(table("0,-0.0\n").classes::<f32, 1>().unwrap().targets(), [0]);
    assert_eq!(table("0,4294967296.0\n").classes::<f32, 1>().unwrap().targets(), [4_294_967_296]);
}

#[test]
fn tables_as_pandas_writes_them() {
    assert_rows(table(",a,b,kind\n0,1.5,-2.0,0\n1,0.25,1000.0,1\n").header().row_names().classes());
    assert_rows(table("a,b,kind\n1.5,-2.0,False\n0.25,1000.0,True\n").header().classes());
    assert_rows(table("a\tb\tkind\n1.5\t-2\t0\n0.25\t1000\t1\n").header().delimiter(b'\t').classes());
}

#[test]
fn tables_as_r_writes_them() {
    // Output of `write.csv` and `write.table`: row names without a column name, quoted or not; the header is one field
    // shorter.
    let text = "\"\",\"a\",\"b\",\"kind\"\n\"1\",1.5,-2,FALSE\n\"2\",0.25,1000,TRUE\n";
    assert_rows(table(text).header().row_names().classes());
    let text = "\"a\" \"b\" \"kind\"\n\"1\" 1.5 -2 0\n\"2\" 0.25 1000 1\n";
    assert_rows(table(text).header().row_names().delimiter(b' ').classes());
    let text = "a,b,kind\nfirst,1.5,-2,0\nsecond,0.25,1000,1\n";
    assert_rows(table(text).header().row_names().classes());
    let hint = "the first column has no name: leave it out with `.row_names()`";
    assert_told(table(text).header().classes(), &format!("f.csv line 2: expected 3 columns, found 4 ({hint})"));
}

#[test]
fn tables_as_spreadsheets_write_them() {
    assert_rows(table("\u{feff}\"1,5\";-2;0\r\n0,25;1000;1\r\n").decimal_comma().classes());
    assert_rows(table("1,5\t-2\t0\n0,25\t1000\t1\n").delimiter(b'\t').decimal_comma().classes());
    assert_rows(table("1,5;-2;0\n0,25;1000;1\n").decimal_comma().delimiter(b';').classes());
    assert_rows(table("1.5, \"-2\" , \"0\"\n\t\"0.25\",\"1000\",\"1\"  \n").classes());
    assert_rows(table("1.5,-2,0,\n0.25,1000,1,\n").features([0, 1]).targets([2]).classes());
    assert_rows(
        table("note;\"a \"\"b\"\"\";c;d\n\"two\nlines\";1.5;-2;0\n;.25;1e3;1\n")
            .delimiter(b';')
            .header()
            .row_names()
            .classes(),
    );
}

#[test]
fn another_delimiter_is_found_in_the_line() {
    let told = |text: &str, hint: &str| {
        assert_told(table(text).classes(), &format!("f.csv line 1: expected 3 columns, found {hint}"));
    };
    told("1;2;0\n", "1 (the line has 3 columns with another delimiter: load with `.delimiter(b';')`)");
    told("1\t2\t0\n", "1 (the line has 3 columns with another delimiter: load with `.delimiter(b'\\t')`)");
    told("1 2  0\n", "1 (the line has 3 columns with another delimiter: load with `.delimiter(b' ')`)");
    let within = "column 2: expected a number, found \"5;2\" (decimal commas? load with `.decimal_comma()`)";
    assert_told(table("1,5;2,5;0\n").classes(), &format!("f.csv line 1, {within}"));
    told("1,5;2;0\n", "2 (decimal commas? load with `.decimal_comma()`)");
    told("1,5\t2\t0\n", "2 (decimal commas? load with `.delimiter(b'\\t').decimal_comma()`)");
    told("1,2,0,\n", "4 (the line ends with a delimiter: choose columns with `.features(…)` and `.targets(…)`)");
    told("# 1,2\n", "2 (a comment? load with `.comment(b'#')`)");
    told("length,width\n1,2,0\n", "2 (if line 1 is a header, load the file with `.header()`)");
    let comma = table("1;2;0\n").delimiter(b'\t').classes();
    assert_told(
        comma,
        "f.csv line 1: expected 3 columns, found 1 (the line has 3 columns with another delimiter: load with `.delimiter(b';')`)",
    );
}

#[test]
fn numbers_that_are_written_otherwise_are_told() {
    let told = |csv: Csv, found: &str, hint: &str| {
        assert_told(csv.classes(), &format!("f.csv line 2, column 1: expected a number, found {found:?}{hint}"));
    };
    let thousands = " (thousands separators? write numbers without them)";
    let semicolon = |text: &str| table(text).delimiter(b';');
    told(semicolon("1;2;0\n1,5;2;0\n"), "1,5", " (a decimal comma? load with `.decimal_comma()`)");
    told(table("1,2,0\n\"1,5\",2,0\n"), "1,5", " (a decimal comma? load with `.decimal_comma()`)");
    told(table("1,2,0\n\"1,234\",2,0\n"), "1,234", thousands);
    told(table("1,2,0\n\"-1,234.5\",2,0\n"), "-1,234.5", thousands);
    told(table("1,2,0\n1 234 567,2,0\n"), "1 234 567", thousands);
    told(table("1,2,0\n1'234'567.5,2,0\n"), "1'234'567.5", thousands);
    told(table("1;2;0\n1.234,5;2;0\n").decimal_comma(), "1.234,5", thousands);
    told(table("1,2,0\nabc,2,0\n"), "abc", "");
    told(table("1,2,0\n1-2,2,0\n"), "1-2", "");
    let header = table("# a\n\nlength,width,kind\n1,2,0\n").comment(b'#').classes();
    let hint = "(if line 3 is a header, load the file with `.header()`)";
    assert_told(header, &format!("f.csv line 3, column 1: expected a number, found \"length\" {hint}"));
    let comment = "f.csv line 1, column 1: expected a number, found \"# 1\" (a comment? load with `.comment(b'#')`)";
    assert_told(table("# 1,2,0\n").classes(), comment);
}

#[test]
fn quotes_that_are_not_closed_are_found() {
    let open = "expected a closing quote, found the end of the file";
    assert_told(table("1,2,0\n\"3,4,1\n5,6,0\n").classes(), &format!("f.csv line 2, column 1: {open}"));
    assert_told(table("1,2,0\n\n3, \"4,1\n").classes(), &format!("f.csv line 3, column 2: {open}"));
    assert_told(table("\"").classes(), &format!("f.csv line 1, column 1: {open}"));
    let error = table("1,2,0\n\"3\"4,5,0\n").classes::<f32, 2>().unwrap_err();
    assert!(matches!(error.problem, LoadProblem::AfterQuote), "{error}");
    assert_eq!(error.location, Location::Field { line: 2, column: 1 });
    // Inside a field, a quote is an ordinary character.
    let (_, names) = table("1,5\" pipe\n").classes_named::<f32, 1>().unwrap();
    assert_eq!(names, ["5\" pipe"]);
}

#[test]
fn missing_values_are_an_error_or_what_was_chosen() {
    let advice = "which marks a missing one: drop such rows with `.missing(Missing::DropRow)`, or fill features with \
                  `Missing::Mean` or `Missing::Constant(0.0)`";
    for mark in [
        "", "NA", "na", "N/A", "#N/A", "#NA", "<NA>", "NaN", "nan", "-nan", "-1.#IND", "null", "NULL", "?", "None",
        "-", ".", "\"\"", " ", "\" \"",
    ] {
        let text = format!("1,10,0\n{mark},20,1\n3,{mark},2\n");
        let found = mark.trim().trim_matches('"').trim();
        let message = format!("f.csv line 2, column 1: expected a value, found {found:?}, {advice}");
        assert_told(table(&text).classes(), &message);
        let rows = |missing| table(&text).missing(missing).classes::<f32, 2>().unwrap();
        assert_eq!(rows(Missing::DropRow).inputs(), [[1.0, 10.0]], "{mark:?}");
        assert_eq!(rows(Missing::DropRow).targets(), [0]);
        assert_eq!(rows(Missing::Mean).inputs(), [[1.0, 10.0], [2.0, 20.0], [3.0, 15.0]], "{mark:?}");
        assert_eq!(rows(Missing::Constant(-1.0)).inputs(), [[1.0, 10.0], [-1.0, 20.0], [3.0, -1.0]], "{mark:?}");
    }
    let target = || table("1,2,0\n3,4,NA\n");
    for missing in [Missing::Error, Missing::Mean, Missing::Constant(0.0)] {
        let message = format!("f.csv line 2, column 3: expected a value, found \"NA\", {advice}");
        assert_told(target().missing(missing).classes(), &message);
    }
    assert_eq!(target().missing(Missing::DropRow).classes::<f32, 2>().unwrap().targets(), [0]);
    assert!(matches!(target().values::<f32, 2, 1>().unwrap_err().problem, LoadProblem::Missing { .. }));
    let all = table("NA,2,0\nNA,4,1\n");
    assert_told(all.clone().missing(Missing::DropRow).classes(), "f.csv: expected at least one sample, found none");
    let message = "f.csv: column 1: expected a value in at least one row, found none: leave the column out";
    assert_told(all.clone().missing(Missing::Mean).classes(), message);
    let message = "f.csv: expected a finite f32 as the replacement for missing values, found NaN";
    assert_told(all.clone().missing(Missing::Constant(f64::NAN)).classes(), message);
    // Out of range for the number type, so it would become infinite.
    let message = "f.csv: expected a finite f32 as the replacement for missing values, found 1e300";
    assert_told(all.clone().missing(Missing::Constant(1e300)).classes(), message);
    assert_eq!(all.missing(Missing::Constant(1e300)).classes::<f64, 2>().unwrap().inputs()[0], [1e300, 2.0]);
    // Columns that are not chosen do not matter, and invalid numbers do not count as missing.
    let chosen = table("1,NA,2,0\n").features([0, 2]).missing(Missing::DropRow).classes::<f32, 2>();
    assert_eq!(chosen.unwrap().inputs(), [[1.0, 2.0]]);
    let error = table("abc,2,0\n").missing(Missing::DropRow).classes::<f32, 2>().unwrap_err();
    assert!(matches!(error.problem, LoadProblem::Number { .. }), "{error}");
    let means = table("1e308,1,0\n1.7e308,NA,1\n,3,2\n").missing(Missing::Mean).classes::<f64, 2>().unwrap();
    assert!((means.inputs()[2][0] / 1.35e308 - 1.0).abs() < 1e-12, "{:?}", means.inputs());
}

const FOOD: [&str; 3] = ["Spam", "eggs", "ham"];

#[test]
fn names_of_classes_have_an_order() {
    let (data, names) = table("1,2,ham\n3,4,\"eggs, fried\"\n5,6,ham\n7,8,Spam\n").classes_named::<f32, 2>().unwrap();
    assert_eq!(names, ["Spam", "eggs, fried", "ham"]);
    assert_eq!(data.targets(), [2, 1, 2, 0]);
    let (data, names) = table("0,10\n0,9\n0,-1.5\n").classes_named::<f32, 1>().unwrap();
    assert_eq!(names, ["-1.5", "9", "10"]);
    assert_eq!(data.targets(), [2, 1, 0]);
    let (_, names) = table("0,none\n0,-\n").classes_named::<f32, 1>().unwrap();
    assert_eq!(names, ["-", "none"], "a marker of missing numbers may be a name");
    let missing = table("0,ham\n0,\n").classes_named::<f32, 1>().unwrap_err();
    assert!(matches!(missing.problem, LoadProblem::Missing { .. }), "{missing}");
    let again = table("1,2,ham\n3,4,Spam\n").classes_as::<f32, 2>(&FOOD).unwrap();
    assert_eq!(again.targets(), [2, 0]);
    let error = table("1,2,ham\n3,4,toast\n").classes_as::<f32, 2>(&FOOD).unwrap_err();
    let message = "f.csv line 2, column 3: expected one of \"Spam\", \"eggs\", \"ham\", found \"toast\"";
    assert_eq!(error.to_string(), message);
    let named = |names: &[&str]| table("0,ham\n").classes_as::<f32, 1>(names).unwrap_err().to_string();
    assert_eq!(named(&[]), "f.csv: expected the names of the classes, found none");
    assert_eq!(named(&["ham", "eggs", "ham"]), "f.csv: expected a different name for each class, found \"ham\" twice");
}

/// Two Latin-1 letters decode to the same replacement character, and would become one class.
#[test]
fn a_name_that_is_not_utf_8_is_refused() {
    let text = b"1,2,a\n3,4,\xe9\n5,6,\xe8\n";
    let error = read("f.csv", &text[..]).unwrap().classes_named::<f32, 2>().unwrap_err();
    let message = "f.csv line 2, column 3: expected text in UTF-8, found \"\u{fffd}\": save the file as UTF-8";
    assert_eq!(error.to_string(), message);
}

#[test]
fn a_first_line_for_excel_does_not_count() {
    let text = "sep=;\n1.5;-2;0\n0.25;1000;1\n";
    assert_rows(table(text).delimiter(b';').classes());
    assert_rows(table(&text.replace('\n', "\r\n")).delimiter(b';').classes());
    assert_rows(table("sep=;\nx;y;k\n1.5;-2;0\n0.25;1000;1\n").delimiter(b';').header().classes());
    let hint = "(the line has 3 columns with another delimiter: load with `.delimiter(b';')`)";
    assert_told(table(text).classes(), &format!("f.csv line 2: expected 3 columns, found 1 {hint}"));
}

#[test]
fn other_formats_are_told_for_what_they_are() {
    let utf_16 = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let (little, big) = (utf_16("\u{feff}1,2,0\n", u16::to_le_bytes), utf_16("\u{feff}1,2,0\n", u16::to_be_bytes));
    let save = "save it as UTF-8";
    for (text, found, advice) in [
        (&little[..], "UTF-16", save),
        (&big, "UTF-16", save),
        (&little[2..], "UTF-16", save),
        (&big[2..], "UTF-16", save),
        (b"\xff\xfe\x00\x001\0\0\0", "UTF-32", save),
        (
            b"\r\n <!DOCTYPE html><html>404",
            "a web page (HTML)",
            "load the file itself, not a page that shows it or reports an error",
        ),
        (b"<html>", "a web page (HTML)", "load the file itself, not a page that shows it or reports an error"),
        (b"<?xml version='1.0'?>", "XML", "export the table as CSV"),
        (b"[{\"a\": 1}]", "JSON", "write it with `to_csv` of pandas"),
        (b"\x1f\x8b\x08\0", "gzip data", "unpack it first"),
        (b"BZh91AY&SY", "bzip2 data", "unpack it first"),
        (b"PK\x03\x04\x14\0", "a zip archive or a spreadsheet (xlsx, ods)", "unpack it, or export the table as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1", "a spreadsheet (xls)", "export the table as CSV"),
        (b"PAR1\x15", "a Parquet file", "write it with `to_csv` of pandas"),
        (b"\x93NUMPY\x01\0", "a NumPy file", "write it with `numpy.savetxt`"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a pointer of Git LFS", "fetch the file with `git lfs pull`"),
        (b"1,2,0\n\0\0\0", "binary data", "export the table as CSV"),
    ] {
        let error = read("f.csv", text).unwrap().classes::<f32, 2>().unwrap_err();
        assert_eq!(error.to_string(), format!("f.csv: expected CSV, found {found}: {advice}"));
    }
}

#[test]
fn a_delimiter_that_means_something_else_is_refused() {
    for (csv, found) in [
        (table("1,2,0\n").delimiter(b'"'), "'\"'"),
        (table("1,2,0\n").delimiter(b'\n'), "'\\n'"),
        (table("1,2,0\n").delimiter(b'1'), "'1'"),
        (table("1,2,0\n").delimiter(b'.'), "'.'"),
        (table("1,2,0\n").decimal_comma().delimiter(b','), "','"),
        (table("1,2,0\n").comment(b','), "','"),
    ] {
        let expected = "expected a delimiter that is not part of numbers, quotes or comments, such as `b';'`";
        assert_told(csv.classes(), &format!("f.csv: {expected}, found {found}"));
    }
}
