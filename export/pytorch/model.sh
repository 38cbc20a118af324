#!/bin/sh
# Make the bundled banking model again: data, fine-tuning, export, card. Over half an hour on two cores.
# usage: model.sh PYTHON OUT [HUMAN.jsonl]      slmkit is taken from PATH; OUT/banking is the model folder
set -eu
python=$1 out=$2 human=${3:-}
here=$(dirname "$0")
slmkit generate banking -n 80000 --seed 1 -o "$out/base"
slmkit augment "$out/base/train.jsonl" --seed 1 -o "$out/augmented/train.jsonl"
slmkit export "$out/augmented/train.jsonl" "$out/base/dev.jsonl" "$out/base/test.jsonl" --format hf -o "$out/data"
cp "$out/base/manifest.json" "$out/base/actions.json" "$out/data/"
"$python" "$here/finetune.py" --data "$out/data" --model tiny --out "$out/hf" --seed 1 --threads 2 --resume \
	--steps 10000 --layers 4 --decoder-layers 2 --word-dropout 0.05 --log-every 500 --eval-every 2500
"$python" "$here/export_onnx.py" "$out/hf" "$out/banking" --data "$out/data" --int8 ${human:+--human "$human"}
for precision in fp32 int8; do
	slmkit calibrate --model "$out/banking" --precision $precision "$out/base/dev.jsonl"
	slmkit calibrate --model "$out/banking" --precision $precision --constrain "$out/banking/actions.json" "$out/base/dev.jsonl"
done
echo "next: cp -r $out/banking testdata/models/ && make oracle"
