"""Make a copy of each prompt of a file with a peer, and say how fast.

usage: peer_augment.py PEER PROMPTS.jsonl COPIES.jsonl

Each line of COPIES has the text of the prompt on the same line of PROMPTS, changed by the peer's operation that swaps two
neighbouring letters in one word. It prints {"copies_per_s": N}: the copies of one process, without start and reading.
"""

import json
import random
import sys
import time


def nlpaug():
    from nlpaug.augmenter.char import RandomCharAug

    aug = RandomCharAug(action="swap", aug_char_max=1, aug_word_max=1)
    return lambda text: aug.augment(text)


def augly():
    from augly.text import simulate_typos

    return lambda text: simulate_typos(text, typo_type="charmix", min_char=4, aug_word_max=1)


def main():
    peer, prompts, out = sys.argv[1:]
    texts = [json.loads(line)["text"] for line in open(prompts, encoding="utf-8")]
    random.seed(1)
    augment = {"nlpaug": nlpaug, "augly": augly}[peer]()
    augment(texts[0])  # what it loads on the first call
    copies = []
    began = time.perf_counter()
    for text in texts:
        copy = augment(text)
        copies.append(copy if isinstance(copy, str) else copy[0] if copy else text)
    took = time.perf_counter() - began
    with open(out, "w", encoding="utf-8") as f:
        for text in copies:
            f.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
    print(json.dumps({"copies_per_s": len(texts) / took}))


if __name__ == "__main__":
    main()
