import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterEach, describe, expect } from 'vitest';

// A real Chromium, as a shopper has it. Where there is none, suites say so in one line; in CI its absence fails.

/** First the one that is nothing but what draws pages: it leaves the processor to the shop. */
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path));

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A suite that needs a browser. Of a test that fails it tells what its pages showed, and what they were refused. */
export function describeInBrowser(name: string, suite: () => void): void {
  if (executablePath !== undefined) {
    describe(name, () => {
      suite();
      afterEach(async ({ task }) => {
        const left = [...visits];
        visits.clear();
        if (task.result?.state === 'fail') for (const visit of left) await tellOf(visit);
        await Promise.all(left.map(({ page }) => page.context().close()));
      });
    });
    return;
  }
  if (process.env.CI === 'true') throw new Error(`${name}: there is no Chromium, and CI needs one`);
  describe.skipIf(true)(`${name} (there is no Chromium: install it, or name one in CHROMIUM)`, () => undefined);
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: ARGUMENTS });
}

/** A page that is open, and what the shop would not give it. */
interface Visit {
  readonly page: Page;
  readonly faults: readonly string[];
  readonly refused: readonly string[];
}

const visits = new Set<Visit>();

async function tellOf({ page, faults, refused }: Visit): Promise<void> {
  const snapshot = page.locator('body').ariaSnapshot({ timeout: 5_000 });
  const shown = await snapshot.catch((error: Error) => `nothing that could be read: ${error.message}`);
  const lines = [`${page.url()} showed:`, shown, ...faults.map((fault) => `fault: ${fault}`), ...refused];
  process.stderr.write(`${lines.join('\n')}\n`);
}

function refusedOf(page: Page): readonly string[] {
  const refused: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) refused.push(`${response.status()} ${response.request().method()} ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    refused.push(`${request.failure()?.errorText ?? 'no answer'} ${request.method()} ${request.url()}`);
  });
  return refused;
}

export const DESKTOP = { width: 1280, height: 800 };
const PATIENCE_MS = 60_000;
export const PHONE = { width: 360, height: 740 };

/** A person of their own: nothing of the other's cookies and storage. What goes wrong on their pages fails the test. */
export async function newVisitor(
  browser: Browser,
  baseURL: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Visitor> {
  const context = await browser.newContext({ baseURL, viewport: DESKTOP, reducedMotion: 'reduce', ...options });
  // A bound for what hangs: a busy machine is no failure.
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    // The browser itself reports refused and lost requests; the pages handle those, and tests look at how.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      faults.push(message.text());
    }
  });
  const visit = { page, faults, refused: refusedOf(page) };
  visits.add(visit);
  page.on('close', () => visits.delete(visit));
  return { context, page, faults };
}

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Uncaught errors, and what the page or its security policy has complained of. */
  readonly faults: readonly string[];
}

interface AxeResults {
  readonly passes: readonly unknown[];
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

/** Fields whose input is wider than the place that it has, by their labels. */
const STICK_OUT = `[...document.querySelectorAll('.field')]
  .filter((field) => [...field.querySelectorAll('.input')].some((input) =>
    input.getBoundingClientRect().right > field.getBoundingClientRect().right + 1))
  .map((field) => field.innerText)`;

/** Holds the page, as it is drawn now, against the rules of axe for WCAG 2.2 AA and good practice; its fields keep to their places. */
export async function expectAccessible(page: Page): Promise<void> {
  // The policy of the pages lets no script in; the debugger does.
  await page.evaluate(axe.source);
  const results = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResults;
  expect(results.passes.length).toBeGreaterThan(0);
  const found = results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id} (${help}): ${html}\n${failureSummary}`),
  );
  expect(found).toEqual([]);
  expect(await page.evaluate(STICK_OUT), 'fields that stick out').toEqual([]);
}
