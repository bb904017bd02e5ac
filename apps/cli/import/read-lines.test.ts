import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { readLines } from './read-lines.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

describe('opening a file', () => {
  it('says when there is none', async () =>
    expect(await readLines(`${here}none.csv`)).toEqual({
      kind: 'broken',
      line: null,
      message: `There is no file at ${here}none.csv.`,
    }));

  it('says when it is a directory', async () =>
    expect(await readLines(here)).toEqual({
      kind: 'broken',
      line: null,
      message: `${here} is a directory; a CSV file is needed.`,
    }));
});
