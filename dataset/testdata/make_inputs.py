"""Say what string the recipe's Python makes of dialogues.

Run from the root of the repository; Python's own library is enough:

    python3 dataset/testdata/make_inputs.py

It writes inputs.jsonl beside itself, a history, a text and the string in each line, which a Go test compares with what
package dataset makes of them.
"""

import json
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent / "export" / "pytorch"))
from dialogue import model_input  # noqa: E402

WORDS = ["transfer", "50", "to my mom", "zoë 🙂", "a\nb", "a\r\nb", " | ", "user: x", "call: f()", '"', "\u2028", "  two  spaces ", "\t", "é"]
TARGETS = [None, "", "none()", 'transfer_money(amount="50")', 'say(text="a\nb")', 'f(x="""hi""")']


def turn(rng):
    role = rng.choice(["user", "assistant"])
    out = {"role": role, "text": " ".join(rng.choices(WORDS, k=rng.randint(1, 3)))}
    target = rng.choice(TARGETS)
    if role == "user" and target is not None:
        out["target"] = target
    return out


def main():
    rng = random.Random(1)
    with open(HERE / "inputs.jsonl", "w", encoding="utf-8") as out:
        for i in range(200):
            history = [turn(rng) for _ in range(i % 8)]
            text, turns = " ".join(rng.choices(WORDS, k=rng.randint(1, 3))), rng.choice([4, 4, 4, 0, 1, 2, 3])
            line = {"history": history, "text": text, "turns": turns, "input": model_input(text, history, turns)}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
