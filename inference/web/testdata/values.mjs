// node values.mjs BUNDLE RECORDS: fails where a bundle takes other words for a value than the
// records, which a test in Go holds to slmkit's own.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [bundle, file] = process.argv.slice(2);
const { Values, fitting } = await import(pathToFileURL(path.resolve(bundle, "values.js")));
const wasm = await WebAssembly.compile(await readFile(path.join(bundle, "values.wasm")));
let values;
let n = 0;
let wrong = 0;
for (const record of (await readFile(file, "utf8")).split("\n").filter(Boolean).map((line) => JSON.parse(line))) {
  if (record.lexicon) values = await Values.load(wasm, record.lexicon, record.day);
  const fits = fitting(record, values);
  for (const [words, want] of [...record.fits.map((s) => [s, true]), ...record.not.map((s) => [s, false])]) {
    n++;
    if (fits(words) === want) continue;
    wrong++;
    console.log(JSON.stringify({ format: record.format, prefer: record.prefer, locale: record.locale, words, want }));
  }
}
console.log(`${n} phrases, ${wrong} taken otherwise`);
process.exit(n > 0 && wrong === 0 ? 0 : 1);
