import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT } from '../repository.ts';

// What must hold of the contracts: they are well written, they break nobody who was built against the baseline, the
// code beside them is what they generate, and the baseline knows all of them. The baseline is an image in the
// repository, so that a shallow clone without network can be checked. Each check answers one line for each fault.

export const CONTRACTS = join(ROOT, 'contracts');
export const BASELINE = join(CONTRACTS, 'baseline.binpb');

const CONFIG = join(CONTRACTS, 'buf.yaml');

/** Runs buf in the folder of the contracts, from which the paths in its configuration are meant. */
export function runBuf(...parameters: readonly string[]): { readonly ok: boolean; readonly lines: readonly string[] } {
  const { status, stdout, stderr, error } = spawnSync(join(ROOT, 'node_modules/.bin/buf'), [...parameters], {
    cwd: CONTRACTS,
    encoding: 'utf8',
  });
  if (error !== undefined) throw new Error(`buf did not start (${error.message}): run npm ci, which installs it`);
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  return { ok: status === 0, lines };
}

function faults(...parameters: readonly string[]): readonly string[] {
  const { ok, lines } = runBuf(...parameters);
  if (ok) return [];
  return lines.length > 0 ? lines : [`buf ${parameters[0]} failed without saying why`];
}

export function lintFaults(protos: string): readonly string[] {
  return faults('lint', protos, '--config', CONFIG);
}

export function breakingFaults(protos: string, baseline: string): readonly string[] {
  return faults('breaking', protos, '--against', baseline, '--config', CONFIG, '--against-config', CONFIG);
}

/** Compares the generated code in a folder with what the contracts generate today. */
export function generatedFaults(protos: string, generated: string): readonly string[] {
  return inScratchFolder((scratch) => {
    const failed = faults('generate', protos, '--template', join(CONTRACTS, 'buf.gen.yaml'), '--output', scratch);
    return failed.length > 0 ? failed : differences(join(scratch, 'gen'), generated);
  });
}

/** Compares the baseline with the contracts: one that lags behind would let tomorrow's break of today's addition pass. */
export function baselineFaults(protos: string, baseline: string): readonly string[] {
  return inScratchFolder((scratch) => {
    const image = join(scratch, 'image.binpb');
    const failed = buildImage(protos, image);
    if (failed.length > 0 || readFileSync(image).equals(readFileSync(baseline))) return failed;
    return [`${relative(ROOT, baseline)} does not know the contracts as they are: run npm run contracts and commit it`];
  });
}

/** Writes the contracts as an image without comments, so that rewording one changes nothing. */
export function buildImage(protos: string, image: string): readonly string[] {
  return faults('build', protos, '--config', CONFIG, '--exclude-source-info', '--output', image);
}

function differences(fresh: string, committed: string): readonly string[] {
  const freshFiles = filesBelow(fresh);
  const committedFiles = filesBelow(committed);
  const name = (file: string) => relative(ROOT, join(committed, file));
  return [
    ...freshFiles.filter((file) => !committedFiles.includes(file)).map((file) => `${name(file)} is missing`),
    ...committedFiles
      .filter((file) => !freshFiles.includes(file))
      .map((file) => `${name(file)} comes from no contract`),
    ...freshFiles
      .filter((file) => committedFiles.includes(file))
      .filter((file) => !readFileSync(join(fresh, file)).equals(readFileSync(join(committed, file))))
      .map((file) => `${name(file)} is not what its contract generates: run npm run contracts`),
  ];
}

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function inScratchFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-contracts-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
