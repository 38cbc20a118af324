"""Writes confidence_oracle.json: what scikit-learn and scipy make of random confidences.

Run with Python 3, scikit-learn and scipy: python make_confidence_oracle.py > confidence_oracle.json
"""
import json

import numpy
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

BINS = 15
rng = numpy.random.default_rng(11)


def curve(right, confidence, strategy):
    """The reliability curve, and the calibration error that follows from it."""
    true, mean = calibration_curve(right, confidence, n_bins=BINS, strategy=strategy)
    edges = numpy.percentile(confidence, numpy.linspace(0, 1, BINS + 1) * 100) if strategy == "quantile" else numpy.linspace(0, 1, BINS + 1)
    counts = numpy.bincount(numpy.searchsorted(edges[1:-1], confidence), minlength=BINS)
    counts = counts[counts > 0]
    return {"right": true.tolist(), "mean": mean.tolist(), "n": counts.tolist(),
            "error": float(numpy.sum(counts * numpy.abs(true - mean)) / counts.sum())}


def case(name, confidence, right):
    both = 0 < sum(right) < len(right) and len(set(confidence)) > 1  # else eval has no AUROC
    return {
        "name": name, "confidence": list(map(float, confidence)), "right": [int(r) for r in right],
        "brier": brier_score_loss(right, confidence, pos_label=1), "nll": log_loss(right, confidence, labels=[0, 1]),
        "auroc": roc_auc_score(right, confidence) if both else None,
        "width": curve(right, confidence, "uniform"), "mass": curve(right, confidence, "quantile"),
    }


def sure(n, sharp):
    """Confidences near 1, as models have them; overconfident by a third."""
    p = rng.beta(sharp, 1, n)
    return p, rng.random(n) < 1 - (1 - p) * 4 / 3


def upper(k, n):
    return {"k": k, "n": n, "high": binomtest(k, n, alternative="less").proportion_ci(confidence_level=0.95, method="exact").high}


ties = numpy.round(rng.random(300), 2) * 0.97 + 0.01
print(json.dumps({
    "cases": [
        case("uniform", rng.random(50), rng.random(50) < 0.6),
        case("sure", *sure(400, 8)),
        case("very sure", *sure(250, 40)),
        case("ties", ties, rng.random(300) < ties),
        case("two values", numpy.where(rng.random(90) < 0.5, 0.3, 0.9), rng.random(90) < 0.7),
        case("one value", numpy.full(40, 0.75), rng.random(40) < 0.7),
        case("certain", [1.0, 1.0, 0.0, 0.0, 0.5, 1.0], [1, 0, 0, 1, 1, 1]),
        case("all right", rng.random(20), [1] * 20),
        case("all wrong", rng.random(20), [0] * 20),
        case("one answer", [0.4], [1]),
    ],
    "upper": [upper(k, n) for k, n in [(0, 1), (0, 149), (1, 10), (2, 400), (12, 1006), (50, 100), (99, 100), (7, 7)]],
}, indent=1))
