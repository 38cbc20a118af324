"""Score models that were trained on differently augmented rows, and compare each with the first by pairs of answers.

usage: arms.py --human PROMPTS.jsonl --slices DIR --test TEST.jsonl --out results.json NAME=MODEL ...

MODEL is a Hugging Face folder of finetune.py. Scores are shares of prompts whose action is right: of people's prompts (in scope,
out of scope) and of the perturbed ones of perturb.py; of the test rows, shares of whole calls that are right letter by letter.
The interval of a difference is that of paired answers (Wald, 95 %).
"""

import argparse
import json
import math
import sys
from pathlib import Path

import torch
from transformers import AutoTokenizer, T5ForConditionalGeneration

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import score  # noqa: E402


def rows_of(path):
    return [json.loads(line) for line in Path(path).open(encoding="utf-8")]


def sets_of(a):
    """Return {set name: [(text, what is wanted)]}; a whole call where the set is of test rows, else an action."""
    human = rows_of(a.human)
    sets = {"human, in scope": [(r["text"], r["action"]) for r in human if r["action"] not in (None, "none")],
            "human, out of scope": [(r["text"], "none") for r in human if r["action"] in (None, "none")]}
    for path in sorted(Path(a.slices).glob("*.jsonl")):
        sets[path.stem] = [(r["text"], r["action"]) for r in rows_of(path)]
    for path in a.outside:
        sets[f"out of scope, {Path(path).parent.name}"] = [(r["text"], "none") for r in rows_of(path) if r["action"] not in a.apart]
    sets["test rows, whole calls"] = [(r["text"], r["target"]) for r in rows_of(a.test)]
    return sets


def answers_of(folder, sets):
    """Return {set name: [whether each answer is right]}."""
    model = score.TorchModel(T5ForConditionalGeneration.from_pretrained(folder))
    tokenizer = AutoTokenizer.from_pretrained(folder)
    right = {}
    for name, pairs in sets.items():
        outputs = tokenizer.batch_decode(score.greedy(model, tokenizer, [text for text, _ in pairs]), skip_special_tokens=True)
        whole = name.startswith("test")
        right[name] = [(o if whole else score.intent(o)) == want for o, (_, want) in zip(outputs, pairs, strict=True)]
    return right


def difference(first, second):
    """Return the difference of two shares in points with its interval, by pairs."""
    n = len(first)
    better, worse = sum(s and not f for f, s in zip(first, second)), sum(f and not s for f, s in zip(first, second))
    d = (better - worse) / n
    half = 1.96 * math.sqrt(max(better + worse - (better - worse) ** 2 / n, 0)) / n
    return [round(100 * v, 2) for v in (d, d - half, d + half)]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--human", required=True)
    p.add_argument("--slices", required=True)
    p.add_argument("--test", required=True)
    p.add_argument("--outside", action="append", default=[], help="people's prompts of another domain, which ask for no action")
    p.add_argument("--apart", nargs="*", default=[], help="actions of the other domain that are also one of this")
    p.add_argument("--out", required=True, type=Path)
    p.add_argument("arms", nargs="+")
    a = p.parse_args()
    torch.set_num_threads(1)
    sets, results, first = sets_of(a), {}, None
    answers = a.out.with_suffix(".answers.json")
    kept = json.loads(answers.read_text()) if answers.exists() else {}
    for arm in a.arms:
        name, folder = arm.split("=", 1)
        right = kept.get(name) or answers_of(folder, sets)
        kept[name] = right
        answers.write_text(json.dumps(kept))
        first = first or right
        results[name] = {s: {"n": len(r), "right": round(100 * sum(r) / len(r), 2), "against_first": difference(first[s], r)} for s, r in right.items()}
        print(name, {s: v["right"] for s, v in results[name].items()}, flush=True)
    a.out.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
