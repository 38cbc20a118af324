"""Say which sentences hassil has for testdata/files/hassil.

Run from the root of the repository, with hassil 3.13.0 installed:

    python prompts/convert/testdata/make_hassil.py

It writes testdata/hassil.json: for each intent the sentences that hassil samples, and
that it recognizes as the intent where a value's context counts. Sentences with a
wildcard have no words of hassil's and are left out.
"""

import json
import pathlib

from hassil import Intents, recognize_all
from hassil.sample import sample_intents
from hassil.util import merge_dict

import yaml

HERE = pathlib.Path(__file__).parent


def main():
    merged = {}
    for file in sorted((HERE / "files" / "hassil").rglob("*.yaml")):
        merge_dict(merged, yaml.safe_load(file.read_text()))
    intents = Intents.from_dict(merged)
    said = {}
    for intent, text in sample_intents(intents, language="en"):
        text = " ".join(text.split())
        found = recognize_all(text, intents, intent_context={"domain": "light", "area": "kitchen"})
        if any(r.intent.name == intent for r in found):
            said.setdefault(intent, set()).add(text)
    out = {intent: sorted(texts) for intent, texts in said.items()}
    (HERE / "hassil.json").write_text(json.dumps(out, indent=1) + "\n")


main()
