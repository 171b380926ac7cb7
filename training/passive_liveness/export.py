"""Writes what was trained as one ONNX file and checks that it answers as it did before.

    python export.py trained... ../../models/pad_simulated.onnx --check one.npz

Input `face` [1, 80, 80, 3], red, green, blue from 0 to 1; output `live` [1, 1], 0 to 1: the mean of the judges, each of
them the mean over all trainings that are given: detail by labels, detail by teacher, colours.
"""

import argparse
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import cv2
import numpy as np
import onnx
import onnxruntime
import tensorflow as tf
import tf2onnx

import colours
import network

OPSET = 13


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trained", type=Path, nargs="+")
    parser.add_argument("out", type=Path)
    parser.add_argument("--check", type=Path, required=True)
    arguments = parser.parse_args()
    load = tf.keras.models.load_model
    details = [load(path) for folder in arguments.trained if (path := folder / "detail.keras").exists()]
    colour_judges = [load(path) for folder in arguments.trained if (path := folder / "colours.keras").exists()]
    shape = (1, network.SIDE, network.SIDE, 3)

    @tf.function(input_signature=[tf.TensorSpec(shape, tf.float32, name="face")])
    def live(face):
        given = colours.statistics(face)
        detail = tf.add_n([tf.sigmoid(judge(face, training=False)) for judge in details]) / len(details)
        colour = tf.add_n([tf.sigmoid(judge(given, training=False)) for judge in colour_judges]) / len(colour_judges)
        return {"live": tf.reduce_mean(tf.concat([detail, colour], 1), axis=1, keepdims=True)}

    model, _ = tf2onnx.convert.from_function(live, live.input_signature, opset=OPSET)
    model.producer_name, model.producer_version, model.doc_string = "", "", ""
    model.graph.name = "passive_liveness"
    onnx.checker.check_model(model)
    onnx.save(model, arguments.out)

    session = onnxruntime.InferenceSession(str(arguments.out))
    (given,), (answered,) = session.get_inputs(), session.get_outputs()
    assert (given.name, answered.name) == ("face", "live"), (given.name, answered.name)
    worst = 0.0
    for picture in np.load(arguments.check)["pictures"][:50]:
        face = cv2.resize(picture, (network.SIDE, network.SIDE), interpolation=cv2.INTER_AREA)
        face = face[None].astype(np.float32) / 255
        worst = max(worst, abs(float(session.run(None, {"face": face})[0][0, 0]) - float(live(face)["live"][0, 0])))
    assert worst < 1e-3, worst
    print(f"{arguments.out}: {arguments.out.stat().st_size} bytes, largest difference {worst:.1e}")


if __name__ == "__main__":
    main()
