"""Holds slmkit's library, asked by the example, to the answers of slmkit serve.

    python3 test_example.py SLMKIT LIBRARY MODEL
"""

import json
import re
import resource
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from slmkit_example import Model

slmkit, library, folder = sys.argv[1:]
PROMPTS = [
    "send fifty bucks to my landlord",
    "freeze my card",
    "what did I spend on groceries last month",
    "schick 20 € an Zoë 🙂",
    'say "hi" to \\ him',
    "tell me a joke",
]


def settled(answer):
    """An answer without what differs from time to time."""
    return {k: v for k, v in answer.items() if k not in ("latency_ms", "timing_ms", "id")}


def refused(do):
    try:
        do()
    except ValueError as e:
        return str(e)
    raise AssertionError("no error")


server = subprocess.Popen([slmkit, "serve", "--model", folder, "--precision", "int8", "--listen", "127.0.0.1:0"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
try:
    url = re.search(r"http://[0-9.:]+", server.stdout.readline()).group()

    def posted(text):
        request = urllib.request.Request(url + "/v1/parse", json.dumps({"text": text}).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as response:
            return settled(json.load(response))

    want = {text: posted(text) for text in PROMPTS}
finally:
    server.terminate()
    server.wait()

model = Model(library, folder, precision="int8", threads=2)
for text in PROMPTS:
    assert settled(model.ask({"text": text})) == want[text], text
    assert settled(model.ask(text)) == want[text], text
assert [a["output"] for a in model.ask(PROMPTS)] == [want[text]["output"] for text in PROMPTS]
with ThreadPoolExecutor(8) as threads:
    for text, answer in zip(PROMPTS * 50, threads.map(model.ask, PROMPTS * 50)):
        assert settled(answer) == want[text], text

assert "text is missing" in refused(lambda: model.ask({}))
assert "no model is named" in refused(lambda: model.ask({"text": "a", "model": "x"}))
assert "nowhere" in refused(lambda: Model(library, "nowhere"))
assert "precsion" in refused(lambda: Model(library, folder, precsion="int8"))

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for _ in range(5000):
    model.ask(PROMPTS[0])
    refused(lambda: model.ask({}))
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
assert grown < 8 << 10, f"10,000 answers took {grown} KB that were not freed"
model.close()
assert "there is no model" in refused(lambda: model.ask("freeze my card"))
model.close()
print(f"libslmkit answers as serve does: {len(PROMPTS)} prompts, 8 threads, {grown} KB more after 10,000 answers")
