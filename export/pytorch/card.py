"""The model card: how a model was made and how well it does, written beside it as README.md."""

import json
from pathlib import Path

import data
import rounding
import score

CARD = """---
language: en
license: apache-2.0
library_name: onnx
pipeline_tag: text2text-generation
tags: [t5, slmkit, function-calling]
---
# {name}

A T5 that writes the action a prompt asks for, e.g. `{target}` for "{text}". Made by slmkit's recipe
(`export/pytorch`); run it with `slmkit infer --model {name} prompts.jsonl -o answers.jsonl`.

{input}## Scores

{scores}

Exact match: the output is the target, letter by letter. Intent: the actions are the same. {split} {human}Equal to PyTorch: the share of {prompts} prompts for which a file writes the same tokens
as PyTorch in fp32, decoded one by one.{batches}

## Files

{files}

{layout}

## How it was made

{made}
"""


SPLITS = {
    "template": "The test split's templates\nstand in no other split.",
    "text": "The test split's prompts\nstand in no other split, their templates do.",
}

DIALOGUES = """## Several turns

After other turns the model reads one string: the last four turns and the text, each as `ROLE: TEXT`, joined with ` | `, and
before the text the call so far, which is what the model wrote after the turn before:

    {text}

`slmkit infer` makes it of the member `history` of a record; `export/pytorch/dialogue.py` makes it in eight lines of Python.

"""

LAYOUTS = {
    "packed": ("The packed layout: an encoder, a decoder and a head that share the table of tokens in `tokens.bin`; `packed.py` says what\n"
               "their inputs and outputs are. A step takes any number of tokens from each row.", ""),
    "standard": ("Opset {opset}, names and shapes as optimum exports them: `decoder_model_merged` holds the first and the later steps as\n"
                 "the branches of one `If` on `use_cache_branch`. A step takes any number of tokens.",
                 " Dynamic 8-bit quantization scales\nactivations by batch, so a batch may differ."),
}


def table(head, rows):
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(c) for c in row) + " |" for row in lines)


def measure(folder, suffix, tokenizer, sets):
    """Return {set name: scores} of one precision's files."""
    session, found = score.open_onnx(folder, suffix), {}
    for name, rows in sets.items():
        outputs = score.greedy(session, tokenizer, rows["text"], batch=32)
        found[name] = score.scores(rows["target"], tokenizer.batch_decode(outputs, skip_special_tokens=True))
    return found


def made(a, fitted):
    """Return the lines on the data, the training, the rounding and the versions."""
    lines = []
    for key, value in data.manifest(a.data).items():
        if isinstance(value, (str, int, float)) and not isinstance(value, bool):
            lines.append(f"- data, {key.replace('_', ' ')}: {value}")
    path = a.model / "train.json"
    if path.is_file():
        train = json.loads(path.read_text())
        used = {k: v for k, v in train["arguments"].items() if v is not None and k not in ("data", "out", "resume", "log_every", "eval_every", "dev_rows")}
        lines += [f"- {train['rows']:,} training rows, {train['steps']:,} steps, {train['seconds'] / 60:.0f} minutes on {used.pop('threads', '?')} threads",
                  f"- {train['parameters']:,} parameters; fine-tuned with " + ", ".join(f"{k} {v}" for k, v in used.items()),
                  "- " + ", ".join(f"{k} {v}" for k, v in train["versions"].items())]
    if fitted:
        lines.append(f"- 8-bit weights are rounded to fit what up to {rounding.ROWS} prompts of the training split bring each layer")
    return "\n".join(lines)


def precision_of(suffix):
    """Return what slmkit infer --precision calls files with a suffix."""
    return suffix.lstrip("_") or "fp32"


def write(a, report, tokenizer, files):
    """Score every precision and write OUT/README.md and OUT/scores.json."""
    test = data.read(a.data, "test")
    sets = {"test": test} if len(test) else {}
    if a.human:
        sets["human"] = data.read(a.human)
    results = {precision_of(suffix): measure(a.out, suffix, tokenizer, sets) for suffix in files}
    rows = []
    for precision, found in results.items():
        for name, s in found.items():
            exact = f"{s['exact_match']:.1%}" if name == "test" else "–"
            rows.append([precision, name, s["n"], exact, f"{s['intent_accuracy']:.1%}", f"{min(report['tokens_equal'][precision].values()):.1%}"])
    example = test[0] if len(test) else {"text": "", "target": ""}
    human = "The human set is people's own prompts, labelled by intent; nothing of it was trained on. " if a.human else ""
    layout, batches = LAYOUTS["packed" if a.layout == "packed" else "standard"]
    told = next((r for r in test if json.loads(r["history"] or "[]")), None) if "history" in test.column_names else None
    (a.out / "README.md").write_text(CARD.format(
        input=DIALOGUES.format(text=told["text"]) if told else "",
        split=SPLITS.get(data.manifest(a.data).get("split_by"), SPLITS["text"]),
        layout=layout.format(opset=a.opset), batches=batches,
        name=Path(a.out).name, text=example["text"], target=example["target"], human=human, prompts=report["prompts"],
        scores=table(["files", "prompts", "n", "exact match", "intent", "equal to PyTorch"], rows),
        files=table(["file", "bytes"], [[n, f"{size:,}"] for n, size in report["bytes"].items()]), made=made(a, report["fitted"])), encoding="utf-8")
    print(json.dumps(results))
