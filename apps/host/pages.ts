import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { PageFile, PageFiles } from '../../gateway/page-file.ts';
import { packageRoot } from '../../platform/lifecycle/package-root.ts';

/** What is built by `npm run build`, besides the code. */
export const BUILT_PAGES = join(packageRoot(), 'dist', 'pages');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Reads the built pages, all of them: they are small, and a build while the shop runs takes nothing from under it.
 * Answers no file where nothing is built.
 */
export async function readPages(folder: string): Promise<PageFiles> {
  if (!existsSync(folder)) return new Map();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && extname(entry.name) in CONTENT_TYPES)
    .map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map(async (path) => [relative(folder, path).replaceAll(sep, '/'), await readPage(path)] as const);
  return new Map(await Promise.all(files));
}

async function readPage(path: string): Promise<PageFile> {
  const content = await readFile(path);
  return {
    contentType: CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
    content,
    gzip: await ifThere(`${path}.gz`),
    brotli: await ifThere(`${path}.br`),
    digest: createHash('sha256').update(content).digest('hex').slice(0, 16),
  };
}

async function ifThere(path: string): Promise<Buffer | undefined> {
  return existsSync(path) ? readFile(path) : undefined;
}
