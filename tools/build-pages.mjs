import { readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { filesUnder, ROOT, unlessBuilt } from './unless-built.mjs';

// Builds the pages into dist/pages. What is built is compressed here, once, and not for each visitor.

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

function compressFiles(built) {
  for (const file of filesUnder(built).filter((path) => COMPRESSIBLE.has(extname(path)))) {
    const content = readFileSync(file);
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
    writeFileSync(`${file}.br`, brotliCompressSync(content));
  }
}

// What is built is served, whoever has it built: under a test runner's NODE_ENV React would come in its development build.
process.env.NODE_ENV = 'production';

await unlessBuilt({ built: 'dist/pages', sources: SOURCES }, async (built) => {
  // Loaded only when there is something to do.
  const { build } = await import('vite');
  await build({ configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn' });
  compressFiles(built);
});
