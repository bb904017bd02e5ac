import { COLUMNS } from '../columns.ts';
import { linesFromText, type ReadFile } from '../lines-from-text.ts';

/** The file of these rows below the usual header, for tests: the first row is line 2. */
export function fileOf(...rows: readonly string[]): ReadFile {
  const file = linesFromText([COLUMNS.join(','), ...rows].join('\n'));
  if (file.kind === 'broken') throw new Error(`line ${file.line}: ${file.message}`);
  return file;
}
