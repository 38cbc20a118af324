// node answers.mjs BUNDLE PREDICTIONS: answers the prompts that slmkit infer --constrain
// --confidence has answered, and fails where an answer differs from the record, or where the
// grammar never took the model's likeliest token away.

import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [bundle, predictions] = process.argv.slice(2);
const { Engine } = await import(pathToFileURL(path.resolve(bundle, "engine.js")));
const engine = await Engine.load((name) => readFile(path.join(bundle, name)));

const near = 1e-9; // how far probabilities may differ: the kernels are the same

// kept is false once the grammar has refused the likeliest token of an answer.
let kept;
const { best } = engine;
engine.best = function (cursor, free, signals) {
  const choice = best.call(this, cursor, free, signals);
  kept &&= choice.id === free.id;
  return choice;
};

let n = 0;
let different = 0;
let limited = 0;
let farthest = 0;
let spent = 0;
for (const line of (await readFile(predictions, "utf8")).split("\n")) {
  if (!line) continue;
  const want = JSON.parse(line);
  if (want.error) continue;
  kept = true;
  const began = performance.now();
  const got = engine.answer(want.text);
  spent += performance.now() - began;
  n++;
  if (!kept) limited++;
  const off = Math.abs(got.confidence - want.confidence);
  farthest = Math.max(farthest, off);
  const slots = want.slots ? JSON.stringify(got.slots) === JSON.stringify(want.slots) : true;
  if (got.output !== want.output || JSON.stringify(got.tokens) !== JSON.stringify(want.tokens) || off > near || !slots) {
    different++;
    console.log(JSON.stringify({ text: want.text, got: got.output, want: want.output, confidence: [got.confidence, want.confidence], slots: [got.slots, want.slots] }));
  }
}
const sizes = await Promise.all((await readdir(bundle)).map(async (name) => ({ name, size: (await stat(path.join(bundle, name))).size })));
const size = (of) => sizes.filter(of).reduce((sum, f) => sum + f.size, 0);
const [all, code] = [size(() => true), size((f) => f.name.endsWith(".js"))];
console.log(`${n} prompts, ${different} answered otherwise, confidence at most ${farthest.toExponential(1)} off, ${limited} where the grammar refused a token, ${(spent / n).toFixed(1)} ms each`);
console.log(`${code} bytes of JavaScript, ${all} in all`);
process.exit(n > 0 && limited > 0 && different === 0 && code <= 40_000 ? 0 : 1);
