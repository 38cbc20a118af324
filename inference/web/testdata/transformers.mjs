// node transformers.mjs FOLDER PREDICTIONS DTYPE: loads a folder that slmkit package
// --format transformersjs has written with transformers.js, unchanged, and fails where it
// writes other tokens than slmkit infer. MODULES is the folder of node_modules.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { compare, report } from "./tokens.mjs";

const modules = createRequire(path.resolve(process.env.MODULES) + "/");
const transformers = await import(pathToFileURL(modules.resolve("@huggingface/transformers")));
const [folder, predictions, dtype] = process.argv.slice(2);
const question = { place: path.dirname(path.resolve(folder)) + "/", name: path.basename(folder), dtype, predictions: await readFile(predictions, "utf8") };
process.exit(report("Node.js", dtype, await compare(transformers, question)));
