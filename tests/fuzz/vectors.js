// Outside vectors before the page's script. In: JSON on standard input; out: JSON lists of what it says of each.
"use strict";
const fs = require("node:fs");
const vm = require("node:vm");
const page = fs.readFileSync(process.argv[2], "utf8");
const script = page.match(/<script id="checker">\n([\s\S]*?)<\/script>/)[1];
const caseward = vm.runInThisContext(`${script}\ncaseward`);
const asked = JSON.parse(fs.readFileSync(0, "utf8"));
const holds = (proof) => {
  try { return proof(); }
  catch (error) { if (error instanceof caseward.Refused) return false; throw error; }
};
const raw = (text) => caseward.unbase64(text);

const of = (what) => asked[what] ?? [];

process.stdout.write(JSON.stringify({
  inclusion: of("inclusion").map((one) => holds(() => {
    const hashes = [one.leafHash, one.root, ...(one.proof ?? [])].map(raw);
    if (hashes.some((hash) => hash.length !== 32) || one.leafIdx < 0) return false;
    const found = caseward.rootByPath(hashes[0], BigInt(one.leafIdx), BigInt(one.treeSize), hashes.slice(2));
    return caseward.hex(found) === caseward.hex(hashes[1]);
  })),
  signatures: of("signatures").map(([key, message, signature]) => caseward.ed25519(...[key, message, signature].map(caseward.unhex))),
  p256: of("p256").map(([key, message, signature]) => caseward.p256(...[key, message, signature].map(caseward.unhex))),
  checkpoints: of("checkpoints").map(([policy, note]) => holds(() => caseward.believedNote(caseward.trustOf(caseward.utf8(policy)), caseward.utf8(note)))),
  unchecked: of("unchecked").map(([policy, receipt]) => holds(() => {
    const found = caseward.checkReceipt(caseward.utf8(receipt), caseward.trustOf(caseward.utf8(policy)));
    return [...found.seen.keys(), ...found.unchecked];
  })),
  sha512: of("sha").map((text) => caseward.hex(caseward.sha512(caseward.unhex(text)))),
  sha256: of("sha").map((text) => caseward.hex(caseward.sha256(caseward.unhex(text)))),
}));
