// node spans.mjs BUNDLE SPANS: fails where the target parser and the spans of a bundle are
// not those of the records, which a test in Go holds to slmkit's own.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [bundle, file] = process.argv.slice(2);
const { parseTarget, spansOf } = await import(pathToFileURL(path.resolve(bundle, "target.js")));
const all = (await readFile(file, "utf8")).split("\n").filter(Boolean).map((line) => JSON.parse(line));
const wrong = all.filter(({ text, output, calls, slots }) => {
  const got = parseTarget(output);
  return JSON.stringify([got, spansOf(text, got)]) !== JSON.stringify([calls, slots]);
});
for (const { text, output } of wrong) console.log(JSON.stringify({ text, output }));
console.log(`${all.length} outputs, ${wrong.length} read otherwise`);
process.exit(all.length > 0 && wrong.length === 0 ? 0 : 1);
