//! Finds the places of a source file that can be mutated.

use proc_macro2::Span;
use std::ops::Range;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, BinOp, Block, Expr, Lit, ReturnType, Signature, Stmt, Type, UnOp};

/// One change of one place.
pub struct Mutant {
    /// Of the repository's root.
    pub file: String,
    pub line: usize,
    pub function: String,
    /// What is changed, as a person would say it.
    pub change: String,
    pub edit: Edit,
}

pub enum Edit {
    /// These bytes are replaced by this text.
    Expression(Range<usize>, String),
    /// This text returns from a function whose body begins here.
    Body(usize, String),
}

/// All mutants of a file, in its order.
pub fn mutants(file: &str, source: &str) -> Vec<Mutant> {
    let syntax = syn::parse_file(source).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut finder = Finder { file, source, function: Vec::new(), found: Vec::new() };
    finder.visit_file(&syntax);
    finder.found
}

struct Finder<'a> {
    file: &'a str,
    source: &'a str,
    function: Vec<String>,
    found: Vec<Mutant>,
}

impl Finder<'_> {
    fn text(&self, span: Span) -> &str {
        &self.source[span.byte_range()]
    }

    fn add(&mut self, span: Span, change: String, edit: Edit) {
        let (file, line) = (self.file.to_owned(), span.start().line);
        let function = self.function.join("::");
        self.found.push(Mutant { file, line, function, change, edit });
    }

    fn replace(&mut self, span: Span, by: String) {
        let change = format!("`{}` becomes `{by}`", one_line(self.text(span)));
        self.add(span, change, Edit::Expression(span.byte_range(), by));
    }

    fn function(&mut self, signature: &Signature, body: &Block) {
        if signature.constness.is_some() {
            return;
        }
        self.function.push(signature.ident.to_string());
        let start = body.brace_token.span.open().byte_range().end;
        for value in results(&signature.output) {
            let change = format!("the body becomes `return {value};`").replace(" ;", ";");
            self.add(signature.ident.span(), change, Edit::Body(start, format!("return {value};")));
        }
        self.visit_block(body);
        self.function.pop();
    }
}

/// What a function of this type may return instead of what it should.
fn results(output: &ReturnType) -> Vec<String> {
    let ReturnType::Type(_, output) = output else { return vec![String::new()] };
    let values: &[&str] = match &**output {
        Type::Tuple(tuple) if tuple.elems.is_empty() => &[""],
        Type::Reference(_) | Type::Never(_) | Type::ImplTrait(_) => &[],
        Type::Path(path) => {
            let path = &path.path;
            match path.segments.last().expect("a path has a segment").ident.to_string().as_str() {
                "bool" => &["true", "false"],
                "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => &["0", "1"],
                "i8" | "i16" | "i32" | "i64" | "isize" => &["0", "1", "-1"],
                "f32" | "f64" => &["0.0", "1.0", "-1.0"],
                "T" | "Scalar" => &["crate::Scalar::from_f64(0.0)", "crate::Scalar::from_f64(1.0)"],
                "Option" => &["None"],
                "Result" => &["Ok(Default::default())"],
                _ => &["Default::default()"],
            }
        }
        _ => &["Default::default()"],
    };
    values.iter().map(|&value| value.to_owned()).collect()
}

/// What an operator may be mistaken for.
fn others(operator: &BinOp) -> &'static [&'static str] {
    match operator {
        BinOp::Add(_) => &["-", "*"],
        BinOp::Sub(_) => &["+", "/"],
        BinOp::Mul(_) => &["/", "+"],
        BinOp::Div(_) => &["*", "%"],
        BinOp::Rem(_) => &["/", "+"],
        BinOp::And(_) => &["||"],
        BinOp::Or(_) => &["&&"],
        BinOp::BitXor(_) => &["|", "&"],
        BinOp::BitAnd(_) => &["|", "^"],
        BinOp::BitOr(_) => &["&", "^"],
        BinOp::Shl(_) => &[">>"],
        BinOp::Shr(_) => &["<<"],
        BinOp::Eq(_) => &["!="],
        BinOp::Ne(_) => &["=="],
        BinOp::Lt(_) => &["<=", ">="],
        BinOp::Le(_) => &["<", ">"],
        BinOp::Gt(_) => &[">=", "<="],
        BinOp::Ge(_) => &[">", "<"],
        BinOp::AddAssign(_) => &["-=", "*="],
        BinOp::SubAssign(_) => &["+=", "/="],
        BinOp::MulAssign(_) => &["/=", "+="],
        BinOp::DivAssign(_) => &["*=", "%="],
        BinOp::RemAssign(_) => &["/=", "+="],
        BinOp::BitXorAssign(_) => &["|=", "&="],
        BinOp::BitAndAssign(_) => &["|=", "^="],
        BinOp::BitOrAssign(_) => &["&=", "^="],
        BinOp::ShlAssign(_) => &[">>="],
        BinOp::ShrAssign(_) => &["<<="],
        _ => &[],
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether this is compiled for tests or for other machines only.
fn elsewhere(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        let Ok(list) = attribute.meta.require_list() else { return path.is_ident("test") };
        let condition = list.tokens.to_string();
        path.is_ident("cfg") && (condition.contains("not") || condition.contains("test"))
    })
}

/// Whether `let` decides here, which may stand in no parentheses.
fn binds(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(binary) => binds(&binary.left) || binds(&binary.right),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_expr(&mut self, expression: &'ast Expr) {
        let span = expression.span();
        match expression {
            Expr::Binary(binary) if !binds(expression) => {
                let (left, right) = (self.text(binary.left.span()), self.text(binary.right.span()));
                let (left, right) = (left.to_owned(), right.to_owned());
                for other in others(&binary.op) {
                    let change =
                        format!("`{}`: `{}` becomes `{other}`", one_line(self.text(span)), self.text(binary.op.span()));
                    let by = format!("({left}) {other} ({right})");
                    self.add(binary.op.span(), change, Edit::Expression(span.byte_range(), by));
                }
            }
            Expr::Unary(unary) if matches!(unary.op, UnOp::Not(_) | UnOp::Neg(_)) => {
                self.replace(span, self.text(unary.expr.span()).to_owned());
            }
            Expr::Lit(literal) => {
                if let Lit::Int(number) = &literal.lit
                    && let Ok(value) = number.base10_parse::<u128>()
                {
                    let near = [value.checked_add(1), value.checked_sub(1)];
                    for other in near.into_iter().flatten() {
                        self.replace(span, format!("{other}{}", number.suffix()));
                    }
                }
            }
            Expr::Const(_) | Expr::Path(_) => return,
            Expr::Repeat(repeat) => return self.visit_expr(&repeat.expr),
            _ => {}
        }
        visit::visit_expr(self, expression);
    }

    fn visit_pat_guard(&mut self, pattern: &'ast syn::PatGuard) {
        if !binds(&pattern.guard) && !matches!(*pattern.guard, Expr::Const(_)) {
            for value in ["true", "false"] {
                self.replace(pattern.guard.span(), value.to_owned());
            }
        }
        self.visit_expr(&pattern.guard);
    }

    fn visit_pat(&mut self, pattern: &'ast syn::Pat) {
        if let syn::Pat::Guard(guard) = pattern {
            self.visit_pat_guard(guard);
        }
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        // The one macro that takes an expression as it stands; others are as opaque here as they are to the parser.
        let body = called.parse_body_with(|input: syn::parse::ParseStream| {
            input.parse::<syn::Ident>()?;
            input.parse::<syn::Token![in]>()?;
            input.parse::<syn::Ident>()?;
            input.parse::<syn::Token![,]>()?;
            input.parse::<Expr>()
        });
        if let (true, Ok(body)) = (called.path.is_ident("unrolled"), body) {
            <Self as Visit<'_>>::visit_expr(self, &body);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !elsewhere(&item.attrs) {
            self.function(&item.sig, &item.block);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !elsewhere(&item.attrs) {
            self.function(&item.sig, &item.block);
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let (false, Some(body)) = (elsewhere(&item.attrs), &item.default) {
            self.function(&item.sig, body);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let of = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
        if of.is_some_and(|name| name.ident == "Debug") || elsewhere(&item.attrs) {
            return;
        }
        self.function.push(one_line(self.text(item.self_ty.span())));
        visit::visit_item_impl(self, item);
        self.function.pop();
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !elsewhere(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if !elsewhere(&arm.attrs) {
            visit::visit_arm(self, arm);
        }
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        let attributes: &[Attribute] = match statement {
            Stmt::Local(local) => &local.attrs,
            Stmt::Expr(Expr::Block(block), _) => &block.attrs,
            _ => &[],
        };
        if !elsewhere(attributes) {
            visit::visit_stmt(self, statement);
        }
    }

    // What is computed when the library is compiled knows no switch.
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_trait_item_const(&mut self, _: &'ast syn::TraitItemConst) {}
    fn visit_item_enum(&mut self, _: &'ast syn::ItemEnum) {}
    fn visit_type(&mut self, _: &'ast Type) {}
    fn visit_generics(&mut self, _: &'ast syn::Generics) {}
    fn visit_angle_bracketed_generic_arguments(&mut self, _: &'ast syn::AngleBracketedGenericArguments) {}
    fn visit_attribute(&mut self, _: &'ast Attribute) {}
}
