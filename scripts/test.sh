#!/bin/sh
# Checks everything: formatting, lints and all tests, with a real browser, mail server, PostgreSQL and inference engine.
#
#   sh scripts/test.sh
#
# What the tests need is fetched into .testing/ and vendor/. System packages are installed when this runs as root;
# otherwise it says what to install and stops. Nothing is skipped.
set -eu
cd "$(dirname "$0")/.."

stop() {
  printf '%s\n' "$@" >&2
  exit 1
}

checksum() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1
}

# The tests need these packages, by their names in Debian and Ubuntu.
missing_packages() {
  command -v cc >/dev/null || echo build-essential
  command -v python3 >/dev/null || echo python3
  if command -v python3 >/dev/null; then
    python3 -c 'import ensurepip' 2>/dev/null || echo python3-venv
  fi
  command -v chromium >/dev/null || command -v google-chrome >/dev/null || echo chromium
  command -v chromedriver >/dev/null || echo chromium-driver
  command -v pg_ctl >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || echo postgresql
  [ -f /usr/share/fonts/opentype/ocr-b/OCRB.otf ] || [ -n "${ARGOS_TEST_FONTS:-}" ] || echo fonts-ocr-b
  [ -f /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || [ -n "${ARGOS_TEST_FONTS:-}" ] || echo fonts-dejavu-core
}

install_packages() {
  missing=$(missing_packages | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  if ! command -v apt-get >/dev/null; then
    stop "The tests need these packages (named as in Debian): $missing"
  fi
  if [ "$(id -u)" -ne 0 ]; then
    stop "The tests need further packages. Install them, then start again:" "  sudo apt-get install $missing"
  fi
  echo "Installing $missing"
  apt-get update -qq
  # shellcheck disable=SC2086  # a list of packages
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
  missing=$(missing_packages | tr '\n' ' ')
  [ -z "$missing" ] || stop "These are still missing after installing: $missing"
}

# What the product is tested against: a real SMTP server, a server that speaks S3 and KMS, and the library by which
# receivers check webhooks.
PACKAGES="aiosmtpd==1.4.6 moto[server]==5.2.5 standardwebhooks==1.1.0"

packages_are_right() {
  # shellcheck disable=SC2086  # a list of packages
  .testing/venv/bin/python -c '
import sys
from importlib.metadata import version
for package in sys.argv[1:]:
    name, wanted = package.split("==")
    assert version(name.split("[")[0]) == wanted' $PACKAGES 2>/dev/null
}

prepare_python() {
  if packages_are_right; then return 0; fi
  python3 -m venv --clear .testing/venv
  # shellcheck disable=SC2086  # a list of packages
  .testing/venv/bin/python -m pip install --quiet --disable-pip-version-check $PACKAGES
}

# Photographs of two people (official pictures of the United States government, distributed with the MIT-licensed
# package face_recognition). They are used by tests only and are not part of this repository.
FACES="0930e3aa8cae5920329c0c8cbc6a2ab70f47b0e67b432875beaa95cbf7e741f6 obama.jpg
a7efcc907375274796f39646510704aa86672d59f6d5469d69af3c85590976a6 obama2.jpg
3c17508bb91554c637a2eabddfae790e5bb1caba93130814fc2ac50be9760c4c biden.jpg"

faces_are_right() {
  echo "$FACES" | while read -r expected name; do
    [ -f "$1/$name" ] && [ "$(checksum "$1/$name")" = "$expected" ] || exit 1
  done
}

prepare_faces() {
  if faces_are_right .testing/faces; then return 0; fi
  work=$(mktemp -d)
  # pip compares the checksum before it opens the package, so only the known archive is ever used.
  echo "face_recognition==1.3.0 --hash=sha256:5e5efdd1686aa566af0d3cc1313b131e4b197657a8ffd03669e6d3fad92705ec" > "$work/faces.txt"
  .testing/venv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --no-binary face_recognition \
    --require-hashes --dest "$work" --requirement "$work/faces.txt"
  tar -xzf "$work/face_recognition-1.3.0.tar.gz" -C "$work"
  mkdir -p .testing/faces
  echo "$FACES" | while read -r _ name; do
    cp "$work/face_recognition-1.3.0/tests/test_images/$name" .testing/faces/
  done
  rm -rf "$work"
  faces_are_right .testing/faces || stop "The photographs for tests are not the expected ones: see .testing/faces"
}

# axe-core finds what is wrong with the accessibility of pages. The package only carries its script.
AXE=84494fec757e4710dc751c8d7a636e457f4532f08f85c86dc9070133fbff53bc

prepare_axe() {
  script=.testing/axe/axe.min.js
  if [ -f "$script" ] && [ "$(checksum "$script")" = "$AXE" ]; then return 0; fi
  work=$(mktemp -d)
  .testing/venv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --dest "$work" axe-playwright-python==0.1.8
  mkdir -p .testing/axe
  .testing/venv/bin/python -m zipfile -e "$work"/axe_playwright_python-0.1.8-*.whl "$work/package"
  cp "$work/package/axe_playwright_python/axe.min.js" "$script"
  rm -rf "$work"
  [ "$(checksum "$script")" = "$AXE" ] || stop "axe-core is not the expected one: see $script"
}

command -v cargo >/dev/null || stop "Rust is missing. Install it as https://rustup.rs says, then start again."
cargo fmt --version >/dev/null 2>&1 || stop "rustfmt is missing. Install it with:  rustup component add rustfmt"
cargo clippy --version >/dev/null 2>&1 || stop "Clippy is missing. Install it with:  rustup component add clippy"
install_packages
mkdir -p .testing
prepare_python
prepare_faces
prepare_axe
sh scripts/setup.sh

step() { printf '\n== %s\n' "$1"; }

step "Formatting"
cargo fmt --all --check
step "Lints"
cargo clippy --workspace --all-targets --locked -- -D warnings
step "Tests"
# A private PostgreSQL server for as long as the tests run.
server=$(sh scripts/private-postgres.sh start)
folder=$(echo "$server" | head -n 1)
trap 'sh scripts/private-postgres.sh stop "$folder"' EXIT
trap 'exit 1' HUP INT TERM
ARGOS_TEST_POSTGRES=$(echo "$server" | tail -n 1)
export ARGOS_TEST_POSTGRES
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --workspace --locked
else
  echo "cargo-nextest is not installed (cargo install cargo-nextest --locked): the same tests run with cargo test."
  cargo test --workspace --all-targets --locked
fi
