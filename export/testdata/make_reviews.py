"""Say what Label Studio's and Argilla's own code reads in files for reviews.

Run from the root of the repository, with label-studio-sdk 2.1.2 and argilla 2.8.0 installed, after
go test ./export -run TestReviewsAreRead -update:

    python export/testdata/make_reviews.py

Label Studio's SDK checks the labelling configuration, and each task with its prediction against it.
Argilla's SDK reads the records, and checks their suggestions by the questions that README names.
Neither needs a server. The result is reviews.json, which the Go test compares with what it wrote."""

import json
import pathlib
from unittest import mock

import argilla
from argilla.records._io import JsonIO
from label_studio_sdk.label_interface import LabelInterface

HERE = pathlib.Path(__file__).parent
FILES = HERE / "reviews"


def with_label_studio():
    interface = LabelInterface((FILES / "labelstudio.xml").read_text())
    interface.validate()
    rows = []
    for task in json.loads((FILES / "labelstudio.json").read_text()):
        assert interface.validate_task({"data": task["data"]}), task  # of 2.1.2, one with predictions raises TypeError
        action, slots = "", []
        for prediction in task.get("predictions", []):
            faults = interface.validate_prediction(prediction, return_errors=True)
            assert not faults, (task, faults)
            for r in prediction["result"]:
                value = r["value"]
                if r["type"] == "choices":
                    action, = value["choices"]
                elif r["type"] == "labels":
                    slots.append({"name": value["labels"][0], "value": value["text"], "start": value["start"], "end": value["end"]})
        data = task["data"]
        rows.append({"id": data["id"], "text": data["text"], "action": action, "slots": slots,
                     "history": [f"{t['role']}: {t['text']}" for t in data["history"]]})
    return rows


def with_argilla():
    argilla.Argilla._default_client = mock.MagicMock()  # settings ask for a client, and use none
    tasks = json.loads((FILES / "argilla.json").read_text())
    settings = argilla.Settings(
        fields=[argilla.TextField(name="text"), argilla.ChatField(name="history", required=False)],
        questions=[argilla.LabelQuestion(name="action", labels=sorted({t["suggestions"]["action"]["value"] for t in tasks if t["suggestions"]})),
                   argilla.SpanQuestion(name="slots", field="text", labels=["to", "amount", "account", "period", "pages"], required=False),
                   argilla.TextQuestion(name="target", required=False)],
        metadata=[argilla.TermsMetadataProperty(name=name) for name in ("answer", "reference_date", "why", "turns")])
    settings.validate()
    rows = []
    for record in JsonIO._records_from_json(FILES / "argilla.json"):
        model = record.api_model()  # by pydantic, as the server gets it
        suggested = {s.question_name: s.value for s in record.suggestions}
        text = record.fields["text"]
        spans = [{"name": s["label"], "value": text[s["start"]:s["end"]], "start": s["start"], "end": s["end"]} for s in suggested.get("slots", [])]
        assert set(record.fields) <= {f.name for f in settings.fields}
        assert set(record.metadata) <= {m.name for m in settings.metadata} and all(isinstance(v, str) for v in record.metadata.values())
        assert model.external_id == record.id
        rows.append({"id": record.id, "text": text, "action": suggested.get("action", ""), "slots": spans,
                     "history": [f"{m['role']}: {m['content']}" for m in record.fields["history"] or []] if "history" in record.fields else []})
    return rows


out = {"labelstudio": with_label_studio(), "argilla": with_argilla()}
(HERE / "reviews.json").write_text(json.dumps(out, indent=1, ensure_ascii=False) + "\n")
