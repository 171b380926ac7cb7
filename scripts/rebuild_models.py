"""Converts the published networks into the files of models/ and compares them with those.

Usage: rebuild_models.py SOURCES MODELS OUTPUT. Called by rebuild_models.sh, which fetches the packages.

The comparison runs both files on the same inputs: bytes may differ with the version of the conversion library, outputs
may not. Differences up to one part in a thousand of the largest output are rounding (weights are stored in half
precision).
"""

import hashlib
import pathlib
import sys
import tomllib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

TOLERANCE = 1e-3


def attributes(node):
    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}


def dequantise(values, scale, zero, axis, block):
    """What DequantizeLinear computes, also in the block-wise form of opset 21."""
    values = values.astype(np.float32)
    zero = np.zeros_like(scale) if zero is None else zero.astype(np.float32)
    if block:
        def widen(array):
            return np.repeat(array, block, axis=axis).take(range(values.shape[axis]), axis=axis)
        return ((values - widen(zero)) * widen(scale)).astype(np.float32)
    if scale.size > 1:
        shape = [1] * values.ndim
        shape[axis] = -1
        scale, zero = scale.reshape(shape), zero.reshape(shape)
    return ((values - zero) * scale).astype(np.float32)


def fold_constants(graph):
    """The nodes that depend on the input, and the constants they use."""
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    nodes, renamed = [], {}
    for original in graph.node:
        node = onnx.NodeProto()
        node.CopyFrom(original)
        for index, name in enumerate(node.input):
            node.input[index] = renamed.get(name, name)
        values = attributes(node)
        known = [name in constants for name in node.input]
        if node.op_type == "Constant":
            constants[node.output[0]] = numpy_helper.to_array(values["value"])
        elif node.op_type == "Dropout":
            renamed[node.output[0]] = node.input[0]
        elif node.op_type == "DequantizeLinear" and known[0]:
            zero = constants[node.input[2]] if len(node.input) > 2 and node.input[2] else None
            constants[node.output[0]] = dequantise(
                constants[node.input[0]], constants[node.input[1]], zero,
                values.get("axis", 1), values.get("block_size", 0))
        elif node.op_type == "Reshape" and all(known):
            constants[node.output[0]] = constants[node.input[0]].reshape(constants[node.input[1]])
        elif node.op_type == "Identity" and known[0]:
            constants[node.output[0]] = constants[node.input[0]]
        else:
            nodes.append(node)
    return nodes, constants


def fold_batch_normalisation(nodes, constants):
    """Moves every batch normalisation behind a convolution into its weights."""
    users = {}
    for node in nodes:
        for name in node.input:
            users.setdefault(name, []).append(node)
    producers = {name: node for node in nodes for name in node.output}
    gone = set()
    for node in nodes:
        convolution = producers.get(node.input[0]) if node.op_type == "BatchNormalization" else None
        if convolution is None or convolution.op_type != "Conv" or len(users[convolution.output[0]]) != 1:
            continue
        gamma, beta, mean, variance = [constants[name].astype(np.float64) for name in node.input[1:5]]
        factor = gamma / np.sqrt(variance + attributes(node).get("epsilon", 1e-5))
        weights = constants[convolution.input[1]]
        bias = constants[convolution.input[2]] if len(convolution.input) > 2 and convolution.input[2] else 0
        source, name = convolution.input[0], node.output[0]
        constants[name + "_W"] = (weights * factor.reshape(-1, 1, 1, 1)).astype(np.float32)
        constants[name + "_b"] = ((bias - mean) * factor + beta).astype(np.float32)
        del convolution.input[:]
        convolution.input.extend([source, name + "_W", name + "_b"])
        convolution.output[0] = name
        gone.add(id(node))
    return [node for node in nodes if id(node) not in gone]


def half_precision(graph, minimum):
    """Stores constants of at least so many values in half precision, each widened by a Cast when the network loads."""
    kept, casts = [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.size >= minimum:
            if np.abs(values).max() >= 60000:
                raise SystemExit(f"{tensor.name} does not fit into half precision")
            kept.append(numpy_helper.from_array(values.astype(np.float16), tensor.name + "_h"))
            casts.append(helper.make_node("Cast", [tensor.name + "_h"], [tensor.name], to=TensorProto.FLOAT))
        else:
            kept.append(tensor)
    nodes = casts + list(graph.node)
    del graph.initializer[:]
    graph.initializer.extend(kept)
    del graph.node[:]
    graph.node.extend(nodes)


def rename(model, names):
    """Renames inputs and outputs and drops the shapes noted for values in between."""
    graph = model.graph
    for node in graph.node:
        for fields in (node.input, node.output):
            for index, name in enumerate(fields):
                fields[index] = names.get(name, name)
    for value in list(graph.input) + list(graph.output):
        value.name = names.get(value.name, value.name)
    del graph.value_info[:]


def assemble(nodes, constants, inputs, outputs, opset=13):
    used = dict.fromkeys(name for node in nodes for name in node.input if name in constants)
    tensors = [numpy_helper.from_array(np.ascontiguousarray(constants[name]), name) for name in used]
    values = [[helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in side]
              for side in (inputs, outputs)]
    graph = helper.make_graph(nodes, "network", values[0], values[1], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    model.ir_version = 8
    return model


def face_detector(source):
    nodes, constants = fold_constants(onnx.load(source).graph)
    nodes = fold_batch_normalisation(nodes, constants)
    # The package fixes 640 x 640; with a free cell count the network takes any multiple of 32.
    for node in nodes:
        if node.op_type == "Reshape":
            shape = [int(size) for size in constants[node.input[1]]]
            name = node.input[1] + "_free_" + node.output[0]
            constants[name] = np.array([shape[0], -1, shape[-1]], dtype=np.int64)
            node.input[1] = name
    sizes = {"cls": 1, "obj": 1, "bbox": 4, "kps": 10}
    outputs = [(f"{kind}_{stride}", [1, "n", size]) for kind, size in sizes.items() for stride in (8, 16, 32)]
    return assemble(nodes, constants, [("input", [1, 3, "H", "W"])], outputs)


def face_recogniser(source):
    nodes, constants = fold_constants(onnx.load(source).graph)
    nodes = fold_batch_normalisation(nodes, constants)
    model = assemble(nodes, constants, [("data", ["N", 3, 112, 112])], [("fc1", ["N", 128])])
    rename(model, {"data": "input", "fc1": "embedding"})
    half_precision(model.graph, 256)
    return model


def text_network(source):
    model = onnx.load(source)
    rename(model, {model.graph.output[0].name: "prob"})
    half_precision(model.graph, 512)
    return model


def text_direction(source):
    model = onnx.load(source)
    rename(model, {model.graph.output[0].name: "prob"})
    return model


def from_tensorflow(source):
    """Completes the conversion of tf2onnx with the biases it loses, and compares it with the published network."""
    model = onnx.load(source)
    expected = np.load(pathlib.Path(source).with_suffix(".npz"))
    restore_biases(model, expected)
    graph = model.graph
    session = onnxruntime.InferenceSession(model.SerializeToString())
    found = session.run(None, {graph.input[0].name: expected["input"]})
    for output, values in zip(graph.output, found):
        wanted = expected["output:" + output.name]
        if np.abs(values - wanted).max() > 1e-4 * max(np.abs(wanted).max(), 1.0):
            raise SystemExit(f"{source} computes another {output.name} than the published network")
    return model


def passive_liveness(source):
    model = from_tensorflow(source)
    rename(model, {model.graph.input[0].name: "input", "Identity": "clss_pred", "Identity_1": "leaf_mask"})
    half_precision(model.graph, 256)
    return model


def face_points(source):
    model = from_tensorflow(source)
    # The points are the larger output.
    points, flag = sorted(model.graph.output, key=lambda value: -np.prod([d.dim_value for d in value.type.tensor_type.shape.dim]))
    rename(model, {model.graph.input[0].name: "input", points.name: "landmarks", flag.name: "face_flag"})
    half_precision(model.graph, 256)
    return model


def eye_contour(source):
    model = from_tensorflow(source)
    contour, iris = sorted(model.graph.output, key=lambda value: -np.prod([d.dim_value for d in value.type.tensor_type.shape.dim]))
    rename(model, {model.graph.input[0].name: "input", contour.name: "eye_contour", iris.name: "iris"})
    half_precision(model.graph, 256)
    return model


def second_face_recogniser(source):
    model = from_tensorflow(source)
    # The package fixes two faces at a time.
    for value in list(model.graph.input) + list(model.graph.output):
        value.type.tensor_type.shape.dim[0].dim_param = "N"
    shapes = {node.input[1] for node in model.graph.node if node.op_type == "Reshape"}
    for tensor in model.graph.initializer:
        if tensor.name in shapes:
            shape = numpy_helper.to_array(tensor).copy()
            shape[0] = -1
            tensor.CopyFrom(numpy_helper.from_array(shape, tensor.name))
    rename(model, {model.graph.input[0].name: "input", model.graph.output[0].name: "embedding"})
    half_precision(model.graph, 256)
    return model


def face_age(source):
    # Converted by rebuild_models_tensorflowjs.py, which leaves out what Argos does not use.
    model = from_tensorflow(source)
    rename(model, {model.graph.input[0].name: "input", model.graph.output[0].name: "age"})
    half_precision(model.graph, 256)
    return model


def restore_biases(model, expected):
    """tf2onnx drops the bias of a FULLY_CONNECTED whose input has four dimensions: add each one behind its MatMul."""
    graph = model.graph
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    biases = {key.removeprefix("weights:"): key for key in expected.files if key.startswith("weights:")}
    nodes = []
    for node in graph.node:
        nodes.append(node)
        if node.op_type != "MatMul" or node.input[1] not in constants:
            continue
        for name, key in biases.items():
            weights = expected[key]
            if weights.T.shape == constants[node.input[1]].shape and np.allclose(weights.T, constants[node.input[1]]):
                output = node.output[0]
                node.output[0] = output + "_unbiased"
                graph.initializer.append(numpy_helper.from_array(expected["bias:" + name], output + "_bias"))
                nodes.append(helper.make_node("Add", [output + "_unbiased", output + "_bias"], [output]))
                break
    del graph.node[:]
    graph.node.extend(nodes)


CONVERSIONS = {
    "face_detector": face_detector,
    "face_recogniser": face_recogniser,
    "second_face_recogniser": second_face_recogniser,
    "text_detector": text_network,
    "text_recogniser": text_network,
    "text_line_orientation": text_direction,
    "face_mesh": face_points,
    "eye_contour": eye_contour,
    "passive_liveness": passive_liveness,
    "face_age": face_age,
}
# Networks that TensorFlow converts first, and what that step calls its result.
FROM_TENSORFLOW = {
    "face_mesh": "face_landmark.onnx",
    "eye_contour": "iris_landmark.onnx",
    "passive_liveness": "FaceAntiSpoofing.onnx",
    "second_face_recogniser": "MobileFaceNet.onnx",
    "face_age": "faceres.onnx",
}
# Input shapes for the comparison, with the range of the values.
SAMPLES = {
    "face_detector": [((1, 3, 320, 320), 0, 255), ((1, 3, 480, 640), 0, 255)],
    "face_recogniser": [((2, 3, 112, 112), 0, 255)],
    "second_face_recogniser": [((1, 112, 112, 3), -1, 1), ((3, 112, 112, 3), -1, 1)],
    "text_detector": [((1, 3, 320, 416), -1, 1)],
    "text_recogniser": [((1, 3, 48, 320), -1, 1), ((1, 3, 48, 480), -1, 1)],
    "text_line_orientation": [((2, 3, 48, 192), -1, 1)],
    "face_mesh": [((1, 192, 192, 3), 0, 1)],
    "eye_contour": [((1, 64, 64, 3), 0, 1)],
    "passive_liveness": [((1, 256, 256, 3), 0, 1)],
    "face_age": [((1, 3, 224, 224), -128, 151)],
}


def compare(name, rebuilt, shipped):
    """The largest difference of an output, relative to its largest value."""
    sessions = [onnxruntime.InferenceSession(str(path)) for path in (rebuilt, shipped)]
    random = np.random.default_rng(7)
    worst = 0.0
    for shape, low, high in SAMPLES[name]:
        values = random.uniform(low, high, shape).astype(np.float32)
        results = [
            dict(zip((output.name for output in session.get_outputs()),
                     session.run(None, {session.get_inputs()[0].name: values})))
            for session in sessions
        ]
        if results[0].keys() != results[1].keys():
            raise SystemExit(f"{name}: outputs {list(results[0])} instead of {list(results[1])}")
        for key, wanted in results[1].items():
            worst = max(worst, float(np.abs(results[0][key] - wanted).max() / max(np.abs(wanted).max(), 1e-3)))
    return worst


def checksum(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main():
    sources, models, output = map(pathlib.Path, sys.argv[1:4])
    manifest = tomllib.loads((models / "manifest.toml").read_text())
    failed = False
    for entry in manifest["model"]:
        name, shipped = entry["name"], models / entry["file"]
        if "recipe" in entry["source"]:
            print(f"{name}: not rebuilt, it is trained (see {entry['source']['recipe']})")
            continue
        published = sources / entry["source"]["file"]
        converted = sources / FROM_TENSORFLOW[name] if name in FROM_TENSORFLOW else published
        if not converted.exists() and name in FROM_TENSORFLOW:
            print(f"{name}: not rebuilt (needs --tensorflow)")
            continue
        if checksum(published) != entry["source"]["sha256"]:
            raise SystemExit(f"{published} is not the published file")
        if checksum(shipped) != entry["sha256"]:
            raise SystemExit(f"{shipped} is not the file of the manifest")
        model = CONVERSIONS[name](str(converted))
        onnx.checker.check_model(model)
        rebuilt = output / entry["file"]
        onnx.save(model, str(rebuilt))
        difference = compare(name, rebuilt, shipped)
        same = "the same bytes" if checksum(rebuilt) == entry["sha256"] else "other bytes"
        print(f"{name}: {same}, largest relative difference of outputs {difference:.1e}")
        failed |= difference > TOLERANCE
    recogniser = next(entry for entry in manifest["model"] if entry["name"] == "text_recogniser")
    metadata = onnx.load(str(models / recogniser["file"])).metadata_props
    characters = next(item.value for item in metadata if item.key == "character") + "\n"
    if characters.encode() != (models / manifest["character_list"]["file"]).read_bytes():
        failed = True
        print("character_list: differs from the metadata of the text recogniser")
    else:
        print("character_list: equals the metadata of the text recogniser")
    if failed:
        raise SystemExit("models/ is not what the published files give")


if __name__ == "__main__":
    main()
