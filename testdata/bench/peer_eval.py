"""Score predictions as one would in a notebook: json, pandas, numpy, and a bootstrap over templates; print what came out.

usage: peer_eval.py GOLD PREDICTIONS

It computes the headline of slmkit eval with its intervals: exact match, intent accuracy, invalid rate, slot F1, macro F1, precision,
recall and F1 of each action and parameter, Brier score, ECE and AURC, percentiles of the latency. It compares arguments by their words
and not by what they mean, so it does less than slmkit eval.
"""

import json
import re
import sys
from collections import Counter

import numpy as np
import pandas as pd

REPLICATES, BINS = 2000, 15
CALL = re.compile(r"([A-Za-z_]\w*)\((.*)\)")
ARGUMENT = re.compile(r'(\w+)=("(?:[^"]|"")*"|[^,]+)(?:, |$)')


def read(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def parse(output):
    """Return the name and arguments of the only call of an output, None where it is not one."""
    call = CALL.fullmatch(output)
    if call is None:
        return None
    arguments, at = {}, 0
    for m in ARGUMENT.finditer(call[2]):
        if m.start() != at:
            return None
        arguments[m[1]] = m[2].strip('"').lower()
        at = m.end()
    return (call[1], arguments) if at == len(call[2]) else None


def counts(labels, clusters, rows):
    """Return true positives, false positives and false negatives by cluster and label."""
    out = np.zeros((3, clusters, len(labels)))
    for (kind, cluster, label), n in rows.items():
        out[kind, cluster, labels[label]] = n
    return out


def f1(tp, fp, fn):
    with np.errstate(invalid="ignore"):
        return 2 * tp / (2 * tp + fp + fn)


def calibration(p, right, weight):
    """Return Brier score, ECE and AURC of sorted confidences."""
    n = weight.sum()
    gap = np.bincount(np.minimum((p * BINS).astype(int), BINS - 1), weight * (p - right), BINS)
    risk = np.cumsum(weight * (1 - right)) / np.maximum(np.cumsum(weight), 1)
    return (weight * (p - right) ** 2).sum() / n, np.abs(gap).sum() / n, (weight * risk).sum() / n


def spread(values):
    return np.nanpercentile(values, [2.5, 97.5], axis=0).round(4).tolist()


def main():
    gold = pd.DataFrame([(e["id"], e["target"], e["origin"]["template"]) for e in read(sys.argv[1])], columns=["id", "target", "template"])
    found = pd.DataFrame([(p["id"], p["output"], p.get("confidence"), p.get("latency_ms")) for p in read(sys.argv[2])],
                         columns=["id", "output", "confidence", "latency"])
    rows = gold.merge(found, on="id", how="left", validate="one_to_one")
    rows["cluster"] = rows.template.astype("category").cat.codes
    clusters, actions, parameters = rows.cluster.max() + 1, Counter(), Counter()
    exact, action, invalid = (np.zeros(len(rows)) for _ in range(3))
    for i, (target, output, cluster) in enumerate(zip(rows.target, rows.output, rows.cluster)):
        name, want = parse(target) or (target, {})  # several calls are compared as text
        call = parse(output) or ((output, {}) if output == target else None)
        got_name, got = call or (None, {})
        exact[i], action[i], invalid[i] = call == (name, want), got_name == name, call is None
        if got_name == name:
            actions[0, cluster, name] += 1
        else:
            actions[2, cluster, name] += 1
            if got_name:
                actions[1, cluster, got_name] += 1
        for key, value in want.items():
            if got_name == name and got.get(key) == value:
                parameters[0, cluster, key] += 1
            else:
                parameters[2, cluster, key] += 1
        for key, value in got.items():
            if got_name != name or want.get(key) != value:
                parameters[1, cluster, key] += 1
    rng = np.random.default_rng(1)
    drawn = rng.multinomial(clusters, np.full(clusters, 1 / clusters), REPLICATES).astype(float)
    size = np.bincount(rows.cluster, minlength=clusters)
    out = {}
    for name, hits in (("exact_match", exact), ("intent_accuracy", action), ("invalid_rate", invalid)):
        sums = np.bincount(rows.cluster, hits, clusters)
        out[name] = [hits.mean(), *spread(drawn @ sums / (drawn @ size))]
    for name, tally in (("actions", actions), ("parameters", parameters)):
        labels = {label: i for i, label in enumerate(sorted({label for _, _, label in tally}))}
        c = counts(labels, clusters, tally)
        draws = [drawn @ part for part in c]
        out[name] = {label: [f1(*c.sum(1)[:, i]), *spread(f1(*(d[:, i] for d in draws)))] for label, i in labels.items()}
        if name == "actions":
            out["macro_f1"] = spread(np.nanmean(f1(*draws), axis=1))
        else:
            out["slot_f1"] = spread(f1(*(d.sum(1) for d in draws)))
    if rows.confidence.notna().all():
        order = np.argsort(-rows.confidence.to_numpy(), kind="stable")
        p, right, cluster = rows.confidence.to_numpy()[order], exact[order], rows.cluster.to_numpy()[order]
        few = min(max(20_000_000 // len(rows), 100), REPLICATES)
        out["brier, ece, aurc"] = [calibration(p, right, np.ones(len(p))), spread([calibration(p, right, w[cluster]) for w in drawn[:few]])]
    if rows.latency.notna().all():
        out["latency_ms"] = np.percentile(rows.latency, [50, 90, 95, 99]).tolist()
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    main()
