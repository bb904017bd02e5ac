import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../../../platform/lifecycle/free-port.ts';
import { OwnRedis } from './own-redis.ts';

// A server that is none: it answers as one that is up, ends at once, or has no port. Each run of it is written down.

const ANSWERS = `require('node:net').createServer((socket) => socket.on('data', () => socket.write('+PONG\\r\\n')))
  .listen(Number(process.argv[process.argv.indexOf('--port') + 1]), '127.0.0.1');`;

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'own-redis-'));
  await mkdir(join(home, 'scratch'));
  vi.stubEnv('TMPDIR', join(home, 'scratch'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

async function serverThat(does: string): Promise<string> {
  const program = join(home, 'redis-server');
  const log = `require('node:fs').appendFileSync(${JSON.stringify(join(home, 'runs'))}, process.pid + '\\n');`;
  await writeFile(program, `#!${process.execPath}\n${log}\n${does}\n`);
  await chmod(program, 0o755);
  return `${home}:${dirname(process.execPath)}`;
}

const scratches = async () =>
  (await readdir(join(home, 'scratch'))).filter((name) => name.startsWith('holdfast-redis-'));

async function runs(): Promise<readonly number[]> {
  const text = await readFile(join(home, 'runs'), 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/** A process that ended and that nobody has asked after yet still has its id. */
function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });
}

describe('a Redis of a drill’s own', () => {
  it('leaves nothing behind when it is closed', async () => {
    const redis = await OwnRedis.open(await serverThat(ANSWERS));
    expect([(await scratches()).length, (await runs()).filter(isAlive).length]).toEqual([1, 1]);
    await redis.close();
    expect([await scratches(), (await runs()).filter(isAlive)]).toEqual([[], []]);
  });

  it('leaves nothing behind when it does not start', async () => {
    await expect(OwnRedis.open(await serverThat('process.exit(1)'))).rejects.toThrow('did not start');
    expect([await scratches(), (await runs()).filter(isAlive)]).toEqual([[], []]);
  });

  it('leaves nothing behind where there is no port', async () => {
    const none = (): Promise<number> => Promise.reject(new Error('no port is free'));
    await expect(OwnRedis.open(await serverThat(ANSWERS), none)).rejects.toThrow('no port');
    expect(await scratches()).toEqual([]);
  });

  it('is not started by whoever killed it when it has been closed meanwhile', async () => {
    const redis = await OwnRedis.open(await serverThat(ANSWERS), freePort);
    await redis.kill();
    await redis.close();
    await expect(redis.start()).rejects.toThrow('closed');
    expect((await runs()).filter(isAlive)).toEqual([]);
  });

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'ends, and leaves nothing behind, with a drill that ends by %s',
    async (signal) => {
      const path = await serverThat(ANSWERS);
      const opened = `
      import { OwnRedis } from ${JSON.stringify(new URL('own-redis.ts', import.meta.url).href)};
      const redis = await OwnRedis.open(${JSON.stringify(path)});
      await redis.kill();
      await redis.start();
      process.send(redis.port);
    `;
      const drill = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', opened], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      onTestFinished(() => void drill.kill('SIGKILL'));
      const [port] = (await once(drill, 'message')) as [number];
      expect([(await scratches()).length, await isListening(port)]).toEqual([1, true]);
      drill.kill(signal);
      await vi.waitFor(async () => expect([await scratches(), await isListening(port)]).toEqual([[], false]), {
        timeout: 60_000,
      });
    },
    120_000,
  );
});
