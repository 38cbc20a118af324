"""Plants twelve corruptions in a dataset of `slmkit generate banking -n 4000 --seed 1 -o DATA`.

    python plant.py DATA

It writes clean/ and corrupt/ with train.jsonl, dev.jsonl and test.jsonl beside this file, and
planted.json: for each corruption the kinds of findings that show it, and the ids of its rows.
"""
import collections
import copy
import json
import pathlib
import random
import sys

here = pathlib.Path(__file__).parent
rng = random.Random(20)
data = {}
for split, n in (("train", 640), ("dev", 80), ("test", 120)):
    rows = [json.loads(line) for line in open(f"{sys.argv[1]}/{split}.jsonl", encoding="utf-8")]
    if split == "train":  # few labels with many rows each: others are not doubted
        few = [name for name, _ in collections.Counter(r["call"]["name"] for r in rows if "call" in r).most_common(12)]
    data[split] = rng.sample([r for r in rows if r.get("call", {}).get("name") in few], n)
    for row in data[split]:
        row["origin"] = {"pack": row["origin"]["pack"], "template": row["origin"]["template"], "ops": [], "parent": ""}


def write(folder):
    (here / folder).mkdir(exist_ok=True)
    for split, rows in data.items():
        with open(here / folder / f"{split}.jsonl", "w", encoding="utf-8") as f:
            for row in rows:
                f.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


write("clean")
planted = {}
used = set()
fresh = 0


def pick(split, n, wanted=lambda row: True):
    rows = [r for r in data[split] if r["id"] not in used and wanted(r)]
    rows = rng.sample(rows, n)
    used.update(r["id"] for r in rows)
    return rows


def twin(row, split, text):
    """A copy of a row in a split, with another id and text, and its slots where they are now."""
    global fresh
    fresh += 1
    out = copy.deepcopy(row)
    out["id"], out["split"], out["text"] = f"planted_{fresh}", split, text
    out["origin"]["template"] = f"planted:{fresh}"
    out["slots"] = []
    used.add(out["id"])
    data[split].append(out)
    return out


def plant(name, kinds, rows):
    planted[name] = {"kinds": kinds, "ids": [r["id"] for r in rows]}


def plain(row):
    return not row["slots"] and 40 < len(row["text"])


# 8 A tenth cut off at a number of characters. It comes first, since others make texts longer.
texts = sorted(len(row["text"]) for rows in data.values() for row in rows)
cut = texts[len(texts) * 9 // 10]
rows = []
for row in data["train"] + data["dev"] + data["test"]:
    if len(row["text"]) > cut:
        row["text"] = row["text"][:cut]
        row["slots"] = [s for s in row["slots"] if s["end"] <= cut]
        rows.append(row)
used.update(r["id"] for r in rows)
plant("cut off", ["cut off"], rows)

# 1 Label noise: suspects, so that finding some of them is enough.
names = sorted({r["call"]["name"] for r in data["train"] if "call" in r})
times = collections.Counter(r["call"]["name"] for r in data["train"] if "call" in r)
large = [n for n in names if times[n] >= 30]  # a label with few rows is not doubted
rows = pick("train", 12, lambda r: "call" in r and not r["slots"] and r["call"]["name"] in large)
for row in rows:
    other = rng.choice([n for n in large if n != row["call"]["name"]])
    row["call"], row["target"] = {"name": other, "arguments": {}}, other + "()"
plant("label noise", ["label suspect", "call"], rows)

# 2 Near duplicates in two splits: one word is added or has a typo.
rows = []
for row in pick("train", 20, plain):
    words = row["text"].split()
    if len(rows) % 2:
        words.insert(rng.randrange(1, len(words)), "kindly")
    else:
        k = max(range(len(words)), key=lambda i: len(words[i]))
        words[k] = words[k][:2] + words[k][3:]
    rows.append(twin(row, "test", " ".join(words)))
plant("near duplicates", ["near leak"], rows)

# 3 Conflicts but for case and marks.
rows = []
for i, row in enumerate(pick("train", 12, lambda r: plain(r) and "call" in r)):
    text = [row["text"].upper(), row["text"] + "!!", row["text"].capitalize() + ".", row["text"].replace(" ", ", ", 1)][i % 4]
    out = twin(row, "train", text)
    other = rng.choice([n for n in names if n != row["call"]["name"]])
    out["call"], out["target"] = {"name": other, "arguments": {}}, other + "()"
    rows.append(out)
plant("conflicts", ["conflict"], rows)

# 4 Spans off by one: moved with their value, and without it.
rows = pick("train", 16, lambda r: any(0 < s["start"] and s["end"] < len(r["text"]) and len(s["value"]) > 3 for s in r["slots"]))
for i, row in enumerate(rows):
    s = next(s for s in row["slots"] if 0 < s["start"] and s["end"] < len(row["text"]) and len(s["value"]) > 3)
    d = -1 if i % 2 else 1
    s["start"] += d if i % 4 < 2 else 0
    s["end"] += d
    if i % 8 < 6:
        s["value"] = row["text"][s["start"]:s["end"]]
plant("spans off by one", ["span edge", "record"], rows)

# 5 Imbalance: one label many times over.
rows = []
most = next(r for r in data["train"] if plain(r) and "call" in r)
extra = [r for r in data["train"] if r.get("call", {}).get("name") == most["call"]["name"] and len(r["text"]) < cut - 24]
for i in range(400):
    base = rng.choice(extra)
    out = twin(base, "train", f"{base['text']} {''.join(rng.choice('bcdfgklmnprst') + rng.choice('aeiou') for _ in range(6))} {i}")
    out["slots"] = copy.deepcopy(base["slots"])
planted["imbalance"] = {"kinds": ["imbalance"], "ids": []}

# 6 Blank texts of several kinds.
rows = pick("train", 10)
for row, text in zip(rows, ["", " ", "\u00a0\u00a0", "\u200b", "\t", "\u3000", "\ufeff", " \u2060 ", "...", "\u2800"]):
    row["text"], row["slots"], row["target"], row["call"] = text, [], "none()", {"name": "none", "arguments": {}}
plant("blank", ["blank", "record", "wordless"], rows)

# 7 Unicode oddities.
oddities = [lambda t: t.replace("a", "\u0430", 1), lambda t: t.replace("o", "\u03bf", 1), lambda t: t[:5] + "\u200b" + t[5:], lambda t: t[:4] + "\u00ad" + t[4:],
            lambda t: "\u202e" + t, lambda t: t + "\u200f", lambda t: t.replace(" ", "\u00a0", 1), lambda t: t[:3] + "\x08" + t[3:], lambda t: t.replace("e", "e\u0301", 1),
            lambda t: "".join(chr(ord(c) + 0xfee0) if c.isalpha() else c for c in t), lambda t: t.replace(" ", "\u2003", 1), lambda t: t[:6] + "\ufffd" + t[6:]]
rows = pick("train", 24, lambda r: plain(r) and all(c in r["text"] for c in "aoe"))
for i, row in enumerate(rows):
    row["text"] = oddities[i % len(oddities)](row["text"])
plant("unicode", ["homoglyph", "zero width", "bidi", "spaces", "control", "unicode form"], rows)

# 9 Text in the wrong encoding.
breaks = ["d\u2019accord", "caf\u00e9", "M\u00fcller", "\u20ac5", "\u201cnow\u201d", "\u2013 se\u00f1or"]
rows = pick("train", 12, lambda r: not r["slots"] and len(r["text"]) < 34)
for i, row in enumerate(rows):
    row["text"] += " " + breaks[i % 6].encode().decode("cp1252" if i < 8 else "latin-1", errors="replace")
plant("mojibake", ["mojibake", "control"], rows)

# 10 HTML.
marks = ["<b>{}</b>", "<p>{}", "{}<br/>", "{}&nbsp;", "{} &amp; thanks", "it&#39;s me {}"]
rows = pick("train", 12, lambda r: not r["slots"] and len(r["text"]) < 34)
for i, row in enumerate(rows):
    row["text"] = marks[i % 6].format(row["text"])
plant("html", ["html"], rows)

# 11 Personal data. The numbers are the usual ones for tests.
data_of = ["4012 8888 8888 1881", "5555555555554444", "DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819", "078-05-1120", "jane.roe@mail.example.org", "+44 20 7946 0958", "(212) 555-0187"]
rows = pick("train", 16, lambda r: not r["slots"] and len(r["text"]) < 30)
for i, row in enumerate(rows):
    row["text"] += " " + data_of[i % 8]
plant("personal data", ["personal data"], rows)

# 12 Rows of test that train has but for the last mark.
rows = []
for i, row in enumerate(pick("train", 16, lambda r: "slots" in r and not r["slots"] and 10 < len(r["text"]) < 45)):
    text = row["text"].rstrip("?.! ") + ["?", ".", "!", " ?"][i % 4]
    rows.append(twin(row, "test", text if text != row["text"] else text + "!"))
plant("last mark", ["text leak"], rows)

write("corrupt")
json.dump(planted, open(here / "planted.json", "w"), indent=1)
