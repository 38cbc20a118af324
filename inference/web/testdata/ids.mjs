// node ids.mjs BUNDLE TEXTS IDS: fails where the tokenizer of a bundle gives a text other
// ids than slmkit tokenize does.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [bundle, texts, ids] = process.argv.slice(2);
const { Tokenizer } = await import(pathToFileURL(path.resolve(bundle, "tokenizer.js")));
const tokenizer = new Tokenizer(JSON.parse(await readFile(path.join(bundle, "tokenizer.json"), "utf8")));
const lines = async (file) => (await readFile(file, "utf8")).split("\n").filter(Boolean).map((line) => JSON.parse(line));
const [asked, want] = await Promise.all([lines(texts), lines(ids)]);
const wrong = asked.filter(({ text }, i) => JSON.stringify(tokenizer.encode(text)) !== JSON.stringify(want[i]));
for (const { text } of wrong) console.log(JSON.stringify(text));
console.log(`${asked.length} texts, ${wrong.length} tokenized otherwise`);
process.exit(asked.length === want.length && asked.length > 0 && wrong.length === 0 ? 0 : 1);
