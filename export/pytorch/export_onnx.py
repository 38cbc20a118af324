"""Export a fine-tuned T5 to ONNX files, check them, and describe them.

usage: export_onnx.py MODEL OUT [--data DATA] [--layout packed|merged|standard|both] [--int8] [--blocks 4,8] [--human FILE]

MODEL is a Hugging Face folder, DATA what it was trained on; 8-bit weights of the packed layout are fitted to it. Writes, by
layout, the packed one (see packed.py), which slmkit runs fastest, or with optimum's names and shapes OUT/encoder_model.onnx with decoder_model_merged.onnx (one If on
use_cache_branch), or with decoder_model.onnx and decoder_with_past_model.onnx, or both; with --int8 the same with the
suffix _int8, and with --blocks with _q4 and _q8 (see blocks.py); tokenizer and configurations; the schema and a model card where DATA is given. Every file is then decoded
with ONNX Runtime beside PyTorch: fp32 must write the same tokens for every prompt, int8's agreement is reported.
"""

import argparse
import json
import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoTokenizer, T5ForConditionalGeneration

import blocks
import card
import data
import from_onnx
import graphs
import merge
import packed
import rounding
import score


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model", type=Path)
    p.add_argument("out", type=Path)
    p.add_argument("--data", help="prompts to check with (its test split, or dev), its schema and manifest for the card")
    p.add_argument("--layout", choices=["packed", "merged", "standard", "both"], default="packed")
    p.add_argument("--int8", action="store_true", help="also write 8-bit weights, quantized per output channel")
    p.add_argument("--keep-embedding", action="store_true", help="with --int8, leave the token table in fp32")
    p.add_argument("--blocks", type=lambda s: [int(n) for n in s.split(",")], default=[], help="also write weights in blocks of 4 or 8 bits, in optimum's layouts")
    p.add_argument("--suffix", default="_int8", help="of the 8-bit files' names")
    p.add_argument("--checks", type=int, default=500, help="prompts to compare with PyTorch")
    p.add_argument("--human", help="people's prompts (text, action) to score for the card")
    p.add_argument("--opset", type=int, default=18)
    a = p.parse_args()
    if a.blocks and a.layout == "packed" or set(a.blocks) - {4, 8}:
        p.error("--blocks takes 4, 8 or 4,8, with --layout merged, standard or both")
    return a


def export_parts(model, folder, opset):
    """Write the encoder and both decoders to folder, each weight stored once per file."""
    folder.mkdir(parents=True, exist_ok=True)
    names = merge.weight_names(model)
    for name, part in graphs.parts(model).items():
        path = str(folder / f"{name}.onnx")
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(part.module.eval(), part.inputs, path, input_names=part.input_names, output_names=part.output_names,
                              dynamic_axes=part.axes, opset_version=opset, dynamo=False)
        onnx.save(merge.tidy(onnx.load(path), names), path)


def quantize_parts(source, folder, keep_embedding):
    """Write the parts in source with 8-bit weights to folder: matrix products per output channel, signed."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = ["MatMul"] if keep_embedding else ["MatMul", "Gather"]
    for path in sorted(source.glob("*.onnx")):
        quantize_dynamic(path, folder / path.name, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=kinds,
                         nodes_to_exclude=graphs.bias_gathers(onnx.load(path)), extra_options={"MatMulConstBOnly": True})
        onnx.save(merge.tidy(onnx.load(folder / path.name)), folder / path.name)


def write_layout(parts, out, layout, suffix):
    """Copy or merge the parts into out under their final names; return the names."""
    names = ["encoder_model"]
    if layout != "merged":
        names += ["decoder_model", "decoder_with_past_model"]
    for name in names:
        model = onnx.load(parts / f"{name}.onnx")
        onnx.save(merge.tie(model), out / f"{name}{suffix}.onnx")
    if layout != "standard":
        merged = merge.merge_decoders(onnx.load(parts / "decoder_model.onnx"), onnx.load(parts / "decoder_with_past_model.onnx"))
        merged = merge.tie(merged)
        onnx.checker.check_model(merged)
        onnx.save(merged, out / f"decoder_model_merged{suffix}.onnx")
        names.append("decoder_model_merged")
    return [f"{n}{suffix}.onnx" for n in names]


def prompts(a, tokenizer):
    """Return the prompts to check with: DATA's test or dev split, or random tokens where there is no data."""
    for split in ("test", "dev", "train") if a.data else ():
        rows = data.read(a.data, split, a.checks)
        if len(rows):
            return list(rows["text"])
    rng = np.random.default_rng(1)
    return tokenizer.batch_decode([rng.integers(3, len(tokenizer), rng.integers(1, 24)) for _ in range(a.checks)])


def seen(model, tokenizer, source):
    """Return the moments of what rows of source's train split bring the model's matrices, None where there are none."""
    rows = data.read(source, "train") if source else []
    if not len(rows) or "target" not in rows.column_names:
        return None
    rows = rows.select(range(0, len(rows), -(-len(rows) // rounding.ROWS)))
    return rounding.moments(model, tokenizer, rows["text"], rows["target"])


def compare(expected, folder, tokenizer, texts, suffix, layout):
    """Return {layout: share of texts whose greedy tokens are PyTorch's}."""
    found = {}
    for kind in ("merged", "standard") if layout == "both" else (layout,):
        session = score.PackedModel(folder, suffix) if kind == "packed" else score.OnnxModel(folder, suffix, merged=kind == "merged")
        got = score.greedy(session, tokenizer, texts, batch=1 if suffix else 32)
        found[kind] = sum(g == e for g, e in zip(got, expected)) / len(texts)
    return found


def export_standard(model, a):
    """Write optimum's layouts; return {suffix: file names}."""
    files = {}
    with tempfile.TemporaryDirectory(dir=a.out) as work:
        work = Path(work)
        export_parts(model, work / "fp32", a.opset)
        files[""] = write_layout(work / "fp32", a.out, a.layout, "")
        if a.int8:
            quantize_parts(work / "fp32", work / "int8", a.keep_embedding)
            files[a.suffix] = write_layout(work / "int8", a.out, a.layout, a.suffix)
        for bits in a.blocks:
            folder = work / f"q{bits}"
            folder.mkdir()
            for path in (work / "fp32").glob("*.onnx"):
                onnx.save(blocks.quantize(onnx.load(path), bits), folder / path.name)
            files[f"_q{bits}"] = write_layout(folder, a.out, a.layout, f"_q{bits}")
    return files


def main():
    a = arguments()
    a.out.mkdir(parents=True, exist_ok=True)
    model = T5ForConditionalGeneration.from_pretrained(a.model, attn_implementation="eager").eval()
    tokenizer = AutoTokenizer.from_pretrained(a.model)
    moments = None
    if a.layout == "packed":
        files = {"": packed.write(model, a.out)}
        if a.int8:
            moments = seen(model, tokenizer, a.data)
            files[a.suffix] = packed.write(model, a.out, a.suffix, 8, moments)
    else:
        files = export_standard(model, a)
    from_onnx.copy_beside(a.model, a.out)
    if a.data and (Path(a.data) / "actions.json").is_file():
        shutil.copyfile(Path(a.data) / "actions.json", a.out / "actions.json")
    texts = prompts(a, tokenizer)
    expected = score.greedy(score.TorchModel(model), tokenizer, texts)
    report = {"prompts": len(texts), "tokens_equal": {}, "bytes": {}, "fitted": bool(moments)}
    for suffix, names in files.items():
        report["bytes"] |= {n: (a.out / n).stat().st_size for n in names}
        report["tokens_equal"][card.precision_of(suffix)] = compare(expected, a.out, tokenizer, texts, suffix, a.layout)
    print(json.dumps(report, indent=1))
    if min(report["tokens_equal"]["fp32"].values()) < 1:
        raise SystemExit(f"{a.out}: the fp32 files do not write PyTorch's tokens for every prompt")
    if a.data:
        card.write(a, report, tokenizer, files)


if __name__ == "__main__":
    main()
