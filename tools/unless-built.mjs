import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

// Builds only what has changed: a start then costs no more than reading what it is built of.

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Every file under the path, sorted; the file itself where it is one. */
export function filesUnder(path) {
  if (!statSync(path).isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Builds `built` unless it stands there and its stamp is that of the sources. Both are named from the root. */
export async function unlessBuilt({ built, sources }, build) {
  const stamp = join(ROOT, dirname(built), `.${built.slice(built.lastIndexOf('/') + 1)}`);
  const digest = digestOf(sources);
  if (existsSync(join(ROOT, built)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  await build(join(ROOT, built));
  writeFileSync(stamp, digest);
}

function digestOf(sources) {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesUnder(join(ROOT, source)))) {
    hash.update(`${relative(ROOT, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}
