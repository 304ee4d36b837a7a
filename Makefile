.PHONY: run test tools test-rust test-browser check bench pictures

# What the tests use beside Rust and Node: command and Debian package.
RUST_TOOLS = xmllint:libxml2-utils pdfinfo:poppler-utils soffice:libreoffice-calc time:time openssl:openssl
BROWSER_TOOLS = chromium-headless-shell:chromium-headless-shell pdfinfo:poppler-utils

# Starts Weir on this machine.
run:
	cargo run --release

# Every test. Installs what the tests need and the machine lacks.
test: tools test-rust test-browser

tools:
	scripts/need $(RUST_TOOLS) $(BROWSER_TOOLS)

# Installs nothing: tests that need a missing tool are left out, and say so.
test-rust:
	@if scripts/need --check $(RUST_TOOLS); then set -x; cargo test -- --include-ignored; \
	else echo "Left out: the tests marked “ignored, needs …”. make test installs what they need." >&2; set -x; cargo test; fi

# The server as the Rust tests build it, so that nothing is compiled twice: cargo build would give it fewer features.
test-browser:
	@scripts/need --check $(BROWSER_TOOLS)
	cargo test --no-run --test cli
	cd tests/browser && npm ci --no-audit --no-fund --loglevel=error && npm test

# What has to be clean before a change is offered.
check:
	cargo fmt --all --check
	cargo clippy --all-targets -- -D warnings

# Speed, as ratios against peers and floors in the same run.
bench: bench/node_modules
	scripts/need dot:graphviz wrk:wrk time:time
	cargo build --release --bin weir --example bench
	target/release/examples/bench

# The peers. One of them is compiled where there is no binary of it for the machine, which takes minutes: once.
bench/node_modules: bench/package-lock.json
	cd bench && npm ci --no-audit --no-fund --loglevel=error
	touch bench/node_modules

# Draws the pictures in the README again.
pictures:
	cargo build
	mkdir -p docs/images
	target/debug/weir render crates/vsm/src/samples/monthly.json --wrap 1800 -o docs/images/monthly-release.svg
	target/debug/weir compare crates/vsm/src/samples/monthly.json crates/vsm/src/samples/rolling.json --wrap 1800 -o docs/images/compare.svg
