"""Measures liveness networks on labelled pictures of faces, each source on its own.

    python measure.py LABELS.csv --models ../../models [--only SOURCE] [--exchange SOURCE]

The list has the columns path (relative to it), label (live or spoof) and source. Faces are found and cut out as in the
program, but by OpenCV, whose detector and resizing differ a little from the program's: `argos eval liveness` tells what
the program itself does. `--exchange` takes the labels of a source the other way round.
"""

import argparse
import csv
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

# Sum of the deep tree network's absolute predictions at which life and attack are equally likely.
DEEP_TREE_MIDDLE = 6.0
# Shares of our network and of the deep tree network in the common score.
SHARES = (0.75, 0.25)


def face_of(picture, detector):
    """The box of the largest face; of the whole picture where none is found."""
    shrink = min(1.0, 640 / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else picture
    detector.setInputSize((small.shape[1], small.shape[0]))
    faces = detector.detect(small)[1]
    if faces is None:
        return np.array([0, 0, picture.shape[1], picture.shape[0]], float)
    return max(faces, key=lambda face: face[2] * face[3])[:4] / shrink


def cut_out(picture, box, target):
    """The square on the longer side of the box, inside of the picture, red, green, blue from 0 to 1."""
    height, width = picture.shape[:2]
    side = min(max(box[2], box[3]), width, height)
    left = int(round(np.clip(box[0] + box[2] / 2 - side / 2, 0, width - side)))
    top = int(round(np.clip(box[1] + box[3] / 2 - side / 2, 0, height - side)))
    part = picture[top : top + int(side), left : left + int(side)]
    method = cv2.INTER_AREA if side > target else cv2.INTER_LINEAR
    return cv2.resize(part, (target, target), interpolation=method)[None, :, :, ::-1].astype(np.float32) / 255


def evened_out(face):
    """Every channel at mean 0.45, the grey picture at deviation 0.2."""
    deviation = max(face.mean(3).std(), 0.03)
    return np.clip((face - face.mean((1, 2))) * (0.2 / deviation) + 0.45, 0, 1).astype(np.float32)


def equal_error_rate(live, spoof):
    """Where both errors are equal, or as near to it as the scores come."""
    errors = [((live < at).mean(), (spoof >= at).mean()) for at in np.unique(np.concatenate([live, spoof, [2.0]]))]
    return np.mean(min(errors, key=lambda pair: abs(pair[0] - pair[1])))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--only")
    parser.add_argument("--exchange", action="append", default=[])
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    detector = cv2.FaceDetectorYN.create(str(arguments.models / "face_det_yunet.onnx"), "", (320, 320), 0.6, 0.3, 50)
    own, deep_tree = (
        onnxruntime.InferenceSession(str(arguments.models / file), options)
        for file in ("pad_simulated.onnx", "pad_dtn.onnx")
    )
    scores = defaultdict(lambda: ([], []))
    for row in csv.DictReader(arguments.labels.open()):
        if arguments.only not in (None, row["source"]):
            continue
        picture = cv2.imread(str(arguments.labels.parent / row["path"]))
        box = face_of(picture, detector)
        face = cut_out(picture, box, 160)[0]
        small = cv2.resize(face, (80, 80), interpolation=cv2.INTER_AREA)[None]
        ours = float(own.run(["live"], {"face": small})[0][0, 0])
        given = {deep_tree.get_inputs()[0].name: evened_out(cut_out(picture, box, 256))}
        signs = float(np.abs(deep_tree.run(["clss_pred"], given)[0]).sum())
        others = 1 / (1 + (signs / DEEP_TREE_MIDDLE) ** 2)
        attack = (row["label"] == "spoof") != (row["source"] in arguments.exchange)
        scores[row["source"]][attack].append((ours, others, SHARES[0] * ours + SHARES[1] * others))
    rates = []
    for source, (live, spoof) in sorted(scores.items()):
        print(f"{source}: {len(live)} live, {len(spoof)} attacks", end="")
        if live and spoof:
            pairs = zip(("ours", "deep tree network", "together"), zip(*live), zip(*spoof))
            found = {name: equal_error_rate(np.array(one), np.array(other)) for name, one, other in pairs}
            rates.append(list(found.values()))
            print("; equal error rate " + ", ".join(f"{name} {rate:.1%}" for name, rate in found.items()), end="")
        print()
    if rates:
        print("mean of the sources: ours {:.1%}, deep tree network {:.1%}, together {:.1%}".format(*np.mean(rates, 0)))


if __name__ == "__main__":
    main()
