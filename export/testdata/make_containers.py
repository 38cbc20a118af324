"""Pass records through the libraries that people keep data with, and write what comes out for the Go reader.

Run from the root of the repository, with the packages installed:

    python export/testdata/make_containers.py [--rounds N]

Each round has the Go test draw random records (rows.jsonl), reads them with each
library, has the library write them in every container that it has, and runs the Go
test that compares what slmkit reads with the records. The files of the last round
are kept in containers, where the tests find them. Spark itself is not needed: its
layout, a folder of parts with timestamps of 96 bits, is written with pyarrow.
"""

import argparse
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import datasets
import duckdb
import pandas
import polars
import pyarrow
import pyarrow.parquet

HERE = pathlib.Path(__file__).parent
KEPT = HERE / "containers"
COLUMNS = ("id", "split", "text", "target", "call", "calls", "slots", "reference_date", "origin")


def go_test(folder, part, seed):
    env = dict(os.environ, SLMKIT_CONTAINERS=str(folder), SLMKIT_CONTAINERS_SEED=str(seed))
    subprocess.run(["go", "test", "-count=1", "-run", f"^TestContainers$/^{part}$", "./export"], check=True, env=env)


def as_text(value):
    return None if value is None else json.dumps(value, ensure_ascii=False)


def as_openai(call):
    return None if call is None else dict(call, arguments=json.dumps(call["arguments"], ensure_ascii=False))


def day(row):
    return datetime.date.fromisoformat(row["reference_date"]) if row.get("reference_date") else None


def write_lines(path, rows):
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows))


def texts(rows):
    """Calls as JSON text, which columns of one type need."""
    return [dict(r, call=as_text(r.get("call")), calls=as_text(r.get("calls"))) for r in rows]


def openai(rows):
    """Calls with arguments as text."""
    return [dict(r, call=as_openai(r.get("call")), calls=[as_openai(c) for c in r["calls"]] if r.get("calls") else None) for r in rows]


def with_pyarrow(rows, to):
    table = pyarrow.Table.from_pylist([dict(r, reference_date=day(r)) for r in rows])
    pyarrow.parquet.write_table(table, to / "pyarrow-structs-date.parquet")
    pyarrow.parquet.write_table(table, to / "pyarrow-v1-plain.parquet", version="1.0", use_dictionary=False, compression="none", data_page_size=64)
    for name, kind in (("dictionary", pyarrow.dictionary(pyarrow.int32(), pyarrow.string())), ("large", pyarrow.large_string()), ("view", pyarrow.string_view())):
        some = pyarrow.Table.from_pylist(texts(rows))
        for column in ("id", "split", "text", "target", "call"):
            some = some.set_column(some.schema.get_field_index(column), column, some[column].cast(kind))
        pyarrow.parquet.write_table(some, to / f"pyarrow-{name}.parquet", row_group_size=3)
    moments = [dict(r, reference_date=day(r) and datetime.datetime.combine(day(r), datetime.time(), datetime.timezone.utc)) for r in rows]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(moments), to / "pyarrow-timestamp-utc.parquet", compression="zstd")
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(moments), to / "pyarrow-pages2-structs.parquet", data_page_version="2.0", data_page_size=16)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(moments), to / "pyarrow-pages2-gzip.parquet", data_page_version="2.0", compression="gzip", row_group_size=7)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(texts(rows)), to / "pyarrow-pages2.parquet", data_page_version="2.0", compression="brotli")
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(openai(rows)), to / "pyarrow-openai.parquet")
    maps = pyarrow.schema([("id", pyarrow.string()), ("split", pyarrow.string()), ("text", pyarrow.string()), ("target", pyarrow.string()),
                           ("call", pyarrow.struct([("name", pyarrow.string()), ("arguments", pyarrow.map_(pyarrow.string(), pyarrow.string()))]))])
    named = [dict(r, call=r["call"] and {"name": r["call"]["name"], "arguments": list(r["call"]["arguments"].items())}) for r in rows if only_text(r)]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(named, schema=maps), to / "part-maps.parquet")


def only_text(row):
    return row.get("call") and not row["slots"] and not row["reference_date"] and not row["origin"] and all(isinstance(v, str) for v in row["call"]["arguments"].values())


def with_spark(rows, to):
    folder = to / "spark.parquet"
    folder.mkdir()
    (folder / "_SUCCESS").write_text("")
    moments = [dict(r, reference_date=day(r) and datetime.datetime.combine(day(r), datetime.time())) for r in rows]
    table = pyarrow.Table.from_pylist(moments)
    for i, at in enumerate(range(0, len(rows), 5)):
        pyarrow.parquet.write_table(table.slice(at, 5), folder / f"part-{i:05d}-6f1c-c000.snappy.parquet", use_deprecated_int96_timestamps=True,
                                    use_compliant_nested_type=False, version="1.0", compression="snappy")
    pyarrow.parquet.write_table(table.slice(0, 0), folder / "part-00009-6f1c-c000.snappy.parquet")


def with_datasets(source, to, cache):
    data = datasets.load_dataset("json", data_files=str(source), split="train", cache_dir=str(cache))
    data.to_parquet(str(to / "datasets.parquet"))
    data.to_json(str(to / "datasets.jsonl"))
    data.to_json(str(to / "datasets-array.json"), lines=False)


def with_polars(source, to):
    data = polars.read_ndjson(source, infer_schema_length=None)
    data.write_parquet(to / "polars.parquet")
    data.write_ndjson(to / "polars.jsonl")
    data.write_json(to / "polars-array.json")
    data.clear().write_parquet(to / "zero-polars.parquet")


def with_duckdb(source, to):
    columns = f"select * from read_json('{source}', format='newline_delimited', maximum_depth=-1, sample_size=-1)"
    for name, options in (("duckdb.parquet", "format parquet"), ("duckdb.jsonl", "format json"), ("duckdb-array.json", "format json, array true")):
        duckdb.sql(f"copy ({columns}) to '{to / name}' ({options})")
    duckdb.sql(f"copy ({columns} where false) to '{to / 'zero-duckdb.parquet'}' (format parquet)")


def with_pandas(rows, source, to):
    data = pandas.read_json(source, lines=True)
    data.to_json(to / "pandas.jsonl", orient="records", lines=True)
    data.to_json(to / "pandas-array.json", orient="records", indent=1)
    days = data.assign(reference_date=pandas.to_datetime(data["reference_date"]))
    days.to_json(to / "pandas-dates.jsonl", orient="records", lines=True, date_format="iso")
    days.to_json(to / "pandas-epoch.jsonl", orient="records", lines=True, date_format="epoch")
    days.to_parquet(to / "pandas.parquet")
    pandas.DataFrame(texts(rows)).assign(slots=[as_text(r["slots"]) for r in rows], origin=[as_text(r["origin"]) for r in rows]).to_parquet(
        to / "pandas-fastparquet.parquet", engine="fastparquet")


def integers(rows, to):
    """The same rows with ids that a float64 cannot hold, to be read with their digits."""
    ids = [dict(r, id=2**63 - 1 - i) for i, r in enumerate(rows)]
    write_lines(to / "integers.jsonl", ids)
    table = pyarrow.Table.from_pylist(ids)
    pyarrow.parquet.write_table(table, to / "integers-pyarrow.parquet")
    polars.from_arrow(table.select(["id", "text"])).write_parquet(to / "integers-polars.parquet")
    wide = table.set_column(0, "id", table["id"].cast(pyarrow.decimal128(25, 0)))
    pyarrow.parquet.write_table(wide, to / "integers-decimal.parquet")
    pyarrow.parquet.write_table(table.set_column(0, "id", table["id"].cast(pyarrow.uint64())), to / "integers-unsigned.parquet")


def one_round(to, seed):
    go_test(to, "draw", seed)
    source = to / "rows.jsonl"
    rows = [json.loads(line) for line in source.read_text().splitlines()]
    whole = [{c: r.get(c) for c in COLUMNS} for r in rows]
    with_pyarrow(whole, to)
    with_spark(whole, to)
    with tempfile.TemporaryDirectory() as cache:
        with_datasets(source, to, cache)
    with_polars(source, to)
    with_duckdb(source, to)
    with_pandas(whole, source, to)
    write_lines(to / "openai.jsonl", openai(whole))
    write_lines(to / "texts.jsonl", texts(whole))
    integers(whole, to)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(whole).slice(0, 0), to / "zero-pyarrow.parquet")
    go_test(to, "compare", seed)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=1)
    rounds = parser.parse_args().rounds
    for seed in range(rounds, 0, -1):
        with tempfile.TemporaryDirectory() as tmp:
            one_round(pathlib.Path(tmp), seed)
            if seed == 1:
                shutil.rmtree(KEPT, ignore_errors=True)
                shutil.copytree(tmp, KEPT)
    versions = {m.__name__: m.__version__ for m in (pyarrow, datasets, polars, duckdb, pandas)}
    (HERE / "containers.json").write_text(json.dumps(versions, indent=1) + "\n")


if __name__ == "__main__":
    main()
