"""Print the GFLOP/s (or Gop/s) that ONNX Runtime reaches in a large matrix product on all cores, one process each.

usage: peak.py fp32|int8        runs with export/pytorch/requirements.txt
"""

import multiprocessing as mp
import os
import sys
import time

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

ROWS, IN, OUT = 512, 1024, 1024


def session(precision):
    """Return a product with constant weights, and what goes in."""
    rng = np.random.default_rng(1)
    if precision == "fp32":
        op, kind, weights, rows = "MatMul", TensorProto.FLOAT, rng.random((IN, OUT), np.float32), rng.random((ROWS, IN), np.float32)
    else:
        op, kind = "MatMulInteger", TensorProto.UINT8
        weights, rows = rng.integers(-127, 127, (IN, OUT), np.int8), rng.integers(0, 255, (ROWS, IN), np.uint8)
    out = TensorProto.FLOAT if precision == "fp32" else TensorProto.INT32
    graph = helper.make_graph([helper.make_node(op, ["x", "w"], ["y"])], "product", [helper.make_tensor_value_info("x", kind, [ROWS, IN])],
                              [helper.make_tensor_value_info("y", out, [ROWS, OUT])], [numpy_helper.from_array(weights, "w")])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    return onnxruntime.InferenceSession(model.SerializeToString(), options), {"x": rows}


def meet(barrier):
    global all_there
    all_there = barrier


def speed(precision):
    """Return the best of some stretches of products, in 1e9 operations a second, while the others are at it, too."""
    run, feed = session(precision)
    run.run(None, feed)
    all_there.wait()
    best = 0.0
    for _ in range(10):
        began = time.perf_counter()
        for _ in range(20):
            run.run(None, feed)
        best = max(best, 20 * 2 * ROWS * IN * OUT / (time.perf_counter() - began) / 1e9)
    return best


if __name__ == "__main__":
    spawn = mp.get_context("spawn")
    with spawn.Pool(os.cpu_count(), meet, [spawn.Barrier(os.cpu_count())]) as pool:
        print(sum(pool.map(speed, [sys.argv[1]] * os.cpu_count(), 1)))
