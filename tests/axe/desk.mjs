// Uses the desk (`taglint serve`) as a person does, in headless Chromium: pastes, drops, copies, saves, moves by keyboard,
// makes mistakes, and lets axe-core look at what is there, wide and narrow, light and dark. Ends with an error where
// something is not as it should be; prints one JSON object with what axe-core and the network say.
// Usage: node desk.mjs CHROMIUM URL [FOLDER FOR SCREENSHOTS]
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const [executablePath, url, shots] = process.argv.slice(2);
const fixtures = new URL('../../fixtures/', import.meta.url);
const fixture = (name) => readFileSync(new URL(name, fixtures));
const host = new URL(url).host;
const PATIENCE = 120_000;

const PIXEL = '<p>Hello</p>\n<img src="https://secure.adnxs.com/seg?add=1234567&amp;t=2" width="1" height="1">\n';
const HOSTILE = `<img src="https://secure.adnxs.com/seg?add=1&x=</script><script>alert(1)</script>" onload="alert(2)">
<img src='https://ib.adnxs.com/getuid?https://x.example/"><img src=x onerror=alert(3)>'>
<script>new Image().src='https://secure.adnxs.com/seg?add=2&'+"<\\/script><svg onload=alert(4)>"</script>
</textarea></pre></iframe><script>alert(5)</script><img src=https://out.example/ onerror=alert(6)>
<img src="https://secure.adnxs.com/seg?add=3&t=2">
`;

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const found = { violations: [], requests: [], errors: [], wide: [], steps: [] };

// A person at a desk of their own: the page, and what they look at in it.
const sit = async (width, scheme) => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, acceptDownloads: true });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(url).origin });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on('request', (one) => new URL(one.url()).host === host || found.requests.push(one.url()));
  page.on('pageerror', (error) => found.errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && !expected(message.text()) && found.errors.push(message.text()));
  page.on('dialog', (dialog) => { found.errors.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.goto(url);
  const desk = {
    page,
    status: (text) => page.locator('#status', { hasText: text }).waitFor(),
    error: (text) => page.locator('#error:visible', { hasText: text }).waitFor(),
    report: () => page.frameLocator('iframe:not(.coming)'),
    // What is copied comes to the clipboard in its own time.
    copied: async (wanted) => {
      const until = Date.now() + PATIENCE;
      for (let text; Date.now() < until; await page.waitForTimeout(100)) {
        text = await page.evaluate(() => navigator.clipboard.readText());
        if (wanted(text)) return;
      }
      assert.fail(`never copied: ${wanted}`);
    },
    // As it comes from another program.
    paste: async (text) => {
      await page.evaluate((text) => navigator.clipboard.writeText(text), text);
      await page.locator('#text').focus();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.press('ControlOrMeta+V');
    },
    drop: async (...files) => {
      const list = files.map(([name, bytes]) => [name, bytes.toString('base64')]);
      const transfer = await page.evaluateHandle(async (list) => {
        const transfer = new DataTransfer();
        for (const [name, text] of list) {
          const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
          transfer.items.add(new File([bytes], name));
        }
        return transfer;
      }, list);
      await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
      await page.locator('#drop:visible').waitFor();
      await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
      await page.locator('#drop').waitFor({ state: 'hidden' });
    },
    look: async (name) => {
      await page.locator('iframe.coming').waitFor({ state: 'detached' });
      for (const frame of page.frames()) {
        await frame.evaluate(axe);
        const options = { resultTypes: ['violations'], iframes: false };
        const result = await frame.evaluate((options) => window.axe.run(document, options), options);
        for (const one of result.violations) {
          const nodes = one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')}: ${node.failureSummary}`);
          found.violations.push({ id: one.id, name, width, scheme, nodes });
        }
        const over = await frame.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) found.wide.push({ name, width, scheme, over });
      }
      if (shots) await page.screenshot({ path: join(shots, `desk-${name}-${width}-${scheme}.png`), fullPage: width < 900 });
      found.steps.push(`${name} ${width} ${scheme}`);
    },
    close: () => context.close(),
  };
  return desk;
};

// What the browser itself says of an answer that is no success, or that was given up.
const expected = (text) => /Failed to load resource/.test(text);

// What everybody does, on every screen.
const visit = async (width, scheme) => {
  const desk = await sit(width, scheme);
  const { page } = desk;
  await desk.look('empty');
  await desk.paste(PIXEL);
  await desk.status('1 of 1 input would be disapproved');
  assert.equal(await desk.report().locator('mark').first().textContent(), 'https://secure.adnxs.com/seg?add=1234567&amp;t=2');
  await desk.look('report');
  await page.getByRole('tab', { name: 'Plan' }).click();
  await page.locator('#plan', { hasText: '1234567' }).waitFor();
  await desk.look('plan');
  await page.getByRole('tab', { name: 'Fixed markup' }).click();
  await page.locator('#diff', { hasText: 'secure.adnxs.com' }).waitFor();
  await desk.look('fix');
  await page.getByRole('button', { name: 'Clear' }).click();
  await desk.status('Nothing checked yet');
  await desk.drop(['a.html', Buffer.from(PIXEL)], ['b.html', Buffer.from(PIXEL)]);
  await desk.error('more than one file');
  await desk.look('error');
  await desk.close();
};

// Copying, from the report and from the tabs, with the mouse and by keyboard.
const copy = async () => {
  const desk = await sit(1280, 'light');
  const { page } = desk;
  await desk.paste(PIXEL);
  await desk.status('would be disapproved');
  await desk.report().getByRole('button', { name: 'Copy 1234567' }).first().click();
  await desk.copied((text) => text === '1234567');
  await page.getByRole('tab', { name: 'Report' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.locator('#plan', { hasText: '1234567' }).waitFor();
  for (const [kind, part] of [['human', 'Segment Pixels section'], ['csv', 'creative_id,'], ['json', '"taglint.plan/1"']]) {
    await page.locator(`[data-plan=${kind}]`).focus();
    await page.keyboard.press('Enter');
    await page.locator('#said', { hasText: `Copied: the plan (${kind})` }).waitFor({ state: 'attached' });
    await desk.copied((text) => text.includes(part));
  }
  await page.getByRole('tab', { name: 'Plan' }).focus();
  await page.keyboard.press('Home');
  assert.equal(await page.locator('[role=tab][aria-selected=true]').textContent(), 'Report');
  await page.getByRole('tab', { name: 'Plan' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: 'Copy the fixed markup' }).click();
  await desk.copied((text) => text.trim() === '<p>Hello</p>');
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save it as a file' }).click()]);
  assert.equal(saved.suggestedFilename(), 'fixed-creative.txt');
  assert.equal(readFileSync(await saved.path(), 'utf8').trim(), '<p>Hello</p>');
  await page.getByLabel('Keep segment calls').check();
  await page.locator('#diff', { hasText: 'no_redir=1' }).waitFor();
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.activeElement !== document.body), 'focus is somewhere');
  await desk.close();
  found.steps.push('copy');
};

// Files: dropped, chosen, and found wanting.
const files = async () => {
  const desk = await sit(1280, 'light');
  const { page } = desk;
  await desk.drop(['tags.csv', fixture('formats/tags/bad-export.csv')]);
  await page.locator('#facts', { hasText: 'tags.csv' }).waitFor();
  await desk.drop(['creatives.xlsx', fixture('workbooks/creatives.xlsx')]);
  await page.locator('#facts', { hasText: 'creatives.xlsx · read as a workbook' }).waitFor();
  await page.getByRole('tab', { name: 'Fixed markup' }).click();
  await page.locator('#fix-summary', { hasText: 'Nothing is changed in archives and workbooks' }).waitFor();
  await page.locator('#file').setInputFiles({ name: 'capture.har', mimeType: 'application/json', buffer: fixture('formats/har/bad-chrome.har') });
  await page.locator('#facts', { hasText: 'capture.har · read as a capture' }).waitFor();
  await page.getByRole('button', { name: 'Remove' }).click();
  await desk.status('Nothing checked yet');
  const large = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array((64 << 20) + 1)], 'large.zip'));
    return transfer;
  });
  await page.dispatchEvent('body', 'drop', { dataTransfer: large });
  await desk.error('large.zip has 64.0 MiB; the desk takes 64.0 MiB');
  await page.route('**/check?*', (route) => route.abort());
  await page.getByRole('button', { name: 'Try an example' }).click();
  await desk.error('The desk does not answer');
  await page.unroute('**/check?*');
  await page.locator('#text').press('Control+Enter');
  await desk.status('would be disapproved');
  assert.ok(await page.locator('#error').isHidden());
  await desk.close();
  found.steps.push('files');
};

// Five megabytes, and a change of mind while they are checked: the newest is what is shown.
const long = async () => {
  const desk = await sit(1280, 'light');
  const { page } = desk;
  const line = '<p>Some text of an article that is long</p><img src="https://cdn.example.com/a.png">\n';
  await desk.paste(PIXEL + line.repeat((5 << 20) / line.length));
  await page.locator('#held', { hasText: 'Pasted text, 5.0 MiB' }).waitFor();
  await page.locator('#text').pressSequentially('<p>Never mind</p>');
  await desk.status('Nothing found that would be disapproved');
  await page.locator('#facts', { hasText: 'The text' }).waitFor();
  await desk.paste(PIXEL + line.repeat((5 << 20) / line.length));
  await desk.status('would be disapproved');
  await page.locator('#facts', { hasText: '1 error' }).waitFor();
  assert.equal(await page.locator('#text').inputValue(), '');
  await desk.close();
  found.steps.push('long');
};

// Nothing of what is checked acts, in the page or in the report.
const hostile = async () => {
  const desk = await sit(1280, 'light');
  const { page } = desk;
  await desk.drop(['<img src=x onerror=alert(7)>.html', Buffer.from(HOSTILE)]);
  await desk.status('would be disapproved');
  await desk.report().getByText('alert(1)').first().waitFor();
  await page.getByRole('tab', { name: 'Plan' }).click();
  await page.locator('#plan', { hasText: 'onerror' }).waitFor();
  await page.getByRole('tab', { name: 'Fixed markup' }).click();
  await page.locator('#diff', { hasText: 'alert(2)' }).waitFor();
  assert.equal(await page.locator('main img, main svg, main script, #diff *:not(span)').count(), 0);
  const frame = page.frames().find((one) => one.url().includes('/report/'));
  assert.equal(await frame.evaluate(() => self.origin), 'null', 'an origin of its own');
  const reached = await frame.evaluate(async () => {
    const tries = [() => parent.document.title, () => top.location.href, () => localStorage.length, () => document.cookie];
    const got = tries.filter((one) => { try { one(); return true; } catch { return false; } }).length;
    const asked = await fetch('/').then(() => 1, () => 0);
    return got + asked;
  });
  assert.equal(reached, 0, 'the report reaches nothing of the desk');
  // What it was not allowed to ask for is said in the console; that was this test's own doing.
  found.errors = found.errors.filter((error) => !/Connecting to|Fetch API cannot load/.test(error));
  await desk.close();
  found.steps.push('hostile');
};

// Observing: the button, and what comes of it. The desk was started offline.
const observe = async () => {
  for (const [width, scheme] of [[1280, 'light'], [390, 'dark']]) {
    const desk = await sit(width, scheme);
    const { page } = desk;
    await desk.paste(PIXEL);
    await desk.status('would be disapproved');
    await page.getByRole('tab', { name: 'Observe' }).click();
    await page.getByLabel('Stay offline').check();
    await page.getByRole('button', { name: 'Observe it now' }).click();
    await page.locator('#watch-status', { hasText: '1 request observed' }).waitFor();
    await page.locator('#watched-text', { hasText: 'Microsoft Advertising' }).waitFor();
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save the recording' }).click()]);
    assert.ok(JSON.parse(readFileSync(await saved.path(), 'utf8')).log.entries.length > 0);
    await desk.look('observe');
    await desk.paste('<p>Something else</p>');
    await desk.status('Nothing found that would be disapproved');
    await page.locator('#watched').waitFor({ state: 'hidden' });
    await desk.close();
  }
  found.steps.push('observe');
};

for (const width of [1280, 390]) for (const scheme of ['light', 'dark']) await visit(width, scheme);
for (const step of [copy, files, long, hostile, observe]) await step();
await browser.close();
console.log(JSON.stringify(found));
