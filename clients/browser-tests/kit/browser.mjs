/** Chromium with a recording as its microphone. */

import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import chromium from "@sparticuz/chromium";
import puppeteer from "puppeteer-core";
import { probe } from "./probe.mjs";
import { recording, silence } from "./wav.mjs";

const SHOTS = path.resolve(import.meta.dirname, "../screenshots");
const SIZES = { wide: [1440, 900, 1], phone: [360, 740, 2] };
const WAIT_MS = 30_000;

export async function executable() {
  const own = process.env.TEN_LITE_CHROME;
  if (own && !existsSync(own)) throw new Error(`there is no ${own} (TEN_LITE_CHROME)`);
  return own ?? (await chromium.executablePath());
}

/** A page at `url`. `speech` is what the microphone hears from the first click on. */
export async function open(url, { speech, size = "wide", scheme = "light", isDeaf = false } = {}) {
  const file = speech ?? recording(silence(1_000));
  const browser = await puppeteer.launch({
    executablePath: await executable(),
    headless: "shell",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--mute-audio",
      "--use-fake-device-for-media-stream",
      `--use-file-for-fake-audio-capture=${file}%noloop`,
      "--use-fake-ui-for-media-stream",
    ],
  });
  const page = await browser.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  const { origin } = new URL(url);
  page.on("request", (request) => {
    if (!request.url().startsWith(origin)) problems.push(`it asks for ${request.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warn") problems.push(message.text());
  });
  const [width, height, deviceScaleFactor] = SIZES[size];
  await page.setViewport({ width, height, deviceScaleFactor });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.evaluateOnNewDocument(probe);
  if (isDeaf) await page.evaluateOnNewDocument(refuse);
  await page.goto(url);
  return new Visit(browser, page, problems);
}

/** A user who does not allow the microphone; Chromium without a window cannot be told so. */
function refuse() {
  navigator.mediaDevices.getUserMedia = async () => {
    throw new DOMException("Permission denied", "NotAllowedError");
  };
}

/** One visitor of the page, and what they see and do. */
class Visit {
  constructor(browser, page, problems) {
    this.browser = browser;
    this.page = page;
    this.problems = problems;
  }

  async close() {
    await this.browser.close();
  }

  /** Wait until `text` is somewhere in what `selector` finds; gives all of that. */
  async sees(selector, text = "", timeout = WAIT_MS) {
    try {
      await this.page.waitForFunction(
        (where, what) =>
          [...document.querySelectorAll(where)].some((one) =>
            one.textContent.toLowerCase().includes(what.toLowerCase()),
          ),
        { timeout, polling: 20 },
        selector,
        text,
      );
    } catch {
      const found = await this.texts(selector);
      await this.shot("failed");
      throw new Error(`"${text}" is not in ${selector}, but ${JSON.stringify(found)}`);
    }
    return this.texts(selector);
  }

  texts(selector) {
    return this.page.$$eval(selector, (all) => all.map((one) => one.textContent.trim()));
  }

  async type(text) {
    await this.page.type(".text-box input", text);
    await this.page.keyboard.press("Enter");
  }

  /** What the probe has noted. */
  seen() {
    return this.page.evaluate(() => window.seen);
  }

  async shot(name) {
    mkdirSync(SHOTS, { recursive: true });
    await this.page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
  }
}
