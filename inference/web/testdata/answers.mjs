// node answers.mjs BUNDLE PREDICTIONS: answers the prompts that slmkit infer --confidence
// has answered, and fails where an answer differs from the record.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [bundle, predictions] = process.argv.slice(2);
const { Engine } = await import(pathToFileURL(path.resolve(bundle, "engine.js")));
const engine = await Engine.load((name) => readFile(path.join(bundle, name)));

// How far probabilities may differ: WebAssembly rounds twice where other processors
// multiply and add at once.
const near = 2e-3;

let n = 0;
let different = 0;
let farthest = 0;
let spent = 0;
for (const line of (await readFile(predictions, "utf8")).split("\n")) {
  if (!line) continue;
  const want = JSON.parse(line);
  if (want.error) continue;
  const began = performance.now();
  const got = engine.answer(want.text);
  spent += performance.now() - began;
  n++;
  const off = Math.abs(got.confidence - want.confidence);
  farthest = Math.max(farthest, off);
  const slots = want.slots ? JSON.stringify(got.slots) === JSON.stringify(want.slots) : true;
  if (got.output !== want.output || JSON.stringify(got.tokens) !== JSON.stringify(want.tokens) || off > near || !slots) {
    different++;
    console.log(JSON.stringify({ text: want.text, got: got.output, want: want.output, confidence: [got.confidence, want.confidence], slots: [got.slots, want.slots] }));
  }
}
console.log(`${n} prompts, ${different} answered otherwise, confidence at most ${farthest.toExponential(1)} off, ${(spent / n).toFixed(1)} ms each`);
process.exit(n > 0 && different === 0 ? 0 : 1);
