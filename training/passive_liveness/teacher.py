"""What other liveness networks say about training pictures, for the student to learn from.

    python teacher.py one.npz one-teacher.npy NETWORK.onnx...

The networks have the form of MiniFASNet (Silent-Face-Anti-Spoofing, Apache-2.0): input [1, 3, 80, 80], blue, green,
red from 0 to 255; output three probabilities, the second of which tells of life. They are no part of this repository
and of what is shipped; only their opinion on simulated pictures is learned. Writes the mean of their log-odds of life.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

LIVE_CLASS = 1
# Odds beyond this are certainty enough.
LEAST_PROBABILITY = 1e-5


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("networks", type=Path, nargs="+")
    arguments = parser.parse_args()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    networks = [onnxruntime.InferenceSession(str(path), options) for path in arguments.networks]
    opinions = []
    for picture in np.load(arguments.pictures)["pictures"]:
        small = cv2.resize(picture, (80, 80), interpolation=cv2.INTER_LINEAR)[:, :, ::-1]
        tensor = small.astype(np.float32).transpose(2, 0, 1)[None]
        live = [network.run(None, {network.get_inputs()[0].name: tensor})[0].ravel()[LIVE_CLASS] for network in networks]
        live = np.clip(live, LEAST_PROBABILITY, 1 - LEAST_PROBABILITY)
        opinions.append(np.mean(np.log(live / (1 - live))))
    np.save(arguments.out, np.float32(opinions))


if __name__ == "__main__":
    main()
