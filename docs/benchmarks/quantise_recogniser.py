#!/usr/bin/env python3
"""Makes a copy of the text recogniser that computes in 8 bits, and compares it with the shipped one: time and text.

    pip install rapidocr onnxruntime onnx opencv-python-headless
    cargo run -p argos-testkit -- specimens --grade medium --count 24 --seed 900 --output medium
    cargo run -p argos-testkit -- specimens --grade hard --count 24 --seed 901 --output hard
    python3 docs/benchmarks/quantise_recogniser.py medium hard --output recogniser_8_bits.onnx

Lines are cut from the specimens where the detector of PP-OCR finds them; 160 of them calibrate the copy (least and greatest
value of every activation), 200 others are read by both. To measure the copy in Argos put it in the place of
models/ocr_rec_ppocrv6_small.onnx with its checksum in models/manifest.toml, build, and run `argos eval documents`.
"""

import argparse
import csv
import logging
import random
import time
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime
from onnx import helper, version_converter
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

MODELS = Path(__file__).resolve().parents[2] / "models"
# Convolutions of one pixel from here on make up most of the work; smaller ones and those by channel stay as they are.
LEAST_WEIGHTS = 96 * 192


def lines_of(folders):
    from rapidocr import RapidOCR

    logging.disable(logging.CRITICAL)
    detector = RapidOCR()
    for folder in folders:
        with open(folder / "labels.csv", newline="", encoding="utf-8") as table:
            rows = list(csv.DictReader(table))
        for row in rows:
            page = cv2.imread(str(folder / row["path"]))
            page = np.ascontiguousarray(np.rot90(page, int(row["quarter_turns"])))
            scale = min(1, 1600 / max(page.shape[:2]))
            page = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            boxes = detector(page, use_rec=False, use_cls=False).boxes
            for box in [] if boxes is None else boxes:
                quad = np.float32(box)
                width = max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[3] - quad[2]))
                height = max(np.linalg.norm(quad[0] - quad[3]), 1)
                if height > 1.5 * width:
                    continue
                target = int(np.clip(np.ceil(width / height * 48), 8, 1600))
                corners = np.float32([[0, 0], [target, 0], [target, 48], [0, 48]])
                strip = cv2.warpPerspective(page, cv2.getPerspectiveTransform(quad, corners), (target, 48))
                padded = np.zeros((48, max(64, -(-target // 16) * 16), 3), np.float32)
                padded[:, :target] = strip / 127.5 - 1
                yield np.ascontiguousarray(padded.transpose(2, 0, 1)[None])


def prepared(source, target):
    """Constants folded, and the activation written as the one operator Gelu, as its parts are not joined between integers."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(target)
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])
    model = onnx.load(target)
    for domain in [entry for entry in model.opset_import if entry.domain]:
        model.opset_import.remove(domain)
    model = version_converter.convert_version(model, 20)
    graph = model.graph
    makers = {output: node for node in graph.node for output in node.output}
    users = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    replaced, dropped = {}, set()
    for error_function in [node for node in graph.node if node.op_type == "Erf"]:
        division = makers[error_function.input[0]]
        value = division.input[0]
        addition = users[error_function.output[0]][0]
        product = users[addition.output[0]][0]
        parts = [division, error_function, addition, product]
        if value in product.input:
            product = users[product.output[0]][0]
            parts.append(product)
        else:
            parts.append(makers[next(name for name in product.input if name != addition.output[0])])
        dropped.update(id(part) for part in parts)
        gelu = helper.make_node("Gelu", [value], list(product.output), name=f"gelu_{len(replaced)}")
        replaced[id(product)] = gelu
    kept = [replaced.get(id(node), None if id(node) in dropped else node) for node in graph.node]
    del graph.node[:]
    graph.node.extend(node for node in kept if node is not None)
    for index, node in enumerate(graph.node):
        node.name = node.name or f"node_{index}"
    onnx.save(model, target)
    return model


class Lines(CalibrationDataReader):
    def __init__(self, lines):
        self.lines = iter(lines)

    def get_next(self):
        line = next(self.lines, None)
        return None if line is None else {"x": line}


def quantise(lines, target):
    between = target.with_suffix(".float.onnx")
    model = prepared(MODELS / "ocr_rec_ppocrv6_small.onnx", between)
    weights = {weight.name: list(weight.dims) for weight in model.graph.initializer}

    def heavy(node):
        if node.op_type == "MatMul":
            return weights.get(node.input[1], [0, 0])[1] > 10_000
        size = weights[node.input[1]] if node.op_type == "Conv" else [0, 0, 0]
        return size[2:] == [1, 1] and size[0] * size[1] >= LEAST_WEIGHTS or size[0] <= 96 and size[1:2] > [1] and size[2:] > [1, 1]

    quantize_static(
        between,
        target,
        Lines(lines),
        quant_format=QuantFormat.QDQ,
        op_types_to_quantize=["Conv", "MatMul"],
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        nodes_to_quantize=[node.name for node in model.graph.node if heavy(node)],
    )


def texts(path, lines):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    listed = (MODELS / "ocr_characters.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    characters = ["", *listed, " "]
    for line in lines[:10]:
        session.run(None, {"x": line})
    started = time.process_time()
    read = [session.run(None, {"x": line})[0][0].argmax(1) for line in lines]
    seconds = time.process_time() - started
    joined = lambda steps: "".join(characters[now] for before, now in zip([0, *steps], steps) if now not in (0, before))
    return [joined(list(steps)) for steps in read], seconds


def edits(first, second):
    row = list(range(len(second) + 1))
    for at, one in enumerate(first, 1):
        before, row[0] = row[0], at
        for column, other in enumerate(second, 1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (one != other))
    return row[-1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("specimens", nargs="+", type=Path)
    parser.add_argument("--output", type=Path, default=Path("recogniser_8_bits.onnx"))
    arguments = parser.parse_args()
    lines = list(lines_of(arguments.specimens))
    random.Random(5).shuffle(lines)
    quantise(lines[:160], arguments.output)
    held_out = lines[300:500]
    shipped, seconds = texts(MODELS / "ocr_rec_ppocrv6_small.onnx", held_out)
    copied, seconds_copied = texts(arguments.output, held_out)
    changed = sum(one != other for one, other in zip(shipped, copied))
    share = sum(edits(one, other) for one, other in zip(shipped, copied)) / max(1, sum(map(len, shipped)))
    print(f"{len(held_out)} lines: {seconds:.2f} s as shipped, {seconds_copied:.2f} s in 8 bits")
    print(f"{changed} lines read otherwise, {100 * share:.2f} % of the characters")


if __name__ == "__main__":
    main()
