//! Generates the C header into OUT_DIR and gives the shared library its name and its export list.
//!
//! The header that users include is the committed `include/convai.h`; the test suite fails where the two differ and
//! `make header` copies the new one over. The source tree is never written to from here.

use std::{env, fs, path::PathBuf};

/// The number in the SONAME: raised together with `CONVAI_ABI_VERSION`.
const ABI_VERSION: &str = "1";

fn main() {
    println!("cargo:rerun-if-changed=src/ffi");
    println!("cargo:rerun-if-changed=cbindgen.toml");
    println!("cargo:rerun-if-changed=build.rs");
    write_header();
    link_arguments();
}

fn write_header() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("convai.h");
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml is readable");
    let mut builder = cbindgen::Builder::new().with_config(config);
    // File by file and in this order, which is the order in which a reader wants to meet them.
    for noun in [
        "version",
        "status",
        "error",
        "client",
        "result",
        "character",
        "response",
        "operation",
        "conversation",
        "utterance",
        "audio",
    ] {
        builder = builder.with_src(root.join("src/ffi").join(noun).with_extension("rs"));
    }
    let mut header = Vec::new();
    builder.generate().expect("the ffi module can be read by cbindgen").write(&mut header);
    // cbindgen has no C type for `intptr_t` beside `size_t`.
    let header = String::from_utf8(header).expect("a header is text").replace("ptrdiff_t", "intptr_t");
    fs::write(&out, header).expect("OUT_DIR can be written to");
    println!("cargo:rustc-env=CONVAI_GENERATED_HEADER={}", out.display());
}

fn link_arguments() {
    let os = env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    match os.as_str() {
        "linux" | "android" | "freebsd" => {
            println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libconvai.so.{ABI_VERSION}");
            // Rust's thread-local destructors must not outlive their code: the library stays mapped after dlclose.
            println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
            if os == "android" {
                println!("cargo:rustc-cdylib-link-arg=-Wl,-z,max-page-size=16384");
            }
        }
        "macos" | "ios" => {
            println!("cargo:rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libconvai.dylib");
        }
        _ => {}
    }
}
