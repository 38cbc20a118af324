"""Make small T5s as optimum itself exports them, and what transformers answers with them.

usage: make_optimum.py TOKENIZER_FOLDER PROMPTS.jsonl OUT      runs with requirements-peers.txt

OUT/tied is merged, its head is its table of tokens; OUT/own is three files, gated, with a head of its own and heads that
are wider together than the model. Their weights are random. Each has greedy.jsonl, the answers. OUT/outside is tied with its weights
in a file beside the graphs. OUT/tied_quantized and OUT/own_quantized are quantized dynamically, without a configuration.
"""

import json
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

import onnx
import torch
import transformers
from onnxruntime.quantization import QuantType, quantize_dynamic
from optimum.exporters.onnx import main_export
from transformers import AutoTokenizer, T5Config, T5ForConditionalGeneration

SHAPES = {
    "tied": dict(d_model=32, d_kv=16, num_heads=2, d_ff=48, num_layers=2, num_decoder_layers=2),
    "own": dict(d_model=32, d_kv=16, num_heads=3, d_ff=48, num_layers=2, num_decoder_layers=2, feed_forward_proj="gated-gelu", tie_word_embeddings=False),
}
LIMIT = 24


def main(source, prompts, out):
    tokenizer = AutoTokenizer.from_pretrained(source)
    with open(prompts, encoding="utf-8") as f:
        texts = [json.loads(line)["text"] for line in f][:40]
    texts.append(" ".join(texts)[:900])  # further apart than the farthest distance
    for name, shape in SHAPES.items():
        torch.manual_seed(7)
        config = T5Config(vocab_size=len(tokenizer), decoder_start_token_id=0, initializer_factor=4.0, **shape)
        model = T5ForConditionalGeneration(config).eval()
        for weight in model.parameters():
            if weight.dim() == 1:  # of norms, which are all alike as yet
                torch.nn.init.uniform_(weight, 0.5, 1.5)
        made = Path(out) / name
        checkpoint = made / "checkpoint"
        model.save_pretrained(checkpoint)
        tokenizer.save_pretrained(checkpoint)
        main_export(str(checkpoint), made, task="text2text-generation-with-past", no_post_process=name == "own")
        shutil.rmtree(checkpoint)
        for path in made.iterdir():
            if path.name not in ("config.json", "generation_config.json") and path.suffix != ".onnx" or name == "tied" and path.name in ("decoder_model.onnx", "decoder_with_past_model.onnx"):
                path.unlink()
        with open(made / "greedy.jsonl", "w", encoding="utf-8") as f:
            f.write(json.dumps({"made_by": f"export/pytorch/make_optimum.py, transformers {transformers.__version__}, optimum-onnx {version('optimum-onnx')}"}) + "\n")
            for text in texts:
                ids = tokenizer(text, return_tensors="pt").input_ids
                found = model.generate(ids, max_new_tokens=LIMIT, do_sample=False)[0, 1:].tolist()
                ended = found[-1] == tokenizer.eos_token_id
                f.write(json.dumps({"text": text, "max_new_tokens": LIMIT, "tokens": found[:-1] if ended else found, "ended": ended}, ensure_ascii=False) + "\n")


    outside = Path(out) / "outside"
    outside.mkdir(exist_ok=True)
    for graph in (Path(out) / "tied").glob("*.onnx"):
        onnx.save_model(onnx.load(graph), outside / graph.name, save_as_external_data=True, location=f"{graph.stem}.weights", size_threshold=64)
    # Quantized dynamically, products of two computed matrices too.
    for name, ending, more in (("tied", "uint8", {"weight_type": QuantType.QUInt8}), ("own", "int8", {"weight_type": QuantType.QInt8, "per_channel": True})):
        quantized = Path(out) / f"{name}_quantized"
        quantized.mkdir(exist_ok=True)
        for graph in (Path(out) / name).glob("*.onnx"):
            quantize_dynamic(graph, quantized / f"{graph.stem}_{ending}.onnx", extra_options={"EnableSubgraph": True, "MatMulConstBOnly": False}, **more)


if __name__ == "__main__":
    main(*sys.argv[1:])
