"""Write what Hugging Face tokenizers makes of hard strings, for tokenizer_test.go.

usage: make_oracle.py TOKENIZER.json OUT.jsonl [RANDOM]
       make_oracle.py bpe DIR [RANDOM]

One line a string: text, ids, decoded (special tokens skipped). With RANDOM that
many random strings follow the fixed ones; those are not committed. "bpe" trains
a byte-level BPE tokenizer as CodeT5 has, DIR/bpe.json, and writes oracles of it
and of what the edits in their first lines make of it."""
import json, random, sys
import tokenizers
from tokenizers import decoders, models, pre_tokenizers, processors, trainers

HARD = ["", " ", "a", "  a  b  ", "hello world", "I want to view my statement", "\t", "a\tb\nc\r\nd", "cafe\u0301", "s\u0326i", "e\u0301e\u0301",
    "o\u0308\u0304", "\u2122\ufe0f", "x\u00a0", "\u00a0x", "\u3000x\u3000y", "a\u200db", "a\u0001b", "\u0085x", "x\u0085", "\u2028", "▁", "▁▁a▁b", "a▁ b", " ▁a",
    "<extra_id_0>", "The <extra_id_0> walks in <extra_id_1> park", "a<extra_id_5>b", " <extra_id_3> ", "</s>", "x </s> y", "<pad><pad>", "<unk> x", "<", "<<extra_id_0", "<extra_id_",
    "🙂", "👨\u200d👩\u200d👧", "🇩🇪🇫🇷", "👍🏽 ok", "日本語の文章です", "中文", "한국어 문장", "हिन्दी में", "ไทย", "עברית", "العربية", "ﬁne ﬂow", "ＦＵＬＬ", "①②③", "½ ¾", "№ 5", "ǅ", "ß", "İ",
    "$1,200.50", "50%", "a{b}c", "x~y^z\\`", "send \"fifty bucks\" to mom", "transfer_money(amount=\"50\", to_account=savings)", "don't", "it’s", "—–-", "…", "...", "a" * 300, "z" * 50 + " " + "q" * 50,
    "supercalifragilisticexpialidocious internationalization", "\u0000", "a\u0000b", "\ufffd", "a\ufffdb", "\ufeffx", "\u202ex", "e\u0301\u0301\u0301\u0301\u0301", "ᾳ", "Ω", "ｶﾞ", "가", "각", "\U0001d400", "²³",
    "mom\u200b dad", "l\u00a0 \u00a0m", "tab\there", "x" + " " * 20 + "y", "naïve façade", "Straße", "Москва", "ελληνικά", "a.b@c.com", "https://x.org/?q=1&r=2", "5 o'clock", "A B C", "iPhone", "😀😀😀 hi", "\r", "\v\f"]

# What only a byte-level BPE with RoBERTa's split makes hard.
SPLITS = ["'s", "it's we're I've I'm they'll he'd can't", "IT'S WE'RE", "x 's", "''s", "'s's'sx", "'", "don'tt", "a'", "'re're", "'r e", "'ll'l", "’s it’s",
    "  ", "   ", " \n", "\n ", "\n\n", "a  b", "a   b", "a \n b", "a\n\nb", "a\n\n\tb", "\n\n\n  x", "x  ", "x \n", "\t\tif x:\n\t\t\treturn 1\n", "a\u00a0\u00a0b", "a\u3000 b", "\u2003\u2003x", " \u0085 x", "a\u180eb", "a\u200bb", "\u001c\u001dx",
    "1234567", "a1b2", "3.14", "x=1", "Ⅷ ³ ½", "٣٤٥", "१२३", "a_b", "foo.bar(baz)[0]", "if (x<y && y>=0) { return x; }", "def f(a, b=None):\n    return a + b  # sum", "/* … */", "#!/bin/sh", "!?!?", " !", "a !b", "💸💸 50€", "e\u0301 x\u0301\u0302", "\u0301a", "क्षि", "กำ", "ا\u064eب",
    "<s>", "<s> a </s>", "a<mask>b", "a  <mask>  b", " <mask>", "<mask><mask>", "x \n<mask> y", "a <extra_id_9>\n b", "  <extra_id_0>", "<extra_id_10>", "<s><s", "<unk>", "a <pad> b", "transfer", " transfer", "transfer money to savings", "unreachable", " unreachable", "unreachables", "a\U0001e5d0\ua7cb b", "1\U00010d40 \U0001ccf0", "aa" * 7 + "a", "ab" * 400, " " * 300, "!" * 300, "\u00e9" * 200, "word " * 100]

def noise(rng, pieces):
    ranges = [(32, 126)] * 6 + [(0, 0x17f), (0x300, 0x36f), (0x370, 0x5ff), (0x900, 0xdff), (0x1100, 0x11ff), (0x2000, 0x206f), (0x3000, 0x30ff), (0xac00, 0xd7a3), (0xf900, 0xffef), (0x1f300, 0x1faff)]
    out = []
    for _ in range(rng.randint(1, 14)):
        lo, hi = rng.choice(ranges)
        out.append(rng.choice([lambda: chr(rng.randint(lo, hi)), lambda: rng.choice(pieces), lambda: rng.choice(["  ", " ", "<extra_id_7>", "</s>", "▁", "\n", "\u0301"])])())
    return "".join(out).encode("utf-8", "replace").decode()

def write(path, tok, texts, **head):
    with open(path, "w") as f:
        f.write(json.dumps({"made_by": "make_oracle.py", "tokenizers": tokenizers.__version__, **head}) + "\n")
        for s in texts:
            ids = tok.encode(s).ids
            line = {"text": s, "ids": ids, "decoded": tok.decode(ids, skip_special_tokens=True)}
            if "edits" in head: # the lengths of words in bytes, each of which is a character here
                line["words"] = [len(w) for w, _ in pre_tokenizers.ByteLevel(add_prefix_space=False).pre_tokenize_str(s)]
            f.write(json.dumps(line) + "\n")

def texts(tok, hard, n):
    rng, pieces = random.Random(1), sorted(tok.get_vocab())
    return hard + [noise(rng, pieces) for _ in range(n)]

def sentences():
    """Prompts, code and some other scripts to train on."""
    for who in ["mom", "dad", "my landlord", "Zoë", "José", "the gym"]:
        for what in ["send {} to {}", "please transfer {} from savings to {}", "I'd like to pay {} {}", "can't you move {} to {}?", "what's left of the {} for {}", "we're splitting {} with {}"]:
            for sum in ["50 bucks", "$1,200.50", "20 €", "a hundred dollars"]:
                yield what.format(sum, who)
    for name in ["balance", "statement", "card", "account", "limit"]:
        yield f"def get_{name}(period=None):\n    return self.{name}[period]  # the {name}\n"
        yield f"if ({name} < 0 && !{name}_ok) {{ throw new Error(\"no {name}\"); }}"
        yield f"show me the {name} for March, it's urgent!!  Thanks"
    for stem in "transfer deposit withdraw account cancel order report travel budget repeat schedul invest borrow refund dispute activat collect approv notif request".split():
        yield " ".join(stem + end for end in ["", "s", "ed", "ing", "er", "able", "ment", "ation"]) + f" un{stem}ed re{stem} pre{stem}s over{stem}"
    yield from ["Überweise 50 € an Jürgen", "Переведи 500 рублей маме", "母に五千円を送ってください", "أرسل المال إلى أمي", "माँ को पैसे भेजो"] * 4

def train():
    """A tokenizer.json in CodeT5's layout, with a token that no merge makes."""
    tok = tokenizers.Tokenizer(models.BPE(unk_token="<unk>"))
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    names = ["<pad>", "<s>", "</s>", "<unk>", "<mask>"]
    tok.train_from_iterator(sentences(), trainers.BpeTrainer(vocab_size=1000, special_tokens=names, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tok.decoder = decoders.ByteLevel()
    tok.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 1), trim_offsets=True, add_prefix_space=False)
    tok.add_special_tokens([tokenizers.AddedToken("<mask>", lstrip=True)])
    j = json.loads(tok.to_str())
    j["model"]["vocab"]["Ġunreachable"] = size = len(j["model"]["vocab"])
    j["model"]["merges"] = [" ".join(m) for m in j["model"]["merges"]]
    for i in range(10):
        j["added_tokens"].append({"id": size + 1 + i, "content": f"<extra_id_{i}>", "single_word": False, "lstrip": True, "rstrip": False, "normalized": True, "special": True})
    return json.dumps(j, ensure_ascii=False, separators=(",", ":"))

# Oracles of bpe.json by name, with the edits that make their tokenizers of it.
TEMPLATE = '{"type":"Sequence","processors":[{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true},{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":0}}],"special_tokens":{"</s>":{"id":"</s>","ids":[2],"tokens":["</s>"]}}}]}'
ROBERTA = '{"type":"RobertaProcessing","sep":["</s>",2],"cls":["<s>",1],"trim_offsets":true,"add_prefix_space":false}'
VARIANTS = {"bpe": [], "bpe_prefix": [['"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false', '"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":true'],
    ['"ignore_merges":false', '"ignore_merges":true'], [ROBERTA, TEMPLATE]]}

def bpe(out, n):
    source = train()
    with open(f"{out}/bpe.json", "w") as f:
        f.write(source)
    for name, edits in VARIANTS.items():
        edited = source
        for old, new in edits:
            assert old in edited, old
            edited = edited.replace(old, new)
        tok = tokenizers.Tokenizer.from_str(edited)
        write(f"{out}/{name}.jsonl", tok, texts(tok, HARD + SPLITS, n), edits=edits)

def main():
    n = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    if sys.argv[1] == "bpe":
        return bpe(sys.argv[2], n)
    tok = tokenizers.Tokenizer.from_file(sys.argv[1])
    write(sys.argv[2], tok, texts(tok, HARD, n))

main()
