"""Writes scores.json: what scikit-learn and scipy make of random calls.

Run with Python 3, scikit-learn and scipy: python make_scores_oracle.py > scores.json
"""
import json
import random

from scipy.stats import binomtest
from sklearn.metrics import balanced_accuracy_score, f1_score, precision_score, recall_score
from sklearn.preprocessing import MultiLabelBinarizer

rng = random.Random(18)
ACTIONS = ["check_balance", "get_statement", "none", "pay_bill", "transfer_money"]
VALUES = ["mom", "dad", "the bank", "rent"]
PARAMETERS = ["to", "for", "from"]


def arguments():
    return {name: rng.choice(VALUES) for name in PARAMETERS if rng.random() < 0.6}


def case(n, noise):
    """Answers to n prompts. Each differs from gold with the probability noise, part by part."""
    gold = [{"name": rng.choice(ACTIONS), "arguments": arguments()} for _ in range(n)]
    pred = [{"name": g["name"] if rng.random() > noise else rng.choice(ACTIONS),
             "arguments": g["arguments"] if rng.random() > noise else arguments()} for g in gold]
    names = [[c["name"] for c in calls] for calls in (gold, pred)]
    # An argument counts with its action: those of a wrong action are all missing and all spurious.
    slots = [[{(c["name"], name, value) for name, value in c["arguments"].items()} for c in calls] for calls in (gold, pred)]
    keys = [[{(c["name"], name) for name in c["arguments"]} for c in calls] for calls in (gold, pred)]

    def micro(score, sets):
        binarizer = MultiLabelBinarizer().fit(sets[0] + sets[1])
        return score(binarizer.transform(sets[0]), binarizer.transform(sets[1]), average="micro")

    refusals = [[name == "none" for name in side] for side in names]
    return {
        "gold": gold, "pred": pred,
        "metrics": {
            "weighted_f1": f1_score(*names, labels=sorted(set(names[0])), average="weighted", zero_division=0),
            "balanced_accuracy": balanced_accuracy_score(*names),
            "refusal_precision": precision_score(*refusals), "refusal_recall": recall_score(*refusals),
            "slot_precision": micro(precision_score, slots), "slot_recall": micro(recall_score, slots),
            "slot_f1": micro(f1_score, slots), "slot_f1_keys": micro(f1_score, keys),
        },
    }


def upper(k, n):
    return {"k": k, "n": n, "low": binomtest(k, n, alternative="greater").proportion_ci(0.95, "exact").low,
            "high": binomtest(k, n, alternative="less").proportion_ci(0.95, "exact").high}


print(json.dumps({
    "cases": [case(60, 0.3), case(200, 0.7)],
    "exact": [upper(k, n) for k, n in [(0, 1240), (0, 299), (0, 5), (1, 40), (7, 200), (5, 5)]],
}, indent=1))
