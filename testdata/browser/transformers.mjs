// node transformers.mjs FOLDER PREDICTIONS DTYPE: as inference/web/testdata/transformers.mjs, in
// Chromium, which may ask no other host. MODULES and CHROMIUM are as for the tests beside
// this file, TRANSFORMERS is the folder of node_modules with transformers.js.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, resolve } from "node:path";

import { report } from "../../inference/web/testdata/tokens.mjs";

const { chromium } = createRequire(resolve(process.env.MODULES) + "/")("playwright-core");
const [folder, predictions, dtype] = process.argv.slice(2);
const roots = { "/modules/": resolve(process.env.TRANSFORMERS), "/models/": dirname(resolve(folder)), "/compare/": resolve("inference/web/testdata") };
const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" };

const server = createServer((req, res) => {
  const { pathname } = new URL(req.url, "http://localhost");
  const [prefix, root] = Object.entries(roots).find(([p]) => pathname.startsWith(p)) ?? [];
  try {
    const body = root ? readFileSync(join(root, pathname.slice(prefix.length))) : "<!doctype html>";
    res.writeHead(200, { "content-type": types[extname(pathname) || ".html"] ?? "application/octet-stream" }).end(body);
  } catch {
    res.writeHead(404).end();
  }
});
setTimeout(() => { console.log("no answers within five minutes"); process.exit(1); }, 300_000);
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const url = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage();
const elsewhere = [];
await page.route((u) => !u.href.startsWith(url), (route) => { elsewhere.push(route.request().url()); return route.abort(); });
await page.goto(url);
const found = await page.evaluate(async (question) => {
  const transformers = await import("/modules/@huggingface/transformers/dist/transformers.min.js");
  const { compare } = await import("/compare/tokens.mjs");
  Object.assign(transformers.env.backends.onnx.wasm, { wasmPaths: "/modules/onnxruntime-web/dist/", numThreads: 1 });
  return compare(transformers, question);
}, { place: "/models/", name: basename(folder), dtype, predictions: readFileSync(predictions, "utf8") });
await browser.close();
server.close();
for (const asked of elsewhere) console.log(`asked for ${asked}`);
// Of 4 bits, ONNX Runtime's WebAssembly adds products in another order than its x86-64, so that
// of two tokens almost equally likely it may take the other.
const allowed = dtype === "q4" ? Math.floor(found.n / 50) : 0;
process.exit(report("Chromium", dtype, found, allowed) || elsewhere.length);
