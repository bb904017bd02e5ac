import { link, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COLUMNS } from '../../online-retail/columns.ts';
import { EXIT_USAGE, EXIT_VIOLATION } from '../command-failed.ts';
import { FakeShop } from '../testing/fake-shop.ts';
import { silentTerminal } from '../testing/silent-terminal.ts';
import { runImport } from './import.ts';

const CSV = `${COLUMNS.join(',')}
1,MUG,Enamel mug,3,2026-11-01 10:00,4.50,7,France
2,MUG,Enamel mug,no,2026-11-01 10:00,4.50,7,France
3,CUP,Tea cup,2,2026-11-01 10:00,2.50,7,France
`;
const MUG_REJECTED = '3,2,MUG,quantity is not an integer';
const NOBODY = 'http://127.0.0.1:1';

let directory: string;
let shop: FakeShop;
let url: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdfast-import-'));
  await writeFile(inside('a.csv'), CSV);
  shop = new FakeShop();
  url = await shop.open();
});

afterEach(async () => {
  await shop.close();
  await rm(directory, { recursive: true });
});

const inside = (name: string): string => join(directory, name);

async function imported(report: string, at: string = url) {
  const terminal = silentTerminal();
  const code = await runImport(inside('a.csv'), { url: at, json: true, report }, terminal);
  return { code, result: JSON.parse(terminal.printed.at(-1) ?? ''), said: terminal.said.join('\n') };
}

async function linked(make: (from: string, to: string) => Promise<void>): Promise<string> {
  await make(inside('a.csv'), inside('link.csv'));
  return inside('link.csv');
}

async function linesOf(report: string): Promise<string[]> {
  return (await readFile(report, 'utf8')).trimEnd().split('\r\n');
}

describe('the report of an import', () => {
  it('has the rejected lines with number and reason, and no more than they are from the import before', async () => {
    await writeFile(inside('rejected.csv'), 'from another import\n'.repeat(100));
    const { code, result } = await imported(inside('rejected.csv'));
    expect({ code, result }).toMatchObject({ code: 0, result: { products: 2, rejected: 1 } });
    expect(await linesOf(inside('rejected.csv'))).toEqual(['line,invoice,sku,reason', MUG_REJECTED]);
  });

  it.each([
    ['its own name', async () => inside('a.csv')],
    ['another spelling', async () => `${directory}/../${directory.split('/').at(-1)}/./a.csv`],
    ['a symbolic link', () => linked(symlink)],
    ['a hard link', () => linked(link)],
  ])('is never written over the file that is read, named by %s', async (_case, name) => {
    await expect(imported(await name())).rejects.toMatchObject({
      message: expect.stringMatching(/would be written over .*a\.csv, .* name another file with --report/),
      exitCode: EXIT_USAGE,
    });
    expect(await readFile(inside('a.csv'), 'utf8')).toBe(CSV);
    expect(shop.posted).toEqual([]);
  });

  it('stays as it was, or is not there, where no shop is reached', async () => {
    await writeFile(inside('before.csv'), 'as it was');
    await expect(imported(inside('before.csv'), NOBODY)).rejects.toThrow('Nothing answers');
    await expect(imported(inside('new.csv'), NOBODY)).rejects.toThrow('Nothing answers');
    expect(await readFile(inside('before.csv'), 'utf8')).toBe('as it was');
    expect(await readdir(directory)).toEqual(['a.csv', 'before.csv']);
  });

  it('is looked at before anything is imported', async () => {
    await expect(imported(directory)).rejects.toMatchObject({
      message: expect.stringMatching(/^The report .* could not be written: EISDIR.*Name another file with --report\.$/),
      exitCode: EXIT_USAGE,
    });
    await expect(imported(inside('none/rejected.csv'))).rejects.toMatchObject({ exitCode: EXIT_USAGE });
    expect(shop.posted).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('does not take the result with it where it cannot be written', async () => {
    const { code, result, said } = await imported('/dev/full');
    expect({ code, result }).toMatchObject({ code: EXIT_USAGE, result: { products: 2, rejected_file: null } });
    expect(said).toMatch(/The report \/dev\/full could not be written: ENOSPC/);
  });
});

describe('a product that the shop does not take', () => {
  const isMug = (body: unknown) => (body as { readonly sku: string }).sku === 'MUG';

  it('is reported line by line, and the others are imported', async () => {
    const problem = { status: 400, code: 'invalid_request', detail: '/stock must be at most 2.' };
    shop.refuses = (_path, body) => (isMug(body) ? problem : undefined);
    const { code, result } = await imported(inside('rejected.csv'));
    expect({ code, result }).toMatchObject({
      code: 0,
      result: { products: 1, goods: 1, units: 2, products_refused: 1, rejected: 2 },
    });
    expect(await linesOf(inside('rejected.csv'))).toEqual([
      'line,invoice,sku,reason',
      '2,1,MUG,the shop did not take the product: 400 /stock must be at most 2.',
      MUG_REJECTED,
    ]);
    expect([...shop.products.keys()]).toEqual(['CUP']);
  });

  it('is told from a shop that failed at it', async () => {
    shop.refuses = (_path, body) => (isMug(body) ? { status: 500, code: 'internal', detail: 'No disk.' } : undefined);
    await expect(imported(inside('rejected.csv'))).rejects.toMatchObject({
      message: expect.stringMatching(/^The shop failed at product MUG; import the file again .*: 500 No disk\.$/),
      exitCode: EXIT_VIOLATION,
    });
  });
});
