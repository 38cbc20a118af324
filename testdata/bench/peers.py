"""Time slmkit beside other tools on the same work, in one go, and print the ratios. make bench-peers runs it.

usage: peers.py --slmkit BIN --python PY --peers PY --cache DIR [--only generate,infer] [--rounds 5] [--small FOLDER]

generate: 50,000 + 5,000 rows from one grammar, written by us as a pack and for Chatito 2.3.5 in its own language.
infer:    the bundled model and a T5 of t5-small's shape, fp32 and int8, against optimum's ORTModelForSeq2SeqLM in the
          best of its settings on this machine; the tokens are compared. --small names a folder of that shape; without
          it one is made in DIR (a quarter of an hour).
Rounds are interleaved; times are medians. PY runs the recipe (export/pytorch/requirements.txt), the peers' PY optimum.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

# One grammar for both generators: 12 intents, each with rules, optionals and slots, 10^9 prompts and more.
PLEASE = ["please", "kindly", "if you can", "as soon as possible", "for me", "right now", "when you have a minute", "today"]
HELLO = ["hi", "hello", "hey there", "good morning", "good afternoon", "excuse me", "sorry to bother you", "ok so"]
WANT = ["i want to", "i would like to", "i need to", "can you help me", "how do i", "let me", "i am trying to", "could you help me"]
VALUES = {
    "amount": [f"{n} {unit}" for n in (5, 10, 15, 20, 25, 40, 50, 75, 100, 120, 250, 500, 900, 1500) for unit in ("dollars", "bucks", "euros", "pounds")],
    "person": ["anna", "bob", "carla", "david", "emma", "frank", "grace", "henry", "isabel", "jack", "karen", "liam", "maria", "noah", "olivia", "paul"],
    "account": ["checking", "savings", "joint account", "business account", "current account", "main account", "credit card", "old account"],
    "month": ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"],
    "shop": ["amazon", "walmart", "target", "costco", "starbucks", "ikea", "netflix", "spotify", "uber", "apple", "shell", "best buy"],
    "city": ["boston", "chicago", "denver", "seattle", "austin", "miami", "dallas", "atlanta", "portland", "phoenix", "london", "paris"],
}
INTENTS = {
    "transfer": (["send", "transfer", "wire", "move"], ["{amount} to {person}", "{amount} from my {account} to {person}", "{person} {amount}"]),
    "request": (["request", "ask for", "collect", "get back"], ["{amount} from {person}", "the {amount} that {person} owes me"]),
    "statement": (["see", "view", "download", "print"], ["my {account} statement for {month}", "the {month} statement of my {account}"]),
    "spending": (["know", "see", "check", "find out"], ["what i spent at {shop} in {month}", "my {month} spending at {shop}", "how much went to {shop}"]),
    "dispute": (["dispute", "contest", "reverse", "question"], ["a charge of {amount} from {shop}", "the {shop} charge of {amount}"]),
    "balance": (["check", "see", "know", "look up"], ["the balance of my {account}", "how much is in my {account}", "my {account} balance"]),
    "paybill": (["pay", "settle", "clear", "pay off"], ["my {shop} bill of {amount}", "{amount} on my {shop} bill from my {account}"]),
    "autopay": (["automate", "schedule", "set up"], ["my {shop} payments from my {account}", "autopay for {shop} from my {account}"]),
    "branch": (["find", "locate", "reach", "visit"], ["a branch in {city}", "the branch in {city} closest to {shop}"]),
    "hours": (["know", "check", "ask"], ["when the {city} branch opens", "the {city} branch hours in {month}"]),
    "freeze": (["freeze", "block", "lock", "stop"], ["my {account}", "my {account} until {month}"]),
    "cancel": (["cancel", "undo", "stop", "take back"], ["the {amount} i sent to {person}", "my transfer of {amount} to {person}"]),
}
FRAMES = ["[hello] [want] {verb} {thing} [please]", "[hello] {verb} {thing} [please]", "[hello] [please] i must {verb} {thing}", "[want] {verb} {thing} , thanks"]


def chatito(path, train, test):
    """Write the grammar in Chatito's language: an intent's counts are its share of the rows."""
    out = []
    for name, (verbs, things) in INTENTS.items():
        out.append(f"%[{name}]('training': '{train // len(INTENTS) + 1}', 'testing': '{test // len(INTENTS) + 1}')")
        for frame in FRAMES:
            line = frame.replace("[hello]", "~[hello?]").replace("[want]", "~[want]").replace("[please]", "~[please?]")
            out.append("    " + line.replace("{verb}", f"~[{name} verb]").replace("{thing}", f"~[{name} thing]"))
        out += ["", f"~[{name} verb]", *("    " + v for v in verbs), "", f"~[{name} thing]"]
        out += ["    " + re.sub(r"\{(\w+)\}", r"@[\1]", t) for t in things] + [""]
    for name, words in (("hello", HELLO), ("want", WANT), ("please", PLEASE)):
        out += [f"~[{name}]", *("    " + w for w in words), ""]
    for name, words in VALUES.items():
        out += [f"@[{name}]", *("    " + w for w in words), ""]
    path.write_text("\n".join(out))


def pack(folder):
    """Write the grammar as a pack."""
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text("name: bench\nversion: 1\nreference_date: 2025-06-16\n")
    (folder / "lexicons").mkdir()
    (folder / "templates").mkdir()
    (folder / "rules").mkdir()
    dump = json.dumps  # YAML reads JSON
    (folder / "lexicons/values.yaml").write_text("".join(f"{k}: {dump(v)}\n" for k, v in VALUES.items()))
    (folder / "rules/common.yaml").write_text("".join(f"{k}: {dump(v)}\n" for k, v in (("hello", HELLO), ("want", WANT), ("please", PLEASE))))
    actions = []
    for name, (verbs, things) in INTENTS.items():
        slots = sorted(set(re.findall(r"\{(\w+)\}", " ".join(things))))
        actions.append(f"{name}:\n  description: {name}\n  params:\n" + "".join(f"    {s}: {{format: text}}\n" for s in slots))
        lines = [f.replace("[hello]", "[<hello>]").replace("[want]", "<want>").replace("[please]", "[<please>]").replace("{verb}", "<verb>").replace("{thing}", t) for f in FRAMES for t in things]
        (folder / f"templates/{name}.yaml").write_text(f"action: {name}\nrules: {dump({'verb': verbs})}\ntemplates: {dump(lines)}\n")
    (folder / "actions.yaml").write_text("".join(actions))


def clocked(command, **options):
    """Run a command; return seconds and peak resident MB of it."""
    began = time.perf_counter()
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    if status:
        sys.exit(f"{' '.join(map(str, command))}\n{said}")
    return took, usage.ru_maxrss / 1024, said


def table(rows):
    widths = [max(len(str(r[i])) for r in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  " + "   ".join(str(c).ljust(w) for c, w in zip(row, widths)).rstrip())


def bench_generate(a, work):
    tool = a.cache / "bench-chatito"
    if not (tool / "node_modules/.bin/chatito").exists():
        tool.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, tool)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=tool, check=True)
    chatito(work / "bank.chatito", 50_000, 5_000)
    pack(work / "pack")
    ours = [a.slmkit, "generate", work / "pack", "-n", 55_000, "--split", "0.90909,0,0.09091", "--split-by", "text", "--format", "jsonl,parquet", "-o", work / "ours"]
    theirs = [tool / "node_modules/.bin/chatito", work / "bank.chatito", "--format=default", f"--outputPath={work}/theirs"]
    times = {"slmkit": [], "chatito": []}
    for _ in range(a.rounds):
        times["slmkit"].append(clocked(ours)[:2])
        times["chatito"].append(clocked(theirs)[:2])
    seconds = {k: statistics.median(t for t, _ in v) for k, v in times.items()}
    print("\ngenerate: 50,000 + 5,000 rows, 12 intents, from process start to files (ours: JSONL and Parquet)")
    table([["", "seconds", "peak MB", "ratio"]] + [[k, f"{seconds[k]:.2f}", f"{max(m for _, m in times[k]):.0f}", f"{seconds['chatito'] / seconds[k]:.1f}"] for k in times])
    print("\nmemory of slmkit generate banking, JSONL")
    rows = [["rows", "seconds", "peak MB"]]
    for n in (10_000, 100_000, 1_000_000):
        took, peak, _ = clocked([a.slmkit, "generate", "banking", "-n", n, "-o", work / "many"])
        rows.append([f"{n:,}", f"{took:.2f}", f"{peak:.0f}"])
    table(rows)


def small_model(a):
    """Return a folder with a T5 of t5-small's shape, made once: its speed is that of any model of the shape."""
    if a.small:
        return a.small
    out = a.cache / "bench-t5-small"
    if not (out / "done").exists():
        print("making a T5 of t5-small's shape, once", flush=True)
        recipe, data = ROOT / "export/pytorch", out / "data"
        for command in (
            [a.slmkit, "generate", "banking", "-n", 8000, "--seed", 1, "-o", data, "-q"],
            [a.python, recipe / "make_small.py", out / "untrained", "--data", data],
            [a.python, recipe / "finetune.py", "--data", data, "--model", out / "untrained", "--out", out / "hf", "--steps", 600, "--batch", 16, "--lr", "1e-3", "--dev-rows", 1],
            [a.python, recipe / "export_onnx.py", out / "hf", out / "model", "--data", data, "--int8", "--checks", 100],
        ):
            clocked(command)
        (out / "done").touch()
    return out / "model"


def slmkit_infer(a, model, precision, prompts, out, limit):
    """Return prompts a second from texts to texts, and from process start to file."""
    took, peak, said = clocked([a.slmkit, "infer", "--model", model, "--precision", precision, "--max-new-tokens", limit, prompts, "-o", out])
    n = sum(1 for _ in open(prompts))
    return float(re.search(r"([\d,.]+)/s", said)[1].replace(",", "")), n / took, peak


def optimum_infer(a, model, precision, prompts, out, limit, setting):
    processes, threads, batch = setting
    _, peak, said = clocked([a.peers, HERE / "peer_optimum.py", model, prompts, out, "--precision", precision, "--processes", processes, "--threads", threads,
                             "--batch", batch, "--max-new-tokens", limit])
    return json.loads(said.strip().splitlines()[-1])["prompts_per_s"], peak


def tokens(path):
    return [json.loads(line)["tokens"] for line in open(path, encoding="utf-8")]


def bench_infer(a, work):
    subprocess.run([a.slmkit, "generate", "banking", "-n", "25000", "--seed", "3", "-o", work / "data", "-q"], check=True)
    rows = [["model", "files", "slmkit/s", "with start", "optimum/s", "its best setting", "ratio", "same tokens"]]
    for name, model, n, limit in (("bundled", ROOT / "testdata/models/banking", 2000, 64), ("t5-small", small_model(a), 320, 32)):
        prompts = work / f"{name}.jsonl"
        prompts.write_text("\n".join(open(work / "data/test.jsonl", encoding="utf-8").read().splitlines()[:n]) + "\n")
        some = work / f"{name}-some.jsonl"  # to find the best setting with
        some.write_text("".join(open(prompts, encoding="utf-8").readlines()[:n // 4]))
        cores = os.cpu_count()
        for precision in ("fp32", "int8"):
            settings = [(p, t, b) for p, t in dict.fromkeys([(cores, 1), (1, cores), (1, 1)]) for b in (8, 32, 64)]
            best = max(settings, key=lambda s: optimum_infer(a, model, precision, some, work / "o.jsonl", limit, s)[0])
            ours, started, theirs = [], [], []
            for _ in range(a.rounds):
                speed, whole, _ = slmkit_infer(a, model, precision, prompts, work / "s.jsonl", limit)
                ours.append(speed), started.append(whole)
                theirs.append(optimum_infer(a, model, precision, prompts, work / "o.jsonl", limit, best)[0])
            us, them = statistics.median(ours), statistics.median(theirs)
            same = sum(x == y for x, y in zip(tokens(work / "s.jsonl"), tokens(work / "o.jsonl"))) / n
            rows.append([name, precision, f"{us:,.0f}" if us >= 100 else f"{us:.1f}", f"{statistics.median(started):,.1f}", f"{them:,.1f}", "{} processes × {} threads, batch {}".format(*best), f"{us / them:.2f}", f"{same:.1%}"])
    print(f"\ninfer: greedy, prompts of the banking pack (2,000; t5-small 320), {os.cpu_count()} cores, loaded and warm; int8 batches differ, so its tokens may")
    table(rows)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--slmkit", required=True, type=lambda s: Path(s).resolve())
    p.add_argument("--python", required=True)
    p.add_argument("--peers", required=True)
    p.add_argument("--cache", required=True, type=Path)
    p.add_argument("--only", default="generate,infer")
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--small", type=Path)
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as work:
        for name in a.only.split(","):
            {"generate": bench_generate, "infer": bench_infer}[name](a, Path(work))


if __name__ == "__main__":
    main()
