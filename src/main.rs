//! The `floom-docs` program.

fn main() -> std::process::ExitCode {
    floom_docs::cli::run()
}
