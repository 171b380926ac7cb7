#!/bin/sh
# Checks every dependency: licence, known vulnerabilities, where it comes from. The rules are in deny.toml.
#
#   sh scripts/check-dependencies.sh
set -eu
cd "$(dirname "$0")/.."

if ! command -v cargo-deny >/dev/null; then
  echo "cargo-deny is missing. Install it with:  cargo install cargo-deny --locked" >&2
  echo "(it is compiled for some minutes, once)" >&2
  exit 1
fi
cargo deny --workspace --all-features check
