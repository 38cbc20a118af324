"""Say what pyarrow, Hugging Face datasets and DuckDB read in files that slmkit writes.

Run from the root of the repository, with the packages installed:

    python export/testdata/make_readback.py

It has the Go test write its small dataset as a Hugging Face folder, reads that
with each library, and writes readback.json beside itself: types and values, which
the Go test compares with what it wrote. It also writes two Parquet files as
pyarrow does, pyarrow.parquet and pyarrow_prompts.parquet, for the Go reader.
"""

import hashlib
import json
import os
import pathlib
import subprocess
import tempfile

import datasets
import duckdb
import pyarrow
import pyarrow.parquet

HERE = pathlib.Path(__file__).parent
SPLITS = {"train": "train", "dev": "validation", "test": "test"}


def write_folder(folder):
    """Have the Go test write its dataset into folder."""
    env = dict(os.environ, SLMKIT_READBACK=str(folder))
    subprocess.run(["go", "test", "-count=1", "-run", "^TestReadBack$/^write$", "./export"], check=True, env=env)


def file_of(folder, split):
    return folder / "data" / f"{SPLITS[split]}-00000-of-00001.parquet"


def with_pyarrow(folder):
    tables = [pyarrow.parquet.read_table(file_of(folder, s)) for s in SPLITS]
    schema = {f.name: str(f.type) for f in tables[0].schema}
    return {"types": schema, "rows": [r for t in tables for r in t.to_pylist()]}


def with_datasets(folder, cache):
    loaded = datasets.load_dataset(str(folder), cache_dir=str(cache))
    features = {k: str(v) for k, v in loaded["train"].features.items()}
    return {"types": features, "rows": [dict(r) for s in SPLITS.values() for r in loaded[s]]}


def with_duckdb(folder):
    rows, types = [], {}
    for split in SPLITS:
        result = duckdb.sql(f"select * from read_parquet('{file_of(folder, split)}')")
        types = dict(zip(result.columns, map(str, result.types)))
        rows += [dict(zip(result.columns, r)) for r in result.fetchall()]
    return {"types": types, "rows": rows}


def write_foreign(rows):
    """Write the same rows as other writers do: other types, encodings and order of columns."""
    slot = pyarrow.struct([("end", pyarrow.int64()), ("start", pyarrow.int64()), ("value", pyarrow.large_string()), ("name", pyarrow.string())])
    schema = pyarrow.schema([
        ("slots", pyarrow.list_(slot)),
        ("text", pyarrow.large_string()),
        ("target", pyarrow.string()),
        ("split", pyarrow.dictionary(pyarrow.int32(), pyarrow.string())),
        ("note", pyarrow.string()),
        ("call", pyarrow.string()),
        ("calls", pyarrow.string()),
        ("history", pyarrow.large_string()),
        ("reference_date", pyarrow.string()),
        ("id", pyarrow.string()),
    ])
    rows = [dict(r, note="not a column of slmkit") for r in rows]
    table = pyarrow.Table.from_pylist(rows, schema=schema)
    pyarrow.parquet.write_table(table, HERE / "pyarrow.parquet", compression="snappy", data_page_version="2.0", row_group_size=3)
    prompts = pyarrow.table({"id": list(range(1, len(rows) + 1)), "text": [r["text"] for r in rows]})
    pyarrow.parquet.write_table(prompts, HERE / "pyarrow_prompts.parquet", compression="gzip")


def main():
    with tempfile.TemporaryDirectory() as tmp:
        folder = pathlib.Path(tmp) / "folder"
        write_folder(folder)
        out = {
            "versions": {m.__name__: m.__version__ for m in (pyarrow, datasets, duckdb)},
            "sha256": {s: hashlib.sha256(file_of(folder, s).read_bytes()).hexdigest() for s in SPLITS},
            "pyarrow": with_pyarrow(folder),
            "datasets": with_datasets(folder, pathlib.Path(tmp) / "cache"),
            "duckdb": with_duckdb(folder),
        }
    write_foreign(out["pyarrow"]["rows"])
    (HERE / "readback.json").write_text(json.dumps(out, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
