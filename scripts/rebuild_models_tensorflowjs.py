"""Converts the published TensorFlow.js network of faces, as far as its ages go, and runs it once for comparison.

Usage: rebuild_models_tensorflowjs.py MODEL.json OUTPUT.onnx OUTPUT.npz. Keeps what leads to the ages: the outputs for sex
and for comparing faces are left out, with their weights. Stores an input and the ages that TensorFlow computes for it.
"""

import json
import pathlib
import sys

import numpy as np
import tensorflow as tf
import tf2onnx
from google.protobuf import json_format
from tensorflow.core.framework import graph_pb2, node_def_pb2
from tensorflow.python.framework import tensor_util

INPUT, AGES = "input_1", "age_pred/Softmax"
SIDE = 224


def weights(model, folder):
    """The weights by name; stored in half precision they are widened."""
    found = {}
    for group in model["weightsManifest"]:
        data = b"".join((folder / path).read_bytes() for path in group["paths"])
        offset = 0
        for entry in group["weights"]:
            stored = np.dtype(entry.get("quantization", entry)["dtype"])
            values = np.frombuffer(data, stored, int(np.prod(entry["shape"])), offset)
            offset += values.nbytes
            found[entry["name"]] = values.astype(entry["dtype"]).reshape(entry["shape"])
    return found


def constant(name, values):
    node = node_def_pb2.NodeDef(name=name, op="Const")
    node.attr["dtype"].type = tf.as_dtype(values.dtype).as_datatype_enum
    node.attr["value"].tensor.CopyFrom(tensor_util.make_tensor_proto(values))
    return node


def unfused(node):
    """A fully connected layer, which the web runs as one operation, in those of TensorFlow."""
    product = node_def_pb2.NodeDef(name=node.name + "/product", op="MatMul", input=list(node.input)[:2])
    for key in ("T", "transpose_a", "transpose_b"):
        product.attr[key].CopyFrom(node.attr[key])
    nodes, bias = [product], node.input[2]
    for kind in node.attr["fused_ops"].list.s:
        inputs = [nodes[-1].name, bias] if kind == b"BiasAdd" else [nodes[-1].name]
        following = node_def_pb2.NodeDef(name=f"{node.name}/{kind.decode()}", op=kind.decode(), input=inputs)
        following.attr["T"].CopyFrom(node.attr["T"])
        nodes.append(following)
    nodes[-1].name = node.name
    return nodes


def graph_of(model, values):
    published = graph_pb2.GraphDef()
    json_format.ParseDict({"node": model["modelTopology"]["node"]}, published, ignore_unknown_fields=True)
    graph = graph_pb2.GraphDef()
    graph.versions.producer = 987
    for node in published.node:
        if node.op == "Const" and node.name in values:
            graph.node.append(constant(node.name, values[node.name]))
        elif node.op == "_FusedMatMul":
            graph.node.extend(unfused(node))
        else:
            graph.node.append(node)
            if node.op == "Placeholder":
                shape = graph.node[-1].attr["shape"].shape
                del shape.dim[:]
                for size in (1, SIDE, SIDE, 3):
                    shape.dim.add().size = size
    return graph


def main():
    source = pathlib.Path(sys.argv[1])
    model = json.loads(source.read_text())
    graph = graph_of(model, weights(model, source.parent))
    picture = np.random.default_rng(3).uniform(-128, 128, (1, SIDE, SIDE, 3)).astype(np.float32)
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        tf.import_graph_def(graph, name="")
        ages = session.run(AGES + ":0", {INPUT + ":0": picture})
    converted, _ = tf2onnx.convert.from_graph_def(
        graph, input_names=[INPUT + ":0"], output_names=[AGES + ":0"], inputs_as_nchw=[INPUT + ":0"], opset=13)
    pathlib.Path(sys.argv[2]).write_bytes(converted.SerializeToString())
    np.savez(sys.argv[3], **{"input": picture.transpose(0, 3, 1, 2), "output:" + AGES + ":0": ages})


if __name__ == "__main__":
    main()
