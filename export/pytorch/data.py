"""Reading prompts and targets: slmkit's JSONL and Parquet files, and Hugging Face folders."""

import json
from pathlib import Path

import datasets

from dialogue import model_input

COLUMNS = ["id", "history", "text", "target", "split"]


def split_files(source, split):
    """Return the files of one split of source: a file, a folder of slmkit's, or a Hugging Face folder."""
    source = Path(source)
    if source.is_file():
        return [source]
    hub = "validation" if split == "dev" else split  # the Hub's word for it
    for pattern in (f"{split}.parquet", f"data/{hub}-*.parquet", f"{hub}-*.parquet", f"{split}.jsonl"):
        found = sorted(source.glob(pattern))
        if found:
            return found
    return []


def read(source, split="train", limit=None):
    """Return the rows of one split as a datasets.Dataset with the columns id, text, target (those that exist).

    A single file is taken whole, whatever its rows' split; a missing split of a folder gives no rows. Where rows have a
    history, text is what the model reads of the dialogue, and the columns words and history (JSON) are what it is made of.
    """
    files = split_files(source, split)
    if not files:
        return datasets.Dataset.from_dict({"text": [], "target": []})
    if files[0].suffix == ".parquet":
        rows = datasets.load_dataset("parquet", data_files=[str(f) for f in files], split="train")
        rows = rows.select_columns([c for c in COLUMNS if c in rows.column_names])
    else:
        rows = datasets.Dataset.from_list([row for f in files for row in read_jsonl(f)])
    return with_history(rows.select(range(min(limit, len(rows)))) if limit else rows)


def with_history(rows):
    """Put what the model reads of a dialogue in the place of the text."""
    if "history" not in rows.column_names:
        return rows
    if not any(rows["history"]):
        return rows.remove_columns("history")
    inputs = [model_input(text, json.loads(history or "[]")) for text, history in zip(rows["text"], rows["history"])]
    return rows.rename_column("text", "words").add_column("text", inputs)


def shorter(row):
    """Yield what the model reads of a row with ever fewer turns, the oldest left out first."""
    history = json.loads(row.get("history") or "[]")
    for turns in reversed(range(min(len(history), 4))):
        yield model_input(row["words"], history, turns)


def read_jsonl(path):
    """Yield the known columns of each line. Only these are read: arguments of calls differ from line to line.

    A row that names an action but has no target (people's prompts, labelled by intent alone) gets `action()`.
    """
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as err:
                raise SystemExit(f"{path}:{number}: {err}") from err
            if "text" not in row:
                raise SystemExit(f'{path}:{number}: no "text"')
            if "target" not in row and "action" in row:
                row["target"] = row["action"] + "()"
            history = row.get("history") or ""
            row["history"] = history if isinstance(history, str) else json.dumps(history)
            yield {c: row[c] for c in COLUMNS if c in row}


def manifest(source):
    """Return the manifest that slmkit wrote beside the data, or {}."""
    path = Path(source) / "manifest.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}
