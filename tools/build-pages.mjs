import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

// Builds the pages into dist/pages, unless nothing that they are made of has changed since. A start then costs no more
// than reading their sources. What is built is compressed here, once, and not for each visitor.

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const BUILT = join(ROOT, 'dist/pages');
const STAMP = join(ROOT, 'dist/.pages');
const SOURCES = [
  'apps/web',
  'apps/storefront',
  'apps/console',
  'apps/online-retail',
  'platform/kernel/money.ts',
  'vite.config.ts',
  'package-lock.json',
  'tools/build-pages.mjs',
];
const COMPRESSIBLE = new Set(['.css', '.html', '.js', '.svg']);

function filesUnder(path) {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function digestOfSources() {
  const hash = createHash('sha256');
  const files = SOURCES.flatMap((source) =>
    extname(source) === '' ? filesUnder(join(ROOT, source)) : [join(ROOT, source)],
  );
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

function compressFiles() {
  for (const file of filesUnder(BUILT).filter((path) => COMPRESSIBLE.has(extname(path)))) {
    const content = readFileSync(file);
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
    writeFileSync(`${file}.br`, brotliCompressSync(content));
  }
}

// What is built is served, whoever has it built: under a test runner's NODE_ENV React would come in its development build.
process.env.NODE_ENV = 'production';

const digest = digestOfSources();
if (!existsSync(BUILT) || !existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== digest) {
  // Loaded only when there is something to do.
  const { build } = await import('vite');
  await build({ configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn' });
  compressFiles();
  writeFileSync(STAMP, digest);
}
