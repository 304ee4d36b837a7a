//! `sqlx::migrate!` and the embedded assets notice changed files by themselves, but not new ones.
fn main() {
    for folder in ["migrations", "static", "templates", "assets"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
