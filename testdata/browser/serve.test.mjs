// The page of slmkit serve in Chromium: two precisions side by side, a file of prompts, a
// correction, programs, a phone, light and dark: make test-browser

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

const load = createRequire(join(process.env.MODULES, "x.js"));
const { chromium } = load("playwright-core");
const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const work = mkdtempSync(join(tmpdir(), "slmkit-serve-"));
const feedback = join(work, "feedback.jsonl");
let server, url;

before(async () => {
  const model = "testdata/models/banking";
  server = spawn(process.env.SLMKIT, ["serve", "--model", `int8=${model},int8`, "--model", `fp32=${model}`, "--listen", "127.0.0.1:0", "--feedback", feedback], { stdio: ["ignore", "pipe", "ignore"] });
  const line = await new Promise((found) => server.stdout.once("data", (b) => found(String(b))));
  url = line.match(/http:\/\/[0-9.:]+/)[0] + "/";
});
after(() => {
  server.kill();
  rmSync(work, { recursive: true, force: true });
});

async function open(t, options = {}) {
  const profile = mkdtempSync(join(work, "profile-"));
  const context = await chromium.launchPersistentContext(profile, { executablePath: process.env.CHROMIUM, headless: true, args, viewport: { width: 390, height: 800 }, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (m) => m.text().includes("400") || complaints.push("console: " + m.text()));
  page.on("pageerror", (e) => complaints.push("error: " + e.message));
  page.on("request", (r) => r.url().startsWith(url) || r.url().startsWith("blob:") || complaints.push("request: " + r.url()));
  t.after(() => assert.deepEqual(complaints, []));
  await page.goto(url);
  await page.waitForSelector("#send:enabled");
  return page;
}

const prompt = "send 50 bucks to my sister";
const call = 'transfer_money(amount="50 bucks", recipient="my sister")';

test("two precisions answer side by side, on a phone, light and dark", async (t) => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await open(t, { colorScheme });
    await page.selectOption("#second", "fp32");
    await page.fill("#prompt", prompt);
    await page.press("#prompt", "Enter");
    await page.waitForSelector("#result article:nth-child(2)");
    assert.deepEqual(await page.$$eval("#result pre", (all) => all.map((e) => e.textContent)), [call, call]);
    assert.equal(await page.$$eval("#result article:first-child .bars li", (all) => all.length), 7);
    await page.click("#code summary");
    assert.match(await page.textContent("#programs"), /curl http:.*client.chat.completions/s);
    await page.click("#wrong summary");
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    assert.deepEqual(violations.map((v) => [v.id, v.nodes.map((n) => n.html)]), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
  }
});

test("a correction is kept as an example, and a wrong one is not", async (t) => {
  const page = await open(t);
  await page.fill("#prompt", prompt);
  await page.click("#send");
  await page.waitForSelector("#result pre");
  await page.click("#wrong summary");
  await page.fill("#right", 'pay_bill(biller="nobody")');
  await page.click("#correct button");
  await page.waitForFunction(() => document.getElementById("saved").textContent);
  assert.match(await page.textContent("#saved"), /the prompt does not have these words/);
  await page.fill("#right", 'request_payment(amount="50 bucks", payer="my sister")');
  await page.click("#correct button");
  await page.waitForFunction(() => document.getElementById("saved").textContent.startsWith("Saved"));
  const lines = readFileSync(feedback, "utf8").trim().split("\n").map(JSON.parse);
  assert.equal(lines.length, 1);
  assert.equal(lines[0].call.name, "request_payment");
  assert.equal(lines[0].slots.length, 2);
  assert.ok(lines[0].id);
});

test("a file of prompts becomes a table and JSON Lines", async (t) => {
  const page = await open(t, { viewport: { width: 1000, height: 900 } });
  const file = join(work, "prompts.csv");
  writeFileSync(file, 'id,text\n1,freeze my card\n2,"send $5, please, to bob"\n');
  await page.setInputFiles("#file", file);
  await page.waitForFunction(() => document.querySelectorAll("#table tbody tr").length === 2);
  assert.deepEqual(await page.$$eval("#table tbody td:nth-child(2)", (all) => all.map((e) => e.textContent)), ["freeze_account()", 'transfer_money(amount="$5", recipient="bob")']);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
  const lines = readFileSync(await download.path(), "utf8");
  assert.equal(JSON.parse(lines.split("\n")[0]).call.name, "freeze_account");
});
