"""T5 as three ONNX graphs that share nothing and repeat nothing: the packed layout.

usage: packed.py MODEL OUT [--int8]     MODEL: a Hugging Face folder, or fp32 files that export_onnx.py wrote

  tokens.bin      table of tokens [V, d], which the caller looks up and the head multiplies with; where the head is
                  not tied, its own table too. In 8 bits each is followed by its scales [V]
  encoder.onnx    embeds [t, d], spread [b, e], pack [t], distance [e, e], mask [b, e]
                  -> per decoder layer cross.N.key, cross.N.value [b, h, e, k]
  decoder.onnx    embeds [t, d], spread [b, s], pack [t], distance [b, s, c+s], mask [b, e],
                  per layer past.N.key, past.N.value [b, h, c, k], cross.N.key, cross.N.value
                  -> hidden [t, d], per layer new.N.key, new.N.value [b, h, s, k]
  head.onnx       hidden [n, d] -> logits [n, V]

Shapes: b rows, e the most prompt tokens of a row, s the most new ones, t tokens of all rows, c columns of the cache,
h heads, k per head, d the model's width, V the vocabulary.

Matrix products take packed tokens: t rows without padding. spread gives the packed token of each [row, place], and any
index where there is padding. pack gives the place of each packed token in b*e or b*s. A step carries any number of new
tokens a row. distance is the index of a token pair's position bias. Its last value marks pairs that must not see each
other; with it, rows can have pasts of different lengths, and a column of the cache can be left out. mask is 0 for the
prompt's tokens and very negative for padding. A step returns only the new keys and values, and the caller keeps them.

With 8 bits, weights are signed, with a scale for each output; what they are multiplied with is quantized with a scale
for each row, so that no row's result depends on the others. Integers add up without rounding, whatever the order. Weights
are rounded to the nearest integers, or where it is known what the model is given, as rounding.py says.
"""

import argparse
import json
import zlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import from_onnx
import graphs
import rounding

OPSET = 18
MICROSOFT = "com.microsoft"  # operators of ONNX Runtime
HIDDEN = np.float32(graphs.NEGATIVE)


class Graph:
    """An ONNX graph that is written from front to back."""

    def __init__(self, name, bits=32, seen=None):
        self.name, self.bits, self.seen = name, bits, seen
        self.nodes, self.weights, self.inputs, self.outputs, self.made = [], {}, [], [], 0

    def input(self, name, kind, shape):
        self.inputs.append(helper.make_tensor_value_info(name, kind, shape))
        return name

    def output(self, name, value, shape):
        self.add("Identity", value, name=name)
        self.outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def const(self, value, name=None):
        """Return the name of a tensor; equal ones are stored once."""
        value = np.ascontiguousarray(value)
        name = name or f"c.{value.dtype}.{'x'.join(map(str, value.shape))}.{zlib.crc32(value.tobytes()):x}"
        self.weights.setdefault(name, value)
        return name

    def add(self, op, *inputs, name=None, outputs=1, **attributes):
        """Write a node; return the name of its output, or of its outputs."""
        self.made += 1
        names = [name or f"v{self.made}"] if outputs == 1 else [f"v{self.made}.{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), names, **attributes))
        return names[0] if outputs == 1 else names

    def shaped(self, x, *shape):
        """Reshape; 0 copies a dimension, -1 is what is left."""
        return self.add("Reshape", x, self.const(np.array(shape, np.int64)))

    def proto(self):
        """Return the model."""
        weights = [numpy_helper.from_array(v, k) for k, v in self.weights.items()]
        graph = helper.make_graph(self.nodes, self.name, self.inputs, self.outputs, weights)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="slmkit")

    # Layers. A residual is a pair: what has been added up, and what is still to be added, None at first.

    def norm(self, residual, name, w, epsilon):
        """Add up a residual; return T5's layer norm of it, x / rms(x) * weight, and the new residual."""
        x, more = residual
        weight = self.const(w[name], name)
        if more is None:
            return self.add("SimplifiedLayerNormalization", x, weight, axis=-1, epsilon=epsilon, stash_type=1), x
        y, _, _, x = self.add("SkipSimplifiedLayerNormalization", x, more, weight, outputs=4, domain=MICROSOFT, epsilon=epsilon)
        return y, x

    def linear(self, x, name, weight):
        """x [rows, in] times weight [out, in] transposed."""
        if self.bits == 32:
            return self.add("MatMul", x, self.const(weight.T, name))
        whole, step = self.rows(x)
        return self.times(self.product(whole, *self.quantized(name, weight)), step)

    def quantized(self, name, weight):
        """Store weight [out, in] in 8 bits; return the names of it transposed and of its scales."""
        values, scale = quantize(name, weight, self.seen)
        return self.const(values.T, name), self.const(scale, name + ".scale")

    def rows(self, x, positive=False):
        """Quantize x [rows, in] row by row; return integers around 128, and the step of each row."""
        last = self.const(np.array([-1], np.int64))
        top = [self.add("ReduceMax", x, last, keepdims=0)]
        if not positive:
            top.append(self.add("Neg", self.add("ReduceMin", x, last, keepdims=0)))
        step = self.add("Mul", self.add("Max", *top, self.const(np.float32(1e-28))), self.const(np.float32(1 / 127)))
        middle = self.add("ConstantOfShape", self.add("Shape", step), value=numpy_helper.from_array(np.array([128], np.uint8)))
        return self.add("QuantizeLinear", x, step, middle, axis=0), step

    def product(self, whole, values, scale):
        """Integers around 128 [rows, in] times values [in, out] of 8 bits, each output times its scale."""
        return self.add("MatMulIntegerToFloat", whole, values, self.const(np.float32(1)), scale, self.const(np.uint8(128)), domain=MICROSOFT)

    def times(self, x, step):
        """x [rows, n], each row times its step."""
        return self.add("Mul", x, self.add("Unsqueeze", step, self.const(np.array([1], np.int64))))

    def feed_forward(self, residual, prefix, w, config):
        """T5's feed-forward layer; return the new residual."""
        x, total = self.norm(residual, f"{prefix}.layer_norm.weight", w, config.layer_norm_epsilon)
        dense = f"{prefix}.DenseReluDense"
        if config.is_gated_act:
            both = self.linear(x, f"{dense}.wi", np.concatenate([w[f"{dense}.wi_0.weight"], w[f"{dense}.wi_1.weight"]]))
            gate, value = self.add("Split", both, outputs=2, axis=-1, num_outputs=2)
            x = self.add("Mul", self.activation(gate, config), value)
        elif self.bits == 8 and config.dense_act_fn == "relu":
            # The step of a row goes through ReLU and the next quantization as it is: it is multiplied with in the end.
            whole, first = self.rows(x)
            x = self.add("Relu", self.product(whole, *self.quantized(f"{dense}.wi", w[f"{dense}.wi.weight"])))
            whole, second = self.rows(x, positive=True)
            x = self.product(whole, *self.quantized(f"{dense}.wo", w[f"{dense}.wo.weight"]))
            return total, self.times(x, self.add("Mul", first, second))
        else:
            x = self.activation(self.linear(x, f"{dense}.wi", w[f"{dense}.wi.weight"]), config)
        return total, self.linear(x, f"{dense}.wo", w[f"{dense}.wo.weight"])

    def activation(self, x, config):
        if config.dense_act_fn == "relu":
            return self.add("Relu", x)
        if config.dense_act_fn == "gelu_new":  # 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))
            cube = self.add("Mul", self.add("Mul", x, x), x)
            inner = self.add("Add", x, self.add("Mul", cube, self.const(np.float32(0.044715))))
            tanh = self.add("Tanh", self.add("Mul", inner, self.const(np.float32((2 / np.pi) ** 0.5))))
            return self.add("Mul", self.add("Mul", x, self.const(np.float32(0.5))), self.add("Add", tanh, self.const(np.float32(1))))
        raise SystemExit(f"activation {config.dense_act_fn} has no ONNX form here: relu and gelu_new have")

    def softmax(self, x):
        return self.add("Softmax", x, axis=-1)

    def bias(self, distance, table, batch):
        """Position bias of pairs: table [distances, h] by distance [(b,) q, n] -> [b or 1, h, q, n]"""
        rows = self.add("Gather", self.const(table, graphs.POSITION_BIAS), distance, axis=0)
        if batch:
            return self.add("Transpose", rows, perm=[0, 3, 1, 2])
        return self.add("Unsqueeze", self.add("Transpose", rows, perm=[2, 0, 1]), self.const(np.array([0], np.int64)))

    def flipped(self, x):
        """[b, h, n, k] -> [b, h, k, n]"""
        return self.add("Transpose", x, perm=[0, 1, 3, 2])

    def mask(self, mask):
        """[b, e] -> [b, 1, 1, e]"""
        return self.add("Unsqueeze", mask, self.const(np.array([1, 2], np.int64)))


def quantize(name, weight, seen):
    """Return weight [out, in] as signed 8-bit integers and the scale of each output."""
    return rounding.fitted(weight, seen[name]) if seen else rounding.nearest(weight)


def stacked(w, prefix, names):
    return np.concatenate([w[f"{prefix}.{n}.weight"] for n in names])


class Grid:
    """Between tokens that are packed [t, ...] and rows of them [b, s, ...]."""

    def __init__(self, g, places):
        self.g = g
        self.spread = g.input("spread", TensorProto.INT32, ["b", places])
        self.pack = g.input("pack", TensorProto.INT32, ["t"])

    def heads(self, x, heads, size):
        """[t, heads*size] -> [b, heads, s, size]"""
        rows = self.g.shaped(self.g.add("Gather", x, self.spread, axis=0), 0, 0, heads, size)
        return self.g.add("Transpose", rows, perm=[0, 2, 1, 3])

    def tokens(self, x, width):
        """[b, heads, s, size] -> [t, heads*size], which is width"""
        rows = self.g.shaped(self.g.add("Transpose", x, perm=[0, 2, 1, 3]), -1, width)
        return self.g.add("Gather", rows, self.pack, axis=0)


def encoder(config, w, tables, bits, seen):
    h, k, layers = config.num_heads, config.d_kv, config.num_decoder_layers
    g = Graph("encoder", bits, seen)
    residual = g.input("embeds", TensorProto.FLOAT, ["t", config.d_model]), None
    grid = Grid(g, "e")
    distance = g.input("distance", TensorProto.INT32, ["e", "e"])
    bias = g.add("Add", g.bias(distance, tables["encoder"], batch=False), g.mask(g.input("mask", TensorProto.FLOAT, ["b", "e"])))
    for i in range(config.num_layers):
        p = f"encoder.block.{i}.layer"
        x, total = g.norm(residual, f"{p}.0.layer_norm.weight", w, config.layer_norm_epsilon)
        x = grid.heads(g.linear(x, f"{p}.0.qkv", stacked(w, f"{p}.0.SelfAttention", "qkv")), 3 * h, k)
        q, key, value = g.add("Split", x, outputs=3, axis=1, num_outputs=3)
        scores = g.add("MatMul", q, g.flipped(key))
        x = grid.tokens(g.add("MatMul", g.softmax(g.add("Add", scores, bias)), value), h * k)
        residual = total, g.linear(x, f"{p}.0.o", w[f"{p}.0.SelfAttention.o.weight"])
        residual = g.feed_forward(residual, f"{p}.1", w, config)
    x, _ = g.norm(residual, "encoder.final_layer_norm.weight", w, config.layer_norm_epsilon)
    cross = np.concatenate([stacked(w, f"decoder.block.{i}.layer.1.EncDecAttention", "kv") for i in range(layers)])
    parts = g.add("Split", grid.heads(g.linear(x, "cross", cross), 2 * layers * h, k), outputs=2 * layers, axis=1, num_outputs=2 * layers)
    for i, part in enumerate(parts):
        g.output(f"cross.{i // 2}.{('key', 'value')[i % 2]}", part, ["b", h, "e", k])
    return g.proto()


def decoder(config, w, tables, bits, seen):
    h, k = config.num_heads, config.d_kv
    g = Graph("decoder", bits, seen)
    residual = g.input("embeds", TensorProto.FLOAT, ["t", config.d_model]), None
    grid = Grid(g, "s")
    distance = g.input("distance", TensorProto.INT32, ["b", "s", "n"])
    mask = g.mask(g.input("mask", TensorProto.FLOAT, ["b", "e"]))
    bias = g.bias(distance, tables["decoder"], batch=True)
    past = {}
    for i in range(config.num_decoder_layers):
        for kv in ("key", "value"):
            past[i, kv] = g.input(f"past.{i}.{kv}", TensorProto.FLOAT, ["b", h, "c", k])
            past[i, "cross", kv] = g.input(f"cross.{i}.{kv}", TensorProto.FLOAT, ["b", h, "e", k])
    columns = g.add("Shape", past[0, "key"], start=2, end=3)
    begin, end, axis = (g.const(np.array([n], np.int64)) for n in (0, 2**31 - 1, 3))
    new = []
    for i in range(config.num_decoder_layers):
        p = f"decoder.block.{i}.layer"
        x, total = g.norm(residual, f"{p}.0.layer_norm.weight", w, config.layer_norm_epsilon)
        x = grid.heads(g.linear(x, f"{p}.0.qkv", stacked(w, f"{p}.0.SelfAttention", "qkv")), 3 * h, k)
        q, key, value = g.add("Split", x, outputs=3, axis=1, num_outputs=3)
        new += [(f"new.{i}.key", key), (f"new.{i}.value", value)]
        scores = g.add("Concat", g.add("MatMul", q, g.flipped(past[i, "key"])), g.add("MatMul", q, g.flipped(key)), axis=3)
        weights = g.softmax(g.add("Add", scores, bias))
        old = g.add("MatMul", g.add("Slice", weights, begin, columns, axis), past[i, "value"])
        x = g.add("Add", old, g.add("MatMul", g.add("Slice", weights, columns, end, axis), value))
        residual = total, g.linear(grid.tokens(x, h * k), f"{p}.0.o", w[f"{p}.0.SelfAttention.o.weight"])
        x, total = g.norm(residual, f"{p}.1.layer_norm.weight", w, config.layer_norm_epsilon)
        q = grid.heads(g.linear(x, f"{p}.1.q", w[f"{p}.1.EncDecAttention.q.weight"]), h, k)
        weights = g.softmax(g.add("Add", g.add("MatMul", q, g.flipped(past[i, "cross", "key"])), mask))
        x = grid.tokens(g.add("MatMul", weights, past[i, "cross", "value"]), h * k)
        residual = total, g.linear(x, f"{p}.1.o", w[f"{p}.1.EncDecAttention.o.weight"])
        residual = g.feed_forward(residual, f"{p}.2", w, config)
    x, _ = g.norm(residual, "decoder.final_layer_norm.weight", w, config.layer_norm_epsilon)
    if config.scale_decoder_outputs:
        x = g.add("Mul", x, g.const(np.float32(config.d_model ** -0.5)))
    g.output("hidden", x, ["t", config.d_model])
    for name, value in new:
        g.output(name, value, ["b", h, "s", k])
    return g.proto()


class Tables:
    """The file of tables [V, d] that the caller looks tokens up in and the head multiplies with."""

    def __init__(self, bits):
        self.bits, self.data, self.places = bits, bytearray(), {}

    def store(self, name, value):
        self.data += bytes(-len(self.data) % 64)
        self.places[name] = (len(self.data), value)
        self.data += np.ascontiguousarray(value).tobytes()

    def add(self, name, table, seen=None):
        if self.bits == 32:
            self.store(name, table)
        else:
            for part, value in zip((name, name + ".scale"), quantize("head", table, seen)):
                self.store(part, value)

    def attach(self, model, names, file):
        """Name tensors that lie in the file in a model."""
        for name in names:
            if name in self.places:
                offset, value = self.places[name]
                kind = helper.np_dtype_to_tensor_dtype(value.dtype)
                t = model.graph.initializer.add(name=name, data_type=kind, dims=value.shape, data_location=TensorProto.EXTERNAL)
                for key, v in (("location", file), ("offset", offset), ("length", value.nbytes)):
                    t.external_data.add(key=key, value=str(v))


def head(config, w, bits, seen, file):
    """Return the head and the tables, which the caller stores in a file beside it."""
    g = Graph("head", bits)
    x = g.input("hidden", TensorProto.FLOAT, ["n", config.d_model])
    stored = Tables(bits)
    tied = np.array_equal(w["shared.weight"], w["lm_head.weight"])
    stored.add("tokens", w["shared.weight"], seen if tied else None)
    name = "tokens"
    if not tied:
        name = "head"
        stored.add(name, w["lm_head.weight"], seen)
    values = g.add("Transpose", name, perm=[1, 0])
    if bits == 32:
        logits = g.add("MatMul", x, values)
    else:
        whole, step = g.rows(x)
        logits = g.times(g.product(whole, values, name + ".scale"), step)
    g.output("logits", logits, ["n", len(w["lm_head.weight"])])
    model = g.proto()
    stored.attach(model, [name, name + ".scale"], file)
    about = {"version": 1, "tables": file, "bits": bits, "vocabulary": len(w["shared.weight"]), "size": config.d_model,
             "activation": ("gated-" if config.is_gated_act else "") + config.dense_act_fn, "epsilon": config.layer_norm_epsilon,
             "scale": config.d_model ** -0.5 if config.scale_decoder_outputs else 1.0, "distances": config.relative_attention_max_distance, "offsets": {k: offset for k, (offset, _) in stored.places.items()}}
    if bits == 8:
        about["rounding"] = "fitted" if seen else "nearest"
    helper.set_model_props(model, {"slmkit.packed": json.dumps(about)})
    return model, bytes(stored.data)


def weights(model):
    """Return the weights of a T5ForConditionalGeneration by name."""
    return {k: v.detach().float().numpy() for k, v in model.state_dict().items()}


def tables(model):
    """Return the position bias by distance, with a last row for pairs that must not see each other."""
    out = {}
    for side, both in (("encoder", True), ("decoder", False)):
        table, _ = graphs.bias_table(getattr(model, side).block[0].layer[0].SelfAttention, bidirectional=both)
        table = table.float().numpy()
        out[side] = np.concatenate([table, np.full((1, table.shape[1]), HIDDEN)]).astype(np.float32)
    return out


def write(model, out, suffix="", bits=32, seen=None):
    """Write the packed layout of a T5ForConditionalGeneration to the folder out; return the files' names.

    seen is the moments of what it is given, see rounding.py, None where that is not known.
    """
    w, t = weights(model), tables(model)
    parts = {"encoder": encoder(model.config, w, t, bits, seen), "decoder": decoder(model.config, w, t, bits, seen)}
    file = f"tokens{suffix}.bin"
    parts["head"], data = head(model.config, w, bits, seen, file)
    (out / file).write_bytes(data)
    for part, proto in parts.items():
        onnx.save(proto, out / f"{part}{suffix}.onnx")
    return [file, *(f"{part}{suffix}.onnx" for part in parts)]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model", type=Path)
    p.add_argument("out", type=Path)
    p.add_argument("--int8", action="store_true", help="also write 8-bit weights")
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    model = from_onnx.open_model(a.model)
    names = write(model, a.out)
    if a.int8:
        names += write(model, a.out, "_int8", 8)
    from_onnx.copy_beside(a.model, a.out)
    for name in names:
        print(f"{name}  {(a.out / name).stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
