"""Say what other tools read in the files of testdata/formats, which slmkit wrote.

Run from the root of the repository:

    python export/testdata/make_formats.py WHEELS

WHEELS is a folder with rasa 3.6.21, snips-nlu 0.20.2 and bfcl-eval 2026.3.23, each
unpacked into a folder of its name: pip download --no-deps, then unzip. Their
dependencies beyond datasets, ruamel.yaml<0.18, jsonschema<4.18, packaging<22,
pluggy, pykwalify, colorclass, portalocker, structlog, jsonpickle, setuptools<69,
future, deprecation and num2words are not needed for reading files; what is not
installed is replaced by a mock.

The tools are Rasa's reader of NLU data, the validation of Snips's datasets, Hugging
Face datasets for JSON Lines, and the checker of the Berkeley Function-Calling
Leaderboard. TOP and MASSIVE have no package: their files are read by the rules that
their papers give. The script writes formats.json beside itself, which
TestFormatsReadBack compares with the rows that were written.
"""

import csv
import hashlib
import json
import pathlib
import re
import sys
import tempfile
import types
from unittest.mock import MagicMock

import datasets

HERE = pathlib.Path(__file__).parent
FORMATS = HERE / "formats"


def mock_what_is_missing(names):
    for name in names:
        try:
            __import__(name)
        except ImportError:
            sys.modules[name] = MagicMock()


def call(name, arguments=None):
    return {"name": name, "arguments": arguments}


def slot(name, words, value=None, of=0):
    return {"Name": name, "Words": words, "Value": words if value is None else value, "Call": of}


def row(text, calls, slots=None):
    return {"Text": text, "Calls": calls or None, "Slots": slots or None}


def load(name):
    """The rows of a file of JSON Lines, as Hugging Face datasets gives them to a trainer."""
    with tempfile.TemporaryDirectory() as cache:
        return [dict(r) for r in datasets.load_dataset("json", data_files=str(FORMATS / name), split="train", cache_dir=cache)]


def read_messages(name):
    out = []
    for r in load(name):
        said = r.get("messages") or r["prompt"] + r["completion"]
        calls = said[-1].get("tool_calls") or []
        args = [c["function"]["arguments"] for c in calls]
        args = [json.loads(a) if isinstance(a, str) else a for a in args]
        text = next(m["content"] for m in said if m["role"] == "user")
        out.append(row(text, [call(c["function"]["name"], a) for c, a in zip(calls, args)]))
    return out


def read_xlam():
    return [row(r["query"], [call(a["name"], a["arguments"]) for a in json.loads(r["answers"])]) for r in load("xlam.jsonl")]


def read_rasa():
    mock_what_is_missing("scipy scipy.sparse dask networkx pydot sanic aiohttp prompt_toolkit randomname".split())
    from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

    out = []
    for message in RasaYAMLReader().read(str(FORMATS / "rasa.yml")).training_examples:
        m = message.as_dict()
        found = m.get("entities", [])
        slots = [slot(e["entity"], m["text"][e["start"] : e["end"]], e["value"], int(e.get("group") or 0)) for e in found]
        out.append(row(m["text"], [call(i) for i in m["intent"].split("+")], slots))
    return out


def read_snips():
    for name in "snips_nlu_parsers", "snips_nlu_utils":
        sys.modules[name] = MagicMock()
    sys.modules["snips_nlu_utils"].normalize = str.lower
    sys.modules["snips_nlu_parsers"].get_all_languages = lambda: {"en"}
    builtin = ["snips/number", "snips/date", "snips/datePeriod", "snips/time", "snips/amountOfMoney"]
    sys.modules["snips_nlu_parsers"].get_all_builtin_entities = lambda: builtin
    sys.modules["snips_nlu_parsers"].get_all_gazetteer_entities = lambda: []
    from snips_nlu.dataset.validation import validate_and_format_dataset

    data = json.loads((FORMATS / "snips.json").read_text())
    checked = validate_and_format_dataset(data)
    out = []
    for intent, said in data["intents"].items():
        for u in said["utterances"]:
            slots = []
            for c in u["data"]:
                if "entity" in c:
                    own = c["entity"].startswith("snips/")
                    known = {} if own else checked["entities"][c["entity"]]["utterances"]
                    slots.append(slot(c["slot_name"], c["text"], known.get(c["text"], c["text"])))
            out.append(row("".join(c["text"] for c in u["data"]), [call(intent)], slots))
    return out


def read_top():
    """[IN:X words [SL:Y words ] ], one level deep; a slot begins and ends a word."""
    out = []
    with open(FORMATS / "top.tsv", newline="") as f:
        for r in csv.DictReader(f, delimiter="\t"):
            intent, rest = re.fullmatch(r"\[IN:(\S+) (.*) \]", r["semantic_parse"]).groups()
            plain = re.sub(r"\[SL:\S+ (.*?) \]", r"\1", rest)
            assert plain.replace(" ", "") == r["utterance"].replace(" ", ""), r
            slots = [slot(n, w) for n, w in re.findall(r"\[SL:(\S+) (.*?) \]", rest)]
            out.append(row(r["utterance"], [call(intent)], slots))
    return out


def read_massive():
    out = []
    for r in load("massive.jsonl"):
        assert r["partition"] == "test" and r["locale"] == "en-US"
        slots = [slot(n, w) for n, w in re.findall(r"\[(\w+) : (.*?)\]", r["annot_utt"])]
        assert re.sub(r"\[\w+ : (.*?)\]", r"\1", r["annot_utt"]) == r["utt"]
        out.append(row(r["utt"], [call(r["intent"])], slots))
    return out


def read_bfcl(order):
    """The cases with the first answer of each, in the order of the texts, and the
    checker's verdicts on every possible answer and on wrong ones."""
    models = types.ModuleType("bfcl_eval.constants.model_config")

    class AnyModel(dict):
        def __getitem__(self, _):
            return types.SimpleNamespace(underscore_to_dot=False)

    models.MODEL_CONFIG_MAPPING = AnyModel()
    sys.modules["bfcl_eval.constants.model_config"] = models
    mock_what_is_missing(["tree_sitter", "tree_sitter_java", "tree_sitter_javascript"])
    from bfcl_eval.constants.enums import Language
    from bfcl_eval.eval_checker.ast_eval.ast_checker import ast_checker

    rows, judged = {}, {}
    folder = FORMATS / "bfcl" / "test"
    for file in sorted(folder.glob("*.json")):
        answers = folder / "possible_answer" / file.name
        known = {a["id"]: a["ground_truth"] for a in map(json.loads, open(answers))} if answers.exists() else {}
        for q in map(json.loads, open(file)):
            want = known.get(q["id"], [])
            calls = [call(name, {k: v[0] for k, v in args.items()}) for one in want for name, args in one.items()]
            rows[q["question"][0][-1]["content"]] = calls
            if not want:
                continue
            category = q["id"].rsplit("_", 1)[0]

            def judge(said):
                v = ast_checker(q["function"], said, want, Language.PYTHON, category, "any")
                return "valid" if v["valid"] else v["error_type"]

            for which in 0, -1:
                said = [{n: {k: v[which] for k, v in a.items()}} for one in want for n, a in one.items()]
                judged[f"{q['id']} answer {which}"] = judge(said)
            judged[f"{q['id']} wrong"] = judge([{n: dict(a, no_such=1)} for one in want for n, a in one.items()])
    return [row(text, rows[text]) for text in order], judged


def main():
    for name in "rasa", "snips_nlu", "bfcl_eval":
        sys.path.insert(0, str(pathlib.Path(sys.argv[1]) / name))
    openai = read_messages("openai.jsonl")
    bfcl, judged = read_bfcl([r["Text"] for r in openai])
    read = {"openai": openai, "trl": read_messages("trl.jsonl"), "trl-completion": read_messages("trl-completion.jsonl"), "xlam": read_xlam(),
            "bfcl": bfcl, "rasa": read_rasa(), "snips": read_snips(), "top": read_top(), "massive": read_massive()}
    files = [p for p in sorted(FORMATS.rglob("*")) if p.is_file()]
    out = {"SHA256": {p.relative_to(FORMATS).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}, "Read": read, "Judged": judged}
    (HERE / "formats.json").write_text(json.dumps(out, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


main()
