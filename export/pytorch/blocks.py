"""Weights in blocks of 4 or 8 bits: MatMulNBits of ONNX Runtime, as transformers.js names _q4.

Each block of 32 inputs of an output has a scale of its own, so that one large weight spoils 31 others and no more. What they
are multiplied with is quantized block by block as well (accuracy_level 4), so that answers do not depend on the batch.
Embeddings stay in fp32.
"""

import numpy as np
import onnx
from onnx import helper, numpy_helper

BLOCK = 32


def pack(w, bits):
    """Return w [inputs, outputs] as integers [outputs, blocks, BLOCK*bits/8] around 2^(bits-1), and scales [outputs*blocks]."""
    inputs, outputs = w.shape
    blocks = -(-inputs // BLOCK)
    padded = np.zeros((blocks * BLOCK, outputs), np.float32)
    padded[:inputs] = w
    padded = padded.T.reshape(outputs, blocks, BLOCK)
    zero = 1 << bits - 1
    # The largest weight becomes -zero: one more step fits on that side.
    at = np.abs(padded).argmax(-1, keepdims=True)
    scale = np.take_along_axis(padded, at, -1) / -zero
    scale[scale == 0] = 1
    q = np.clip(np.round(padded / scale) + zero, 0, 2 * zero - 1).astype(np.uint8)
    return q[..., 0::2] | q[..., 1::2] << 4 if bits == 4 else q, scale.reshape(-1).astype(np.float32)


def quantize(model, bits):
    """Put MatMulNBits in place of each product with a weight, in graphs within the graph too; return the model."""

    def walk(graph):
        weights, nodes = {t.name: t for t in graph.initializer}, []
        for node in graph.node:
            for a in node.attribute:
                if a.type == onnx.AttributeProto.GRAPH:
                    walk(a.g)
            weight = weights.get(node.input[1]) if node.op_type == "MatMul" else None
            if weight is None or len(weight.dims) != 2:
                nodes.append(node)
                continue
            q, scale = pack(numpy_helper.to_array(weight).astype(np.float32), bits)
            name = f"{weight.name}_q{bits}"
            if name not in weights:
                added = [numpy_helper.from_array(q, name), numpy_helper.from_array(scale, name + "_scale")]
                weights |= {t.name: t for t in added}
                graph.initializer.extend(added)
            nodes.append(helper.make_node("MatMulNBits", [node.input[0], name, name + "_scale"], list(node.output), node.name, domain="com.microsoft",
                                          K=weight.dims[0], N=weight.dims[1], bits=bits, block_size=BLOCK, accuracy_level=4))
        del graph.node[:]
        graph.node.extend(nodes)

    def used(graph):
        names = {o.name for o in graph.output}
        for node in graph.node:
            names |= set(node.input)
            for a in node.attribute:
                if a.type == onnx.AttributeProto.GRAPH:
                    names |= used(a.g)
        return names

    def prune(graph, names):
        keep = [t for t in graph.initializer if t.name in names]
        del graph.initializer[:]
        graph.initializer.extend(keep)
        for node in graph.node:
            for a in node.attribute:
                if a.type == onnx.AttributeProto.GRAPH:
                    prune(a.g, names)

    walk(model.graph)
    prune(model.graph, used(model.graph))
    if all(o.domain != "com.microsoft" for o in model.opset_import):
        model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    return model
