#!/bin/sh
# Does augmentation teach? Trains one short recipe on rows of six kinds, as many of each, and scores people's prompts, clean and
# perturbed by lists that are not slmkit's. Over an hour on two cores; what is there is not made again.
# usage: augmentation.sh PYTHON OUT HUMAN.jsonl OUTSIDE.jsonl [OLD_SLMKIT]      slmkit is taken from PATH
# PYTHON has nlpaug beside the recipe's packages. OUTSIDE are people's prompts of another domain. OLD_SLMKIT is a slmkit of before
# plans (git worktree add OLD 4a45084); without it the arm old is left out.
set -eu
python=$1 out=$2 human=$3 outside=$4 old=${5:-}
here=$(dirname "$0")
[ -d "$out/plain" ] || slmkit generate banking -n 30000 --seed 1 -o "$out/plain"
[ -d "$out/more" ] || slmkit generate banking -n 60000 --seed 1 -o "$out/more"
mkdir -p "$out/twice" "$out/typed" "$out/spoken"
cat "$out/plain/train.jsonl" "$out/plain/train.jsonl" >"$out/twice/train.jsonl"
for plan in typed spoken; do
	[ -f "$out/$plan/train.jsonl" ] && continue
	slmkit augment "$out/plain/train.jsonl" --plan $plan --copies 2 --seed 1 -o "$out/$plan/copies.jsonl"
	"$python" "$here/evenly.py" "$out/$plan/copies.jsonl" "$out/$plan/train.jsonl"
done
arms="more plain twice typed spoken"
if [ -n "$old" ]; then
	arms="$arms old"
	[ -f "$out/old/train.jsonl" ] || "$old" augment "$out/plain/train.jsonl" --seed 1 -o "$out/old/train.jsonl"
fi
[ -d "$out/slices" ] || "$python" "$here/perturb.py" "$human" "$out/slices"
models=
for arm in $arms; do
	mkdir -p "$out/data-$arm"
	cp "$out/$arm/train.jsonl" "$out/plain/dev.jsonl" "$out/data-$arm/"
	steps=1500
	[ $arm != plain ] || steps=750 # it has half the rows, so each row is seen as often
	[ -f "$out/hf-$arm/train.json" ] || "$python" "$here/../finetune.py" --data "$out/data-$arm" --model tiny --out "$out/hf-$arm" --seed 1 --threads 1 \
		--resume --steps $steps --layers 4 --decoder-layers 2 --word-dropout 0.05 --eval-every 5000
	models="$models $arm=$out/hf-$arm"
done
"$python" "$here/arms.py" --human "$human" --slices "$out/slices" --test "$out/plain/test.jsonl" --outside "$outside" --apart convert_currency \
	--out "$out/results.json" $models
