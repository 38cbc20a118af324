"""Greedy decoding with PyTorch or ONNX Runtime, and two plain scores.

usage: score.py MODEL DATA [--split test] [--onnx SUFFIX]     MODEL: a Hugging Face folder, with --onnx an exported one
DATA is a file or a folder as data.py reads them. Prints exact match (the strings are equal) and intent accuracy (the
names before the parenthesis are equal; for several calls, in order). slmkit eval counts more, and compares values.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np
import torch
from transformers import T5Config

import data
import from_onnx

NAME = re.compile(r"(?:^|; )\s*([A-Za-z_]\w*)\s*\(")


def intent(target):
    """Return the names of a target's calls, joined with ';'."""
    return ";".join(NAME.findall(target))


def scores(golds, outputs):
    """Return exact match and intent accuracy of outputs, each between 0 and 1, and n."""
    pairs = list(zip(golds, outputs, strict=True))
    n = max(len(pairs), 1)
    return {"exact_match": sum(g == o for g, o in pairs) / n,
            "intent_accuracy": sum(intent(g) == intent(o) for g, o in pairs) / n, "n": len(pairs)}


def greedy(step_model, tokenizer, texts, batch=64, max_new=64):
    """Decode texts greedily, longest first. Return a list of token-id lists without start, end and padding.

    step_model(ids, mask) starts a batch and returns a function that takes the last tokens [b, 1] to logits [b, vocab].
    """
    ids = tokenizer(list(texts)).input_ids
    order = sorted(range(len(ids)), key=lambda i: -len(ids[i]))
    out = [None] * len(ids)
    for at in range(0, len(order), batch):
        rows = order[at:at + batch]
        width = max(len(ids[i]) for i in rows)
        tokens = np.zeros((len(rows), width), np.int64)
        mask = np.zeros((len(rows), width), np.int64)
        for r, i in enumerate(rows):
            tokens[r, :len(ids[i])], mask[r, :len(ids[i])] = ids[i], 1
        for i, row in zip(rows, run_batch(step_model(tokens, mask), len(rows), max_new)):
            out[i] = row
    return out


def run_batch(step, rows, max_new):
    """Step until every row has ended (token 1) or has max_new tokens."""
    last, done = np.zeros((rows, 1), np.int64), np.zeros(rows, bool)
    written = [[] for _ in range(rows)]
    for _ in range(max_new):
        best = step(last).argmax(-1)
        for r in np.flatnonzero(~done):
            if best[r] == 1:
                done[r] = True
            else:
                written[r].append(int(best[r]))
        if done.all():
            break
        last = best[:, None].astype(np.int64)
    return written


class TorchModel:
    """PyTorch for greedy: transformers' own forward with its cache."""

    def __init__(self, model):
        self.model = model.eval()

    @torch.inference_mode()
    def __call__(self, tokens, mask):
        mask = torch.from_numpy(mask)
        encoded = self.model.get_encoder()(input_ids=torch.from_numpy(tokens), attention_mask=mask)
        past = None

        @torch.inference_mode()
        def step(last):
            nonlocal past
            out = self.model(encoder_outputs=encoded, attention_mask=mask, past_key_values=past, use_cache=True,
                             decoder_input_ids=torch.from_numpy(last))
            past = out.past_key_values
            return out.logits[:, -1].numpy()
        return step


class OnnxModel:
    """ONNX Runtime for greedy: an exported folder, merged or with two decoder files."""

    def __init__(self, folder, suffix="", merged=None, threads=1):
        import onnxruntime
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        folder = Path(folder)

        def load(name):
            return onnxruntime.InferenceSession(str(folder / f"{name}{suffix}.onnx"), options)
        if merged is None:
            merged = (folder / f"decoder_model_merged{suffix}.onnx").exists()
        self.encoder, self.merged = load("encoder_model"), merged
        self.first = load("decoder_model_merged" if merged else "decoder_model")
        self.next = self.first if merged else load("decoder_with_past_model")
        shape = next(i for i in self.next.get_inputs() if i.name.startswith("past_key_values")).shape
        self.heads, self.d_kv = shape[1], shape[3]

    def __call__(self, tokens, mask):
        hidden = self.encoder.run(None, {"input_ids": tokens, "attention_mask": mask})[0]
        fixed = {"encoder_attention_mask": mask, "encoder_hidden_states": hidden}
        past = {}

        def step(last):
            later = bool(past)
            session = self.next if later else self.first
            feed = {**fixed, "input_ids": last, **past}
            if self.merged:
                feed["use_cache_branch"] = np.array([later])
                empty = np.zeros((len(last), self.heads, 0, self.d_kv), np.float32)
                for i in session.get_inputs():
                    if i.name.startswith("past_key_values"):
                        feed.setdefault(i.name, empty)
            wanted = {i.name for i in session.get_inputs()}
            names = [o.name for o in session.get_outputs()]
            got = dict(zip(names, session.run(None, {k: v for k, v in feed.items() if k in wanted})))
            for name, value in got.items():
                # The cross-attention's keys and values are made once: later steps return nothing of use there.
                if name != "logits" and not (later and ".encoder." in name):
                    past[name.replace("present", "past_key_values")] = value
            return got["logits"][:, -1]
        return step


def open_onnx(folder, suffix):
    """Return the exported model in a folder, whatever its layout."""
    packed = (Path(folder) / f"head{suffix}.onnx").exists()
    return PackedModel(folder, suffix) if packed else OnnxModel(folder, suffix)


class PackedModel:
    """ONNX Runtime for greedy: a folder in the packed layout, one token a row and step."""

    def __init__(self, folder, suffix="", threads=1):
        import onnxruntime
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        folder = Path(folder)
        self.encoder, self.decoder, self.head = (
            onnxruntime.InferenceSession(str(folder / f"{part}{suffix}.onnx"), options) for part in ("encoder", "decoder", "head"))
        self.tokens = from_onnx.packed_tables(folder, suffix)["tokens"]
        self.far = T5Config.from_pretrained(folder).relative_attention_max_distance
        self.past = [i for i in self.decoder.get_inputs() if i.name.startswith("past.")]

    def __call__(self, ids, mask):
        b, e = ids.shape
        at = np.arange(e)
        hidden = np.where(mask == 1, 0, np.finfo(np.float32).min).astype(np.float32)
        distance = (np.clip(at[None] - at[:, None], -self.far, self.far) + self.far).astype(np.int32)
        flat = np.flatnonzero(mask)
        spread = np.zeros(b * e, np.int32)
        spread[flat] = np.arange(len(flat))
        cross = self.encoder.run(None, {"embeds": self.tokens[ids.ravel()[flat]], "spread": spread.reshape(b, e),
                                        "pack": flat.astype(np.int32), "distance": distance, "mask": hidden})
        cross = dict(zip((o.name for o in self.encoder.get_outputs()), cross))
        past = {i.name: np.zeros((b, i.shape[1], 0, i.shape[3]), np.float32) for i in self.past}
        rows = np.arange(b, dtype=np.int32)

        def step(last):
            n = past[self.past[0].name].shape[2]
            distance = (np.clip(np.arange(n + 1) - n, -self.far, 0) + self.far).astype(np.int32)
            out = self.decoder.run(None, {"embeds": self.tokens[last[:, 0]], "spread": rows[:, None], "pack": rows, "mask": hidden,
                                          "distance": np.broadcast_to(distance, (b, 1, n + 1)), **past, **cross})
            for port, value in zip(self.decoder.get_outputs()[1:], out[1:]):
                name = port.name.replace("new.", "past.")
                past[name] = np.concatenate([past[name], value], 2)
            return self.head.run(None, {"hidden": out[0]})[0]
        return step


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model")
    p.add_argument("data")
    p.add_argument("--split", default="test")
    p.add_argument("--onnx", metavar="SUFFIX", nargs="?", const="", help="decode MODEL's ONNX files; e.g. --onnx _int8")
    p.add_argument("--limit", type=int)
    p.add_argument("--wrong", metavar="FILE", help="write wrong rows as JSONL")
    a = p.parse_args()
    from transformers import AutoTokenizer, T5ForConditionalGeneration
    rows = data.read(a.data, a.split, a.limit)
    tokenizer = AutoTokenizer.from_pretrained(a.model)
    model = TorchModel(T5ForConditionalGeneration.from_pretrained(a.model)) if a.onnx is None else open_onnx(a.model, a.onnx)
    outputs = tokenizer.batch_decode(greedy(model, tokenizer, rows["text"]), skip_special_tokens=True)
    print(json.dumps(scores(rows["target"], outputs)))
    if a.wrong:
        with open(a.wrong, "w", encoding="utf-8") as f:
            for row, output in zip(rows, outputs):
                if row["target"] != output:
                    f.write(json.dumps({"text": row["text"], "target": row["target"], "output": output}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
