// The picture of the page of slmkit serve that README shows: make picture
//
// usage: node picture.mjs PICTURE.png, with MODULES, CHROMIUM and SLMKIT as for the tests
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const { chromium } = createRequire(resolve(process.env.MODULES) + "/")("playwright-core");
const server = spawn(process.env.SLMKIT, ["serve", "--model", "testdata/models/banking", "--precision", "int8", "--pack", "banking", "--listen", "127.0.0.1:0", "--feedback", "-"], { stdio: ["ignore", "pipe", "ignore"] });
const line = await new Promise((found) => server.stdout.once("data", (b) => found(String(b))));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const page = await browser.newPage({ viewport: { width: 720, height: 900 }, deviceScaleFactor: 1.5 });
  await page.goto(line.match(/http:\/\/[0-9.:]+/)[0] + "/#q=send+50+bucks+to+my+sister+on+friday");
  await page.waitForSelector("#result pre");
  await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
  await page.screenshot({ path: process.argv[2], fullPage: true });
} finally {
  await browser.close();
  server.kill();
}
