import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT } from './repository.ts';

// The last line of CI is what people and machines read of it. It must not be green when anything was red.

const scratch = mkdtempSync(join(tmpdir(), 'holdfast-ci-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function testFile(...statuses: readonly string[]): object {
  const status = statuses.includes('failed') ? 'failed' : 'passed';
  const assertionResults = statuses.map((each) => ({ fullName: 'x', status: each }));
  return { name: 'x.test.ts', status, message: '', assertionResults };
}

function count(report: string, ...failedSteps: readonly string[]): { readonly last: string; readonly ok: boolean } {
  const path = join(scratch, 'report.json');
  writeFileSync(path, report);
  const run = spawnSync('node', [join(ROOT, '.ci/count-tests.mjs'), path, ...failedSteps], { encoding: 'utf8' });
  return { last: run.stdout.trimEnd().split('\n').at(-1) ?? '', ok: run.status === 0 };
}

const report = (...testResults: readonly object[]) => JSON.stringify({ testResults });

describe('the last line of CI', { timeout: 30_000 }, () => {
  it('counts passed and skipped tests', () => {
    expect(count(report(testFile('passed', 'passed', 'pending')))).toEqual({
      last: '2 passed, 0 failed, 1 skipped',
      ok: true,
    });
  });

  it('counts each failed test once, though its step failed too', () => {
    const { last, ok } = count(report(testFile('passed'), testFile('failed', 'failed')), 'test');
    expect([last, ok]).toEqual(['1 passed, 2 failed', false]);
  });

  it('counts a failed check, although all tests passed', () => {
    expect(count(report(testFile('passed')), 'check')).toEqual({ last: '1 passed, 1 failed', ok: false });
  });

  it('counts a test file that did not load', () => {
    const broken = { name: 'y.test.ts', status: 'failed', message: 'SyntaxError', assertionResults: [] };
    expect(count(report(testFile('passed'), broken), 'test')).toEqual({ last: '1 passed, 1 failed', ok: false });
  });

  it('counts a run that broke off without a failed test', () => {
    expect(count(report(testFile('passed')), 'test')).toEqual({ last: '1 passed, 1 failed', ok: false });
    expect(count('', 'test')).toEqual({ last: '0 passed, 1 failed', ok: false });
  });

  it('is not content with no tests', () => {
    expect(count(report())).toEqual({ last: '0 passed, 1 failed', ok: false });
    expect(count('')).toEqual({ last: '0 passed, 1 failed', ok: false });
  });
});
