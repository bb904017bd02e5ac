import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { listFiles, ROOT } from './repository.ts';

// Biome, the compiler and knip are run on the house by `npm run check`. Here stands that, configured as they are, they
// find what is planted and leave no file of the house unread.

vi.setConfig({ testTimeout: 60_000 });

const PLANTED = join(ROOT, 'tools/planted');
const scratch = mkdtempSync(join(tmpdir(), 'holdfast-lint-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function run(program: string, ...parameters: readonly string[]): string {
  const { stdout, error } = spawnSync(join(ROOT, 'node_modules/.bin', program), [...parameters], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined)
    throw new Error(`${program} did not start (${error.message}): run npm ci, which installs it`);
  return stdout;
}

const typeScript = listFiles().filter((path) => /\.tsx?$/.test(path));

describe('the linter', () => {
  it('finds each planted fault', () => {
    const folder = join(scratch, 'platform');
    mkdirSync(folder);
    copyFileSync(join(PLANTED, 'lint/everything-wrong.txt'), join(folder, 'everything-wrong.test.ts'));
    const output = run('biome', 'lint', `--config-path=${ROOT}`, '--vcs-enabled=false', '--reporter=json', folder);
    const { diagnostics } = JSON.parse(output) as { diagnostics: readonly { category: string; severity: string }[] };
    const errors = diagnostics.filter(({ severity }) => severity === 'error').map(({ category }) => category);
    expect([...new Set(errors)].sort()).toEqual([
      'lint/correctness/noUnusedImports',
      'lint/correctness/noUnusedVariables',
      'lint/style/noNonNullAssertion',
      'lint/style/useImportType',
      'lint/style/useNodejsImportProtocol',
      'lint/suspicious/noConsole',
      'lint/suspicious/noEmptyBlockStatements',
      'lint/suspicious/noExplicitAny',
      'lint/suspicious/noFocusedTests',
      'lint/suspicious/noSkippedTests',
    ]);
  });

  it('reads every file that people write', () => {
    const { summary } = JSON.parse(run('biome', 'lint', '--reporter=json', '.')) as {
      summary: { changed: number; unchanged: number };
    };
    const written = typeScript.filter((path) => !path.startsWith('contracts/gen/'));
    expect(summary.changed + summary.unchanged).toBeGreaterThanOrEqual(written.length);
  });
});

describe('the compiler', () => {
  it('reads every file', () => {
    const configurations = ['tsconfig.json', 'tsconfig.pages.json'];
    const lists = configurations.map((path) => run('tsc', '--noEmit', '--listFilesOnly', '-p', path));
    const read = new Set(lists.join('\n').split('\n'));
    expect(typeScript.filter((path) => !read.has(join(ROOT, path)))).toEqual([]);
  });
});

describe('the search for dead code', () => {
  it('finds each planted corpse', () => {
    const output = run(
      'knip',
      '--directory',
      join(PLANTED, 'dead-code'),
      '--config',
      join(ROOT, 'knip.json'),
      '--reporter',
      'json',
    );
    const { issues } = JSON.parse(output) as {
      issues: readonly (Record<string, readonly { name: string }[]> & { file: string })[];
    };
    const found = issues.flatMap((issue) =>
      ['files', 'dependencies', 'unlisted', 'exports', 'types'].flatMap((kind) =>
        (issue[kind] ?? []).map(({ name }) => `${kind}: ${name}`),
      ),
    );
    expect(found.sort()).toEqual([
      'dependencies: pg',
      'exports: unused',
      'files: platform/saga/lonely.ts',
      'types: UnusedType',
      'unlisted: left-pad',
    ]);
  });
});
