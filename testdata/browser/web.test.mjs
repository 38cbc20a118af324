// The page of slmkit package --format web in a real browser: make test-browser
//
// usage: node --test web.test.mjs, with MODULES, CHROMIUM and OUT as for report.test.mjs, and SLMKIT, the binary
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { after, before, test } from "node:test";

const modules = createRequire(resolve(process.env.MODULES) + "/");
const { chromium } = modules("playwright-core");
const axe = readFileSync(modules.resolve("axe-core/axe.min.js"), "utf8");
const out = resolve(process.env.OUT, "web");
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml", ".wasm": "application/wasm" };

let server;
let url;
before(async () => {
  execFileSync(resolve(process.env.SLMKIT), ["package", "testdata/models/banking", "--format", "web", "-o", out, "-q"]);
  server = createServer((req, res) => {
    const name = new URL(req.url, "http://localhost").pathname.slice(1) || "index.html";
    try {
      const body = readFileSync(join(out, name));
      res.writeHead(200, { "content-type": types[extname(name)] ?? "application/octet-stream" }).end(body);
    } catch {
      res.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${server.address().port}/`;
});
after(() => server.close());

async function open(t, options = {}) {
  const profile = mkdtempSync(join(tmpdir(), "slmkit-browser-"));
  const context = await chromium.launchPersistentContext(profile, { executablePath: process.env.CHROMIUM, headless: true, args, viewport: { width: 390, height: 800 }, ...options });
  t.after(async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (m) => complaints.push("console: " + m.text()));
  page.on("pageerror", (e) => complaints.push("error: " + e.message));
  page.on("request", (r) => r.url().startsWith(url) || complaints.push("request: " + r.url()));
  t.after(() => assert.deepEqual(complaints, []));
  await page.goto(url);
  await page.waitForSelector("#send:enabled");
  return { context, page };
}

// ask types a prompt and returns the output that the page shows.
async function ask(page, prompt) {
  await page.fill("#prompt", prompt);
  await page.click("#send");
  await page.waitForSelector("#result pre");
  return page.textContent("#result pre");
}

const prompt = "send 50 bucks to my sister";
const call = 'transfer_money(amount="50 bucks", recipient="my sister")';

test("the page answers, marks the words, and is accessible on a phone, light and dark", async (t) => {
  for (const colorScheme of ["light", "dark"]) {
    const { page } = await open(t, { colorScheme });
    assert.equal(await ask(page, prompt), call);
    assert.deepEqual(await page.$$eval("mark", (all) => all.map((m) => m.textContent)), ["50 bucksamount", "my sisterrecipient"]);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    assert.deepEqual(violations.map((v) => [v.id, v.nodes.map((n) => n.html)]), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
    await page.screenshot({ path: join(out, "..", `web-${colorScheme}.png`) });
  }
});

test("the page answers with the network cut", async (t) => {
  const { context, page } = await open(t);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await context.setOffline(true);
  server.closeAllConnections();
  await page.reload();
  await page.waitForSelector("#send:enabled");
  assert.equal(await ask(page, prompt), call);
});

test("an answer below the threshold is none()", async (t) => {
  const { page } = await open(t);
  await page.fill("#below", "0.99");
  assert.match(await page.textContent("#advice"), /of prompts are answered/);
  assert.equal(await ask(page, "hmm well i guess the blue one maybe"), "none()");
});
