// Answers for the page that checks receipts: its own script, taken from the page, asked line by line.
// In: a line with the trust policy, then lines "receipt entry", all in base64. Out: for each, a line of what was proven, or "refused".
"use strict";
const fs = require("node:fs");
const vm = require("node:vm");
const page = fs.readFileSync(process.argv[2], "utf8");
const script = page.match(/<script id="checker">\n([\s\S]*?)<\/script>/)[1];
const caseward = vm.runInThisContext(`${script}\ncaseward`);
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));

let trust = null;
require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  if (!trust) { trust = caseward.trustOf(bytes(line)); return; }
  const [receipt, leaf] = line.split(" ");
  let answer;
  try {
    const found = caseward.checkReceipt(bytes(receipt), trust, bytes(leaf));
    const seen = [...found.seen].map(([name, time]) => `${name}=${time}`).join(",");
    answer = [found.origin, found.index, found.size, caseward.hex(found.root), seen, caseward.hex(caseward.sha256(found.leaf))].join(" ");
  } catch (error) {
    if (!(error instanceof caseward.Refused)) throw error;
    answer = "refused";
  }
  process.stdout.write(answer + "\n");
});
