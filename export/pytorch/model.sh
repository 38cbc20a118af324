#!/bin/sh
# Make a bundled model again: data, fine-tuning, export, card. Half an hour on two cores.
# usage: model.sh PYTHON OUT [PACK [HUMAN.jsonl [FROM]]]      slmkit is taken from PATH; OUT/PACK is the model folder
# FROM is the exported model, with fp32 files, that is trained further, or "tiny" for a model from nothing.
set -eu
python=$1 out=$2 pack=${3:-banking} human=${4:-}
here=$(dirname "$0")
# home: prompts as a recogniser of speech writes them, without case and marks. The model trains on every template: people's
# prompts are what tests it. Its folder has int8 files alone.
# banking: the bundled model is trained further, on what its pack says now. Before that it was trained from nothing on what the
# pack said then, for 10,000 steps, as FROM tiny does. Its copies are by these operations as they were before there were plans.
case $pack in
home)
	generate="-n 150000 --split-by text --split 0.94,0.03,0.03"
	augment="--max-ops 1 --ops typo_drop,typo_double,typo_swap,contract,expand,no_apostrophe,filler,repeat,politeness,drop_word,synonym"
	precisions=int8 from=${5:-tiny} steps=7600 ;;
*)
	generate="-n 80000"
	augment="--ops typo_key,typo_drop,typo_double,typo_swap,lower,upper,sentence,end_mark,no_commas,contract,expand,no_apostrophe,filler,repeat,\
greeting,politeness,short,drop_word,synonym,join,amount_form"
	precisions="fp32 int8" from=${5:-$here/../../testdata/models/banking} steps=4000 ;;
esac
slmkit generate "$pack" $generate --seed 1 -o "$out/base"
slmkit augment "$out/base/train.jsonl" $augment --seed 1 -o "$out/augmented/train.jsonl"
slmkit export "$out/augmented/train.jsonl" "$out/base/dev.jsonl" "$out/base/test.jsonl" --format hf -o "$out/data"
cp "$out/base/manifest.json" "$out/base/actions.json" "$out/data/"
if [ "$from" = tiny ]; then
	[ "$pack" = home ] || steps=10000
	model="--model tiny --layers 4 --decoder-layers 2"
else
	"$python" "$here/from_onnx.py" "$from" "$out/checkpoint"
	model="--model $out/checkpoint --lr 1e-3"
fi
"$python" "$here/finetune.py" --data "$out/data" $model --out "$out/hf" --seed 1 --threads 2 --resume \
	--steps $steps --word-dropout 0.05 --log-every 500 --eval-every 2500
"$python" "$here/export_onnx.py" "$out/hf" "$out/$pack" --data "$out/data" --int8 ${human:+--human "$human"}
for precision in $precisions; do
	slmkit calibrate --model "$out/$pack" --precision "$precision" "$out/base/dev.jsonl"
	slmkit calibrate --model "$out/$pack" --precision "$precision" --constrain "$out/$pack/actions.json" "$out/base/dev.jsonl"
done
[ "$precisions" != int8 ] || sh "$here/int8only.sh" "$out/$pack"
echo "next: cp -r $out/$pack testdata/models/ && make oracle"
