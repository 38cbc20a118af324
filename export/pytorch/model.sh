#!/bin/sh
# Make a bundled model again: data, fine-tuning, export, card. Over half an hour on two cores.
# usage: model.sh PYTHON OUT [PACK [HUMAN.jsonl]]      slmkit is taken from PATH; OUT/PACK is the model folder
set -eu
python=$1 out=$2 pack=${3:-banking} human=${4:-}
here=$(dirname "$0")
# home: prompts as a recogniser of speech writes them, without case and marks. The model trains on every template: people's
# prompts are what tests it. Its folder has int8 files alone.
case $pack in
home)
	generate="-n 150000 --split-by text --split 0.94,0.03,0.03"
	augment="--max-ops 1 --ops typo_drop,typo_double,typo_swap,contract,expand,no_apostrophe,filler,repeat,politeness,drop_word,synonym"
	precisions=int8 steps=7600 ;;
*)
	generate="-n 80000" augment="" precisions="fp32 int8" steps=10000 ;;
esac
slmkit generate "$pack" $generate --seed 1 -o "$out/base"
slmkit augment "$out/base/train.jsonl" $augment --seed 1 -o "$out/augmented/train.jsonl"
slmkit export "$out/augmented/train.jsonl" "$out/base/dev.jsonl" "$out/base/test.jsonl" --format hf -o "$out/data"
cp "$out/base/manifest.json" "$out/base/actions.json" "$out/data/"
"$python" "$here/finetune.py" --data "$out/data" --model tiny --out "$out/hf" --seed 1 --threads 2 --resume \
	--steps $steps --layers 4 --decoder-layers 2 --word-dropout 0.05 --log-every 500 --eval-every 2500
"$python" "$here/export_onnx.py" "$out/hf" "$out/$pack" --data "$out/data" --int8 ${human:+--human "$human"}
for precision in $precisions; do
	slmkit calibrate --model "$out/$pack" --precision "$precision" "$out/base/dev.jsonl"
	slmkit calibrate --model "$out/$pack" --precision "$precision" --constrain "$out/$pack/actions.json" "$out/base/dev.jsonl"
done
[ "$precisions" != int8 ] || sh "$here/int8only.sh" "$out/$pack"
echo "next: cp -r $out/$pack testdata/models/ && make oracle"
