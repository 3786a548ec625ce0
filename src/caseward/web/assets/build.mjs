// node build.mjs: one stylesheet and one script from the U.S. Web Design System and htmx, into built/.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { compile } from "sass-embedded";

const system = "node_modules/@uswds/uswds";
const { css } = compile("site.scss", {
  loadPaths: [".", `${system}/packages`],
  style: "compressed",
  logger: { warn() {}, debug() {} },
});
for (const [, image] of css.matchAll(/url\("?(img\/[^")]+)"?\)/g)) {
  mkdirSync(join("built", dirname(image)), { recursive: true });
  copyFileSync(join(system, "dist", image), join("built", image));
}
writeFileSync("built/site.css", css);
await build({ entryPoints: ["site.js"], bundle: true, minify: true, format: "iife", outfile: "built/site.js" });
