"""Time a Python tool that runs a T5.

usage: peer_infer.py TOOL MODEL PROMPTS.jsonl OUT.jsonl --processes 2 --threads 1 --batch 32 [--precision int8]

TOOL      MODEL
optimum   ORTModelForSeq2SeqLM, on optimum's files
loop      a plain greedy loop over ONNX Runtime, on the same files, that drops the rows that are done
torch     transformers, on a checkpoint, of which --work gets a copy
ct2       CTranslate2, on a checkpoint that is converted once, into --work; --processes are its replicas

The clock runs from texts to texts, with every process loaded and warm; prompts are sorted by length. --singles N then answers
N prompts one at a time, in one process. --once answers one prompt without warming and stops: for the clock of who calls.
Prints one line of JSON; OUT gets the tokens, without start, end and padding.
"""

import argparse
import json
import multiprocessing as mp
import os
import resource
import shutil
import statistics
import tempfile
import time
from pathlib import Path


def optimum(a):
    import onnxruntime
    import torch
    from optimum.onnxruntime import ORTModelForSeq2SeqLM
    from transformers import AutoTokenizer

    torch.set_num_threads(a.threads)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = a.threads
    options.inter_op_num_threads = 1
    with tempfile.TemporaryDirectory() as folder:  # optimum finds a merged decoder by its standard name only
        for path in a.model.glob("*.json"):
            (Path(folder) / path.name).symlink_to(path)
        for name in ("encoder_model", "decoder_model_merged"):
            (Path(folder) / f"{name}.onnx").symlink_to(a.model / f"{name}{ending(a)}.onnx")
        tokenizer = AutoTokenizer.from_pretrained(folder)
        model = ORTModelForSeq2SeqLM.from_pretrained(folder, session_options=options, use_merged=True, use_cache=True)
    return generating(tokenizer, model, a)


def ending(a):
    return "" if a.precision == "fp32" else "_" + a.precision


def transformers(a):
    import torch
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    torch.set_num_threads(a.threads)
    folder = readable(a)
    return generating(AutoTokenizer.from_pretrained(folder), AutoModelForSeq2SeqLM.from_pretrained(folder).eval(), a)


def generating(tokenizer, model, a):
    """Answer with transformers' generate."""
    end, pad = model.config.eos_token_id, model.config.pad_token_id

    def answer(texts, batch):
        out = []
        for at in range(0, len(texts), batch):
            inputs = tokenizer(texts[at:at + batch], return_tensors="pt", padding=True)
            ids = model.generate(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"], max_new_tokens=a.max_new_tokens, do_sample=False, num_beams=1)
            rows = [[t for t in row[1:] if t not in (end, pad)] for row in ids.tolist()]
            out += zip(rows, tokenizer.batch_decode(ids, skip_special_tokens=True))
        return out

    return answer


def loop(a):
    import numpy as np
    import onnxruntime
    import tokenizers

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = a.threads
    options.inter_op_num_threads = 1
    encoder, first, later = (onnxruntime.InferenceSession(str(a.model / f"{n}{ending(a)}.onnx"), options, providers=["CPUExecutionProvider"])
                             for n in ("encoder_model", "decoder_model", "decoder_with_past_model"))
    tokenizer = tokenizers.Tokenizer.from_file(str(a.model / "tokenizer.json"))
    ports = {s: ([i.name for i in s.get_inputs()], [o.name for o in s.get_outputs()]) for s in (first, later)}
    start, end = 0, 1

    def some(texts):
        ids = [e.ids for e in tokenizer.encode_batch(texts)]
        width = max(map(len, ids))
        mask = np.array([[1] * len(i) + [0] * (width - len(i)) for i in ids], np.int64)
        hidden = encoder.run(None, {"input_ids": np.array([i + [0] * (width - len(i)) for i in ids], np.int64), "attention_mask": mask})[0]
        out, rows, tokens = [[] for _ in ids], list(range(len(ids))), np.full((len(ids), 1), start, np.int64)
        past, decoder = {}, first
        while rows:
            feeds = {"input_ids": tokens, "encoder_attention_mask": mask, "encoder_hidden_states": hidden} | past
            inputs, outputs = ports[decoder]
            got = dict(zip(outputs, decoder.run(outputs, {k: feeds[k] for k in inputs})))
            best = got.pop("logits")[:, -1].argmax(-1)
            past |= {name.replace("present", "past_key_values"): value for name, value in got.items()}
            decoder, stay = later, []
            for i, row in enumerate(rows):
                if best[i] != end:
                    out[row].append(int(best[i]))
                    if len(out[row]) < a.max_new_tokens:
                        stay.append(i)
            if len(stay) < len(rows):
                rows, mask, hidden, best = [rows[i] for i in stay], mask[stay], hidden[stay], best[stay]
                past = {name: value[stay] for name, value in past.items()}
            tokens = best[:, None].astype(np.int64)
        return list(zip(out, tokenizer.decode_batch(out)))

    return lambda texts, batch: [row for at in range(0, len(texts), batch) for row in some(texts[at:at + batch])]


def readable(a):
    """Return the checkpoint as transformers 4 reads it."""
    folder = a.work / "transformers-4"
    if not folder.exists():
        folder.mkdir(parents=True)
        for path in a.model.iterdir():
            if path.suffix in (".json", ".safetensors"):
                shutil.copyfile(path, folder / path.name)
        settings = json.loads((folder / "tokenizer_config.json").read_text("utf-8"))
        if settings.get("extra_special_tokens") == []:  # transformers 5 writes the list that 4 stumbles over
            del settings["extra_special_tokens"]
        (folder / "tokenizer_config.json").write_text(json.dumps(settings), "utf-8")
    return str(folder)


def ct2(a):
    import ctranslate2
    import tokenizers

    folder = a.work / f"ctranslate2-{a.precision}"
    if not (folder / "model.bin").exists():
        ctranslate2.converters.TransformersConverter(readable(a)).convert(str(folder), quantization="int8" if a.precision == "int8" else None, force=True)
    model = ctranslate2.Translator(str(folder), device="cpu", inter_threads=a.processes, intra_threads=a.threads,
                                   compute_type="int8" if a.precision == "int8" else "float32")
    tokenizer = tokenizers.Tokenizer.from_file(str(a.model / "tokenizer.json"))

    def answer(texts, batch):
        found = model.translate_batch([e.tokens for e in tokenizer.encode_batch(texts)], beam_size=1, max_batch_size=batch, max_decoding_length=a.max_new_tokens)
        ids = [[tokenizer.token_to_id(t) for t in r.hypotheses[0]] for r in found]
        return list(zip(ids, tokenizer.decode_batch(ids)))

    return answer


# Each loads a model and returns a function of texts and the size of batches, which returns tokens and text of each answer.
TOOLS = {"optimum": optimum, "loop": loop, "torch": transformers, "ct2": ct2}


def worker(a, texts, ready, start, results, index):
    try:
        answer = TOOLS[a.tool](a)
        answer(texts[:2 * a.batch], a.batch)  # warm
    except BaseException:
        ready.abort()  # or the parent waits for ever
        raise
    ready.wait()
    start.wait()
    got = answer(texts, a.batch)
    results.put((index, got, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6))


def run(a, texts):
    """Answer in processes; return the tokens, seconds and the MB of all."""
    processes = 1 if a.tool == "ct2" else a.processes
    by_length = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    parts = [by_length[i::processes] for i in range(processes)]
    ctx = mp.get_context("spawn")
    ready, start, results = ctx.Barrier(processes + 1), ctx.Event(), ctx.Queue()
    running = [ctx.Process(target=worker, args=(a, [texts[i] for i in part], ready, start, results, k)) for k, part in enumerate(parts)]
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
    for k, answers, _ in got:
        for i, (tokens, _) in zip(parts[k], answers):
            out[i] = tokens
    return out, took, sum(mb for _, _, mb in got)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("tool", choices=TOOLS)
    p.add_argument("model", type=lambda s: Path(s).resolve())
    p.add_argument("prompts", type=Path)
    p.add_argument("out", type=Path)
    p.add_argument("--work", type=Path)
    p.add_argument("--precision", default="fp32")
    p.add_argument("--processes", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--max-new-tokens", type=int, default=64)
    p.add_argument("--singles", type=int, default=0)
    p.add_argument("--once", action="store_true")
    a = p.parse_args()
    texts = [json.loads(line)["text"] for line in a.prompts.read_text("utf-8").splitlines()]
    if a.once:
        TOOLS[a.tool](a)(texts[:1], 1)
        os._exit(0)
    if a.singles:
        answer, times = TOOLS[a.tool](a), []
        answer(texts[:3], 1)
        for text in texts[:a.singles]:
            began = time.perf_counter()
            answer([text], 1)
            times.append(time.perf_counter() - began)
        print(json.dumps({"p50_ms": 1000 * statistics.median(times)}))
        return
    out, took, mb = run(a, texts)
    a.out.write_text("".join(json.dumps({"text": text, "tokens": tokens}) + "\n" for text, tokens in zip(texts, out)), "utf-8")
    print(json.dumps({"prompts_per_s": len(texts) / took, "mb": mb}))


if __name__ == "__main__":
    main()
