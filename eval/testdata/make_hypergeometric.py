"""Writes hypergeometric.json: P[X >= k] of scipy.stats.hypergeom (pip install scipy)."""

import json

from scipy.stats import hypergeom

cases = []
for n, size, flips in [(50, 10, 5), (200, 40, 12), (400, 96, 35), (1000, 3, 500), (5000, 700, 60), (100000, 20000, 900), (30, 30, 4), (20, 15, 10)]:
    for k in sorted({0, 1, 2, flips * size // n, flips * size // n + 1, flips * size // n + 5, min(size, flips) // 2, min(size, flips)}):
        if k <= min(size, flips):
            cases.append({"k": k, "n": n, "size": size, "flips": flips, "p": float(hypergeom.sf(k - 1, n, size, flips))})
with open("hypergeometric.json", "w") as f:
    json.dump(cases, f, indent=0)
