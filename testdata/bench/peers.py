"""Time slmkit beside other tools on the same work, in one go, and print the ratios. make bench-peers runs it.

usage: peers.py --slmkit BIN --python PY --peers PY --servers DIR --cache DIR [--only generate,augment,leaks,eval,infer,serve] [--models bundled,t5-small] [--rounds 5] [--small FOLDER] [--isa avx2]

generate: 50,000 + 5,000 rows from one grammar, written by us as a pack and for Chatito 2.3.5 and Chatette 1.6.3 in their
          own languages; 5,000 + 1,000, which Chatette manages; one row out of very large spaces; memory and cores.
augment:  a copy of each of 5,000 prompts of the banking pack with two neighbouring letters swapped, as slmkit, nlpaug 1.1.11 and AugLy
          1.0.0 make them on one core: values of slots that the copies have lost, copies a second. A peer that cannot be installed
          is named with the reason.
leaks:    what the train and test rows of each tool share.
eval:     a report with all intervals on 200,000 rows of JSON Lines, against json, pandas and numpy in peer_eval.py.
infer:    the bundled model and a T5 of t5-small's shape, fp32 and int8, against optimum's ORTModelForSeq2SeqLM, a plain loop over
          its files, CTranslate2, transformers.js and transformers, each in the best of its settings on this machine: batches,
          one at a time, first answer, memory; the tokens are compared. --small names a checkpoint of that shape; without it
          one is made in DIR (a quarter of an hour).
serve:    slmkit serve against FastAPI and LitServe with optimum, and FastAPI with CTranslate2 (peer_serve.py), on the bundled model:
          requests a second at which the 99th percentile of answers stays under a bound, in an open loop; latency at half of that
          and one at a time; first answer, memory. Server and client, slmkit bench --url for all, share the machine (five minutes).
--isa limits slmkit and the peers to a set of instructions, so that one processor is measured as another: CTranslate2 with MKL
and oneDNN, and PyTorch. ONNX Runtime cannot be limited, which the tables say.
Rounds are interleaved; times are medians. PY runs the recipe (export/pytorch/requirements.txt), the peers' PY optimum. The servers'
DIR has what requirements-serve.txt installs for it.
"""

import argparse
import json
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import serving

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RECIPE = ROOT / "export/pytorch"

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


def chatito(path, train, test, some=99):
    """Write the grammar in Chatito's language, which Chatette reads too: an intent's counts are its share of the rows.
    some bounds the ways of saying hello, wanting, doing and saying please."""
    out = []
    for name, (verbs, things) in INTENTS.items():
        out.append(f"%[{name}]('training':'{train // len(INTENTS) + 1}', 'testing':'{test // len(INTENTS) + 1}')")
        for frame in FRAMES:
            line = frame.replace("[hello]", "~[hello?]").replace("[want]", "~[want]").replace("[please]", "~[please?]")
            out.append("    " + line.replace("{verb}", f"~[{name} verb]").replace("{thing}", f"~[{name} thing]"))
        out += ["", f"~[{name} verb]", *("    " + v for v in verbs[:some]), "", f"~[{name} thing]"]
        out += ["    " + re.sub(r"\{(\w+)\}", r"@[\1]", t) for t in things] + [""]
    for name, words in (("hello", HELLO), ("want", WANT), ("please", PLEASE)):
        out += [f"~[{name}]", *("    " + w for w in words[:some]), ""]
    for name, words in VALUES.items():
        out += [f"@[{name}]", *("    " + w for w in words), ""]
    path.write_text("\n".join(out))


def pack(folder, some=99):
    """Write the grammar as a pack."""
    folder.mkdir(parents=True)
    (folder / "pack.yaml").write_text("name: bench\nversion: 1\nreference_date: 2025-06-16\n")
    (folder / "lexicons").mkdir()
    (folder / "templates").mkdir()
    (folder / "rules").mkdir()
    dump = json.dumps  # YAML reads JSON
    (folder / "lexicons/values.yaml").write_text("".join(f"{k}: {dump(v)}\n" for k, v in VALUES.items()))
    (folder / "rules/common.yaml").write_text("".join(f"{k}: {dump(v[:some])}\n" for k, v in (("hello", HELLO), ("want", WANT), ("please", PLEASE))))
    actions = []
    for name, (verbs, things) in INTENTS.items():
        slots = sorted(set(re.findall(r"\{(\w+)\}", " ".join(things))))
        actions.append(f"{name}:\n  description: {name}\n  params:\n" + "".join(f"    {s}: {{format: text}}\n" for s in slots))
        lines = [f.replace("[hello]", "[<hello>]").replace("[want]", "<want>").replace("[please]", "[<please>]").replace("{verb}", "<verb>").replace("{thing}", t) for f in FRAMES for t in things]
        (folder / f"templates/{name}.yaml").write_text(f"action: {name}\nrules: {dump({'verb': verbs[:some]})}\ntemplates: {dump(lines)}\n")
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
    return took, usage.ru_maxrss * 1024 / 1e6, said


def table(rows):
    widths = [max(len(str(r[i])) for r in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  " + "   ".join(str(c).ljust(w) for c, w in zip(row, widths)).rstrip())


def chatito_command(a):
    """Return how to run Chatito, which is installed once."""
    tool = a.cache / "bench-chatito"
    if not (tool / "node_modules/.bin/chatito").exists():
        tool.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, tool)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=tool, check=True)
    return lambda grammar, out: [tool / "node_modules/.bin/chatito", grammar, "--format=default", f"--outputPath={out}"]


def chatette_command(a):
    """Return how to run Chatette, which is installed once."""
    tool = a.cache / "bench-chatette"
    if not (tool / "done").exists():
        subprocess.run([sys.executable, "-m", "venv", tool], check=True)
        subprocess.run([tool / "bin/pip", "install", "-q", "--require-hashes", "-r", HERE / "requirements.txt"], check=True)
        (tool / "done").touch()
    return lambda grammar, out: [tool / "bin/python", "-m", "chatette", "-f", "-o", out, grammar]


def slmkit_generate(a, pack, train, test, out, *more):
    n = train + test
    return [a.slmkit, "generate", pack, "-n", n, "--split", f"{train / n:.6f},0,{test / n:.6f}", "--split-by", "text", "-o", out, "-q", *more]


# What limits each tool to a set of instructions. ONNX Runtime, and so optimum and transformers.js, has no such setting.
ISA = {"avx2": {"SLMKIT_CPU": "avx2", "CT2_FORCE_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2", "ONEDNN_MAX_CPU_ISA": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"}}
UNLIMITED = ("optimum", "loop", "transformers.js")

LIMIT = 60  # seconds that a peer gets


def limited(command):
    """Run a command; return seconds, None where it took more than LIMIT."""
    began = time.perf_counter()
    try:
        subprocess.run([str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=LIMIT, check=True)
    except subprocess.TimeoutExpired:
        return None
    return time.perf_counter() - began


def said(seconds):
    return f"> {LIMIT}" if seconds is None else f"{seconds:.3f}" if seconds < 1 else f"{seconds:.2f}"


def ratio(theirs, ours):
    return f"> {LIMIT / ours:.0f}" if theirs is None else f"{theirs / ours:.1f}"


def bench_generate(a, work):
    tools = {"chatito": chatito_command(a), "chatette": chatette_command(a)}
    pack(work / "pack")
    for train, test, rounds in ((50_000, 5_000, a.rounds), (5_000, 1_000, a.rounds)):
        chatito(work / "bank.chatito", train, test)
        commands = {"slmkit": slmkit_generate(a, work / "pack", train, test, work / "ours"),
                    "slmkit, and Parquet": slmkit_generate(a, work / "pack", train, test, work / "ours", "--format", "jsonl,parquet")}
        commands |= {name: command(work / "bank.chatito", work / name) for name, command in tools.items()}
        times = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                if None not in times[name]:  # once is enough for what never ends
                    times[name].append(limited(command))
        seconds = {name: None if None in t else statistics.median(t) for name, t in times.items()}
        print(f"\ngenerate: {train:,} + {test:,} rows, {len(INTENTS)} intents, from process start to files")
        table([["", "seconds", "slmkit is faster by"]] + [[name, said(t), ratio(t, seconds["slmkit"])] for name, t in seconds.items()])
    bench_space(a, work, tools)
    print("\nslmkit generate banking, JSONL: memory by rows, and two cores against one")
    rows = [["rows", "cores", "seconds", "peak MB"]]
    for n in (10_000, 100_000, 1_000_000, 10_000_000):
        took, peak, _ = clocked([a.slmkit, "generate", "banking", "-n", n, "-o", work / "many", "-q"])
        rows.append([f"{n:,}", os.cpu_count(), f"{took:.2f}", f"{peak:.0f}"])
    table(rows)
    shutil.rmtree(work / "many")
    cores = {1: [], 2: []}
    for _ in range(a.rounds):
        for n in cores:
            command = [a.slmkit, "generate", "banking", "-n", 300_000, "--workers", n, "-o", work / "many", "-q"]
            cores[n].append(clocked(command, env=os.environ | {"GOMAXPROCS": str(n)})[0])
    one, two = statistics.median(cores[1]), statistics.median(cores[2])
    print(f"  300,000 rows: one core {one:.2f} s, two {two:.2f} s, {one / two:.2f} times as fast")


def bench_space(a, work, tools):
    """Time one row out of spaces that cannot be gone through."""
    print("\none row out of a large space, from process start to file, seconds")
    rows = [["space", "slmkit", *tools]]
    for name, lists, words in (("4·10⁸", (2000, 2000, 100), 0), ("10³⁰", (1000,) * 10, 0)):
        folder = work / f"space{len(lists)}"
        (folder / "templates").mkdir(parents=True)
        (folder / "rules").mkdir()
        (folder / "pack.yaml").write_text("name: space\nreference_date: 2025-06-16\n")
        (folder / "actions.yaml").write_text("go: {}\n")
        values = {f"part{i}": [f"word{i} {j}" for j in range(n)] for i, n in enumerate(lists)}
        (folder / "rules/r.yaml").write_text("".join(f"{k}: {json.dumps(v)}\n" for k, v in values.items()))
        (folder / "templates/go.yaml").write_text("action: go\ntemplates: [" + json.dumps(" ".join(f"<{k}>" for k in values)) + "]\n")
        lines = ["%[go]('training':'1')", "    " + " ".join(f"~[{k}]" for k in values), ""]
        for k, v in values.items():
            lines += [f"~[{k}]", *("    " + w for w in v), ""]
        (folder / "go.chatito").write_text("\n".join(lines))
        ours = [limited([a.slmkit, "generate", folder, "-n", 1, "--split", "1,0,0", "-o", folder / "out", "-q"]) for _ in range(a.rounds)]
        rows.append([name, said(statistics.median(ours)), *(said(limited(command(folder / "go.chatito", folder / tool))) for tool, command in tools.items())])
    table(rows)


def augment_python(a, name):
    """Return the Python that has a peer, which is installed once, and None and the reason where it cannot be."""
    tool = a.cache / f"bench-{name}"
    if not (tool / "done").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", tool], check=True)
        command = [tool / "bin/pip", "install", "-q", "--require-hashes", "-r", HERE / f"requirements-{name}.txt"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            return None, done.stdout.strip().splitlines()[-1]
        (tool / "done").touch()
    return tool / "bin/python", ""


def lost_values(originals, copies):
    """Return how many values of slots the copies lack, whatever their case, and how many there are. Each original has a list of copies."""
    lost = n = 0
    for original, texts in zip(originals, copies):
        for text in texts:
            n += len(original["slots"])
            lost += sum(s["value"].lower() not in text.lower() for s in original["slots"])
    return lost, n


def our_copies(originals, path):
    """Return the texts of the copies of each original."""
    texts = {}
    for row in map(json.loads, open(path, encoding="utf-8")):
        texts.setdefault((row.get("origin") or {}).get("parent"), []).append(row["text"])
    return [texts.get(row["id"], []) for row in originals]


AUGMENT_PEERS = ("nlpaug", "augly")
OUR_COPIES = 20  # of each prompt, so that slmkit runs long enough to be timed


def bench_augment(a, work):
    """Time copies with two letters swapped, and count the values of slots that they have lost."""
    n = 5_000
    subprocess.run([str(c) for c in [a.slmkit, "generate", "banking", "-n", n, "--split", "1,0,0", "-o", work / "augment", "-q"]], check=True)
    prompts, out = work / "augment/train.jsonl", work / "ours.jsonl"
    originals = [json.loads(line) for line in open(prompts, encoding="utf-8")]
    peers, missing = {}, {}
    for name in AUGMENT_PEERS:
        python, reason = augment_python(a, name)
        if python:
            peers[name] = [python, HERE / "peer_augment.py", name, prompts, work / f"{name}.jsonl"]
        else:
            missing[name] = reason
    ours = [a.slmkit, "augment", prompts, "--ops", "typo_swap", "--copies", OUR_COPIES, "--actions", "banking", "-q", "-o", out]
    speeds, copies = {name: [] for name in ("slmkit", "slmkit, two cores", *peers)}, {}
    for turn in range(a.rounds):
        for cores, name in ((1, "slmkit"), (2, "slmkit, two cores")):
            out.unlink(missing_ok=True)
            took = clocked(ours, env=os.environ | {"GOMAXPROCS": str(cores)})[0]
            copies[name] = copies.get(name) or our_copies(originals, out)
            speeds[name].append(sum(map(len, copies[name])) / took)
        for name, command in peers.items():
            if turn > 0 and speeds[name][0] < speeds["slmkit"][0] / 100:
                continue  # once is enough for what is far behind
            speeds[name].append(json.loads(clocked(command)[2].strip().splitlines()[-1])["copies_per_s"])
            copies[name] = copies.get(name) or [[json.loads(line)["text"]] for line in open(command[-1], encoding="utf-8")]
    speed = {name: statistics.median(s) for name, s in speeds.items()}
    rows = [["", "copies/s", "slmkit is faster by", "values of slots lost"]]
    for name, s in speed.items():
        lost, values = lost_values(originals, copies[name])
        rows.append([name, f"{s:,.0f}", f"{speed['slmkit'] / s:.1f}" if name != "slmkit" else "1", f"{lost / values:.1%} of {values:,}"])
    print(f"\naugment: {n:,} prompts, two letters swapped; slmkit from process start to file, {OUR_COPIES} copies of each, the peers loaded and warm, on one core")
    table(rows)
    for name, reason in missing.items():
        print(f"  {name} cannot be installed: {reason}")


def chatito_rows(path):
    """Yield intent and parts, (words, slot or None), of Chatito's default format."""
    for intent, examples in json.load(open(path, encoding="utf-8")).items():
        for parts in examples:
            yield intent, [(p["value"], p["slot"] if p["type"] == "Slot" else None) for p in parts]


def chatette_rows(path):
    """Yield the same of Chatette's, which is Rasa's."""
    for e in json.load(open(path, encoding="utf-8"))["rasa_nlu_data"]["common_examples"]:
        parts, at = [], 0
        for s in sorted(e["entities"], key=lambda s: s["start"]):
            parts += [(e["text"][at:s["start"]], None), (e["text"][s["start"]:s["end"]], s["entity"])]
            at = s["end"]
        yield e["intent"], parts + [(e["text"][at:], None)]


def write_rows(rows, path):
    """Write rows as slmkit reads them."""
    with open(path, "w", encoding="utf-8") as f:
        for i, (intent, parts) in enumerate(rows):
            text, slots = "", []
            for words, slot in parts:
                if slot:
                    slots.append({"name": slot, "value": words, "start": len(text), "end": len(text) + len(words)})
                text += words
            call = {"name": intent, "arguments": {s["name"]: s["value"] for s in slots}}
            f.write(json.dumps({"id": f"{path.stem}{i}", "text": text, "target": intent, "call": call, "slots": slots}, ensure_ascii=False) + "\n")


def bench_leaks(a, work):
    """Print what train and test of each tool share: the same grammar, the same counts."""
    pack(work / "leakpack", 3)
    chatito(work / "leak.chatito", 5_000, 1_000, 3)
    found = {}
    for name, command, read in (("chatito", chatito_command(a), chatito_rows), ("chatette", chatette_command(a), chatette_rows)):
        out = work / f"leak-{name}"
        subprocess.run([str(c) for c in command(work / "leak.chatito", out)], stdout=subprocess.DEVNULL, check=True)
        for split in ("train", "test"):
            path = next(out.glob(f"*{split}*.json")) if name == "chatito" else out / split / "output.json"
            write_rows(read(path), out / f"{split}.jsonl")
        found[name] = [out / "train.jsonl", out / "test.jsonl"]
    for by in ("template", "text"):
        subprocess.run([str(c) for c in [a.slmkit, "generate", work / "leakpack", "-n", 6_000, "--split", "0.833,0,0.167", "--split-by", by, "--allow-shortfall", "-o", work / f"leak-{by}", "-q"]], check=True, stderr=subprocess.DEVNULL)
        found[f"slmkit, split by {by}"] = [work / f"leak-{by}"]
    subprocess.run([str(c) for c in [a.slmkit, "generate", "banking", "-n", 6_000, "--split", "0.833,0,0.167", "-o", work / "leak-banking", "-q"]], check=True)
    found["slmkit, banking, split by template"] = [work / "leak-banking"]
    kinds = ("exact", "template", "values", "near")
    rows = [["", "same text", "same but for arguments", "same arguments", "nearly the same"]]
    for name, where in found.items():
        report = json.loads(subprocess.run([str(c) for c in [a.slmkit, "leaks", *where, "--json", "-", "-q"]], stdout=subprocess.PIPE, check=True).stdout)
        metrics = next(p["metrics"] for p in report["pairs"] if p["pair"] == "train/test")
        rows.append([name, *("n/a" if metrics[f"leak_{k}"]["value"] is None else f"{metrics[f'leak_{k}']['value']:.1%}" for k in kinds)])
    print("\nleaks: rows of test that stand in train, 5,000 + 1,000 rows of the same grammar, and of banking")
    table(rows)


def wrong(output, rng):
    """Return an answer that is wrong: cut off, another action's, or with another value."""
    kind = rng.randrange(3)
    return output[:-1] if kind == 0 else "show_" + output if kind == 1 else output.replace('")', 'x")')


def bench_eval(a, work):
    """Score 200,000 predictions, of which a tenth is spoiled, from JSON Lines, with all intervals."""
    data, answers, rng = work / "evaldata", work / "answers.jsonl", random.Random(1)
    subprocess.run([str(c) for c in [a.slmkit, "generate", "banking", "-n", 200_000, "--split", "0,0,1", "-o", data, "-q"]], check=True)
    gold = data / "test.jsonl"
    with open(gold, encoding="utf-8") as rows, open(answers, "w", encoding="utf-8") as out:
        for e in map(json.loads, rows):
            output = wrong(e["target"], rng) if rng.random() < 0.1 else e["target"]
            answer = {"id": e["id"], "text": e["text"], "output": output, "confidence": round(rng.random(), 4), "latency_ms": round(3 + 10 * rng.random(), 3)}
            out.write(json.dumps(answer) + "\n")
    commands = {"slmkit": [a.slmkit, "eval", gold, answers, "--json", work / "report.json", "-q"], "pandas": [a.python, HERE / "peer_eval.py", gold, answers]}
    runs = {name: [] for name in commands}
    for _ in range(a.rounds):
        for name, command in commands.items():
            runs[name].append(clocked(command))
    seconds = {name: statistics.median(r[0] for r in rs) for name, rs in runs.items()}
    rows = [["", "seconds", "MB", "ratio"]]
    for name, rs in runs.items():
        rows.append([name, f"{seconds[name]:.2f}", f"{statistics.median(r[1] for r in rs):.0f}", f"{seconds[name] / seconds['slmkit']:.1f}"])
    print("\neval: 200,000 rows with all intervals")
    table(rows)


def all_layouts(a, source, out):
    """Export a checkpoint, or a packed export, in the packed layout for slmkit and in optimum's; return the folders, the checkpoint's last."""
    done = out / "done-4"
    if not done.exists():
        shutil.rmtree(out, ignore_errors=True)
        if (source / "head.onnx").exists():
            clocked([a.python, RECIPE / "from_onnx.py", source, out / "checkpoint"])
            source = out / "checkpoint"
        data = out / "data"
        subprocess.run([a.slmkit, "generate", "banking", "-n", "2000", "--seed", "5", "-o", data, "-q"], check=True)
        for folder, more in (("packed", ["--data", data]), ("standard", ["--layout", "both", "--blocks", "4,8"])):
            clocked([a.python, RECIPE / "export_onnx.py", source, out / folder, "--int8", "--checks", 100, *more])
        (out / "standard/onnx").mkdir(exist_ok=True)  # where transformers.js looks
        for path in (out / "standard").glob("*.onnx"):
            (out / "standard/onnx" / path.name).symlink_to(path)
        shutil.copyfile(ROOT / "testdata/models/banking/actions.json", out / "packed/actions.json")
        done.touch()
    return out / "packed", out / "standard", out / "checkpoint" if (out / "checkpoint").exists() else source


def small_model(a):
    """Return a checkpoint of a T5 of t5-small's shape, made once: its speed is that of any model of the shape."""
    if a.small:
        return a.small
    out = a.cache / "bench-t5-small"
    if not (out / "done").exists():
        print("making a T5 of t5-small's shape, once", flush=True)
        recipe, data = RECIPE, out / "data"
        for command in (
            [a.slmkit, "generate", "banking", "-n", 8000, "--seed", 1, "-o", data, "-q"],
            [a.python, recipe / "make_small.py", out / "untrained", "--data", data],
            [a.python, recipe / "finetune.py", "--data", data, "--model", out / "untrained", "--out", out / "hf", "--steps", 600, "--batch", 16, "--lr", "1e-3", "--dev-rows", 1],
        ):
            clocked(command)
        (out / "done").touch()
    return out / "hf"


def slmkit_infer(a, model, precision, prompts, out, limit, *flags):
    """Return prompts a second from texts to texts, those from process start to file, and peak MB."""
    out.unlink(missing_ok=True)
    took, peak, said = clocked([a.slmkit, "infer", "--model", model, "--precision", precision, "--max-new-tokens", limit, *flags, prompts, "-o", out])
    n = sum(1 for _ in open(prompts))
    return float(re.search(r"([\d,.]+)/s", said)[1].replace(",", "")), n / took, peak


def slmkit_single(a, model, precision, prompts, out, limit, *flags):
    """Return the median ms of prompts one at a time, on one core."""
    slmkit_infer(a, model, precision, prompts, out, limit, "--batch", 1, "--threads", 1, "--latency", *flags)
    return statistics.median(json.loads(line)["latency_ms"] for line in open(out, encoding="utf-8"))


def transformers_js(a):
    """Return the folder that transformers.js runs in, where it is installed once."""
    tool = a.cache / "bench-transformers-js"
    if not (tool / "done").exists():
        tool.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / "transformers-js" / name, tool)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=tool, check=True)
        (tool / "done").touch()
    shutil.copy(HERE / "peer_transformers.mjs", tool)
    return tool


class Peer:
    """A tool that runs the model, in one precision."""

    def __init__(self, a, name, model, precision, limit, work):
        self.name, self.work = name, work
        self.out, self.best = work / f"{name}-{precision}.jsonl", None
        self.single_threads = sorted({1, os.cpu_count()})  # to try
        command = ["node", transformers_js(a) / "peer_transformers.mjs", model] if name == "transformers.js" else [a.peers, HERE / "peer_infer.py", name, model]
        self.command = lambda prompts, *flags: [*command, prompts, self.out, "--precision", precision, "--max-new-tokens", limit, *(["--work", work] if name != "transformers.js" else []), *flags]

    def run(self, prompts, setting, *flags):
        processes, threads, batch = setting
        _, _, said = clocked(self.command(prompts, "--processes", processes, "--threads", threads, "--batch", batch, *flags))
        return json.loads(said.strip().splitlines()[-1])

    def find(self, prompts):
        """Find the best setting: first of processes and threads, then of the batch."""
        cores, speeds = os.cpu_count(), {}
        for p, t in dict.fromkeys([(cores, 1), (1, cores), (1, 1)]):
            speeds[p, t, 32] = self.run(prompts, (p, t, 32))["prompts_per_s"]
        p, t, _ = max(speeds, key=speeds.get)
        for b in (8, 64):
            speeds[p, t, b] = self.run(prompts, (p, t, b))["prompts_per_s"]
        self.best = max(speeds, key=speeds.get)
        return speeds[self.best]

    def single(self, prompts):
        """Return the median ms of prompts one at a time, with as many threads as are best."""
        took = {t: self.run(prompts, (1, t, 1), "--singles", SINGLES)["p50_ms"] for t in self.single_threads}
        self.single_threads = [min(took, key=took.get)]
        return min(took.values())

    def start(self, prompts):
        """Return the seconds from process start to the end of one answer."""
        return clocked(self.command(prompts, "--once"))[0]


def tokens(path):
    return [json.loads(line)["tokens"] for line in open(path, encoding="utf-8")]


def work_share(a, model, precision, limit, prompts, out, speed):
    """Return a line on how close slmkit comes to the machine: the operations that its weights need for the tokens of a
    prompt, times prompts a second, of what ONNX Runtime reaches in a large product; and where its workers' time goes."""
    c = json.loads((model / "config.json").read_text("utf-8"))
    d, inner, ff = c["d_model"], c["num_heads"] * c["d_kv"], c["d_ff"] * (3 if c["feed_forward_proj"].startswith("gated") else 2)
    encoder = c["num_layers"] * (4 * d * inner + d * ff) + c["num_decoder_layers"] * 2 * d * inner
    decoder = c["num_decoder_layers"] * (6 * d * inner + d * ff) + d * c["vocab_size"]
    out.unlink(missing_ok=True)
    said = clocked([a.slmkit, "infer", "-v", "--model", model, "--precision", precision, "--max-new-tokens", limit, prompts, "-o", out])[2]
    n, read, wrote = (int(x.replace(",", "")) for x in re.search(r"([\d,]+) distinct prompts, ([\d,]+) tokens in, ([\d,]+) out", said).groups())
    useful = 2 * (read * encoder + (wrote + n) * decoder) / n * speed / 1e9
    peak = float(subprocess.run([str(a.python), str(HERE / "peak.py"), precision], stdout=subprocess.PIPE, check=True, text=True).stdout)
    limited = f", which {a.isa} does not limit" if a.isa else ""
    return f"  slmkit: {useful:,.0f} of the {peak:,.0f} G operations/s of a large product in ONNX Runtime{limited}, {useful / peak:.0%}; {re.search('time: .*', said)[0]}"


SINGLES = 60  # prompts that are timed one at a time


def bench_infer(a, work):
    subprocess.run([a.slmkit, "generate", "banking", "-n", "25000", "--seed", "3", "-o", work / "data", "-q"], check=True)
    head = ["tool", "prompts/s", "slmkit is faster by", "constrained", "one at a time, p50 ms", "slmkit's is lower by", "first answer, s", "peak MB", "slmkit's tokens", "its fp32's", "setting"]
    for name, find, n, limit in (("bundled", lambda: ROOT / "testdata/models/banking", 2000, 64), ("t5-small", lambda: small_model(a), 2000, 32)):
        if name not in a.models.split(","):
            continue
        source = find()
        model, standard, checkpoint = all_layouts(a, source, a.cache / f"bench-{name}-layouts")
        lines = open(work / "data/test.jsonl", encoding="utf-8").readlines()[:n]
        files = {count: work / f"{name}-{count}.jsonl" for count in (n, n // 8, SINGLES, 1)}
        for count, path in files.items():
            path.write_text("".join(lines[:count]))
        constrain, plain = ("--constrain", model / "actions.json"), {}  # what each tool writes in fp32
        for precision in ("fp32", "int8"):
            folder = work / name
            names = {"optimum": standard, "loop": standard, "ct2": checkpoint, "transformers.js": standard} | ({"torch": checkpoint} if precision == "fp32" else {})
            peers = [Peer(a, tool, where, precision, limit, folder) for tool, where in names.items()]
            folder.mkdir(exist_ok=True)
            found = {p: p.find(files[n // 8]) for p in peers}
            blocks = ("q8", "q4") if precision == "int8" else ()
            speeds, memory = {key: [] for key in ("slmkit", "constrained", "with start", *blocks, *peers)}, {}
            singles, starts = {key: [] for key in ("slmkit", "constrained", *blocks, *peers)}, {key: [] for key in ("slmkit", *peers)}
            for turn in range(a.rounds):
                speed, whole, memory["slmkit"] = slmkit_infer(a, model, precision, files[n], work / "s.jsonl", limit)
                speeds["slmkit"].append(speed), speeds["with start"].append(whole)
                speeds["constrained"].append(slmkit_infer(a, model, precision, files[n], work / "c.jsonl", limit, *constrain)[0])
                singles["slmkit"].append(slmkit_single(a, model, precision, files[SINGLES], work / "one.jsonl", limit))
                singles["constrained"].append(slmkit_single(a, model, precision, files[SINGLES], work / "one.jsonl", limit, *constrain))
                one = work / "once.jsonl"
                one.unlink(missing_ok=True)
                starts["slmkit"].append(clocked([a.slmkit, "infer", "--model", model, "--precision", precision, files[1], "-o", one])[0])
                for p in peers:
                    if turn > 0 and found[p] < max(found.values()) / 3:
                        continue  # once is enough for what is far behind
                    got = p.run(files[n], p.best)
                    speeds[p].append(got["prompts_per_s"])
                    memory[p] = got["mb"]
                    singles[p].append(p.single(files[SINGLES]))
                    starts[p].append(p.start(files[1]))
                for bits in blocks:
                    speed, _, memory[bits] = slmkit_infer(a, standard, bits, files[n], work / f"{bits}.jsonl", limit)
                    speeds[bits].append(speed)
                    singles[bits].append(slmkit_single(a, standard, bits, files[SINGLES], work / "one.jsonl", limit))
            speed, single, start = ({key: statistics.median(values) for key, values in d.items()} for d in (speeds, singles, starts))
            ours = tokens(work / "s.jsonl")

            def as_fp32(tool, answers):
                if precision == "fp32":
                    plain[tool] = answers
                return f"{sum(x == y for x, y in zip(answers, plain[tool])) / n:.1%}"

            rows = [head, ["slmkit", f"{speed['slmkit']:,.0f}", "1", f"{speed['constrained'] / speed['slmkit']:.2f}", f"{single['slmkit']:.2f}", "1", f"{start['slmkit']:.3f}", f"{memory['slmkit']:,.0f}", "", as_fp32("slmkit", ours), f"{speed['with start']:,.0f}/s with start"],
                    ["slmkit, constrained", f"{speed['constrained']:,.0f}", "", "1", f"{single['constrained']:.2f}", "", "", "", "", "", ""]]
            for bits in blocks:  # of our own fp32
                rows.append([f"slmkit {bits}", f"{speed[bits]:,.0f}", "", "", f"{single[bits]:.2f}", "", "", f"{memory[bits]:,.0f}", "", as_fp32("slmkit", tokens(work / f"{bits}.jsonl")), "optimum's layout, blocks of 32"])
            for p in peers:
                theirs = tokens(p.out)
                same = sum(x == y for x, y in zip(ours, theirs)) / n
                rows.append([p.name, f"{speed[p]:,.0f}", f"{speed['slmkit'] / speed[p]:.2f}", f"{speed['constrained'] / speed[p]:.2f}", f"{single[p]:.2f}", f"{single[p] / single['slmkit']:.2f}",
                             f"{start[p]:.2f}", f"{memory[p]:,.0f}", f"{same:.1%}", as_fp32(p.name, theirs), "{} processes × {} threads, batch {}".format(*p.best) + (f", not limited to {a.isa}" if a.isa and p.name in UNLIMITED else "")])
            print(f"\ninfer, {name}, {precision}: greedy, {n:,} prompts of the banking pack, at most {limit} tokens, {os.cpu_count()} cores, loaded and warm" + (f", limited to {a.isa}" if a.isa else ""), flush=True)
            table(rows)
            print(work_share(a, model, precision, limit, files[n], work / "v.jsonl", speed["slmkit"]), flush=True)
        print("  on disk, MB: " + ", ".join(f"{what} {sum(f.stat().st_size for f in where.glob(pattern) if test(f.name)) / 1e6:.1f}" for what, where, pattern, test in (
            ("slmkit fp32", model, "*.*", lambda f: f.endswith((".onnx", ".bin")) and "_int8" not in f), ("slmkit int8", model, "*_int8.*", bool),
            *((f"slmkit {bits}", standard, f"*_{bits}.onnx", lambda f: "with_past" not in f and "decoder_model_q" not in f) for bits in ("q8", "q4")),
            ("optimum fp32", standard, "*.onnx", lambda f: f.endswith("_model.onnx")), ("optimum int8", standard, "*_int8.onnx", lambda f: "merged" not in f),
            ("ct2 fp32", work / name / "ctranslate2-fp32", "model.bin", bool), ("ct2 int8", work / name / "ctranslate2-int8", "model.bin", bool))), flush=True)
    print("\n  8-bit files differ from tool to tool, so their tokens may.")


SLMKIT = "slmkit serve"


def bench_serve(a, work):
    subprocess.run([a.slmkit, "generate", "banking", "-n", "2000", "--seed", "3", "-o", work / "asked", "-q"], check=True)
    prompts, cores = work / "asked/test.jsonl", os.cpu_count()
    model, standard, checkpoint = all_layouts(a, ROOT / "testdata/models/banking", a.cache / "bench-bundled-layouts")
    converted = standard.parent  # where CTranslate2 keeps its model
    clocked([a.peers, HERE / "peer_infer.py", "ct2", checkpoint, prompts, work / "ct2.jsonl", "--precision", "int8", "--work", converted, "--once"])
    servers = []

    def ours(precision):
        servers.append(serving.Server(SLMKIT, precision, "", prompts, lambda port: [a.slmkit, "serve", "--model", model, "--precision", precision, "--listen", f"127.0.0.1:{port}", "-q"]))

    def peer(name, precision, setting, script, *command):
        python = ["env", f"PYTHONPATH={a.servers}", "OMP_NUM_THREADS=1", a.peers]  # PyTorch's threads get in the way of those of the server
        servers.append(serving.Server(name, precision, setting, prompts, lambda port: [*python, HERE / script, *command, "--precision", precision, "--port", port, "--work", converted]))

    for precision in ("int8", "fp32"):
        ours(precision)
        peer("FastAPI + optimum", precision, "1 worker", "peer_serve.py", "fastapi", "optimum", standard, "--at-once", cores)
    peer("FastAPI + optimum", "int8", f"{cores} workers", "peer_serve.py", "fastapi", "optimum", standard, "--workers", cores)
    peer("LitServe + optimum", "int8", f"{cores} workers, batch 16", "peer_litserve.py", "litserve", "optimum", standard, "--workers", cores)
    peer("FastAPI + CTranslate2", "int8", f"1 worker, {cores} replicas, batch 16", "peer_serve.py", "batching", "ct2", checkpoint, "--processes", cores, "--at-once", cores)
    before = os.getloadavg()[0]
    try:
        for s in servers:
            s.start(a.rounds)
        texts = [json.loads(line)["text"] for line in open(prompts, encoding="utf-8")][:100]
        answers = [[s.ask(text) for text in texts] for s in servers]
        serving.measure(servers, a.slmkit, 3)
    finally:
        for s in servers:
            s.stop()
    print(f"\nserve, bundled, greedy: open loop, prompts arrive at random; {cores} cores, which server and client share; load before {before:.1f}\n"
          f"  most/s: the highest rate at which p99 ≤ {serving.BOUND} ms; half: at half of it; alone: one at a time; times in ms over HTTP, from arrival to answer; MB of all processes of a server")
    rows = [["server", "model", "most/s", "slmkit's is higher by", "half: p50", "p99", "alone: p50", "slmkit's is lower by", "p99", "half's p99 is higher by", "first answer, s", "MB", "peak", "overloaded", "slmkit's answers", "setting"]]
    beside = {s.precision: s for s in servers if s.name == SLMKIT}
    for s, said in zip(servers, answers):
        best, same = beside[s.precision], sum(x == y for x, y in zip(said, answers[servers.index(beside[s.precision])])) / len(texts)
        p50, p99 = (serving.percentile(s.singles, p) for p in (50, 99))
        half = [f"{ms:.2f}" if ms else "" for ms in s.half()]
        rows.append([s.name, s.precision, s.found(), f"{best.rate / s.rate:.1f}" if s.rate else f"> {best.rate / s.too_fast:.1f}", *half, f"{p50:.2f}", f"{p50 / serving.percentile(best.singles, 50):.1f}",
                     f"{p99:.2f}", f"{s.half()[1] / p99:.1f}" if s.rate else "", f"{statistics.median(s.starts):.3f}", f"{s.pss:,.0f}", f"{s.peak:,.0f}", f"{s.overloaded:,.0f}", f"{same:.0%}", s.setting])
    table(rows)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--slmkit", required=True, type=lambda s: Path(s).resolve())
    p.add_argument("--python", required=True)
    p.add_argument("--peers", required=True)
    p.add_argument("--servers", required=True)
    p.add_argument("--cache", required=True, type=Path)
    p.add_argument("--only", default="generate,augment,leaks,eval,infer,serve")
    p.add_argument("--models", default="bundled,t5-small")
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--small", type=Path)
    p.add_argument("--isa", choices=ISA)
    a = p.parse_args()
    os.environ |= ISA.get(a.isa, {})
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # which ends servers, too
    with tempfile.TemporaryDirectory() as work:
        for name in a.only.split(","):
            {"generate": bench_generate, "augment": bench_augment, "leaks": bench_leaks, "eval": bench_eval, "infer": bench_infer, "serve": bench_serve}[name](a, Path(work))


if __name__ == "__main__":
    main()
