import { expect, it } from 'vitest';
import { COLUMNS } from './columns.ts';
import { linesFromBytes } from './lines-from-bytes.ts';

it('reads a text, and refuses what is none', () => {
  const header = new TextEncoder().encode(`${COLUMNS.join(',')}\n`);
  expect(linesFromBytes(header)).toEqual({ kind: 'read', lines: [], rejected: [] });
  // As a spreadsheet begins: a ZIP archive.
  const archive = new Uint8Array([0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x06, 0x00]);
  expect(linesFromBytes(archive)).toMatchObject({ kind: 'broken', message: expect.stringContaining('no CSV') });
});
