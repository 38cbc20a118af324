#!/bin/sh
# Make again what the tests of inference compare with: testdata/oracle, for the bundled model, and inference/testdata/tiny,
# a toy T5 in all layouts with its answers; its files as other exporters write them are in inference/testdata/variants, those of
# optimum itself in inference/testdata/optimum, and a generation_config.json with all defaults in inference/testdata/generation. Hard strings and the tokenizers for them are in inference/tokenizer/testdata. Run from the repository's root.
# usage: oracle.sh PYTHON PEERS_PYTHON          slmkit is taken from PATH
set -eu
python=$1 peers=$2 here=$(dirname "$0") tiny=inference/testdata/tiny
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
slmkit generate banking -n 4000 --seed 77 -o "$work"
head -n 400 "$work/test.jsonl" >"$work/prompts.jsonl"
"$python" "$here/make_oracle.py" testdata/models/banking "$work/prompts.jsonl" testdata/oracle

texts=inference/tokenizer/testdata
"$python" "$texts/make_tables.py"
"$python" "$texts/make_oracle.py" unigram testdata/models/banking/tokenizer.json "$texts"
"$python" "$texts/make_oracle.py" bpe "$texts"
"$python" "$texts/make_oracle.py" wordpiece "$texts" "$work/prompts.jsonl"

for p in "$python" "$peers"; do "$p" "$here/make_generation.py" inference/testdata/generation; done

"$python" "$here/make_small.py" "$work/toy" --shape toy-gated --vocab 2048
"$python" "$here/finetune.py" --data "$work" --model "$work/toy" --out "$work/toy-tuned" --steps 1500 --lr 1e-2
"$python" "$here/export_onnx.py" "$work/toy-tuned" "$tiny" --layout both
"$python" "$here/export_onnx.py" "$work/toy-tuned" "$tiny" --int8
"$python" "$here/make_oracle.py" "$tiny" "$work/prompts.jsonl" "$tiny" --only greedy --greedy 60
"$python" "$texts/make_oracle.py" answers "$tiny" "$texts/wordpiece.json" "$work/prompts.jsonl" "$tiny/wordpiece.jsonl"
"$python" "$here/make_variants.py" "$tiny" "$work/prompts.jsonl" inference/testdata/variants
"$peers" "$here/make_optimum.py" testdata/models/banking "$work/prompts.jsonl" inference/testdata/optimum
cp -r inference/testdata/optimum/tied "$work/tied"
cp testdata/models/banking/tokenizer*.json "$work/tied"
"$python" "$here/from_onnx.py" "$work/tied" "$work/checkpoint"
"$python" "$here/export_onnx.py" "$work/checkpoint" "$work/ours" --layout merged
mkdir -p inference/testdata/optimum/ours
cp "$work"/ours/*.onnx inference/testdata/optimum/ours
rm "$tiny"/tokenizer*.json # it has the bundled model's
