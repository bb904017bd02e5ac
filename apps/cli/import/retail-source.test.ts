import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COLUMNS } from '../../online-retail/columns.ts';
import { EXIT_USAGE } from '../command-failed.ts';
import { readSource } from './retail-source.ts';

const HEADER = `${COLUMNS.join(',')}\n`;
const MUG = `${HEADER}1,MUG,Enamel mug,3,2026-11-01 10:00,4.50,7,France\n`;
const CUP = `${HEADER}1,CUP,Tea cup,2,2026-11-01 10:00,2.50,7,France\n`;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'holdfast-source-'));
});

afterEach(() => rm(directory, { recursive: true }));

async function inFile(name: string, text: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, text);
  return path;
}

/** The digest of what comes through a pipe, which is empty when it is read again. */
async function digestThroughPipe(name: string, text: string): Promise<string> {
  const pipe = join(directory, name);
  await promisify(execFile)('mkfifo', [pipe]);
  const [source] = await Promise.all([readSource(pipe), writeFile(pipe, text)]);
  return source.digest;
}

describe('reading a file', () => {
  it('tells files apart by their bytes, and knows one again under another name', async () => {
    const { digest } = await readSource(await inFile('a.csv', MUG));
    expect(digest).toMatch(/^[0-9a-f]{16}$/);
    expect((await readSource(await inFile('b.csv', MUG))).digest).toBe(digest);
    expect((await readSource(await inFile('c.csv', CUP))).digest).not.toBe(digest);
  });

  it.skipIf(process.platform === 'win32')(
    'does so with what comes through a pipe, of which Windows has none',
    async () => {
      const { digest } = await readSource(await inFile('a.csv', MUG));
      expect(await digestThroughPipe('a', MUG)).toBe(digest);
      expect(await digestThroughPipe('b', CUP)).not.toBe(digest);
    },
  );

  it('refuses a header alone, as the console does', async () => {
    const path = await inFile('header.csv', HEADER);
    await expect(readSource(path)).rejects.toMatchObject({
      message: `${path} has a header and no line below it: nothing can be made of it.`,
      exitCode: EXIT_USAGE,
    });
  });
});
