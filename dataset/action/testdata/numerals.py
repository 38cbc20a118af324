#!/usr/bin/env python3
"""Writes numerals.txt: how num2words 0.5.14 spells numbers. python3 numerals.py > numerals.txt"""
from num2words import num2words

NUMBERS = list(range(0, 130)) + list(range(130, 1000, 37)) + [200, 300, 400, 500, 600, 700, 800, 900, 999] + \
    [1000, 1001, 1021, 1100, 1200, 1999, 2000, 2025, 3500, 10000, 12345, 21000, 80000, 99999, 100000, 250000, 380080, 999999]
for language in ["en", "de", "es", "fr", "pt_BR"]:
    for n in NUMBERS:
        print(f"{language[:2]}|{n}|{num2words(n, lang=language)}")
