import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { linesFromBytes } from '../../online-retail/lines-from-bytes.ts';
import type { ReadFile } from '../../online-retail/lines-from-text.ts';
import type { BrokenFile } from '../../online-retail/retail-line.ts';

export interface HashedFile extends ReadFile {
  /** Of the very bytes that the lines were read from, in hex: a pipe can be read once only. */
  readonly sha256: string;
}

/**
 * Reads a CSV in the columns of the Online Retail data set. A broken file is an answer, not an exception. The whole
 * file is held in memory: the full data set of 541,909 lines is 45 MB.
 */
export async function readLines(path: string): Promise<HashedFile | BrokenFile> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return { kind: 'broken', line: null, message: whyNotOpened(path, error) };
  }
  const file = linesFromBytes(bytes);
  if (file.kind === 'broken') return file;
  return { ...file, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function whyNotOpened(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `There is no file at ${path}.`;
  if (code === 'EISDIR') return `${path} is a directory; a CSV file is needed.`;
  if (code === 'EACCES') return `${path} may not be read by this user.`;
  return `${path} could not be read: ${error instanceof Error ? error.message : String(error)}`;
}
