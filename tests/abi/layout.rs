//! `abi/layout.txt`: the constants, the structs, and the offset and size of each field, as C compilers read the header.

use crate::support::{Folder, compiler, header, succeeds};
use std::{collections::BTreeMap, process::Command};

const HEADING: &str = "\
# The constants of include/convai.h, and its structs: offset and size in bytes of each field. Written by `make abi`.
#
# 64-bit: every system. 32-bit: where 64-bit integers are aligned to 8 bytes, as on ARM and Windows (on Linux for Intel
# they are to 4, and the offsets behind them differ).
";

/// A struct of the header, or of the committed table.
#[derive(Default, Clone, PartialEq, Debug)]
pub struct Struct {
    /// In bytes, with 64-bit and with 32-bit pointers.
    pub sizes: [u64; 2],
    pub fields: Vec<Field>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    pub name: String,
    pub kind: String,
    /// Offset and size, with 64-bit and with 32-bit pointers.
    pub places: [(u64, u64); 2],
}

#[derive(Default, Clone, PartialEq, Debug)]
pub struct Layout {
    pub constants: Vec<(String, String)>,
    pub structs: Vec<(String, Struct)>,
}

/// The layout according to two compilations of the header, and whether the 32-bit columns are valid. The numbers are read
/// from the assembly text, so programs for the other architecture need not be linked or run.
pub fn measure(header: &str) -> (Layout, bool) {
    let wide = numbers(header, &[]).expect("the header compiles");
    let narrow = numbers(header, &["-m32", "-malign-double"]);
    let place = |key: &str| [wide[key], narrow.as_ref().map_or(0, |narrow| narrow[key])];
    let field = |name: &str, (kind, field): (String, String)| {
        let (offsets, sizes) =
            (place(&format!("offsetof({name}, {field})")), place(&format!("sizeof((({name} *)0)->{field})")));
        Field { places: [(offsets[0], sizes[0]), (offsets[1], sizes[1])], name: field, kind }
    };
    let structs = header::structs_of(header).into_iter().map(|name| {
        let fields = header::fields_of(header, &name).into_iter().map(|each| field(&name, each)).collect();
        (name.clone(), Struct { sizes: place(&format!("sizeof({name})")), fields })
    });
    (Layout { structs: structs.collect(), constants: constants(header) }, narrow.is_some())
}

/// The constants that are a number or a string.
fn constants(header: &str) -> Vec<(String, String)> {
    let define = |line: &str| -> Option<(String, String)> {
        let (name, value) = line.strip_prefix("#define CONVAI_")?.split_once(' ')?;
        let plain = value.parse::<i64>().is_ok() || value.starts_with('"');
        plain.then(|| (format!("CONVAI_{name}"), value.to_owned()))
    };
    header.lines().filter_map(define).collect()
}

/// The value of every expression in the table, or `None` if the compiler does not support `flags`.
fn numbers(header: &str, flags: &[&str]) -> Option<BTreeMap<String, u64>> {
    let folder = Folder::new("layout");
    folder.file("convai.h", header);
    let mut expressions = Vec::new();
    for name in header::structs_of(header) {
        expressions.push(format!("sizeof({name})"));
        for (_, field) in header::fields_of(header, &name) {
            expressions.push(format!("offsetof({name}, {field})"));
            expressions.push(format!("sizeof((({name} *)0)->{field})"));
        }
    }
    let mut code = String::from("#include \"convai.h\"\nvoid numbers(void);\nvoid numbers(void) {\n");
    for (index, expression) in expressions.iter().enumerate() {
        code += &format!("    __asm__ volatile(\".ascii \\\"@{index} %c0 @\\\"\" : : \"i\"((long){expression}));\n");
    }
    let source = folder.file("layout.c", code + "}\n");
    let assembly = folder.path().join("layout.s");
    let mut command: Command = compiler(&source);
    // The freestanding headers come with the compiler, so they also exist for 32 bits.
    command.args(["-S", "-O1", "-ffreestanding"]).args(flags).arg(&source).arg("-o").arg(&assembly);
    if flags.is_empty() {
        succeeds(&mut command);
    } else if !command.output().is_ok_and(|output| output.status.success()) {
        return None;
    }
    let text = std::fs::read_to_string(assembly).expect("the compiler has written the file");
    let number = |line: &str| -> Option<(String, u64)> {
        let mut words = line.split_once("\"@")?.1.split_whitespace();
        let (index, value) = (words.next()?.parse::<usize>().ok()?, words.next()?.parse().ok()?);
        Some((expressions.get(index)?.clone(), value))
    };
    let found: BTreeMap<_, _> = text.lines().filter_map(number).collect();
    assert_eq!(found.len(), expressions.len(), "the assembly text does not hold every number:\n{text}");
    Some(found)
}

impl Layout {
    pub fn write(&self) -> String {
        let mut text = format!("{HEADING}\n");
        for (name, value) in &self.constants {
            text += &format!("{name:<40} {value}\n");
        }
        for (name, layout) in &self.structs {
            text += &format!("\n{name}: {} bytes, 32-bit {}\n", layout.sizes[0], layout.sizes[1]);
            text += "    64-bit    32-bit\n";
            for Field { name, kind, places: [wide, narrow] } in &layout.fields {
                text += &format!("{:>6} {:>3}  {:>4} {:>3}  {name:<24} {kind}\n", wide.0, wide.1, narrow.0, narrow.1);
            }
        }
        text
    }

    pub fn read(text: &str) -> Self {
        let mut layout = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim_start().starts_with("64-bit")) {
            let words: Vec<_> = line.split_whitespace().collect();
            match words[..] {
                [name, size, "bytes,", "32-bit", narrow] => {
                    let sizes = [size, narrow].map(number);
                    layout.structs.push((name.trim_end_matches(':').to_owned(), Struct { sizes, fields: Vec::new() }));
                }
                [name, ref value @ ..] if name.starts_with("CONVAI_") => {
                    layout.constants.push((name.to_owned(), value.join(" ")));
                }
                [a, b, c, d, name, ref kind @ ..] => {
                    let places = [(number(a), number(b)), (number(c), number(d))];
                    let field = Field { name: name.to_owned(), kind: kind.join(" "), places };
                    layout.structs.last_mut().expect("a field belongs to a struct").1.fields.push(field);
                }
                _ => assert!(words.is_empty(), "abi/layout.txt: {line}"),
            }
        }
        layout
    }

    /// The changes that would break a program that was compiled with the older header.
    pub fn breaks(&self, newer: &Self) -> Vec<String> {
        let mut found = Vec::new();
        let constants: BTreeMap<_, _> = newer.constants.iter().cloned().collect();
        for (name, value) in &self.constants {
            match constants.get(name) {
                None => found.push(format!("{name} was removed")),
                Some(now) if now != value => found.push(format!("{name} was {value} and is {now}")),
                Some(_) => {}
            }
        }
        for (name, old) in &self.structs {
            match newer.structs.iter().find(|(other, _)| other == name) {
                None => found.push(format!("{name} was removed")),
                Some((_, new)) => found.extend(old.breaks(new).into_iter().map(|what| format!("{name}{what}"))),
            }
        }
        found
    }

    /// The same with the 32-bit columns of another layout, for a compiler without a 32-bit mode.
    pub fn with_narrow_of(mut self, other: &Self) -> Self {
        for (name, layout) in &mut self.structs {
            let Some((_, other)) = other.structs.iter().find(|(named, _)| named == name) else { continue };
            layout.sizes[1] = other.sizes[1];
            for field in &mut layout.fields {
                if let Some(known) = other.fields.iter().find(|known| known.name == field.name) {
                    field.places[1] = known.places[1];
                }
            }
        }
        self
    }
}

impl Struct {
    /// A field must keep its offset and type. New fields come last.
    fn breaks(&self, new: &Self) -> Vec<String> {
        let mut found = Vec::new();
        for (index, field) in self.fields.iter().enumerate() {
            match new.fields.get(index) {
                Some(now) if now == field => {}
                Some(now) if now.name == field.name => {
                    let Field { kind, places, .. } = field;
                    found.push(format!(
                        ".{} was {kind} at {places:?} and is {} at {:?}",
                        field.name, now.kind, now.places
                    ));
                }
                _ => found.push(format!(".{} was removed, or its position changed", field.name)),
            }
        }
        if new.sizes.iter().zip(self.sizes).any(|(now, before)| *now < before) {
            found.push(format!(" was {:?} bytes and is {:?}", self.sizes, new.sizes));
        }
        found
    }
}

fn number(word: &str) -> u64 {
    word.parse().unwrap_or_else(|_| panic!("abi/layout.txt: {word} is not a number"))
}
