// The committed bundle: what the sources give, made by esbuild. `npm run build` writes it.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const pathOf = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const BUNDLE = pathOf("./built/atlas.js");
const HEAD =
  "// Made of maps/client by `npm run build`: change it there. This file is what is sent, and users need no Node.";

/** The bundle that the sources give. */
export async function bundled() {
  const { outputFiles } = await build({
    entryPoints: [pathOf("./main.js")],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    banner: { js: HEAD },
  });
  return outputFiles[0].text;
}

/** The bundle that is committed. */
export const committed = () => readFileSync(BUNDLE, "utf8");

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(BUNDLE, await bundled());
