// node build.mjs: one stylesheet and one script from the U.S. Web Design System and htmx, into the web application.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { compile } from "sass";

const into = "../src/caseward/web/static";
const system = "node_modules/@uswds/uswds";
const { css } = compile("site.scss", {
  loadPaths: [".", `${system}/packages`],
  style: "compressed",
  logger: { warn() {}, debug() {} },
});
for (const [, image] of css.matchAll(/url\("?(img\/[^")]+)"?\)/g)) {
  mkdirSync(join(into, dirname(image)), { recursive: true });
  copyFileSync(join(system, "dist", image), join(into, image));
}
writeFileSync(`${into}/site.css`, css);
await build({ entryPoints: ["site.js"], bundle: true, minify: true, format: "iife", outfile: `${into}/site.js` });
