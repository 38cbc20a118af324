"""Fine-tune a T5 on prompts and targets, or train a tiny one from nothing, on a CPU.

usage: finetune.py --data DATA --model tiny|FOLDER|NAME --out DIR [--epochs 10] ...

DATA is a folder or file as data.py reads them (slmkit generate's or export's output). Writes a Hugging Face folder to
DIR, with train.json (hyper-parameters, versions, loss and dev scores) beside the weights; --resume carries on from the
last checkpoint in DIR/checkpoint.pt, at the same row.
"""

import argparse
import json
import math
import os
import random
import time
from pathlib import Path

import numpy as np
import torch
import transformers
from transformers import AutoTokenizer, T5Config, T5ForConditionalGeneration

import data
import muon
import score
import unigram


class Help(argparse.RawDescriptionHelpFormatter, argparse.ArgumentDefaultsHelpFormatter):
    """Keeps the lines of the description and says each default."""


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=Help)
    p.add_argument("--data", required=True, help="folder or file of training and dev rows")
    p.add_argument("--model", default="tiny", help="tiny, or a T5 checkpoint by folder or name")
    p.add_argument("--out", required=True, type=Path, help="folder for the checkpoint")
    p.add_argument("--epochs", type=float, default=10, help="times that each row is seen")
    p.add_argument("--steps", type=int, help="instead of --epochs")
    p.add_argument("--batch", type=int, default=64, help="rows in a step")
    p.add_argument("--lr", type=float, default=3e-3, help="peak; 3e-4 suits pretrained checkpoints")
    p.add_argument("--muon-lr", type=float, default=5e-3, help="peak, of the hidden matrices of --model tiny")
    p.add_argument("--warmup", type=float, default=0.05, help="part of the steps")
    p.add_argument("--weight-decay", type=float, default=0.01, help="of the matrices")
    p.add_argument("--dropout", type=float, default=0.1, help="part of the activations")
    p.add_argument("--word-dropout", type=float, default=0.0, help="part of prompt tokens outside the values that become <unk>")
    p.add_argument("--smoothing", type=float, default=0.0, help="label smoothing")
    p.add_argument("--seed", type=int, default=1, help="of weights, dropout and the order of rows")
    p.add_argument("--threads", type=int, default=os.cpu_count(), help="of the processor")
    p.add_argument("--max-length", type=int, default=128, help="tokens of a prompt or target; longer rows are left out")
    p.add_argument("--dev-rows", type=int, default=500, help="dev rows that are scored")
    p.add_argument("--log-every", type=int, default=100, help="steps between lines of progress")
    p.add_argument("--eval-every", type=int, default=2000, help="steps between dev scores and checkpoints")
    p.add_argument("--resume", action="store_true", help="carry on from the last checkpoint")
    g = p.add_argument_group("--model tiny")
    g.add_argument("--vocab", type=int, default=2000, help="pieces of the tokenizer")
    g.add_argument("--d-model", type=int, default=128, help="width")
    g.add_argument("--d-ff", type=int, default=512, help="width inside the feed-forward layers")
    g.add_argument("--layers", type=int, default=3, help="of the encoder")
    g.add_argument("--decoder-layers", type=int, help="of the decoder; as many as --layers where not given")
    g.add_argument("--heads", type=int, default=4, help="of attention")
    g.add_argument("--ff", default="relu", help="feed-forward layers: relu or gated-gelu")
    return p.parse_args()


def build(a, train):
    """Return the model and its tokenizer: a checkpoint's, or new ones."""
    if a.model != "tiny":
        return T5ForConditionalGeneration.from_pretrained(a.model, dropout_rate=a.dropout), AutoTokenizer.from_pretrained(a.model)
    tokenizer = unigram.train(train["text"], train["target"], a.vocab)
    config = T5Config(
        vocab_size=len(tokenizer), d_model=a.d_model, d_kv=a.d_model // a.heads, d_ff=a.d_ff, num_layers=a.layers,
        num_decoder_layers=a.decoder_layers or a.layers, num_heads=a.heads, feed_forward_proj=a.ff, dropout_rate=a.dropout,
        decoder_start_token_id=0, pad_token_id=0, eos_token_id=1)
    return T5ForConditionalGeneration(config), tokenizer


class ByteDropout(torch.nn.Dropout):
    """Dropout that draws a byte for each element, so p in 256ths: torch's own takes a fifth of a small model's step on a CPU."""

    def forward(self, x):
        least = round(self.p * 256)
        if not self.training or least == 0:
            return x
        drawn = torch.empty((x.numel() + 7) // 8, dtype=torch.int64).random_(-2**63, None).view(torch.uint8)
        kept = (drawn[:x.numel()] >= least).view_as(x)
        return x * kept * (256 / (256 - least))


def fast_dropout(model):
    """Put ByteDropout in the place of torch's."""
    for module in list(model.modules()):
        for name, child in module.named_children():
            if isinstance(child, torch.nn.Dropout):
                setattr(module, name, ByteDropout(child.p))


def encode(tokenizer, rows, limit):
    """Return (prompt ids, target ids) of the rows that are not longer than limit, and how many were left out.

    A dialogue that is longer loses its oldest turns first, as in slmkit infer.
    """
    prompts, targets = tokenizer(list(rows["text"])).input_ids, tokenizer(list(rows["target"])).input_ids
    if "history" in rows.column_names:
        for i in [i for i, p in enumerate(prompts) if len(p) > limit]:
            fewer = (tokenizer(text).input_ids for text in data.shorter(rows[i]))
            prompts[i] = next((p for p in fewer if len(p) <= limit), prompts[i])
    pairs = [(p, t) for p, t in zip(prompts, targets) if len(p) <= limit and len(t) <= limit]
    return pairs, len(prompts) - len(pairs)


def batches(pairs, size, seed, epoch):
    """Return an epoch's batches as lists of indices: shuffled, then sorted by length within runs of 50 batches."""
    rng = random.Random(f"{seed}/{epoch}")
    order = list(range(len(pairs)))
    rng.shuffle(order)
    out = []
    for at in range(0, len(order), size * 50):
        run = sorted(order[at:at + size * 50], key=lambda i: (len(pairs[i][0]), len(pairs[i][1])))
        out += [run[b:b + size] for b in range(0, len(run), size)]
    rng.shuffle(out)
    return out


def collate(pairs, drop, rng):
    """Pad a batch; return prompt ids, mask and labels (-100 where padded). drop: part of the prompt that becomes <unk>."""
    def pad(rows, value):
        full = np.full((len(rows), max(map(len, rows))), value, np.int64)
        for r, row in enumerate(rows):
            full[r, :len(row)] = row
        return full
    prompts, labels = pad([p for p, _ in pairs], 0), pad([t for _, t in pairs], -100)
    mask = (np.arange(prompts.shape[1]) < np.array([[len(p)] for p, _ in pairs])).astype(np.int64)
    if drop:
        for r, (prompt, target) in enumerate(pairs):
            kept = set(target)  # what the target copies must stay readable
            for c, token in enumerate(prompt):
                if token > 3 and token not in kept and rng.random() < drop:
                    prompts[r, c] = 2
    return torch.from_numpy(prompts), torch.from_numpy(mask), torch.from_numpy(labels)


def optimizers_of(model, a):
    """Return Muon for the hidden matrices of a model from nothing, which learns in half the steps, and AdamW for the rest."""
    matrices = [w for n, w in model.named_parameters() if w.ndim > 1 and "relative_attention" not in n]
    rest = [w for n, w in model.named_parameters() if w.ndim == 1 or "relative_attention" in n]
    adam = dict(lr=a.lr, betas=(0.9, 0.98), eps=1e-8, fused=True)
    if a.model != "tiny":
        groups = [{"params": matrices, "weight_decay": a.weight_decay}, {"params": rest, "weight_decay": 0.0}]
        return [torch.optim.AdamW(groups, **adam)]
    embedding = model.get_input_embeddings().weight
    hidden = [w for w in matrices if w is not embedding]
    return [muon.Muon(hidden, lr=a.muon_lr, weight_decay=a.weight_decay),
            torch.optim.AdamW([embedding, *rest], weight_decay=0.0, **adam)]


def rate(step, steps, warmup):
    """Linear warm-up to 1, then a cosine to a hundredth."""
    begin = max(1, int(steps * warmup))
    if step < begin:
        return (step + 1) / begin
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (step - begin) / max(1, steps - begin)))


def dev_scores(model, tokenizer, rows):
    """Greedy exact match and intent accuracy; the model is back in training mode afterwards."""
    outputs = score.greedy(score.TorchModel(model), tokenizer, rows["text"])
    model.train()
    return score.scores(rows["target"], tokenizer.batch_decode(outputs, skip_special_tokens=True))


def save_whole(state, path):
    """Write a checkpoint beside its place and rename it: an interrupted run keeps the last whole one."""
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


def train_model(a, model, tokenizer, pairs, dev):
    """Run the steps; return what is worth keeping of the run."""
    steps = a.steps or max(1, int(a.epochs * math.ceil(len(pairs) / a.batch)))
    optimizers, checkpoint = optimizers_of(model, a), a.out / "checkpoint.pt"
    schedules = [torch.optim.lr_scheduler.LambdaLR(o, lambda s: rate(s, steps, a.warmup)) for o in optimizers]
    kept = {"model": model} | {f"{k}{i}": v for k, vs in (("optimizer", optimizers), ("schedule", schedules)) for i, v in enumerate(vs)}
    loss_of = torch.nn.CrossEntropyLoss(ignore_index=-100, label_smoothing=a.smoothing)
    step, epoch, log, total, began = 0, 0, [], 0.0, time.time()
    if a.resume and checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        for name, part in kept.items():
            part.load_state_dict(state[name])
        torch.set_rng_state(state["rng"])
        step, log, began = state["step"], state["log"], time.time() - state["seconds"]
        print(f"resumed at step {step}", flush=True)
    per_epoch = math.ceil(len(pairs) / a.batch)
    first, started, counted = step, time.time(), 0
    model.train()
    while step < steps:
        epoch, skip = divmod(step, per_epoch)
        for batch in batches(pairs, a.batch, a.seed, epoch)[skip:]:
            prompts, mask, labels = collate([pairs[i] for i in batch], a.word_dropout, random.Random(f"{a.seed}:{step}"))
            logits = model(input_ids=prompts, attention_mask=mask, decoder_input_ids=model._shift_right(labels)).logits
            loss = loss_of(logits.flatten(0, 1), labels.flatten())
            model.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            for part in optimizers + schedules:
                part.step()
            step, total = step + 1, total + loss.item()
            counted += 1
            if step % a.log_every == 0 or step - first in (1, 10):
                left = (time.time() - started) / (step - first) * (steps - step)
                print(f"step {step}/{steps}  epoch {step / per_epoch:.1f}  loss {total / counted:.4f}  "
                      f"{time.time() - began:.0f} s, about {left / 60:.0f} min left", flush=True)
                total, counted = 0.0, 0
            if step % a.eval_every == 0 or step == steps:
                log.append({"step": step, "seconds": round(time.time() - began), **(dev_scores(model, tokenizer, dev) if len(dev) else {})})
                print(json.dumps(log[-1]), flush=True)
                save_whole({n: part.state_dict() for n, part in kept.items()} | {
                            "rng": torch.get_rng_state(), "step": step, "log": log, "seconds": time.time() - began}, checkpoint)
            if step == steps:
                break
    return {"steps": steps, "rows": len(pairs), "seconds": round(time.time() - began), "dev": log}


def main():
    a = arguments()
    torch.set_num_threads(a.threads)
    transformers.set_seed(a.seed)
    a.out.mkdir(parents=True, exist_ok=True)
    train, dev = data.read(a.data, "train"), data.read(a.data, "dev", a.dev_rows)
    if not len(train):
        raise SystemExit(f"{a.data}: no training rows (train.parquet, data/train-*.parquet or train.jsonl)")
    if a.resume and (a.out / "tokenizer.json").exists() and a.model == "tiny":
        model, _ = build(a, train)
        tokenizer = AutoTokenizer.from_pretrained(a.out)
    else:
        model, tokenizer = build(a, train)
    fast_dropout(model)
    tokenizer.save_pretrained(a.out)
    pairs, left_out = encode(tokenizer, train, a.max_length)
    size = sum(w.numel() for w in model.parameters())
    print(f"{len(pairs)} rows ({left_out} too long), {size:,} parameters, {len(tokenizer)} pieces, mean tokens "
          f"{np.mean([len(p) for p, _ in pairs]):.1f} in, {np.mean([len(t) for _, t in pairs]):.1f} out", flush=True)
    result = train_model(a, model, tokenizer, pairs, dev)
    model.save_pretrained(a.out)
    result |= {"parameters": size, "left_out": left_out, "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
               "arguments": {k: str(v) if isinstance(v, Path) else v for k, v in vars(a).items()}}
    (a.out / "train.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
