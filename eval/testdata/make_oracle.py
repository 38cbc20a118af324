"""Writes oracle.json: what scikit-learn and scipy make of random labels.

Run with Python 3, scikit-learn and scipy: python make_oracle.py > oracle.json
"""
import json
import random

import numpy
from scipy.stats import binomtest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, brier_score_loss, confusion_matrix, f1_score, precision_recall_fscore_support

rng = random.Random(7)
LABELS = ["check_balance", "get_statement", "none", "pay_bill", "transfer_money"]


def case(n, noise):
    gold = [rng.choice(LABELS) for _ in range(n)]
    pred = [rng.choice(LABELS) if rng.random() < noise else g for g in gold]
    conf = [round(rng.random(), 3) for _ in range(n)]
    right = [int(g == p) for g, p in zip(gold, pred)]
    seen = sorted(set(gold))  # macro F1 is over the labels that gold has
    p, r, f, s = precision_recall_fscore_support(gold, pred, labels=LABELS, zero_division=0)
    return {
        "gold": gold, "pred": pred, "confidence": conf, "labels": LABELS,
        "accuracy": accuracy_score(gold, pred),
        "precision": p.tolist(), "recall": r.tolist(), "f1": f.tolist(), "support": s.tolist(),
        "macro_f1": f1_score(gold, pred, labels=seen, average="macro", zero_division=0),
        "confusion": confusion_matrix(gold, pred, labels=LABELS).tolist(),
        "brier": brier_score_loss(right, conf),
    }


def wilson(k, n):
    i = binomtest(k, n).proportion_ci(method="wilson")
    return {"k": k, "n": n, "low": i.low, "high": i.high}


def mcnemar(b, c):
    return {"b": b, "c": c, "p": binomtest(b, b + c).pvalue if b + c else 1.0}


def logistic(n):
    """Features of unlike scales; the regression sees them standardized, with C = 1."""
    x = numpy.array([[rng.gauss(0, 1), rng.gauss(3, 5), rng.gauss(-1, 0.1), 2.5] for _ in range(n)])
    y = [int(rng.random() < 1 / (1 + numpy.exp(-(1 + row[0] - 0.3 * row[1])))) for row in x]
    deviation = x.std(axis=0, ddof=1)
    deviation[deviation < 1e-9] = 1
    model = LogisticRegression(C=1.0, tol=1e-12, max_iter=10000).fit((x - x.mean(axis=0)) / deviation, y)
    return {"x": x.tolist(), "right": y, "p": model.predict_proba((x - x.mean(axis=0)) / deviation)[:, 1].tolist()}


print(json.dumps({
    "cases": [case(40, 0.3), case(200, 0.6), case(7, 0.9)],
    "wilson": [wilson(k, n) for k, n in [(0, 10), (10, 10), (1, 3), (500, 500), (47, 50), (13, 200)]],
    "mcnemar": [mcnemar(b, c) for b, c in [(0, 0), (5, 0), (6, 0), (30, 15), (3, 9), (120, 90)]],
    "logistic": [logistic(30), logistic(200)],
}, indent=1))
