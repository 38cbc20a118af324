"""Write what Hugging Face answers for a model folder, for tests to compare with.

usage: make_oracle.py MODEL PROMPTS OUT        MODEL: an exported folder; PROMPTS: a JSONL file with "text"

Writes to OUT:
  tokenizer.jsonl  {"text", "ids", "decoded"}: ids with the end token, and what they decode to without special tokens
  decode.jsonl     {"ids", "decoded"}: id lists that no text gives
  greedy.jsonl     {"text", "max_new_tokens", "tokens", "output", "ended"}: tokens without start and end
  beams.jsonl      {"text", "num_beams", "max_new_tokens", "sequences": [{"tokens", "output", "score"}]}: generate's own
                   defaults (length_penalty 1, early_stopping false); score is the log probability over the length
  rules.jsonl      the same with "settings" of generation_config.json; num_beams 1 is greedy, without a score
  constrained.jsonl  the same where outputs are one of the "allowed" of the first line, segmented as the tokenizer does; no sequences where
                   those and the settings leave nothing
The first line of each is {"made_by": ...} with versions and the hash of the files used.
"""

import argparse
import functools
import hashlib
import json
from pathlib import Path

import numpy as np
import tokenizers
import torch
import transformers
from transformers import AutoTokenizer

import data
import from_onnx

START, END, PAD = 0, 1, 0
LIMIT = 64  # new tokens
# What tokenizers stumble over: spaces, controls, composed and decomposed letters, other scripts, emoji, specials, digits.
HARD = [
    "", " ", "   ", "\t", "\n", "a", " a", "a ", "  a  b  ", "a\tb\nc", "a\u00a0b", "a\u200bb", "a\u200db", "a\u2009b", "a\u3000b", "\ufeffabc", "a\u00adb",
    "a\u0000b", "a\u0007b", "a\u001fb", "a\u007fb", "a\u0085b", "a\u2028b\u2029c", "a\rb\r\nc", "\u202eabc\u202c", "▁", "▁▁", "a▁b", "▁a", "a ▁ b", " ▁",
    "café", "cafe\u0301", "naïve", "nai\u0308ve", "Zoë", "Zoe\u0308", "ÅÄÖ", "A\u030aA\u0308O\u0308", "ﬁne ﬂow", "Ⅳ", "①②③", "½ ¼ ¾", "x² + y³", "ＡＢＣ１２３", "ｶﾀｶﾅ",
    "\u0301", "\u0301a", "a\u0301\u0302\u0303\u0304", "q\u0323\u0307", "q\u0307\u0323", "e\u0301e\u0301 e\u0301", "ſtraße", "STRASSE", "ǆ", "Ǆ", "ŉ", "İstanbul", "ıI", "Å", "Ω", "K",
    "한국어", "\u1112\u1161\u11ab", "中文字符", "日本語テキスト", "ไทย", "हिन्दी", "العربية", "עברית", "ελληνικά", "русский", "ქართული", "አማርኛ", "தமிழ்", "မြန်မာ", "𝒽𝑒𝓁𝓁𝑜", "𠀀𠀁",
    "😀", "👍🏽", "👨‍👩‍👧‍👦", "🇩🇪", "send 💸 to mom", "❤️", "#️⃣", "a😀b", "😀 😀", "🏳️‍🌈 flag",
    "</s>", "<pad>", "<unk>", "a</s>b", "a </s> b", "<pad>a", "<unk><unk>", "send <pad> to </s>", "< /s>", "<s>", "<extra_id_0>", "<extra_id_99> a", "</S>", "<PAD>", "<", "</", "</s", "s>", "<<unk>>",
    "$", "$50", "$ 50", "$1,234.56", "1.5k", "€20", "£5.00", "¥1000", "₹500", "50%", "1/2", "01/02/2025", "2025-06-16", "12:30pm", "+1 (555) 010-9999", "a@b.example", "1e9", "-5", "0000", "3.14159265358979",
    '"', "'", "''", '""', "“quoted”", "‘quoted’", "don't", "don’t", "it`s", "a,b", "a , b", "a;b", "(a)", "[a]", "{a}", "a=b", "a_b", "__init__", "a-b", "a–b", "a—b", "...", "…", "!!!", "?!", "¿qué?", "¡hola!",
    "*", "**bold**", "~", "^", "|", "\\", "/", "a/b", "C:\\x", "&amp;", "<b>x</b>", "#tag", "@you", "©®™", "°C", "±1", "×", "÷", "≠", "∞", "→", "•", "†", "§5", "¶", "№ 5", "ª º", "a‑b",
    'get_statement(account=savings, period="march")', 'transfer_money(amount="$50")', "none()", "check_balance()", "get_statement", "get_statement(", 'period="', '")', '",', "account=savings", "credit_card", "a(b=c",
    "SEND MONEY NOW", "Send Money", "sEnD mOnEy", "sendmoneytomymother", "i want to transfer transfer transfer", "  leading", "trailing  ", "double  space", "I'm", "i ' m", "u.s.a.", "e.g.", "Dr. O'Neil-Smith", "mother-in-law's",
    "pneumonoultramicroscopicsilicovolcanoconiosis", "Donaudampfschifffahrtsgesellschaftskapitän", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ababababababababababab", "0123456789" * 6, "a" * 300, "ab " * 100,
    "i want to view my statement for march " * 12, "é" * 80, "😀" * 40, "\u0301" * 30, "▁" * 30, "\u00a0" * 20, "x" + " " * 60 + "y", "…" * 20, "½" * 20, "(" * 40, "$5" * 40, "…!?;:,." * 10,
]


def random_strings(n, seed):
    """Return strings mixed from characters of many blocks: what nobody thinks of."""
    rng = np.random.default_rng(seed)
    blocks = [(0x20, 0x7F), (0xA0, 0x180), (0x300, 0x370), (0x2000, 0x2070), (0x20A0, 0x20C0), (0xFB00, 0xFB07), (0xFF00, 0xFF5F), (0x1F600, 0x1F64F), (0xAC00, 0xAC40)]
    out = []
    for _ in range(n):
        picked = (blocks[rng.choice(len(blocks), p=[0.5] + [0.0625] * 8)] for _ in range(rng.integers(1, 30)))
        out.append("".join(chr(rng.integers(*b)) for b in picked))
    return out


def write(path, head, rows):
    with open(path, "w", encoding="utf-8") as f:
        for row in [head, *rows]:
            f.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{path}: {len(rows)} rows")


def sha256(*paths):
    return hashlib.sha256(b"".join(Path(p).read_bytes() for p in paths)).hexdigest()[:16]


def tokenizer_rows(tokenizer, texts):
    return [{"text": t, "ids": (ids := tokenizer(t).input_ids), "decoded": tokenizer.decode(ids, skip_special_tokens=True)} for t in texts]


def decode_rows(tokenizer, n, seed):
    rng = np.random.default_rng(seed)
    lists = [[], [END], [PAD, PAD], [2], [3], [3, 3], [3, END, 3], [END, 5, PAD, 6]]
    lists += [rng.integers(0, len(tokenizer), rng.integers(1, 20)).tolist() for _ in range(n)]
    return [{"ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=True)} for ids in lists]


def trim(sequence):
    """Return a generated sequence without start, end and padding, and whether it ended."""
    tokens = sequence.tolist()[1:]
    return (tokens[:tokens.index(END)], True) if END in tokens else (tokens, False)


@torch.inference_mode()
def generate(model, tokenizer, text, **options):
    return model.generate(**tokenizer(text, return_tensors="pt"), do_sample=False, **options)


def greedy_row(model, tokenizer, text, limit):
    tokens, ended = trim(generate(model, tokenizer, text, num_beams=1, max_new_tokens=limit)[0])
    return {"text": text, "max_new_tokens": limit, "tokens": tokens, "output": tokenizer.decode(tokens, skip_special_tokens=True), "ended": ended}


FILLED = -1e6  # generate gives no beam at all scores far below


def beam_row(model, tokenizer, text, beams, max_new_tokens=LIMIT, **settings):
    out = generate(model, tokenizer, text, num_beams=beams, num_return_sequences=beams, max_new_tokens=max_new_tokens, return_dict_in_generate=True, output_scores=True, **settings)
    found = []
    for sequence, points in zip(out.sequences, out.sequences_scores if beams > 1 else [None]):
        if beams > 1 and points < FILLED:
            continue
        tokens, _ = trim(sequence)
        found.append({"tokens": tokens, "output": tokenizer.decode(tokens, skip_special_tokens=True)} | ({"score": round(points.item(), 6)} if beams > 1 else {}))
    return {"text": text, "num_beams": beams, "max_new_tokens": max_new_tokens, "sequences": found}


# What generation_config.json may say of an output, by itself and together.
SETTINGS = [
    {"min_new_tokens": 6}, {"min_length": 5}, {"forced_bos_token_id": 40}, {"forced_eos_token_id": 1}, {"suppress_tokens": [3, 4, 9, 12]},
    {"begin_suppress_tokens": [3, 4, 9, 12, 54]}, {"early_stopping": True}, {"early_stopping": "never", "length_penalty": 2.0}, {"length_penalty": 0.3},
    {"length_penalty": -1.0}, {"forced_bos_token_id": 40, "begin_suppress_tokens": [4, 9], "min_new_tokens": 4, "forced_eos_token_id": 1, "early_stopping": True},
    {"min_new_tokens": 2, "min_length": 9}, {"no_repeat_ngram_size": 1}, {"no_repeat_ngram_size": 2}, {"no_repeat_ngram_size": 3, "min_new_tokens": 12},
    {"encoder_no_repeat_ngram_size": 1}, {"encoder_no_repeat_ngram_size": 2}, {"encoder_no_repeat_ngram_size": 3}, {"repetition_penalty": 5.0}, {"repetition_penalty": 1.3},
    {"repetition_penalty": 0.5}, {"encoder_repetition_penalty": 3.0}, {"encoder_repetition_penalty": 0.4}, {"bad_words_ids": [[29], [1]]},
    {"bad_words_ids": [[31, 720], [0, 67], [55, 927, 718], [44], [5, 7]]}, {"sequence_bias": [[[29], -8.0], [[31, 720], -20.0], [[3], 2.0], [[31, 3], 1.5]]},
    {"exponential_decay_length_penalty": [2, 1.5]}, {"exponential_decay_length_penalty": [4, 0.7]}, {"suppress_tokens": [29, 3, 31], "renormalize_logits": True},
    {"no_repeat_ngram_size": 2, "repetition_penalty": 1.5, "encoder_repetition_penalty": 1.2, "bad_words_ids": [[9], [30, 31]], "min_new_tokens": 5, "length_penalty": 2.0},
]


def rule_row(model, tokenizer, text, beams, limit, settings):
    row = beam_row(model, tokenizer, text, beams, max_new_tokens=limit, **settings)
    return {"settings": settings} | row


# Outputs that begin other outputs, and outputs that differ early, late, or only by a space.
ALLOWED = [
    "none()", "none(); none()", "none", "check_balance()", "check_balance(account=checking)", "check_balance(account=savings)", "check_balance(account=savings",
    "get_statement()", "get_statement(account=loan)", "get_statement(account=loan); none()", "branch_hours()", 'branch_hours(location="here")', 'branch_hours( location="here")',
    "get_routing_number()", 'get_routing_number(bank="wells fargo")', "freeze_account()", "freeze_account(account=all)", "freeze_account(account=checking)", "order_checks()",
    "order_checks(quantity=1)", "order_checks(quantity=12)", "order_checks(quantity=123)", "apply_credit_card()", "apply_loan(loan_type=auto)", "apply_loan(loan_type=home)",
    "interest_rate()", "transfer_money()", 'transfer_money(amount="$50")', 'transfer_money(amount="$50", recipient="my sister")', "report_lost_card(reason=stolen)",
]
CONSTRAINED = [{"suppress_tokens": [4, 12, 29]}, {"begin_suppress_tokens": [12, 29]}, {"min_new_tokens": 4}, {"forced_bos_token_id": 62}, {"early_stopping": "never", "length_penalty": 2.0},
               {"no_repeat_ngram_size": 2}, {"repetition_penalty": 4.0}, {"encoder_repetition_penalty": 0.3}, {"bad_words_ids": [[29], [4, 5], [67]]},
               {"sequence_bias": [[[29], -9.0], [[4, 5], -9.0]]}, {"exponential_decay_length_penalty": [1, 3.0]}]


def follows(tokenizer, allowed):
    """Return generate's prefix_allowed_tokens_fn for outputs of a list as the tokenizer segments them."""
    outputs = [tuple(tokenizer(s).input_ids) for s in allowed]

    @functools.cache
    def after(written):
        return sorted({ids[len(written)] for ids in outputs if len(ids) > len(written) and ids[: len(written)] == written})

    # Where beams are fewer than it wants, generate goes on with some of no probability, which nothing may follow: it needs some token.
    return lambda _, ids: after(tuple(ids.tolist()[1:])) or [END]


def constrained_row(model, tokenizer, text, beams, limit, settings, only):
    row = {"settings": settings} | beam_row(model, tokenizer, text, beams, max_new_tokens=limit, prefix_allowed_tokens_fn=only, **settings)
    # Where list and settings leave nothing, generate pads, or passes over the settings.
    row["sequences"] = [s for s in row["sequences"] if PAD not in s["tokens"] and len(s["tokens"]) >= settings.get("min_new_tokens", 0)]
    return row


def constrained_rows(model, tokenizer, texts, allowed):
    only = follows(tokenizer, allowed)
    cases = [(t, beams, LIMIT, {}) for t in texts for beams in (2, 4)] + [(t, 8, limit, {}) for t in texts[:6] for limit in (6, LIMIT)]
    cases += [(t, beams, LIMIT, settings) for settings in CONSTRAINED for beams in (1, 3) for t in texts[:5]]
    return [constrained_row(model, tokenizer, *case, only) for case in cases]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model", type=Path)
    p.add_argument("prompts")
    p.add_argument("out", type=Path)
    p.add_argument("--greedy", type=int, default=400)
    p.add_argument("--beams", type=int, default=40)
    p.add_argument("--only", help="write this file alone: greedy, constrained, …")
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    tokenizer, model = AutoTokenizer.from_pretrained(a.model), from_onnx.load(a.model)
    texts = list(dict.fromkeys(data.read(a.prompts)["text"]))
    hard = list(dict.fromkeys(HARD))
    onnx_files = sorted(p for p in a.model.glob("*.onnx") if not p.stem.endswith("_int8"))

    def head(library, *files):
        return {"made_by": f"export/pytorch/make_oracle.py, {library.__name__} {library.__version__}", "files": [f.name for f in files], "sha256": sha256(*files)}

    def greedy():
        rows = [greedy_row(model, tokenizer, t, LIMIT) for t in texts[:a.greedy]]
        rows += [greedy_row(model, tokenizer, t, LIMIT) for t in hard if 0 < len(t) < 100][::6]
        return rows + [greedy_row(model, tokenizer, t, limit) for t, limit in zip(texts[:20], (1, 2, 3, 5) * 5)]
    words, graphs = head(tokenizers, a.model / "tokenizer.json"), head(transformers, *onnx_files)
    vocabulary = tokenizer.get_vocab()
    allowed = [s for s in ALLOWED if all(c == " " or c in vocabulary for c in s)]  # so that no beginning of one is a dead end
    for name, first, rows in (
        ("greedy", graphs, greedy),
        ("tokenizer", words, lambda: tokenizer_rows(tokenizer, texts + hard + random_strings(100, 1))),
        ("decode", words, lambda: decode_rows(tokenizer, 100, 2)),
        ("beams", graphs, lambda: [beam_row(model, tokenizer, t, 2 + 2 * (i % 2)) for i, t in enumerate(texts[:a.beams])]),
        ("rules", graphs, lambda: [rule_row(model, tokenizer, t, beams, limit, s) for s in SETTINGS for beams, limit in ((1, LIMIT), (3, LIMIT), (1, 5), (4, 8)) for t in texts[:6]]),
        ("constrained", graphs | {"allowed": allowed}, lambda: constrained_rows(model, tokenizer, texts[:a.beams // 2], allowed)),
    ):
        if a.only in (None, name):
            write(a.out / f"{name}.jsonl", first, rows())


if __name__ == "__main__":
    main()
