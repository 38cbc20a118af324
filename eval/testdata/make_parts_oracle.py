"""Writes parts.json: Fisher's exact test, Benjamini and Hochberg's procedure, the difference of
two proportions, and the error of a ratio of sums by cluster.

Run with Python 3, scipy and statsmodels: python make_parts_oracle.py > parts.json
"""
import json
import random

import numpy
import statsmodels.api as sm
from scipy.stats import false_discovery_control, fisher_exact
from statsmodels.stats.proportion import confint_proportions_2indep

rng = random.Random(18)


def fisher():
    n, others = rng.randint(10, 400), rng.randint(100, 5000)
    wrong, others_wrong = rng.randint(1, n), rng.randint(0, others // 4)
    table = [[wrong, n - wrong], [others_wrong, others - others_wrong]]
    return {"n": n, "wrong": wrong, "others": others, "others_wrong": others_wrong, "p": fisher_exact(table, "greater").pvalue}


def adjusted():
    p = [rng.random() ** rng.choice([1, 4, 9]) for _ in range(rng.randint(1, 60))]
    return {"p": p, "q": false_discovery_control(p, method="bh").tolist()}


def newcombe():
    n1, n2 = rng.randint(5, 500), rng.randint(5, 500)
    k1, k2 = rng.randint(0, n1), rng.randint(0, n2)
    low, high = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff", alpha=0.05)
    return {"k1": k1, "n1": n1, "k2": k2, "n2": n2, "low": low, "high": high}


def ratio():
    """F1 by cluster: a weighted mean of right/half, whose error is robust to clusters."""
    clusters = rng.randint(3, 40)
    pos = [rng.randint(1, 9) for _ in range(clusters)]
    act = [rng.randint(1, 9) for _ in range(clusters)]
    cor = [rng.randint(0, min(a, b)) for a, b in zip(pos, act)]
    half = numpy.array([(a + b) / 2 for a, b in zip(pos, act)])
    fit = sm.WLS(numpy.array(cor) / half, numpy.ones(clusters), weights=half).fit(cov_type="cluster", cov_kwds={"groups": list(range(clusters))})
    return {"cor": cor, "pos": pos, "act": act, "f1": fit.params[0], "error": fit.bse[0]}


print(json.dumps({
    "fisher": [fisher() for _ in range(30)],
    "adjusted": [adjusted() for _ in range(10)],
    "newcombe": [newcombe() for _ in range(20)],
    "ratio": [ratio() for _ in range(10)],
}, indent=1))
