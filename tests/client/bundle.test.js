import assert from "node:assert/strict";
import { test } from "node:test";
import { bundled, committed } from "../../maps/client/build.js";

test("the committed bundle is what the sources give", async () => {
  assert.ok(committed() === (await bundled()), "maps/client/built/atlas.js is older than its sources: npm run build");
});
