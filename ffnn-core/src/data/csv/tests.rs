mod dialects;

use alloc::format;
use std::env;

use super::*;

fn classes(text: &str) -> Result<Dataset<[f32; 2], usize>, LoadError> {
    read("train.csv", text.as_bytes())?.classes()
}

fn message(text: &str) -> String {
    classes(text).unwrap_err().to_string()
}

#[test]
fn rows_become_samples() {
    let data = classes("1,2.5,0\n-3e-1, 4 ,\"12\"\n").unwrap();
    assert_eq!(data.inputs(), [[1.0, 2.5], [-0.3, 4.0]]);
    assert_eq!(data.targets(), [0, 12]);
}

#[test]
fn what_surrounds_the_rows_does_not_matter() {
    let expected = classes("1,2,3\n4,5,6\n").unwrap();
    for text in [
        "1,2,3\n4,5,6",
        "1,2,3\n  \n4,5,6\n \t",
        "1,2,3\r\n4,5,6\r\n",
        "\n1,2,3\n\n\n4,5,6\n\n",
        "1,2,3\r4,5,6\r",
        "\u{feff}1,2,3\n4,5,6",
    ] {
        assert_eq!(classes(text).unwrap(), expected, "{text:?}");
    }
}

#[test]
fn columns_can_be_chosen() {
    let table = read("table", &b"id;y;a;b\n7;0.5;1;2\n8;-0.5;3;4\n"[..]).unwrap().header().delimiter(b';');
    let data: Dataset<[f64; 2], [f64; 1]> = table.clone().features([3, 2]).targets([1]).values().unwrap();
    assert_eq!(data.inputs(), [[2.0, 1.0], [4.0, 3.0]]);
    assert_eq!(data.targets(), [[0.5], [-0.5]]);
    let data: Dataset<[f64; 3], usize> = table.clone().targets([0]).classes().unwrap();
    assert_eq!(data.inputs(), [[0.5, 1.0, 2.0], [-0.5, 3.0, 4.0]]);
    assert_eq!(data.targets(), [7, 8]);
    let data: Dataset<[f64; 1], [f64; 2]> = table.clone().features([0]).values().unwrap();
    assert_eq!(data.targets(), [[1.0, 2.0], [3.0, 4.0]]);
    let data: Dataset<[f64; 2], [f64; 2]> = table.values().unwrap();
    assert_eq!(data.inputs(), [[7.0, 0.5], [8.0, -0.5]]);
    assert_eq!(data.targets(), [[1.0, 2.0], [3.0, 4.0]]);
}

#[test]
fn numbers_are_rounded_once() {
    // Rounding to `f64` first would give 1.
    let data = classes("1.0000000596046447753906250000001,0.1,0\n").unwrap();
    assert_eq!(data.inputs(), [[1.0 + f32::EPSILON, 0.1]]);
}

#[test]
fn a_header_may_be_in_any_encoding() {
    let text = b"gr\xf6\xdfe,b,c\n1,2,0\n";
    let data: Dataset<[f32; 2], usize> = read("train.csv", &text[..]).unwrap().header().classes().unwrap();
    assert_eq!(data.inputs(), [[1.0, 2.0]]);
}

#[test]
fn a_field_that_is_no_number_is_found() {
    assert_eq!(message("1,2,0\n1,abc,0\n"), r#"train.csv line 2, column 2: expected a number, found "abc""#);
    assert_eq!(
        message("age,size,kind\n1,2,0\n"),
        r#"train.csv line 1, column 1: expected a number, found "age" (if line 1 is a header, load the file with `.header()`)"#
    );
    let long = message(&format!("1,2,0\n{},2,0\n", "é".repeat(1000)));
    assert_eq!(long, format!("train.csv line 2, column 1: expected a number, found \"{}...\"", "é".repeat(40)));
    let error = read("train.csv", &b"1,2,0\n1,\xff,0\n"[..]).unwrap().classes::<f32, 2>().unwrap_err();
    assert_eq!(error.to_string(), "train.csv line 2, column 2: expected a number, found \"\u{fffd}\"");
}

#[test]
fn a_number_that_is_not_finite_is_found() {
    assert_eq!(message("-inf,2,0\n"), r#"train.csv line 1, column 1: expected a finite f32, found "-inf""#);
    assert_eq!(message("1e39,2,0\n"), r#"train.csv line 1, column 1: expected a finite f32, found "1e39""#);
    let error = read("y.csv", &b"1,2,inf\n"[..]).unwrap().values::<f64, 2, 1>().unwrap_err();
    assert_eq!(error.to_string(), r#"y.csv line 1, column 3: expected a finite f64, found "inf""#);
}

#[test]
fn a_label_that_is_no_class_is_found() {
    for label in ["-1", "0.5", "1e300", "99999999999999999999999"] {
        assert_eq!(
            message(&format!("1,2,0\n1,2,{label}\n")),
            format!("train.csv line 2, column 3: expected a class index (0, 1, 2, ...), found {label:?}")
        );
    }
    assert_eq!(
        message("1,2,0\n1,2,cat\n"),
        "train.csv line 2, column 3: expected a class index (0, 1, 2, ...), found \"cat\" (names? load with \
         `.classes_named()`)"
    );
}

#[test]
fn rows_of_another_length_are_found() {
    assert_eq!(message("1,0\n"), "train.csv line 1: expected 3 columns, found 2");
    let choose = "(choose columns with `.features(…)` and `.targets(…)`)";
    assert_eq!(message("1,2,3,0\n"), format!("train.csv line 1: expected 3 columns, found 4 {choose}"));
    assert_eq!(message("1,2,0\n1,2,3,0\n"), "train.csv line 2: expected 3 columns, found 4");
    let error = read("y.csv", &b"1\n"[..]).unwrap().values::<f32, 2, 3>().unwrap_err();
    assert_eq!(error.to_string(), "y.csv line 1: expected 5 columns, found 1");
}

#[test]
fn a_choice_of_columns_has_to_fit() {
    let table = read("table", &b"1,2,3\n"[..]).unwrap();
    let error = |table: Csv| table.classes::<f32, 2>().unwrap_err().to_string();
    assert_eq!(error(table.clone().features([0])), "table: expected 2 columns chosen as features, found 1");
    assert_eq!(error(table.clone().targets([0, 1])), "table: expected 1 column chosen as targets, found 2");
    assert_eq!(
        error(table.clone().targets([3])),
        "table line 1, column 4: expected a field, found a row of only 3 columns"
    );
    assert_eq!(
        error(table.features([0, usize::MAX])),
        format!("table line 1, column {}: expected a field, found a row of only 3 columns", usize::MAX)
    );
    let same_twice = read("table", &b"1,2\n"[..]).unwrap().targets([1, 1]).values::<f32, 2, 2>().unwrap_err();
    assert_eq!(same_twice.to_string(), "table line 1: expected 3 columns, found 2");
}

#[test]
fn lines_are_counted_as_in_an_editor() {
    let place = |text| classes(text).unwrap_err().location;
    let field = |line, column| Location::Field { line, column };
    assert_eq!(place("1,2,0\r\n1,2,0\r\nx,2,0\r\n"), field(3, 1));
    assert_eq!(place("\n\n1,2,0\n\n\nx,2,0"), field(6, 1));
    assert_eq!(place("\u{feff}\r\n\r\n1,2,0\r\n\r\n1,x,0"), field(5, 2));
    assert_eq!(place("1,2,0\r1,2,0\rx,2,0"), field(3, 1));
    assert_eq!(place("\"1\n\",\"2\r\n\",0\n\"\r\n1\",x,0"), field(5, 2));
    let header = read("train.csv", &b"a,b,c\n1,2,0\n1,2,x\n"[..]).unwrap().header();
    assert_eq!(header.classes::<f32, 2>().unwrap_err().location, field(3, 3));
}

#[test]
fn a_file_without_data_is_an_error() {
    for text in ["", "\n\n", "\u{feff}"] {
        assert_eq!(message(text), "train.csv: expected at least one sample, found none");
    }
    let error = read("train.csv", &b"a,b,c\n"[..]).unwrap().header().classes::<f32, 2>().unwrap_err();
    assert!(matches!(error.problem, LoadProblem::Empty));
}

#[test]
fn a_file_is_read_by_its_path_or_not_at_all() {
    let error = open("no/such/file.csv").unwrap_err();
    assert!(matches!(error.problem, LoadProblem::Open(_)));
    assert!(error.to_string().starts_with("no/such/file.csv: cannot be opened: "), "{error}");
    let path = env::temp_dir().join(format!("ffnn-csv-{}.csv", std::process::id()));
    std::fs::write(&path, "1,2,3\n").unwrap();
    let data = open(&path).and_then(|csv| csv.classes::<f64, 2>());
    std::fs::remove_file(&path).unwrap();
    assert_eq!(data.unwrap().targets(), [3]);
}

#[test]
fn a_reader_that_fails_is_reported() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is on fire"))
        }
    }
    assert_eq!(read("train.csv", Broken).unwrap_err().to_string(), "train.csv: cannot be read: the disk is on fire");
}
