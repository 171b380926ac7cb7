"""Makes the training pictures: faces as a camera takes them from life, and as it takes them from a screen or a print.

    python make_pictures.py PORTRAITS --detector ../../models/face_det_yunet.onnx --count 5000 --seed 10 --out one.npz

PORTRAITS is a folder of pictures, one person each, at least 600 pixels wide. Both kinds come from the same portraits
and through the same camera; what differs is that an attack passed a camera and a screen or a print before.

The file holds `pictures` [count, 128, 128, 3] (red, green, blue), `live` [count], `kind` [count] (0 life, 1 screen,
2 paper) and `portrait` [count].
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from attacks import on_paper, on_screen
from camera import between, captured, happens, lit, ratio, resized, to_display, to_light

SIDE = 128
# Side of the scenes before the camera, in pixels.
SCENE = 352
LIFE, SCREEN, PAPER = 0, 1, 2


def load_portraits(folder, detector):
    """Every picture of a folder with the box of its face."""
    finder = cv2.FaceDetectorYN.create(str(detector), "", (320, 320), 0.6, 0.3, 50)
    portraits = []
    for path in sorted(Path(folder).iterdir()):
        picture = cv2.imread(str(path))
        if picture is None:
            continue
        shrink = min(1.0, 640 / max(picture.shape[:2]))
        small = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        finder.setInputSize((small.shape[1], small.shape[0]))
        faces = finder.detect(small)[1]
        if faces is None:
            print(f"{path.name}: no face, left out")
            continue
        box = max(faces, key=lambda face: face[2] * face[3])[:4] / shrink
        portraits.append((np.ascontiguousarray(picture[:, :, ::-1]).astype(np.float32) / 255, box))
    return portraits


def scene_of(chance, portrait):
    """The face in a square scene, somewhat turned and seen from the side, and its box there."""
    picture, (left, top, width, height) = portrait
    side = max(width, height) * between(chance, 1.05, 1.5)
    centre = np.array([left + width / 2, top + height / 2]) + chance.uniform(-0.06, 0.06, 2) * (width, height)
    square = np.float32([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * side / 2
    angle = np.radians(between(chance, -14, 14))
    turn = np.float32([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = (square @ turn.T + centre + chance.normal(0, 0.03 * side, (4, 2))).astype(np.float32)
    target = np.float32([[0, 0], [SCENE, 0], [SCENE, SCENE], [0, SCENE]])
    to_scene = cv2.getPerspectiveTransform(corners, target)
    scene = cv2.warpPerspective(picture, to_scene, (SCENE, SCENE), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REFLECT)
    box = np.float32([[[left, top], [left + width, top], [left + width, top + height], [left, top + height]]])
    seen = cv2.perspectiveTransform(box, to_scene)[0]
    size = np.array([np.linalg.norm(seen[1] - seen[0]), np.linalg.norm(seen[3] - seen[0])])
    middle = seen.mean(0)
    if happens(chance, 0.5):
        scene, middle[0] = np.ascontiguousarray(scene[:, ::-1]), SCENE - middle[0]
    return np.clip(scene, 0, 1), np.concatenate([middle, size]) / SCENE


def cut_out(chance, picture, face):
    """The square around the face, as the detector would find it, up to a little; `face` is its centre and size as
    shares of the picture."""
    length = picture.shape[0]
    side = min(max(face[2], face[3]) * length * between(chance, 0.9, 1.12), length)
    left, top = face[:2] * length + chance.normal(0, 0.02, 2) * side - side / 2
    left, top = int(np.clip(left, 0, length - side)), int(np.clip(top, 0, length - side))
    side = max(8, int(side))
    part = resized(picture[top : top + side, left : left + side], SIDE)
    return (np.clip(part, 0, 1) * 255 + 0.5).astype(np.uint8)


def one_picture(chance, portrait, live):
    """One training picture and its kind."""
    scene, face = scene_of(chance, portrait)
    side = int(ratio(chance, 95, 560))
    if live:
        return cut_out(chance, captured(chance, lit(chance, scene), side, (0.15, 1.7)), face), LIFE
    # What the attacker shows is itself a photograph.
    photograph = captured(chance, lit(chance, scene, 0.7), int(ratio(chance, 160, 640)), (0.15, 1.1))
    shown = resized(photograph, SCENE)
    kind = SCREEN if happens(chance, 0.55) else PAPER
    before_camera = on_screen(chance, shown) if kind == SCREEN else on_paper(chance, shown)
    # The camera's own exposure and white balance.
    gains = ratio(chance, 0.5, 1.6) * np.exp(chance.normal(0, 0.08, 3))
    before_camera = to_display(to_light(before_camera) * gains.astype(np.float32))
    return cut_out(chance, captured(chance, before_camera, side, (0.3, 2.2)), face), kind


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portraits", type=Path)
    parser.add_argument("--detector", type=Path, required=True)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    portraits = load_portraits(arguments.portraits, arguments.detector)
    chance = np.random.default_rng(arguments.seed)
    pictures, kinds, owners = [], [], []
    for index in range(arguments.count):
        owner = int(chance.integers(len(portraits)))
        picture, kind = one_picture(chance, portraits[owner], live=index % 2 == 0)
        pictures.append(picture)
        kinds.append(kind)
        owners.append(owner)
    kinds = np.array(kinds)
    np.savez(arguments.out, pictures=np.array(pictures), live=kinds == LIFE, kind=kinds, portrait=np.array(owners))


if __name__ == "__main__":
    main()
