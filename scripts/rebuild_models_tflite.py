"""Runs the published TensorFlow Lite network once, for comparison with its conversion.

Usage: rebuild_models_tflite.py SOURCE.tflite OUTPUT.npz. Stores an input, both outputs, and the weights and biases of
all fully connected layers, which the conversion needs because it loses some of the biases.
"""

import sys

import numpy as np
import tensorflow as tf


def main():
    # A delegate would keep the widened weights to itself.
    interpreter = tf.lite.Interpreter(
        model_path=sys.argv[1],
        experimental_preserve_all_tensors=True,
        experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    )
    interpreter.allocate_tensors()
    detail = interpreter.get_input_details()[0]
    values = np.random.default_rng(3).uniform(0, 1, detail["shape"]).astype(np.float32)
    interpreter.set_tensor(detail["index"], values)
    interpreter.invoke()
    stored = {"input": values}
    for output in interpreter.get_output_details():
        stored["output:" + output["name"]] = interpreter.get_tensor(output["index"])
    for index, operator in enumerate(interpreter._get_ops_details()):
        if operator["op_name"] == "FULLY_CONNECTED" and len(operator["inputs"]) > 2 and operator["inputs"][2] >= 0:
            stored[f"weights:{index}"] = interpreter.get_tensor(operator["inputs"][1])
            stored[f"bias:{index}"] = interpreter.get_tensor(operator["inputs"][2])
    np.savez(sys.argv[2], **stored)


if __name__ == "__main__":
    main()
