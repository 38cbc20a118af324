"""Time optimum's ORTModelForSeq2SeqLM on the files that slmkit infer runs.

usage: peer_optimum.py MODEL PROMPTS.jsonl OUT.jsonl --processes 2 --threads 1 --batch 32 [--precision int8]

The clock runs from texts to texts, with every process loaded and warm; prompts are sorted by length. Prints one line of
JSON; OUT gets the tokens. Needs optimum's ONNX Runtime part in an environment of its own: it pins an older transformers.
"""

import argparse
import json
import multiprocessing as mp
import tempfile
import time
from pathlib import Path


def load(model, precision, threads):
    import onnxruntime
    import torch
    from optimum.onnxruntime import ORTModelForSeq2SeqLM
    from transformers import AutoTokenizer

    torch.set_num_threads(threads)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    with tempfile.TemporaryDirectory() as folder:  # optimum finds a merged decoder by its standard name only
        merged = link_files(Path(model).resolve(), Path(folder), precision)
        return AutoTokenizer.from_pretrained(folder), ORTModelForSeq2SeqLM.from_pretrained(
            folder, session_options=options, use_merged=merged, use_cache=True)


def link_files(model, folder, precision):
    """Link one precision's files under their standard names; return whether the decoder is merged."""
    suffix = "" if precision == "fp32" else "_" + precision
    for name in ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json"):
        (folder / name).symlink_to(model / name)
    merged = (model / f"decoder_model_merged{suffix}.onnx").exists()
    for name in ["encoder_model", *(["decoder_model_merged"] if merged else ["decoder_model", "decoder_with_past_model"])]:
        (folder / f"{name}.onnx").symlink_to(model / f"{name}{suffix}.onnx")
    return merged


def answer(tokenizer, model, texts, batch, limit):
    """Return the tokens of each text, without start, end and padding."""
    end, pad = model.config.eos_token_id, model.config.pad_token_id
    out = []
    for at in range(0, len(texts), batch):
        inputs = tokenizer(texts[at:at + batch], return_tensors="pt", padding=True)
        ids = model.generate(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"], max_new_tokens=limit, do_sample=False, num_beams=1)
        tokenizer.batch_decode(ids, skip_special_tokens=True)  # the answer is text
        out += [[t for t in row[1:] if t not in (end, pad)] for row in ids.tolist()]
    return out


def worker(args, texts, ready, start, results, index):
    try:
        tokenizer, model = load(args.model, args.precision, args.threads)
        answer(tokenizer, model, texts[:args.batch], args.batch, args.max_new_tokens)  # warm
    except BaseException:
        ready.abort()  # or the parent waits for ever
        raise
    ready.wait()
    start.wait()
    results.put((index, answer(tokenizer, model, texts, args.batch, args.max_new_tokens)))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model")
    p.add_argument("prompts")
    p.add_argument("out")
    p.add_argument("--precision", default="fp32")
    p.add_argument("--processes", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--max-new-tokens", type=int, default=64)
    args = p.parse_args()
    texts = [json.loads(line)["text"] for line in Path(args.prompts).read_text("utf-8").splitlines()]
    by_length = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    parts = [by_length[i::args.processes] for i in range(args.processes)]
    ctx = mp.get_context("spawn")
    ready, start, results = ctx.Barrier(args.processes + 1), ctx.Event(), ctx.Queue()
    running = [ctx.Process(target=worker, args=(args, [texts[i] for i in part], ready, start, results, k)) for k, part in enumerate(parts)]
    for process in running:
        process.start()
    ready.wait()
    began = time.perf_counter()
    start.set()
    got = [results.get() for _ in running]
    took = time.perf_counter() - began
    for process in running:
        process.join()
    out = [None] * len(texts)
    for k, answers in got:
        for i, tokens in zip(parts[k], answers):
            out[i] = tokens
    with open(args.out, "w", encoding="utf-8") as f:
        for text, tokens in zip(texts, out):
            f.write(json.dumps({"text": text, "tokens": tokens}) + "\n")
    print(json.dumps({"prompts_per_s": len(texts) / took}))


if __name__ == "__main__":
    mp.set_start_method("spawn")
    main()
