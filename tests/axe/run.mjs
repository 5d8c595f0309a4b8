// Opens a page in headless Chromium, wide and narrow, light and dark, and lets axe-core look at it. Prints one JSON
// object with what is wrong. Usage: node run.mjs CHROMIUM PAGE.html [FOLDER FOR SCREENSHOTS]
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const [chromium, page, shots] = process.argv.slice(2);
const browser = await puppeteer.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-gpu'] });
const found = { violations: [], requests: [], errors: [], wide: [] };
for (const width of [1280, 390]) {
  for (const scheme of ['light', 'dark']) {
    const tab = await browser.newPage();
    tab.on('request', (one) => one.url().startsWith('file:') || one.url().startsWith('data:') || found.requests.push(one.url()));
    tab.on('pageerror', (error) => found.errors.push(String(error)));
    tab.on('dialog', (dialog) => { found.errors.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    await tab.setViewport({ width, height: 900 });
    await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await tab.goto(pathToFileURL(resolve(page)).href, { waitUntil: 'load' });
    // Everything that can be opened is part of the page.
    await tab.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
    await tab.evaluate(axe);
    const result = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    for (const one of result.violations) {
      const nodes = one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')}: ${node.failureSummary}`);
      found.violations.push({ id: one.id, width, scheme, count: one.nodes.length, nodes });
    }
    const over = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) found.wide.push({ width, scheme, over });
    if (shots) {
      await tab.evaluate(() => { document.querySelectorAll('details').forEach((one, at) => { one.open = at < 2; }); scrollTo(0, 0); });
      await tab.screenshot({ path: join(shots, `report-${width}-${scheme}.png`) });
    }
    await tab.close();
  }
}
await browser.close();
console.log(JSON.stringify(found));
