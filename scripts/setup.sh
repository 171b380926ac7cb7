#!/bin/sh
# Fetches the ONNX Runtime library into vendor/onnxruntime/. Run it once after cloning; it needs python3 with pip.
# Without the library Argos runs all the same, on its built-in engine, which takes about twice as long.
#
#   sh scripts/setup.sh [TARGET_DIRECTORY]
set -eu

version=1.32.0
cd "$(dirname "$0")/.."
target=${1:-vendor/onnxruntime}

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64)
    platform=manylinux_2_28_x86_64
    library=libonnxruntime.so.$version
    expected=6c1585d1bbf45b0712ea4a21b705c5fcb4ba04ff2e30f1fbf81a49faf658638f ;;
  Linux-aarch64)
    platform=manylinux_2_28_aarch64
    library=libonnxruntime.so.$version
    expected=49852228a93995158b2a813d4df487d47a1b76b0eaa894507ef49e91b6d7954a ;;
  Darwin-arm64)
    platform=macosx_14_0_arm64
    library=libonnxruntime.$version.dylib
    expected=fa585fabbea65b823b9a8f7e27d46aee3989d1be7e36b528203d3a1fd613aae7 ;;
  *)
    echo "There is no prebuilt ONNX Runtime for $(uname -s) on $(uname -m): Argos will use its built-in engine." >&2
    exit 0 ;;
esac

checksum() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1
}

if [ -f "$target/$library" ] && [ "$(checksum "$target/$library")" = "$expected" ]; then
  echo "$target/$library is already there."
  exit 0
fi

if ! python3 -m pip --version >/dev/null 2>&1; then
  echo "python3 with pip is needed to fetch ONNX Runtime. Argos also runs without it, on its built-in engine." >&2
  exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The wheels of all Python versions hold the same library: one is pinned, so that there is one checksum.
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --implementation cp \
  --python-version 311 --platform "$platform" --dest "$work" "onnxruntime==$version"
python3 -m zipfile -e "$work"/onnxruntime-*.whl "$work/wheel"
source="$work/wheel/onnxruntime/capi/$library"
actual=$(checksum "$source")
if [ "$actual" != "$expected" ]; then
  echo "The checksum of $library is $actual, expected $expected: not installed." >&2
  exit 1
fi
mkdir -p "$target"
cp "$source" "$target/$library.part"
mv "$target/$library.part" "$target/$library"
cp "$work/wheel/onnxruntime/LICENSE" "$work/wheel/onnxruntime/ThirdPartyNotices.txt" "$target/"
echo "Installed $target/$library."
