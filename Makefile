.PHONY: run test rust-tests browser-tests check bench pictures

# Starts Weir on this machine.
run:
	cargo run --release

# Every test. Installs what the tests need and the machine lacks.
test: rust-tests browser-tests

rust-tests:
	scripts/need xmllint:libxml2-utils pdfinfo:poppler-utils rsvg-convert:librsvg2-bin sqlite3:sqlite3 \
		soffice:libreoffice-calc time:time
	cargo test

browser-tests:
	scripts/need chromium:chromium pdfinfo:poppler-utils
	cargo build
	cd tests/browser && npm ci --no-audit --no-fund --loglevel=error && npm test

# What has to be clean before a change is offered.
check:
	cargo fmt --check
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

# The pictures in the README, drawn anew.
pictures:
	cargo build
	mkdir -p docs/images
	target/debug/weir render crates/vsm/src/samples/monthly.json --wrap 1800 -o docs/images/monthly-release.svg
	target/debug/weir compare crates/vsm/src/samples/monthly.json crates/vsm/src/samples/rolling.json --wrap 1800 -o docs/images/compare.svg
