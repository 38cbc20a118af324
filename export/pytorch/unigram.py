"""A small Unigram tokenizer in T5's form, trained on one domain's prompts and targets.

Three things differ from running SentencePiece over the text, each for a model of a million parameters:

- Words are cut into the same pieces at every place. SentencePiece has "▁march" in a prompt and "march" after a
  quote, and a small model must learn by heart that the second copies the first. Here "▁" is a piece of its own before
  every word that may be a value, so copying is copying. Frequent words that are never values keep their "▁word".
- What the target syntax is made of ("▁get_statement(", 'period="', '")') is one piece each: outputs are short.
- Each digit is a piece: an amount is copied digit by digit.

The result is an ordinary tokenizer.json as T5 has it: Precompiled (nmt_nfkc) normalizer, WhitespaceSplit and Metaspace,
Unigram, and the template "$A </s>", with <pad>=0, </s>=1, <unk>=2.
"""

import io
import math
import re
import string
from collections import Counter

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import T5TokenizerFast

SPACE = "▁"
SPECIAL = ["<pad>", "</s>", "<unk>"]
PARAM = re.compile(r"([A-Za-z_]\w*)=(\"?)")
CALL = re.compile(r"([A-Za-z_]\w*)\(")
QUOTED = re.compile(r'"((?:[^"]|"")*)"')
CHARACTERS = string.ascii_letters + string.digits + string.punctuation
BARE = re.compile(r"=([A-Za-z_][\w.-]*)")


def target_pieces(targets):
    """Return the pieces of the target syntax, and the words inside quotes."""
    pieces, values = Counter(), Counter()
    for target in targets:
        for quoted in QUOTED.findall(target):
            values.update(re.findall(r"[^\W\d_]+|\d|\S", quoted))
        outside = QUOTED.sub('""', target)
        for name in CALL.findall(outside):
            pieces[SPACE + name + "("] += 1
        for name, quote in PARAM.findall(outside):
            pieces[f"{name}={quote}"] += 1
            pieces[f"{SPACE}{name}={quote}"] += 1
        pieces.update(BARE.findall(outside))
        pieces.update(p for p in ('")', '",', '");', ");") if p in outside)
    return pieces, values


def train(texts, targets, size=2000, whole=600, least=20):
    """Return a T5TokenizerFast of at most `size` pieces.

    whole: how many "▁word" pieces at most; least: how often such a word must occur.
    """
    texts, targets = list(texts), list(targets)
    syntax, values = target_pieces(targets)
    words = Counter(w for t in texts for w in t.split())
    # Apostrophes, quotes and full stops are cut off, so that a value's pieces do not depend on what follows it.
    parts = Counter()
    for word, n in words.items():
        for part in re.findall(r"[^\W\d_]+|\d|[^\w\s]+|_", word):
            parts[part] += n
    parts.update(values)
    fixed = {p: 0.0 for p in syntax}
    total = sum(words.values())
    common = [(w, n) for w, n in words.most_common() if n >= least and w.isalpha() and w not in values][:whole]
    fixed.update({SPACE + w: math.log(n / total) for w, n in common})
    # A value that is also part of a syntax piece needs no care; a piece with score 0 wins wherever it fits.
    learned, charsmap = sentencepiece_pieces(parts, max(size - len(fixed) - len(SPECIAL) - 1, len(CHARACTERS)))
    vocab = [(s, 0.0) for s in SPECIAL] + [(SPACE, -1.0)] + list(fixed.items())
    vocab += [(p, s) for p, s in learned if p not in fixed and p != SPACE]
    have = {p for p, _ in vocab}
    rare = min((s for _, s in learned), default=0.0) - 1  # characters that a target may need but no prompt had
    vocab += [(c, rare) for c in CHARACTERS if c not in have]
    return wrap(vocab, charsmap)


def plain(texts, size):
    """Return a T5TokenizerFast as SentencePiece makes it of running text, which knows nothing of the target syntax.

    It writes a target in about as many pieces as T5's own vocabulary does.
    """
    learned, charsmap = run_sentencepiece(texts, size, input_format="text")
    have = {p for p, _ in learned}
    return wrap([(s, 0.0) for s in SPECIAL] + learned + [(SPACE, -10.0)] * (SPACE not in have), charsmap)


def sentencepiece_pieces(parts, size):
    """Train SentencePiece's Unigram on words without spaces; return its pieces with scores, and its character map."""
    rows = (f"{part}\t{n}" for part, n in sorted(parts.items()))
    return run_sentencepiece(rows, size, input_format="tsv", add_dummy_prefix=False)


def run_sentencepiece(rows, size, **options):
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(rows), model_writer=model, model_type="unigram", vocab_size=size,
        normalization_rule_name="nmt_nfkc", split_digits=True, hard_vocab_limit=False,
        required_chars=CHARACTERS, character_coverage=1.0,
        bos_id=-1, eos_id=-1, unk_id=0, num_threads=1, minloglevel=2, **options)
    proto = sentencepiece_model_pb2.ModelProto.FromString(model.getvalue())
    pieces = [(p.piece, round(p.score, 5)) for p in proto.pieces if p.type == p.NORMAL]
    return pieces, proto.normalizer_spec.precompiled_charsmap


def wrap(vocab, charsmap):
    """Return the vocabulary as a T5 tokenizer of transformers."""
    tokenizer = Tokenizer(models.Unigram(vocab, unk_id=2, byte_fallback=False))
    tokenizer.normalizer = normalizers.Precompiled(charsmap)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always")])
    tokenizer.decoder = decoders.Metaspace(replacement=SPACE, prepend_scheme="always")
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)])
    return T5TokenizerFast(tokenizer_object=tokenizer, extra_ids=0, additional_special_tokens=[])
