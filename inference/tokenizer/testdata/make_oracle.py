"""Write what Hugging Face tokenizers makes of hard strings, for tokenizer_test.go.

usage: make_oracle.py unigram TOKENIZER.json DIR [RANDOM]
       make_oracle.py bpe DIR [RANDOM]
       make_oracle.py wordpiece DIR PROMPTS.jsonl [RANDOM]
       make_oracle.py answers MODEL WORDPIECE.json PROMPTS.jsonl OUT.jsonl
       make_oracle.py TOKENIZER.json OUT.jsonl [RANDOM]

An oracle has one line a string: text, ids, decoded (special tokens skipped).
With RANDOM, that many random strings follow the fixed ones; those are not
committed. The first line says how the tokenizer differs from the file that it
is made of.

unigram    writes oracles of the bundled model's tokenizer in the layouts of other
           T5 checkpoints.
bpe        trains a byte-level BPE tokenizer as CodeT5 has, DIR/bpe.json, and
           writes oracles of its variants.
wordpiece  makes a WordPiece tokenizer as Chinese T5s have, DIR/wordpiece.json, of
           generated prompts and of characters of GB 2312, and does the same.
answers    writes the ids that a model folder's encoder_model.onnx and
           decoder_model.onnx write greedily after WORDPIECE.json's ids."""
import base64, collections, json, random, sys
import tokenizers
from tokenizers import decoders, models, normalizers, pre_tokenizers, processors, trainers

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

# What BERT's normalizer, its split and WordPiece make hard.
BERT = ["查询我的余额", "我想查看三月份的账单", "向妈妈转账五百元", "把500元转给Zoë", "我要transfer 50元到savings账户", "ＡＢＣ１２３，。！？", "“引号”、《书名》……——", "中文 English 混合 text", "中文English混合", "龘靐齉", "𠀀𠀁 𪛖 𫝀 𫠝 𫢸", "㐀㒨", "豈更 豈 樂", "々〆〇〡", "ひらがな カタカナ 漢字", "ﾊﾝｶｸ", "한국어 문장", "\u1112\u1161\u11ab", "ㄅㄆㄇ", "⺀⼀", "①②③㈠㊀", "１２３４５", "￥500 ¥500 €5", "5％ 50% ‰",
    "Zoë ZOË zoe\u0308", "ÅÄÖ A\u030aA\u0308O\u0308", "İSTANBUL ıI", "ΑΣ ΣΑΣ ΌΣΟΣ", "ẞ ß ſ", "Ǆ ǅ ǆ", "ﬁne ﬂow", "Å Ω K", "\u0301", "a\u0301\u0302\u0303", "\u0301 \u0302", "क्षि हिन्दी", "กำ ไทย", "שָׁלוֹם", "اَلْعَرَبِيَّة", "ᾳ ᾼ", "q\u0307\u0323 q\u0323\u0307", "각 \u1100\u1161\u11a8", "\ua7cb \ua7dc \u1c89 \U00010d50", "\u0898a \u1abfb \u08e2c",
    "\u0000", "a\u0000b", "a\u0001b", "a\u0007 b", "a\u007fb", "a\u0085b", "a\u00adb", "a\u200bb", "a\u200db", "\ufeffa", "a\u202eb\u202c", "a\u2060b", "a\ufffdb", "\ue000 \uf8ff", "a\ue000b", "\u180ea", "\U000e0041", "\u0890 \u0891", "\U00013430", "a\u000bb", "a\u000cb", "a\u001cb", "a\tb\nc\rd", "a\u00a0b", "a\u1680b", "a\u2003b", "a\u2028b\u2029c", "a\u202fb", "a\u205fb", "a\u3000b",
    "don't can't I'm we've they're it's", "do not . , ! ?", "a.b,c!d?e", "a . b , c ! d ? e ' f n't", "' n't 'm 's 've 're", "[CLS] [SEP] [UNK] [MASK] [PAD]", "a[MASK]b", "a [MASK] b", "[mask]", "[ MASK ]", "[CLS]你好[SEP]", "[SEP][SEP]", "[UNK]余额", "[CLS", "[", "<extra_id_0>", "转<extra_id_1>账<extra_id_2>", "Slot_A slot_a SLOT_A", "xSlot_Ay", " slot_a ", "##ing", "## ##a", "a##b", "#tag @you", "$+<=>^`|~", "a$b+c<d=e>f^g`h|i~j", "!\"#%&'()*,-./:;?@[\\]_{}", "¡¿§¶·«»", "᙭ 𑇉 ؝ ।॥ ፡።",
    "a" * 100, "a" * 101, "b" * 99 + "é", "é" * 100, "é" * 101, "e\u0301" * 100, "中" * 150, "0" * 100, "0" * 101, "z" * 100 + " " + "z" * 101 + " ok", "supercalifragilisticexpialidocious", "transferred transferring untransferable", "xyzzyqqq", "x" * 60 + "中" + "y" * 60, "1234567890", "1,234.56", "３．１４", "一二三四五六七八九十百千万亿", "２０２５年３月１５日", "2025-03-15", "a1b2c3", "50bucks", "user@example.com", "https://x.example/?q=余额", "👍🏽", "👨\u200d👩\u200d👧\u200d👦", "🇨🇳", "❤\ufe0f", "#\ufe0f\u20e3", "转💸给妈妈", "a😀b", "😀😀",
    b"\xff", b"a\xc3", b"\xe4\xb8", b"\xe4\xb8\xad\xe4", b"a\xf0\x9f\x98b", b"\xed\xa0\x80", b"\xc0\xaf transfer", b"\xf4\x90\x80\x80 \xe4\xbd\xa0"]

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
            line = {}
            if isinstance(s, bytes): # not UTF-8
                line, s = {"raw": base64.b64encode(s).decode()}, s.decode("utf-8", "replace")
            ids = tok.encode(s).ids
            line |= {"text": s, "ids": ids, "decoded": tok.decode(ids, skip_special_tokens=True)}
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

def variant(source, name, parts):
    """The tokenizer of source with other parts, in which $CHARSMAP is the character map of the source."""
    j = json.loads(source)
    text = json.dumps(parts).replace("$CHARSMAP", (j["normalizer"] or {}).get("precompiled_charsmap", ""))
    return tokenizers.Tokenizer.from_str(json.dumps(j | json.loads(text)))

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

def special(id, content, **how):
    return {"id": id, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True} | how

# The layouts of T5's own tokenizer: as older files have it, which put a mark before the first word only, and as newer files have it.
T5_NORMALIZER = {"type": "Sequence", "normalizers": [{"type": "Precompiled", "precompiled_charsmap": "$CHARSMAP"}, {"type": "Strip", "strip_left": False, "strip_right": True},
    {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"}]}
ENDS = [special(0, "<pad>"), special(1, "</s>"), special(2, "<unk>")]
UNIGRAM = {
    "unigram": {},
    "unigram_first": {"normalizer": T5_NORMALIZER, "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": True, "prepend_scheme": "first"},
        "decoder": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": True, "prepend_scheme": "always"}, "added_tokens": ENDS + [special(1993 + i, f"<extra_id_{9 - i}>") for i in range(10)]},
    "unigram_always": {"normalizer": T5_NORMALIZER, "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
        "added_tokens": ENDS + [special(1993 + i, f"<extra_id_{9 - i}>", lstrip=True, rstrip=True) for i in range(10)]},
    "unigram_never": {"pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "never", "split": False}, "decoder": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "never", "split": False}},
}

def unigram(path, out, n):
    source = open(path, encoding="utf-8").read()
    for name, parts in UNIGRAM.items():
        tok = variant(source, name, parts)
        write(f"{out}/{name}.jsonl", tok, texts(tok, HARD, n), parts=parts)

def characters():
    """Every fifth character of GB 2312's first level, which has the 3,755 most common, and those of the hard strings that are in it."""
    level = [c for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) if (c := bytes([row, cell]).decode("gb2312", "ignore"))]
    used = {c for s in BERT if isinstance(s, str) for c in s}
    return [c for i, c in enumerate(level) if i % 5 == 0 or c in used]

def frequent(counts, n):
    return sorted(counts, key=lambda w: (-counts[w], w))[:n]

def make_wordpiece(prompts):
    """A tokenizer.json as Chinese T5s have it, of 2,000 pieces: words of prompts, their ends and characters; [PAD] and [SEP] have the ids that T5 pads and ends with."""
    tok = tokenizers.Tokenizer(models.WordPiece())
    tok.normalizer, tok.pre_tokenizer, tok.decoder = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer(), decoders.WordPiece()
    names = ["[PAD]", "[SEP]", "[UNK]", "[CLS]", "[MASK]"]
    letters = [chr(c) for c in range(33, 127) if not chr(c).isupper()]
    lines = [json.loads(line)["text"] for line in open(prompts, encoding="utf-8")]
    words = collections.Counter(w for line in [*lines, *sentences()] for w, _ in tok.pre_tokenizer.pre_tokenize_str(tok.normalizer.normalize_str(line)))
    ends = collections.Counter("##" + w[-n:] for w in words for n in range(2, 6) if n < len(w))
    pieces = [*names, *letters, *"，。！？、《》“”…—·￥éü", *("##" + c for c in letters if c.isalnum()), *frequent(words, 650), *frequent(ends, 250), *characters()]
    pieces = list(dict.fromkeys(pieces))
    pieces = (pieces + ["##" + c for c in characters()])[:1989]
    tok.model = models.WordPiece({piece: id for id, piece in enumerate(pieces)}, unk_token="[UNK]", max_input_chars_per_word=100)
    j = json.loads(tok.to_str())
    size = len(pieces)
    j["added_tokens"] = [special(i, name) for i, name in enumerate(names)] + [special(size + i, f"<extra_id_{i}>") for i in range(10)]
    j["added_tokens"].append(special(size + 10, "Slot_A", normalized=True, special=False, lstrip=True))
    j["post_processor"] = template("[CLS]", "A", "[SEP]")
    return json.dumps(j, ensure_ascii=False, separators=(",", ":"))

IDS = {"[CLS]": 3, "[SEP]": 1}

def template(*names):
    piece = lambda name: {"SpecialToken": {"id": name, "type_id": 0}} if name in IDS else {"Sequence": {"id": name, "type_id": 0}}
    return {"type": "TemplateProcessing", "single": [piece(n) for n in names], "pair": [piece("A"), piece("B")],
        "special_tokens": {n: {"id": n, "ids": [IDS[n]], "tokens": [n]} for n in names if n in IDS}}

def bert(**how):
    return {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True} | how

# BERT's own; one that keeps case, as a BERT for Chinese may; one that ends as T5 does and normalizes little.
WORDPIECE = {
    "wordpiece": {},
    "wordpiece_cased": {"normalizer": bert(lowercase=False), "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 1], "cls": ["[CLS]", 3]}, "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": False}},
    "wordpiece_t5": {"normalizer": bert(clean_text=False, handle_chinese_chars=False, strip_accents=True, lowercase=False), "post_processor": template("A", "[SEP]")},
    "wordpiece_accents": {"normalizer": bert(strip_accents=False), "post_processor": template("A", "[SEP]"), "decoder": None},
}

def wordpiece(out, prompts, n):
    source = make_wordpiece(prompts)
    with open(f"{out}/wordpiece.json", "w", encoding="utf-8") as f:
        f.write(source)
    for name, parts in WORDPIECE.items():
        tok = variant(source, name, parts)
        write(f"{out}/{name}.jsonl", tok, texts(tok, HARD + BERT, n), parts=parts)

def answers(model, path, prompts, out, limit=24):
    import numpy, onnxruntime
    tok = tokenizers.Tokenizer.from_file(path)
    encoder, decoder = (onnxruntime.InferenceSession(f"{model}/{name}_model.onnx") for name in ("encoder", "decoder"))
    lines = [json.loads(line)["text"] for line in open(prompts, encoding="utf-8")][:10] + ["查询我的余额", "把500元转给Zoë", "Transfer 50元 to savings, please!", "龘靐齉 xyzzy"]
    with open(out, "w") as f:
        f.write(json.dumps({"made_by": "make_oracle.py answers", "tokenizers": tokenizers.__version__, "onnxruntime": onnxruntime.__version__}) + "\n")
        for text in lines:
            ids, written = tok.encode(text).ids, [0]
            feeds = {"input_ids": numpy.array([ids]), "attention_mask": numpy.ones((1, len(ids)), numpy.int64)}
            hidden = encoder.run(["last_hidden_state"], {i.name: feeds[i.name] for i in encoder.get_inputs()})[0]
            while len(written) <= limit and written[-1] != 1 or len(written) == 1:
                feeds = {"input_ids": numpy.array([written]), "encoder_attention_mask": numpy.ones((1, len(ids)), numpy.int64), "encoder_hidden_states": hidden}
                written.append(int(decoder.run(["logits"], {i.name: feeds[i.name] for i in decoder.get_inputs()})[0][0, -1].argmax()))
            tokens = [t for t in written[1:] if t != 1]
            f.write(json.dumps({"text": text, "ids": ids, "max_new_tokens": limit, "tokens": tokens, "output": tok.decode(tokens, skip_special_tokens=True), "ended": written[-1] == 1}) + "\n")

def main():
    a = sys.argv[1:]
    n = lambda at: int(a[at]) if len(a) > at else 0
    match a[0]:
        case "unigram":
            unigram(a[1], a[2], n(3))
        case "bpe":
            bpe(a[1], n(2))
        case "wordpiece":
            wordpiece(a[1], a[2], n(3))
        case "answers":
            answers(*a[1:])
        case path:
            tok = tokenizers.Tokenizer.from_file(path)
            write(a[1], tok, texts(tok, HARD, n(2)))

main()
