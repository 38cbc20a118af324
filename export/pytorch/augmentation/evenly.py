"""Keep as many copies of augmented rows as there are examples, so that arms have as many rows.

usage: evenly.py ROWS.jsonl OUT.jsonl
"""

import json
import random
import sys


def main():
    lines = open(sys.argv[1], encoding="utf-8").readlines()
    copied = [bool(json.loads(line)["origin"].get("parent")) for line in lines]
    examples, copies = ([line for line, c in zip(lines, copied) if c == wanted] for wanted in (False, True))
    random.Random(1).shuffle(copies)
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        out.writelines(examples + copies[:len(examples)])


if __name__ == "__main__":
    main()
