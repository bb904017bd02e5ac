import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDirectory } from './directory-lock.ts';
import { identify } from './process-identity.ts';
import { scratchDirectory } from './testing/scratch-directory.ts';
import { spawnHost } from './testing/spawn-host.ts';

let scratch: Awaited<ReturnType<typeof scratchDirectory>>;
beforeEach(async () => {
  scratch = await scratchDirectory();
});
afterEach(() => scratch.remove());

interface Owner {
  process: { pid: number; startedAt: string };
  world: string;
}

/** A lock file as another owner would have left it. */
async function forge(change: (owner: Owner) => void): Promise<string> {
  const lock = await lockDirectory(scratch.path);
  const newest = Math.max(...(await readdir(scratch.path)).map((name) => Number(name.replace('lock.', ''))));
  const file = join(scratch.path, `lock.${newest}`);
  const owner = JSON.parse(await readFile(file, 'utf8')) as Owner;
  await lock.release();
  change(owner);
  await writeFile(file, JSON.stringify(owner));
  return file;
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return child.pid ?? 0;
}

const lockedBy = (pid: number) =>
  expect.objectContaining({ name: 'DirectoryLockedError', pid, message: expect.stringContaining(`${pid}`) });

describe('the lock of a directory', () => {
  it('refuses a second owner, by the pid of the first, until it is released', async () => {
    const lock = await lockDirectory(scratch.path);
    await expect(lockDirectory(scratch.path)).rejects.toEqual(lockedBy(process.pid));
    await lock.release();
    await lock.release();
    const next = await lockDirectory(scratch.path);
    // A second release of the first lock must not free the second one.
    await lock.release();
    await expect(lockDirectory(scratch.path)).rejects.toEqual(lockedBy(process.pid));
    await next.release();
  });

  it('says so where a file is in the way of the directory', async () => {
    const file = join(scratch.path, 'file');
    await writeFile(file, '');
    for (const path of [file, join(file, 'below')]) {
      await expect(lockDirectory(path)).rejects.toMatchObject({ code: 'not_a_directory' });
    }
  });

  it('says so at once where no directory can ever be', async (context) => {
    if (process.platform !== 'linux') context.skip('only Linux has /proc');
    for (const path of ['/proc/no-such-directory', '/proc/no-such-directory/below', '/proc']) {
      await expect(lockDirectory(path)).rejects.toMatchObject({ code: 'not_a_directory' });
    }
  });

  it('refuses another process, and is taken over once that was killed', async () => {
    const host = spawnHost({ lockOnly: true, options: { directory: scratch.path } });
    await host.answer('locked');
    await expect(lockDirectory(scratch.path)).rejects.toEqual(lockedBy(host.pid));
    host.kill('SIGKILL');
    await host.exited;
    await (await lockDirectory(scratch.path)).release();
  });

  it('is taken over when a stranger has the pid of the dead owner now', async () => {
    await forge((owner) => {
      owner.process.startedAt = '1';
    });
    expect(identify(process.pid)?.startedAt).not.toBe('1');
    await (await lockDirectory(scratch.path)).release();
  });

  it('goes to exactly one of many who find it abandoned at once', async () => {
    const pid = await deadPid();
    for (let round = 0; round < 20; round += 1) {
      await forge((owner) => {
        owner.process.pid = pid;
      });
      const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(scratch.path)));
      const won = tries.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
      expect(won).toHaveLength(1);
      await won[0]?.release();
    }
    // Nothing piles up either.
    expect((await readdir(scratch.path)).length).toBeLessThanOrEqual(2);
  });

  it('goes to exactly one of several processes', async () => {
    const pid = await deadPid();
    await forge((owner) => {
      owner.process.pid = pid;
    });
    const hosts = Array.from({ length: 3 }, () => spawnHost({ lockOnly: true, options: { directory: scratch.path } }));
    const kinds = (await Promise.all(hosts.map((host) => host.answer('locked', 'failed')))).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['failed', 'failed', 'locked']);
    for (const host of hosts) host.close();
    await Promise.all(hosts.map(({ exited }) => exited));
  });

  it('believes an owner in another container while its file is touched, and not once it is silent', async () => {
    const file = await forge((owner) => {
      owner.world = 'elsewhere';
      owner.process.pid = 7;
    });
    const heartbeat = setInterval(() => void utimes(file, new Date(), new Date()), 200);
    await expect(lockDirectory(scratch.path)).rejects.toEqual(lockedBy(7));
    clearInterval(heartbeat);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(file, longAgo, longAgo);
    await (await lockDirectory(scratch.path)).release();
  });

  it('is taken over when a power failure has emptied its file', async () => {
    await writeFile(join(scratch.path, 'lock.1'), '');
    await (await lockDirectory(scratch.path)).release();
  });

  it('lets go of a directory that is gone', async () => {
    const lock = await lockDirectory(scratch.path);
    await rm(scratch.path, { recursive: true });
    await lock.release();
  });
});
