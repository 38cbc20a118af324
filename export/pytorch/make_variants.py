"""Write a model's files as other exporters do, and what each answers, a token at a time.

usage: make_variants.py MODEL PROMPTS.jsonl OUT

MODEL has encoder_model.onnx, decoder_model.onnx, decoder_with_past_model.onnx, decoder_model_merged.onnx and
tokenizer.json. OUT gets
  *_uint8.onnx, *_q4.onnx, *_quantized.onnx, *_fp16.onnx   as transformers.js and optimum name them, float32 at their ends
  static/    a decoder whose step takes exactly one token, as exporters wrote it once
  external/  weights in a file beside the graphs, whose name is not that of a graph
  refused/   an operator that has no CPU kernel; refused_fp16/: float16 at the ends
  greedy.jsonl   the tokens that each writes, prompts one by one, in a plain loop over ONNX Runtime
"""
import json
import os
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.float16 import convert_float_to_float16
from transformers import AutoTokenizer

import blocks
import score

SEPARATE = ["encoder_model", "decoder_model", "decoder_with_past_model"]
MERGED = ["encoder_model", "decoder_model_merged"]
LIMIT = 64


def static(model):
    """Fix the number of tokens of a step at one."""
    for port in list(model.graph.input) + list(model.graph.output):
        if port.name in ("input_ids", "logits"):
            port.type.tensor_type.shape.dim[1].Clear()
            port.type.tensor_type.shape.dim[1].dim_value = 1
    return model


def relative_position_bias(model):
    g = model.graph
    g.initializer.extend([numpy_helper.from_array(np.zeros((32, 3), np.float32), "table"), numpy_helper.from_array(np.array([4], np.int64), "length")])
    g.node.append(helper.make_node("RelativePositionBias", ["table", "length", "length"], ["bias"], domain="com.microsoft", max_distance=128, is_bidirectional=1))
    g.output.append(helper.make_tensor_value_info("bias", TensorProto.FLOAT, None))
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    return model


def main(source, prompts, out):
    for sub in ("static", "external", "refused", "refused_fp16"):
        os.makedirs(f"{out}/{sub}", exist_ok=True)

    def load(name):
        return onnx.load(f"{source}/{name}.onnx")

    for name in MERGED:
        quantize_dynamic(f"{source}/{name}.onnx", f"{out}/{name}_uint8.onnx", weight_type=QuantType.QUInt8,
                         extra_options={"EnableSubgraph": True, "MatMulConstBOnly": True})
        onnx.save(blocks.quantize(load(name), 4), f"{out}/{name}_q4.onnx")
        onnx.save(load(name), f"{out}/external/{name}.onnx", save_as_external_data=True, location="weights.bin", size_threshold=100)
    for name in SEPARATE:
        quantize_dynamic(f"{source}/{name}.onnx", f"{out}/{name}_quantized.onnx", weight_type=QuantType.QInt8, per_channel=True)
        onnx.save(convert_float_to_float16(load(name), keep_io_types=True, disable_shape_infer=True), f"{out}/{name}_fp16.onnx")
    for name in SEPARATE[1:]:
        onnx.save(static(load(name)), f"{out}/static/{name}.onnx")
    onnx.save(relative_position_bias(load("encoder_model")), f"{out}/refused/encoder_model.onnx")
    onnx.save(convert_float_to_float16(load("encoder_model"), disable_shape_infer=True), f"{out}/refused_fp16/encoder_model_fp16.onnx")

    tokenizer = AutoTokenizer.from_pretrained(source)
    with open(prompts) as f:
        texts = [json.loads(line)["text"] for line in f][:40]
    with open(f"{out}/greedy.jsonl", "w") as f:
        about = {"made_by": "export/pytorch/make_variants.py, onnxruntime " + onnxruntime.__version__}
        f.write(json.dumps(about) + "\n")
        for ending in ("_uint8", "_q4", "_quantized", "_fp16"):
            for text, tokens in zip(texts, score.greedy(score.OnnxModel(out, ending), tokenizer, texts, batch=1, max_new=LIMIT)):
                f.write(json.dumps({"precision": ending[1:], "text": text, "max_new_tokens": LIMIT, "tokens": tokens, "ended": len(tokens) < LIMIT}) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
