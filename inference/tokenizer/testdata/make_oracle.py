"""Write what Hugging Face tokenizers makes of hard strings, for tokenizer_test.go.

usage: make_oracle.py TOKENIZER.json OUT.jsonl [RANDOM]

One line a string: text, ids, decoded (special tokens skipped). With RANDOM that
many random strings follow the fixed ones; those are not committed."""
import json, random, sys
import tokenizers

HARD = ["", " ", "a", "  a  b  ", "hello world", "I want to view my statement", "\t", "a\tb\nc\r\nd", "cafe\u0301", "s\u0326i", "e\u0301e\u0301",
    "o\u0308\u0304", "\u2122\ufe0f", "x\u00a0", "\u00a0x", "\u3000x\u3000y", "a\u200db", "a\u0001b", "\u0085x", "x\u0085", "\u2028", "▁", "▁▁a▁b", "a▁ b", " ▁a",
    "<extra_id_0>", "The <extra_id_0> walks in <extra_id_1> park", "a<extra_id_5>b", " <extra_id_3> ", "</s>", "x </s> y", "<pad><pad>", "<unk> x", "<", "<<extra_id_0", "<extra_id_",
    "🙂", "👨\u200d👩\u200d👧", "🇩🇪🇫🇷", "👍🏽 ok", "日本語の文章です", "中文", "한국어 문장", "हिन्दी में", "ไทย", "עברית", "العربية", "ﬁne ﬂow", "ＦＵＬＬ", "①②③", "½ ¾", "№ 5", "ǅ", "ß", "İ",
    "$1,200.50", "50%", "a{b}c", "x~y^z\\`", "send \"fifty bucks\" to mom", "transfer_money(amount=\"50\", to_account=savings)", "don't", "it’s", "—–-", "…", "...", "a" * 300, "z" * 50 + " " + "q" * 50,
    "supercalifragilisticexpialidocious internationalization", "\u0000", "a\u0000b", "\ufffd", "a\ufffdb", "\ufeffx", "\u202ex", "e\u0301\u0301\u0301\u0301\u0301", "ᾳ", "Ω", "ｶﾞ", "가", "각", "\U0001d400", "²³",
    "mom\u200b dad", "l\u00a0 \u00a0m", "tab\there", "x" + " " * 20 + "y", "naïve façade", "Straße", "Москва", "ελληνικά", "a.b@c.com", "https://x.org/?q=1&r=2", "5 o'clock", "A B C", "iPhone", "😀😀😀 hi", "\r", "\v\f"]

def noise(rng, pieces):
    ranges = [(32, 126)] * 6 + [(0, 0x17f), (0x300, 0x36f), (0x370, 0x5ff), (0x900, 0xdff), (0x1100, 0x11ff), (0x2000, 0x206f), (0x3000, 0x30ff), (0xac00, 0xd7a3), (0xf900, 0xffef), (0x1f300, 0x1faff)]
    out = []
    for _ in range(rng.randint(1, 14)):
        lo, hi = rng.choice(ranges)
        out.append(rng.choice([lambda: chr(rng.randint(lo, hi)), lambda: rng.choice(pieces), lambda: rng.choice(["  ", " ", "<extra_id_7>", "</s>", "▁", "\n", "\u0301"])])())
    return "".join(out).encode("utf-8", "replace").decode()

def main():
    path, out, n = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0
    tok = tokenizers.Tokenizer.from_file(path)
    rng = random.Random(1)
    pieces = sorted(tok.get_vocab())
    with open(out, "w") as f:
        f.write(json.dumps({"made_by": "make_oracle.py", "tokenizers": tokenizers.__version__}) + "\n")
        for s in HARD + [noise(rng, pieces) for _ in range(n)]:
            ids = tok.encode(s).ids
            f.write(json.dumps({"text": s, "ids": ids, "decoded": tok.decode(ids, skip_special_tokens=True)}) + "\n")

main()
