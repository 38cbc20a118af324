"""Turn an exported folder back into a Hugging Face checkpoint.

usage: from_onnx.py EXPORTED OUT

Works for fp32 files of export_onnx.py, in any of its layouts, whose initializers carry the names of the weights, and for those
of optimum, whose nodes do. So a model's ONNX files are all that has to be kept: the oracle and further fine-tuning start
from them.
"""

import argparse
import json
import re
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import AutoTokenizer, T5Config, T5ForConditionalGeneration
from transformers.models.t5.modeling_t5 import T5Attention

import graphs


def initializers(folder):
    """Return {file part: {initializer name: array}} of the encoder and the decoder."""
    folder, found = Path(folder), {}
    if (folder / "head.onnx").exists():
        for part in ("encoder", "decoder"):
            found[part] = {t.name: numpy_helper.to_array(t) for t in onnx.load(folder / f"{part}.onnx").graph.initializer}
        return unpacked(found, packed_tables(folder))
    merged = folder / "decoder_model_merged.onnx"
    for part, path in (("encoder", folder / "encoder_model.onnx"), ("decoder", merged if merged.exists() else folder / "decoder_model.onnx")):
        found[part] = named(onnx.load(path).graph, part)
    return found


def graphs_of(graph):
    """Yield a graph and those within it."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                yield from graphs_of(attribute.g)


def named(graph, part):
    """Return {weight: array}, with .T behind the names of those that are transposed, whoever exported the graph."""
    found, sources = {}, {}
    for g in graphs_of(graph):
        for t in g.initializer:
            name = re.sub(r"_merged_\d+$", "", t.name)
            found[name if name.startswith((part, "shared", "lm_head", "position_bias")) else f"{part}.{name}"] = sources[t.name] = numpy_helper.to_array(t)
    for g in graphs_of(graph):
        for node in g.node:
            if node.op_type == "Identity" and node.input[0] in sources:  # an equal weight
                found[node.output[0] if node.output[0].startswith(part) else f"{part}.{node.output[0]}"] = sources[node.input[0]]
            match = re.search(r"(block\.\d+/.*|lm_head)/MatMul$", node.name)
            if match and node.op_type == "MatMul" and node.input[1] in sources and node.input[1].startswith("onnx::"):
                name = match[1].replace("/", ".")
                found[("" if name == "lm_head" else f"{part}.") + name + ".weight.T"] = sources[node.input[1]]
    return found


def packed_tables(folder, suffix=""):
    """Return the tables [V, d] in float32 that the packed layout keeps beside its graphs: tokens, and head if it has its own."""
    props = onnx.load(Path(folder) / f"head{suffix}.onnx", load_external_data=False).metadata_props
    about = json.loads({p.key: p.value for p in props}["slmkit.packed"])
    raw, shape, at = (Path(folder) / about["tables"]).read_bytes(), (about["vocabulary"], about["size"]), about["offsets"]
    out = {}
    for name in {"tokens", "head"} & at.keys():
        table = np.frombuffer(raw, np.float32 if about["bits"] == 32 else np.int8, shape[0] * shape[1], at[name]).reshape(shape)
        out[name] = table.astype(np.float32)
        if about["bits"] == 8:
            out[name] *= np.frombuffer(raw, np.float32, shape[0], at[name + ".scale"])[:, None]
    return out


def unpacked(found, tables):
    """Take the matrices apart that the packed layout joins."""
    out = {"encoder": dict(found["encoder"]), "decoder": dict(found["decoder"])}
    out["decoder"]["shared.weight"] = tables["tokens"]
    if "head" in tables:
        out["decoder"]["lm_head.weight"] = tables["head"]
    cross = found["encoder"]["cross"].T
    layers = sum(name.endswith(".1.q") for name in found["decoder"])
    for i, matrix in enumerate(np.split(cross, 2 * layers)):
        out["decoder"][f"decoder.block.{i // 2}.layer.1.EncDecAttention.{'kv'[i % 2]}.weight"] = matrix
    for part in ("encoder", "decoder"):
        for name, matrix in found[part].items():
            prefix, _, last = name.rpartition(".")
            if last == "qkv":
                for letter, third in zip("qkv", np.split(matrix.T, 3)):
                    out[part][f"{prefix}.SelfAttention.{letter}.weight"] = third
            elif last == "o":
                kind = "SelfAttention" if prefix.endswith(".0") else "EncDecAttention"
                out[part][f"{prefix}.{kind}.o.weight"] = matrix.T
            elif last == "q":
                out[part][f"{prefix}.EncDecAttention.q.weight"] = matrix.T
            elif last == "wo":
                out[part][name + ".weight"] = matrix.T
            elif last == "wi":
                out[part][name + ".weight"] = matrix.T
                for j, half in enumerate(np.split(matrix.T, 2)):
                    out[part][f"{name}_{j}.weight"] = half
    return out


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
    if "shared.weight" not in found["decoder"] and "encoder.embed_tokens.weight" in found["encoder"]:
        found["decoder"]["shared.weight"] = found["encoder"]["encoder.embed_tokens.weight"]
    if not config.tie_word_embeddings or {"lm_head.weight.T", "lm_head.weight"} & found["decoder"].keys():
        model.config.tie_word_embeddings = False
        model.lm_head.weight = torch.nn.Parameter(torch.empty_like(model.shared.weight))
    arrays = {**found["encoder"], **found["decoder"]}
    with torch.no_grad():
        for name, weight in model.named_parameters():
            part = name.split(".")[0]
            if name.endswith("relative_attention_bias.weight") and name not in arrays:
                table = next(v for k, v in found[part].items() if k.endswith(graphs.POSITION_BIAS))
                table = table[table[:, 0] > graphs.NEGATIVE / 2]  # the packed layout's last row hides
                weight.copy_(bucket_weights(table, config, part == "encoder", config.num_heads))
            elif name in arrays or name + ".T" in arrays:
                array = arrays[name] if name in arrays else arrays[name + ".T"].T
                weight.copy_(torch.from_numpy(array.copy()))
            else:
                raise SystemExit(f"{folder}: no initializer {name}: not an fp32 export of export_onnx.py or optimum")
    return model.eval()


def open_model(folder):
    """Return the model in a folder: a Hugging Face checkpoint, or an export."""
    if any((Path(folder) / name).exists() for name in ("head.onnx", "decoder_model.onnx", "decoder_model_merged.onnx")):
        return load(folder)
    return T5ForConditionalGeneration.from_pretrained(folder, attn_implementation="eager").eval()


def copy_beside(model, out):
    """Copy configuration, tokenizer and schema."""
    for name in ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json",
                 "spiece.model", "actions.json"):
        if (Path(model) / name).is_file() and Path(model) != Path(out):
            shutil.copyfile(Path(model) / name, Path(out) / name)
    settings = Path(out) / "tokenizer_config.json"
    if settings.is_file():  # transformers 4 stumbles over the empty list that 5 writes
        kept = json.loads(settings.read_text("utf-8"))
        if kept.get("extra_special_tokens") == []:
            del kept["extra_special_tokens"]
        settings.write_text(json.dumps(kept, indent=2) + "\n", "utf-8")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("exported")
    p.add_argument("out")
    a = p.parse_args()
    load(a.exported).save_pretrained(a.out)
    AutoTokenizer.from_pretrained(a.exported).save_pretrained(a.out)


if __name__ == "__main__":
    main()
