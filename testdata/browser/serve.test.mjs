// The page of slmkit serve in Chromium: two precisions side by side, the templates that explain
// an answer, a correction by mouse, finger and keys, files of prompts, programs, a slow server,
// a phone, light and dark: make test-browser

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";

const load = createRequire(join(process.env.MODULES, "x.js"));
const { chromium } = load("playwright-core");
const axe = readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");
const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const work = mkdtempSync(join(tmpdir(), "slmkit-serve-"));
const feedback = join(work, "feedback.jsonl");
let server, url, browser;

before(async () => {
  const model = "testdata/models/banking";
  server = spawn(process.env.SLMKIT, ["serve", "--model", `int8=${model},int8`, "--model", `fp32=${model}`, "--pack", "banking", "--listen", "127.0.0.1:0", "--feedback", feedback], { stdio: ["ignore", "pipe", "ignore"] });
  const line = await new Promise((found) => server.stdout.once("data", (b) => found(String(b))));
  url = line.match(/http:\/\/[0-9.:]+/)[0] + "/";
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args });
});
after(async () => {
  await browser.close();
  server.kill();
  rmSync(work, { recursive: true, force: true });
});
beforeEach(() => { if (existsSync(feedback)) writeFileSync(feedback, ""); });

// open opens the page. What it says on the console, and requests to other hosts, are faults,
// but for what a test allows.
async function open(t, { allowed = /^$/, hash = "", before = () => {}, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 }, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (m) => allowed.test(m.text()) || complaints.push("console: " + m.text()));
  page.on("pageerror", (e) => complaints.push("error: " + e.message));
  page.on("request", (r) => r.url().startsWith(url) || r.url().startsWith("blob:") || complaints.push("request: " + r.url()));
  t.after(() => assert.deepEqual(complaints, []));
  await before(page);
  await page.goto(url + hash);
  await page.waitForSelector("#send:enabled");
  return page;
}

async function ask(page, text) {
  await page.fill("#prompt", text);
  await page.press("#prompt", "Enter");
  await page.waitForFunction((text) => document.querySelector("#result .spans, #result [role=alert]") && new URLSearchParams(location.hash.slice(1)).get("q") === text && !document.getElementById("state").textContent, text);
}

async function accessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  assert.deepEqual(violations.map((v) => [v.id, v.nodes.map((n) => n.html)]), []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
}

const texts = (page, selector) => page.$$eval(selector, (all) => all.map((e) => e.textContent));
const kept = () => readFileSync(feedback, "utf8").trim().split("\n").filter(Boolean).map((l) => JSON.parse(l));
const said = (page, text) => page.waitForFunction((text) => document.getElementById("saved").textContent.includes(text), text);

const prompt = "send 50 bucks to my sister";
const call = 'transfer_money(amount="50 bucks", recipient="my sister")';

test("two precisions answer side by side at three widths, light and dark", async (t) => {
  for (const [width, colorScheme] of [[360, "dark"], [768, "light"], [1280, "dark"]]) {
    const page = await open(t, { colorScheme, viewport: { width, height: 800 } });
    await page.selectOption("#second", "fp32");
    await ask(page, prompt);
    assert.deepEqual(await texts(page, "#result pre"), [call, call]);
    assert.deepEqual(await texts(page, "#result article:first-child mark"), ["50 bucksamount", "my sisterrecipient"]);
    assert.equal((await texts(page, "#result article:first-child .bars li")).length, 7);
    await page.click("#code summary");
    await page.click("#wrong summary");
    await page.waitForSelector("#action option:nth-child(2)", { state: "attached" });
    await accessible(page);
    await page.screenshot({ path: join(process.env.OUT, `serve-${width}.png`), fullPage: true });
  }
});

test("words are marked in the order of the prompt", async (t) => {
  const page = await open(t);
  await ask(page, "pay my sister 50 bucks");
  assert.equal(await page.textContent("#result .spans"), "pay my sisterrecipient 50 bucksamount");
});

test("templates explain an answer", async (t) => {
  const page = await open(t);
  await ask(page, prompt);
  const templates = () => page.textContent("section[aria-label=Templates]");
  assert.match(await templates(), /A template of banking@[0-9a-f]{8} writes this prompt\. It asks for transfer_money\(.*as the answer does\.templates\/transfer_money.yaml:\d+/);
  await ask(page, "my ½ sister urgently expects fifty bucks from me");
  assert.match(await templates(), /No template of banking@[0-9a-f]{8} writes this prompt. The nearest:templates\/\w+.yaml:\d+ of \w+, [\d.]+ % near.*The vocabulary of the model lacks ½/);
});

test("a call is corrected with the mouse", async (t) => {
  const page = await open(t, { viewport: { width: 1000, height: 1400 } });
  await ask(page, "€5 from savings: move 50 bucks to bob or bob");
  await page.click("#wrong summary");
  await page.selectOption("#action", "transfer_money");
  await page.fill("#right", "transfer_money()");
  const word = (text, n = 0) => page.locator(".words [role=option]", { hasText: new RegExp(`^${text}$`) }).nth(n);
  const drag = async (from, to) => {
    await from.hover();
    await page.mouse.down();
    await to.hover();
    await page.mouse.up();
  };
  const says = (name) => page.click(`button[aria-label="The chosen words are ${name}"]`);
  const right = () => page.inputValue("#right");
  await says("amount");
  await said(page, "Choose words of the prompt first");
  await drag(word("move"), word("bucks"));
  await says("amount");
  assert.equal(await right(), 'transfer_money(amount="move 50 bucks")');
  await drag(word("move"), word("50")); // the beginning of the mark moves
  assert.equal(await right(), 'transfer_money(amount="50 bucks")');
  await drag(word("bob", 1), word("bob", 1));
  await says("recipient");
  assert.equal(await right(), 'transfer_money(amount="50 bucks", recipient="bob")');
  await drag(word("bucks"), word("or")); // the end moves, and not over another mark
  assert.equal(await right(), 'transfer_money(amount="50 bucks to bob or", recipient="bob")');
  await drag(word("or"), word("bob", 1));
  await drag(word("or"), word("bucks"));
  assert.equal(await right(), 'transfer_money(amount="50 bucks", recipient="bob")');
  await drag(word("5"), word("from"));
  await says("date");
  await page.click('button[aria-label="Remove date"]');
  await word("savings").click();
  await says("from_account"); // which says a value of its enumeration
  assert.equal(await right(), 'transfer_money(amount="50 bucks", from_account=savings, recipient="bob")');
  await page.selectOption('[aria-label="Value of to_account"]', "checking");
  assert.deepEqual(await texts(page, ".words [data-name]"), ["savings", "bucks", "bob"]);
  await accessible(page);
  await page.click("#correct button:text('Save')");
  await said(page, "Saved");
  await page.click("#correct button:text('Save')");
  await said(page, "already");
  const [e, ...others] = kept();
  assert.equal(others.length, 0);
  assert.equal(e.target, 'transfer_money(amount="50 bucks", from_account=savings, to_account=checking, recipient="bob")');
  assert.deepEqual(e.slots.map((s) => [s.name, s.value, s.start]), [["from_account", "savings", 8], ["amount", "50 bucks", 22], ["recipient", "bob", 41]]);
  assert.ok(e.id);
  execFileSync(process.env.SLMKIT, ["check", feedback, "--actions", "banking", "-q"]);
});

test("a call is corrected with keys alone", async (t) => {
  const page = await open(t);
  await page.focus("#prompt");
  await page.keyboard.type("🦊 freeze mom's card 2 days");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#wrong");
  const tabTo = async (selector) => {
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return;
    }
    assert.fail(`no key leads to ${selector}`);
  };
  await tabTo("#wrong summary");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#action option:nth-child(2)", { state: "attached" });
  await tabTo("#action");
  await page.keyboard.type("transfer_money");
  await tabTo(".words [role=option]");
  for (const key of ["End", "ArrowLeft", "Shift+ArrowRight"]) await page.keyboard.press(key);
  await tabTo('[aria-label="The chosen words are amount"]');
  await page.keyboard.press("Space");
  assert.equal(await page.inputValue("#right"), 'transfer_money(amount="2 days")');
  assert.ok(await page.evaluate(() => document.activeElement.matches('[aria-label="The chosen words are amount"]')));
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+ArrowLeft");
  assert.equal(await page.inputValue("#right"), 'transfer_money(amount="2")');
  await page.keyboard.press("Delete");
  assert.equal(await page.inputValue("#right"), "transfer_money()");
  for (const key of ["Home", "ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"]) await page.keyboard.press(key);
  await tabTo('[aria-label="The chosen words are recipient"]');
  await page.keyboard.press("Space");
  await tabTo("#correct button:not([type])");
  await page.keyboard.press("Enter");
  await said(page, "Saved");
  assert.deepEqual(kept()[0].slots, [{ name: "recipient", value: "mom's", start: 9, end: 14 }]);
});

test("a finger marks words", async (t) => {
  const page = await open(t, { hasTouch: true, isMobile: true });
  await ask(page, prompt);
  await page.click("#wrong summary");
  await page.fill("#right", "transfer_money()");
  await page.selectOption("#action", "transfer_money");
  const middle = async (n) => {
    const { x, y, width, height } = await page.locator(".words [role=option]").nth(n).boundingBox();
    return { x: x + width / 2, y: y + height / 2 };
  };
  for (const n of [5, 4]) await page.locator(".words [role=option]").nth(n).tap({ trial: true }); // the page has come to rest
  const cdp = await page.context().newCDPSession(page);
  const touch = (type, ...touchPoints) => cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
  await touch("touchStart", await middle(4));
  await touch("touchMove", await middle(5));
  await touch("touchEnd");
  await page.click('[aria-label="The chosen words are recipient"]');
  assert.equal(await page.inputValue("#right"), 'transfer_money(recipient="my sister")');
});

test("typed calls mark words, and a wrong call is not kept", async (t) => {
  const page = await open(t, { allowed: /status of 400/ });
  await ask(page, prompt);
  await page.click("#wrong summary");
  await page.waitForSelector("#action option:nth-child(2)", { state: "attached" });
  await page.fill("#right", 'pay_bill(biller="nobody")');
  await page.click("#correct button:text('Save')");
  await said(page, "the prompt does not have these words");
  await page.fill("#right", 'request_payment(amount="50 bucks", payer="my sister"');
  assert.equal(await page.inputValue("#action"), "");
  await page.fill("#right", 'request_payment(amount="50 bucks", payer="my sister")');
  assert.equal(await page.inputValue("#action"), "request_payment");
  assert.deepEqual(await page.$$eval(".words [data-name]", (all) => all.map((e) => e.dataset.name)), ["amount", "payer"]);
  await page.click("#correct button:text('Save')");
  await said(page, "Saved");
  await page.fill("#right", 'freeze_account(); request_payment(amount="50 bucks")'); // marks are for one call
  assert.ok(await page.isHidden(".words"));
  await page.click("text=The answer is right");
  await said(page, "Saved");
  assert.deepEqual(kept().map((e) => [e.call.name, e.slots.length]), [["request_payment", 2], ["transfer_money", 2]]);
});

const files = {
  "table.csv": ['id,Text\r\n7,freeze my card\r\n8,"send $5,\nplease, to ""bob"", bob"\r\n', ["freeze my card", 'send $5,\nplease, to "bob", bob'], ["7", "8"]],
  "semicolons.csv": ["text;id\nfreeze my card;a\n", ["freeze my card"], ["a"]],
  "rows.jsonl": ['{"id":"a","text":"freeze my card"}\n{"text":\n\n{"id":3}\n"unfreeze it"\n', ["freeze my card", '{"text":', '{"id":3}', "unfreeze it"], ["a", "2", "4", "5"]],
  "list.json": ['["freeze my card", {"text": "hi"}]', ["freeze my card", "hi"], ["1", "2"]],
  "lines.txt": ["\ufefffreeze my card, please\n\n  \nhi\n", ["freeze my card, please", "hi"], ["1", "4"]],
};

test("files of prompts become a table, CSV and JSON Lines", async (t) => {
  const page = await open(t, { viewport: { width: 1000, height: 900 } });
  const give = async (name, content) => {
    writeFileSync(join(work, name), content);
    await page.setInputFiles("#file", join(work, name));
  };
  const answered = async (name, content) => {
    await give(name, content);
    await page.waitForFunction((title) => document.getElementById("of").textContent === title && !document.getElementById("downloads").hidden, `Answers to ${name}`);
  };
  const saved = async (label, file) => {
    const [download] = await Promise.all([page.waitForEvent("download", (d) => d.suggestedFilename() === file), page.click(`text=${label}`)]);
    return readFileSync(await download.path(), "utf8");
  };
  for (const [name, [content, prompts, ids]] of Object.entries(files)) {
    await answered(name, content);
    const rows = (await saved("Save as JSON Lines", name.replace(/\.\w+$/, ".answers.jsonl"))).trim().split("\n").map((l) => JSON.parse(l));
    assert.deepEqual([rows.map((r) => r.text), rows.map((r) => r.id), rows[0].call.name], [prompts, ids, "freeze_account"]);
  }
  await answered("rows.jsonl", files["rows.jsonl"][0]);
  assert.equal(await page.textContent("#counted"), "4 prompts, 2 without an answer");
  assert.match((await texts(page, "#answers .bad")).join("|"), /^line 2: .*JSON.*\|line 4: has no "text"$/);
  await answered("table.csv", files["table.csv"][0]);
  assert.match(await saved("Save as CSV", "table.answers.csv"), /^id,text,output,confidence\r\n7,freeze my card,freeze_account\(\),0\.\d+\r\n8,"send \$5,\nplease, to ""bob"", bob","transfer_money\(amount=""\$5"", recipient=""bob""\)",0\.\d+\r\n$/);
  await page.fill("#below", "0.99"); // the table and the files follow the threshold
  assert.deepEqual(await texts(page, "#answers td:nth-child(2)"), ["none()", "none()"]);
  const [without] = (await saved("Save as JSON Lines", "table.answers.jsonl")).trim().split("\n").map((l) => JSON.parse(l));
  assert.deepEqual([without.id, without.call.name, without.abstained], ["7", "none", "freeze_account()"]);
  await accessible(page);
  for (const [name, content, want] of [["none.csv", "name,when\na,b\n", /named text/], ["empty.txt", "\n", /no prompts/], ["picture.png", "\x89PNG\0\0", /no text/], ["broken.json", "[1,", /JSON/]]) {
    await give(name, content);
    await page.waitForFunction((source) => new RegExp(source).test(document.getElementById("counted").textContent), want.source);
  }
});

test("answers of two models that differ come first", async (t) => {
  const page = await open(t, { viewport: { width: 1000, height: 900 } });
  await page.route("**/v1/parse", async (route) => {
    const { text, model } = route.request().postDataJSON();
    await route.fulfill({ json: { id: "1", text, output: text === "b" && model === "fp32" ? "none()" : "freeze_account()", confidence: 0.5 } });
  });
  await page.selectOption("#second", "fp32");
  writeFileSync(join(work, "three.txt"), "a\nb\nc\n");
  await page.setInputFiles("#file", join(work, "three.txt"));
  await page.waitForSelector("#downloads:visible");
  assert.deepEqual(await texts(page, "#answers td:first-child"), ["b", "a", "c"]);
  assert.equal(await page.textContent("#counted"), "3 prompts, 1 differ");
  assert.deepEqual(await texts(page, "#downloads button"), ["Save as CSV", "Save int8 as JSON Lines", "Save fp32 as JSON Lines"]);
});

test("the address keeps the prompt, the models and the threshold", async (t) => {
  const page = await open(t, { hash: "#q=freeze+my+card&model=fp32&beside=int8&below=0.99" });
  await page.waitForSelector("#result article:nth-child(2)");
  assert.deepEqual(await texts(page, "#result h2"), ["fp32", "int8"]);
  assert.equal(await page.textContent("#threshold"), "99.0 %");
  assert.equal(new URL(page.url()).hash, "#q=freeze+my+card&model=fp32&beside=int8&below=0.99");
});

test("programs of the page run, and can be copied", async (t) => {
  const page = await open(t, { permissions: ["clipboard-read", "clipboard-write"] });
  await ask(page, `send $5 to "bob's" mom`);
  await page.click("#code summary");
  const program = (name) => page.textContent(`#code pre[aria-label="${name}"]`);
  const want = await page.textContent("#result pre");
  assert.equal(execFileSync("node", ["--input-type=module", "-e", await program("JavaScript")], { encoding: "utf8" }).trim(), want);
  assert.equal(execFileSync(process.env.PYTHON ?? "python3", ["-c", await program("Python")], { encoding: "utf8" }).trim(), want);
  assert.equal(JSON.parse(execFileSync("sh", ["-c", await program("curl")], { encoding: "utf8" })).output, want);
  await page.click('[aria-label="Copy curl"]');
  await page.waitForFunction(() => document.querySelector("#code [role=status]").textContent === "Copied.");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await program("curl"));
});

test("a server that is slow, busy, broken or gone", async (t) => {
  const page = await open(t, { allowed: /status of (429|500|502)|net::ERR_FAILED/ });
  let answer;
  await page.route("**/v1/parse", (route) => answer(route));
  const json = (text) => ({ json: { id: "1", text, output: `say(what="${text}")`, confidence: 1 } });
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  answer = async (route) => {
    const { text } = route.request().postDataJSON();
    if (text === "first") await released;
    await route.fulfill(json(text));
  };
  await page.fill("#prompt", "first");
  await page.click("#send");
  assert.equal(await page.textContent("#state"), "Answering …");
  await ask(page, "second");
  release(); // a later answer stays
  await page.waitForLoadState("networkidle");
  assert.equal(await page.textContent("#result pre"), 'say(what="second")');
  let refused = 0;
  answer = (route) => (refused++ ? route.fulfill(json("third")) : route.fulfill({ status: 429, headers: { "Retry-After-Ms": "5" }, json: {} }));
  await ask(page, "third");
  assert.equal(await page.textContent("#result pre"), 'say(what="third")');
  for (const [act, want] of [
    [(route) => route.fulfill({ status: 500, json: { error: { message: "it broke" } } }), "it broke"],
    [(route) => route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad Gateway</h1>" }), "The server says 502 Bad Gateway."],
    [(route) => route.abort(), "The server does not answer. Is it running?"],
  ]) {
    answer = act;
    await ask(page, want);
    assert.equal(await page.textContent("#result [role=alert]"), want);
    assert.equal(await page.$("#code"), null);
  }
});

test("a page whose server is gone says so", async (t) => {
  const context = await browser.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.route("**/readyz?verbose", (route) => route.abort());
  await page.goto(url);
  await page.waitForFunction(() => document.getElementById("model").textContent === "The model could not be loaded: The server does not answer. Is it running?");
});
