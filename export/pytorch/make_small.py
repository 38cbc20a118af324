"""Build an untrained T5 of a published shape, for speed measurements and export tests.

usage: make_small.py OUT [--shape t5-small|flan-t5-small|toy|toy-gated] [--tokenizer DIR | --data DIR] [--vocab 32128]

Takes the tokenizer of a model folder (the bundled model by default), or with --data makes one of the dataset's prompts,
which cuts prompts and targets into about as many pieces as T5's own. The vocabulary keeps the shape's size, so that the
projection costs what it costs there. Train it briefly with finetune.py --model OUT --steps 600 --lr 1e-3, so that its
outputs have the lengths of real ones.
"""

import argparse
import json
from pathlib import Path

import transformers
from transformers import AutoTokenizer, T5Config, T5ForConditionalGeneration

import unigram

# toy-gated has what breaks exporters: heads * d_kv is not d_model, gated GELU, a projection of its own
SHAPES = {
    "t5-small": dict(d_model=512, d_kv=64, d_ff=2048, num_layers=6, num_heads=8, feed_forward_proj="relu"),
    "flan-t5-small": dict(d_model=512, d_kv=64, d_ff=1024, num_layers=8, num_heads=6, feed_forward_proj="gated-gelu", tie_word_embeddings=False),
    "toy": dict(d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4, feed_forward_proj="relu"),
    "toy-gated": dict(d_model=16, d_kv=8, d_ff=24, num_layers=3, num_decoder_layers=2, num_heads=3, feed_forward_proj="gated-gelu", tie_word_embeddings=False),
}
BUNDLED = Path(__file__).parents[2] / "testdata" / "models" / "banking"


def untie(model):
    """Give the projection weights of its own, as flan-t5's checkpoints have them (transformers 5 ties every T5)."""
    import torch
    model.config.tie_word_embeddings = False
    model.lm_head.weight = torch.nn.Parameter(torch.randn_like(model.shared.weight) * model.config.d_model ** -0.5)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out")
    p.add_argument("--shape", choices=SHAPES, default="t5-small")
    p.add_argument("--tokenizer", default=BUNDLED)
    p.add_argument("--data", type=Path)
    p.add_argument("--vocab", type=int, default=32128)
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    transformers.set_seed(a.seed)
    if a.data:
        prompts = (json.loads(line)["text"] for line in open(a.data / "train.jsonl", encoding="utf-8"))
        tokenizer = unigram.plain(prompts, a.vocab // 4)
    else:
        tokenizer = AutoTokenizer.from_pretrained(a.tokenizer)
    if len(tokenizer) > a.vocab:
        raise SystemExit(f"{a.data or a.tokenizer}: the tokenizer has {len(tokenizer)} pieces: --vocab {a.vocab} is too small")
    config = T5Config(vocab_size=a.vocab, decoder_start_token_id=0, **SHAPES[a.shape])
    model = T5ForConditionalGeneration(config)
    if not SHAPES[a.shape].get("tie_word_embeddings", True):
        untie(model)
    model.save_pretrained(a.out)
    tokenizer.save_pretrained(a.out)
    print(f"{a.out}: {a.shape}, {sum(w.numel() for w in model.parameters()):,} parameters")


if __name__ == "__main__":
    main()
