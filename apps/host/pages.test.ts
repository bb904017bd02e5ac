import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPages } from './pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-pages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('built pages', () => {
  it('are read with what they were compressed to, by their path within the build', async () => {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'assets/page.js'), 'script');
    writeFileSync(join(folder, 'assets/page.js.gz'), 'smaller');
    writeFileSync(join(folder, 'assets/notes.txt'), 'not for visitors');
    const files = await readPages(folder);
    expect([...files.keys()]).toEqual(['assets/page.js']);
    expect(files.get('assets/page.js')).toMatchObject({
      contentType: 'text/javascript; charset=utf-8',
      content: Buffer.from('script'),
      gzip: Buffer.from('smaller'),
      brotli: undefined,
    });
  });

  it('are none where nothing was built', async () => {
    expect((await readPages(join(folder, 'gone'))).size).toBe(0);
  });
});
