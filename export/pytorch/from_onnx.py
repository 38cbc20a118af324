"""Turn an exported folder back into a Hugging Face checkpoint.

usage: from_onnx.py EXPORTED OUT

Works for fp32 files of export_onnx.py, whose initializers carry the names of the weights. So a model's ONNX files are
all that has to be kept: the oracle and further fine-tuning start from them.
"""

import argparse
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from transformers import AutoTokenizer, T5Config, T5ForConditionalGeneration
from transformers.models.t5.modeling_t5 import T5Attention

import graphs


def initializers(folder):
    """Return {file part: {initializer name: array}} of the encoder and the decoder."""
    folder, found = Path(folder), {}
    merged = folder / "decoder_model_merged.onnx"
    for part, path in (("encoder", folder / "encoder_model.onnx"), ("decoder", merged if merged.exists() else folder / "decoder_model.onnx")):
        found[part] = {t.name: numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}
    return found


def bucket_weights(table, config, bidirectional, heads):
    """Return the weights by bucket [buckets, h] of a table by distance; buckets that no distance reaches are 0."""
    far = config.relative_attention_max_distance
    distance = torch.arange(-far, far + 1 if bidirectional else 1)
    bucket = T5Attention._relative_position_bucket(distance, bidirectional, config.relative_attention_num_buckets, far)
    weights = torch.zeros(config.relative_attention_num_buckets, heads)
    weights[bucket] = torch.from_numpy(table.copy())
    return weights


def load(folder):
    """Return the T5ForConditionalGeneration whose export lies in folder."""
    config = T5Config.from_pretrained(folder)
    model = T5ForConditionalGeneration(config)
    found = initializers(folder)
    if not config.tie_word_embeddings or "lm_head.weight.T" in found["decoder"]:
        model.config.tie_word_embeddings = False
        model.lm_head.weight = torch.nn.Parameter(torch.empty_like(model.shared.weight))
    arrays = {**found["encoder"], **found["decoder"]}
    with torch.no_grad():
        for name, weight in model.named_parameters():
            part = name.split(".")[0]
            if name.endswith("relative_attention_bias.weight"):
                table = next(v for k, v in found[part].items() if k.endswith(graphs.POSITION_BIAS))
                weight.copy_(bucket_weights(table, config, part == "encoder", config.num_heads))
            elif name in arrays or name + ".T" in arrays:
                array = arrays[name] if name in arrays else arrays[name + ".T"].T
                weight.copy_(torch.from_numpy(array.copy()))
            else:
                raise SystemExit(f"{folder}: no initializer {name}: not an fp32 export of export_onnx.py")
    return model.eval()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("exported")
    p.add_argument("out")
    a = p.parse_args()
    load(a.exported).save_pretrained(a.out)
    AutoTokenizer.from_pretrained(a.exported).save_pretrained(a.out)


if __name__ == "__main__":
    main()
