import { statfs } from 'node:fs/promises';

/** Bytes that an ordinary user may still write to the disk of a directory. */
export async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
