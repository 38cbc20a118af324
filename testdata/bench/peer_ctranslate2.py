"""Time CTranslate2 on a checkpoint.

usage: peer_ctranslate2.py CHECKPOINT PROMPTS.jsonl OUT.jsonl --work FOLDER --processes 2 --threads 1 --batch 32 [--precision int8]

The checkpoint is converted once, into FOLDER. --processes are CTranslate2's replicas, --threads the threads of each. The
clock runs from texts to texts, loaded and warm; CTranslate2 sorts by length itself. Prints one line of JSON; OUT gets the
tokens.
"""

import argparse
import json
import shutil
import time
from pathlib import Path

import ctranslate2
import tokenizers


def converted(checkpoint, work, precision):
    """Return the folder of the converted model."""
    folder = Path(work) / f"ctranslate2-{precision}"
    if not (folder / "model.bin").exists():
        readable = Path(work) / "transformers-4"
        readable.mkdir(exist_ok=True)
        for path in checkpoint.iterdir():
            if path.suffix in (".json", ".safetensors"):
                shutil.copyfile(path, readable / path.name)
        settings = json.loads((readable / "tokenizer_config.json").read_text("utf-8"))
        if settings.get("extra_special_tokens") == []:  # transformers 5 writes the list that 4 stumbles over
            del settings["extra_special_tokens"]
        (readable / "tokenizer_config.json").write_text(json.dumps(settings), "utf-8")
        quantization = "int8" if precision == "int8" else None
        ctranslate2.converters.TransformersConverter(str(readable)).convert(str(folder), quantization=quantization, force=True)
    return folder


def answer(tokenizer, model, texts, batch, limit):
    """Return the tokens of each text, without start, end and padding."""
    inputs = [e.tokens for e in tokenizer.encode_batch(texts)]
    found = model.translate_batch(inputs, beam_size=1, max_batch_size=batch, max_decoding_length=limit)
    ids = [[tokenizer.token_to_id(t) for t in r.hypotheses[0]] for r in found]
    tokenizer.decode_batch(ids)  # the answer is text
    return ids


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("checkpoint", type=Path)
    p.add_argument("prompts")
    p.add_argument("out")
    p.add_argument("--work", required=True)
    p.add_argument("--precision", default="fp32")
    p.add_argument("--processes", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--max-new-tokens", type=int, default=64)
    args = p.parse_args()
    texts = [json.loads(line)["text"] for line in Path(args.prompts).read_text("utf-8").splitlines()]
    model = ctranslate2.Translator(str(converted(args.checkpoint, args.work, args.precision)), device="cpu", inter_threads=args.processes,
                                   intra_threads=args.threads, compute_type="int8" if args.precision == "int8" else "float32")
    tokenizer = tokenizers.Tokenizer.from_file(str(args.checkpoint / "tokenizer.json"))
    answer(tokenizer, model, texts[:2 * args.batch], args.batch, args.max_new_tokens)  # warm
    began = time.perf_counter()
    got = answer(tokenizer, model, texts, args.batch, args.max_new_tokens)
    took = time.perf_counter() - began
    with open(args.out, "w", encoding="utf-8") as f:
        for text, tokens in zip(texts, got):
            f.write(json.dumps({"text": text, "tokens": tokens}) + "\n")
    print(json.dumps({"prompts_per_s": len(texts) / took}))


if __name__ == "__main__":
    main()
