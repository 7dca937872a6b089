// Draws client/media/icon.png from icon.svg, in Chromium. Run it after changing the drawing.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launchChromium } from "./chromium.mjs";

const media = fileURLToPath(new URL("../client/media/", import.meta.url));
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
await page.setContent(
  `<style>body { margin: 0 } svg { display: block }</style>${readFileSync(`${media}icon.svg`, "utf8")}`,
);
await page.screenshot({ path: `${media}icon.png`, omitBackground: true });
await browser.close();
