//! The embedded files notice changes by themselves, but not new files.
fn main() {
    for folder in ["static", "templates"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
