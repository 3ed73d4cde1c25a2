/** Tests with a server and a browser, skipped with a reason where there is none. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { executable, open } from "./browser.mjs";
import { serve } from "./server.mjs";

let whyNot = "";
try {
  await executable();
} catch (error) {
  whyNot = `there is no Chromium: ${error.message}`;
}

/** Run `body` with `serve` and `open`; what they made is ended, and the page must be clean. */
export function visiting(name, body, { allowed } = {}) {
  test(name, { skip: whyNot || false }, async (context) => {
    const made = [];
    const keep = async (making) => {
      const one = await making;
      made.push(one);
      return one;
    };
    try {
      await body({
        context,
        keep,
        open: (...args) => keep(open(...args)),
        serve: (...args) => keep(serve(...args)),
      });
      for (const visit of made.filter((one) => "problems" in one)) {
        const problems = visit.problems.filter((text) => !allowed?.test(text));
        assert.deepEqual(problems, [], "errors in the browser's console");
        assert.deepEqual((await visit.seen()).violations, [], "content security policy");
      }
    } finally {
      for (const one of made.reverse()) await (one.close ?? one.stop).call(one);
    }
  });
}
