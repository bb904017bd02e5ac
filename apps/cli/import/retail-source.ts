import { createHash } from 'node:crypto';
import type { RetailFile } from '../../online-retail/retail-line.ts';
import { CommandFailed, EXIT_USAGE } from '../command-failed.ts';
import { readLines } from './read-lines.ts';

/** A file that could be read, and what tells it from others. */
export interface RetailSource extends RetailFile {
  /** First 16 hex digits of the SHA-256 of its bytes: part of every idempotency key. */
  readonly digest: string;
}

/** @throws CommandFailed when nothing of the file can be used. */
export async function readSource(path: string): Promise<RetailSource> {
  const file = await readLines(path);
  if (file.kind === 'broken') {
    const where = file.line === null ? '' : `Line ${file.line} of ${path}: `;
    throw new CommandFailed(`${where}${file.message}`, EXIT_USAGE);
  }
  // As the console has it: nothing could come of such a file, and nobody means to bring it in.
  if (file.lines.length + file.rejected.length === 0) {
    throw new CommandFailed(`${path} has a header and no line below it: nothing can be made of it.`, EXIT_USAGE);
  }
  return { lines: file.lines, rejected: file.rejected, digest: file.sha256.slice(0, 16) };
}

/** An idempotency key for something in the file: printable and short, whatever its name. */
export function keyFor(verb: 'import' | 'replay', { digest }: RetailSource, name: string): string {
  const isPlain = /^[\x21-\x7e]{1,100}$/.test(name);
  return `${verb}-${digest}-${isPlain ? name : createHash('sha256').update(name).digest('hex')}`;
}
