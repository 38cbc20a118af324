// node transformers.mjs FOLDER PREDICTIONS DTYPE: loads a folder that slmkit package
// --format transformersjs has written with transformers.js, unchanged, and fails where it
// writes other tokens than slmkit infer. MODULES is the folder of node_modules.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const modules = createRequire(path.resolve(process.env.MODULES) + "/");
const { AutoModelForSeq2SeqLM, AutoTokenizer, env } = await import(pathToFileURL(modules.resolve("@huggingface/transformers")));
const [folder, predictions, dtype] = process.argv.slice(2);
env.allowRemoteModels = false;
env.localModelPath = path.dirname(path.resolve(folder)) + "/";
const name = path.basename(folder);
const tokenizer = await AutoTokenizer.from_pretrained(name);
const model = await AutoModelForSeq2SeqLM.from_pretrained(name, { dtype });

let n = 0;
let different = 0;
for (const line of (await readFile(predictions, "utf8")).split("\n").filter(Boolean)) {
  const want = JSON.parse(line);
  const ids = await model.generate({ ...tokenizer(want.text), max_new_tokens: 12 });
  const got = ids.tolist()[0].map(Number).slice(1).filter((id) => id !== 1);
  n++;
  if (JSON.stringify(got) === JSON.stringify(want.tokens)) continue;
  different++;
  console.log(JSON.stringify({ text: want.text, got, want: want.tokens }));
}
console.log(`${dtype}: ${n} prompts, ${different} answered otherwise`);
process.exit(n > 0 && different === 0 ? 0 : 1);
