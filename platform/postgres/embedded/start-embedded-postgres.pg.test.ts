import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { locateBinaries } from './binaries.ts';
import { findCluster } from './cluster.ts';
import { type Connection, connectionUrl } from './connection.ts';
import { chooseIdentities } from './identity.ts';
import { launchServer } from './launch-server.ts';
import { identify, isAlive } from './process-identity.ts';
import { stopServer } from './server.ts';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './start-embedded-postgres.ts';
import { scratchDirectory } from './testing/scratch-directory.ts';
import { type HostProcess, spawnHost } from './testing/spawn-host.ts';

// One cluster, in a directory with a space in its name, through everything that can happen to it.

let scratch: Awaited<ReturnType<typeof scratchDirectory>>;
let directory: string;
const lines: string[] = [];
const running: EmbeddedPostgres[] = [];

beforeAll(async () => {
  scratch = await scratchDirectory();
  directory = join(scratch.path, 'my shop');
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  lines.length = 0;
});
afterAll(() => scratch.remove());

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ directory, log: (line) => lines.push(line), ...options });
  running.push(server);
  return server;
}

async function query(connection: string | Connection, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(typeof connection === 'string' ? connection : { ...connection });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const postmasterPid = () => Number(readFileSync(join(directory, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

async function startHost(): Promise<{ host: HostProcess; url: string; port: number }> {
  const host = spawnHost({ options: { directory } });
  const { url, port } = await host.answer('ready');
  return { host, url, port };
}

/** A host and a server that are killed without warning, one after the other. Returns the port they had. */
async function crashEverything(work: string): Promise<number> {
  const { host, url, port } = await startHost();
  await query(url, work);
  const pid = postmasterPid();
  const postmaster = identify(pid);
  host.kill('SIGKILL');
  process.kill(pid, 'SIGKILL');
  await host.exited;
  // It is nobody's child any more: what was killed is there for a moment yet, and its socket takes connections.
  await vi.waitUntil(() => postmaster === undefined || !isAlive(postmaster), { timeout: 30_000, interval: 5 });
  return port;
}

describe('an embedded PostgreSQL', () => {
  it('creates its cluster once, durable, checked and closed to others', async () => {
    const server = await start();
    expect(server).toMatchObject({ firstStart: true, version: expect.stringMatching(/^18\./) });
    expect(lines).toEqual([
      expect.stringContaining(`Creating the database cluster in ${directory}/postgres`),
      expect.stringMatching(/PostgreSQL 18\.\d+ is ready in \d+ ms on 127\.0\.0\.1:\d+/),
    ]);
    const settings = `select ${[
      'fsync',
      'full_page_writes',
      'synchronous_commit',
      'data_checksums',
      'jit',
      'listen_addresses',
      'password_encryption',
    ]
      .map((name) => `current_setting('${name}') as ${name}`)
      .join(', ')}, upper('straße ü') as upper`;
    expect(await query(server.url, settings)).toEqual([
      {
        fsync: 'on',
        full_page_writes: 'on',
        synchronous_commit: 'on',
        data_checksums: 'on',
        jit: 'off',
        listen_addresses: '127.0.0.1',
        password_encryption: 'scram-sha-256',
        upper: 'STRASSE Ü'.replace('SS', 'ß'),
      },
    ]);
    expect((await stat(join(directory, 'postgres'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, 'postgres', 'superuser.password'))).mode & 0o777).toBe(0o600);
  });

  it('starts again with what it held, by socket and by TCP, and lets nobody in without the password', async () => {
    const server = await start();
    expect(server.firstStart).toBe(false);
    await query(server.url, 'create table kept as select 42 as answer');
    const tcp = { ...server.connection, host: '127.0.0.1' };
    expect(await query(tcp, 'select answer from kept')).toEqual([{ answer: 42 }]);
    await expect(query({ ...tcp, password: 'guess' }, 'select 1')).rejects.toThrow(/password authentication failed/);
    await expect(query({ ...tcp, password: '' }, 'select 1')).rejects.toThrow();
    await expect(query({ ...server.connection, password: 'guess' }, 'select 1')).rejects.toThrow(
      /authentication failed/,
    );
    await server.stop();
    await server.stop();
    await expect(query(server.url, 'select 1')).rejects.toThrow();
  });

  it('refuses a second host, naming the first', async () => {
    const { host } = await startHost();
    await expect(start()).rejects.toMatchObject({ name: 'DirectoryLockedError', pid: host.pid });
    host.close();
    await host.answer('stopped');
  });

  it('outlives Ctrl-C and a killed host; the next one goes on with it and can stop it', async () => {
    const { host, url, port } = await startHost();
    await query(url, 'create table before_ctrl_c as select 1 as one');
    const pid = postmasterPid();
    host.killGroup('SIGINT');
    await host.exited;
    const server = await start();
    expect(lines[0]).toContain(`Going on with the PostgreSQL (pid ${pid})`);
    expect([postmasterPid(), server.connection.port]).toEqual([pid, port]);
    expect(await query(server.url, 'select one from before_ctrl_c')).toEqual([{ one: 1 }]);
    await server.stop();
    expect(identify(pid)).toBeUndefined();
  });

  it('replaces an orphan that is not the server that is wanted now', async () => {
    const { host } = await startHost();
    const pid = postmasterPid();
    host.kill('SIGKILL');
    await host.exited;
    const server = await start({ settings: { work_mem: '5MB' } });
    expect(lines[0]).toMatch(new RegExp(`Stopping the PostgreSQL .*pid ${pid}.* other settings`));
    expect(postmasterPid()).not.toBe(pid);
    expect(await query(server.url, 'show work_mem')).toEqual([{ work_mem: '5MB' }]);
  });

  it('replaces an orphan that does not answer', async () => {
    const { host } = await startHost();
    const pid = postmasterPid();
    host.kill('SIGKILL');
    await host.exited;
    process.kill(pid, 'SIGSTOP');
    await start({ stopLimits: { fastMs: 50, immediateMs: 50 } });
    expect(lines[0]).toMatch(/Stopping .* does not answer/);
    expect(postmasterPid()).not.toBe(pid);
  });

  it('recovers what was committed after kill -9 of everything', async () => {
    await crashEverything('create table before_crash as select 7 as seven');
    const server = await start();
    expect(lines[0]).toContain('recovering');
    expect(await query(server.url, 'select seven from before_crash')).toEqual([{ seven: 7 }]);
  });

  it('starts when a stranger has the pid of the dead server now', async () => {
    const port = await crashEverything('select 1');
    const { uid, gid } = await stat(join(directory, 'postgres'));
    // PostgreSQL only mistakes processes of its own user, which root's tests therefore borrow.
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore', ...(process.getuid?.() === 0 ? { uid, gid } : {}) });
    for (const name of ['postmaster.pid', ...(await socketLocks())]) {
      const file = join(directory, 'postgres', name);
      await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, `${stranger.pid}`));
    }
    // The same port, so that it is the same socket, whose lock names the stranger too.
    const server = await start({ port });
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(stranger.kill()).toBe(true);
  });

  it('waits for processes of a killed server that still hold its memory', async () => {
    const { host, url } = await startHost();
    const client = new pg.Client(url);
    client.on('error', () => undefined);
    await client.connect();
    const backend = Number((await client.query('select pg_backend_pid() as pid')).rows[0].pid);
    process.kill(backend, 'SIGSTOP');
    process.kill(postmasterPid(), 'SIGKILL');
    host.kill('SIGKILL');
    await host.exited;
    const next = start();
    await expect.poll(() => readFile(join(directory, 'postgres.log'), 'utf8')).toContain('is still in use');
    process.kill(backend, 'SIGCONT');
    expect(await query((await next).url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('tells its host when it ends by itself, and starts again', async () => {
    const crash = new Promise<Error>((resolve) => {
      void start({ onCrash: resolve }).then(() => process.kill(postmasterPid(), 'SIGKILL'));
    });
    await expect(crash).resolves.toMatchObject({ code: 'crashed' });
    await running.pop()?.stop();
    await start();
    expect(lines).toContainEqual(expect.stringContaining('recovering'));
  });

  it('names a configured port that is taken, and what to do', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });
    await expect(start({ port })).rejects.toMatchObject({
      code: 'port_taken',
      message: expect.stringMatching(new RegExp(`Port ${port} is taken .*[\\s\\S]*Address already in use`)),
    });
    await new Promise((resolve) => other.close(resolve));
    expect((await start({ port })).connection.port).toBe(port);
  });

  it('tries another port when one that was free a moment ago is not', async () => {
    const server = await start();
    await server.stop();
    const other = createServer();
    const taken = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });
    const ports = [taken, taken, server.connection.port];
    const binaries = await locateBinaries();
    const owner = await findCluster(join(directory, 'postgres'));
    const { server: identity } = await chooseIdentities(binaries, directory, owner);
    const launched = await launchServer(
      { directory, binaries, identity, args: [], startTimeoutMs: 10_000, wantedPort: undefined },
      async () => ports.shift() ?? 0,
    );
    await new Promise((resolve) => other.close(resolve));
    await stopServer(launched.process, binaries, identity, { fastMs: 5_000, immediateMs: 5_000 });
    expect(launched.port).toBe(server.connection.port);
  });

  it('sets a log aside that has grown', async () => {
    await appendFile(join(directory, 'postgres.log'), 'x'.repeat(5_000_000));
    await start();
    expect((await stat(join(directory, 'postgres.log.1'))).size).toBeGreaterThan(5_000_000);
    expect(await readFile(join(directory, 'postgres.log'), 'utf8')).toContain('ready to accept connections');
  });

  it('refuses a setting that would lose orders, before it touches anything', async () => {
    await expect(start({ settings: { fsync: 'off' } })).rejects.toMatchObject({ code: 'setting_refused' });
    expect(lines).toEqual([]);
  });

  it('says what the server said when it cannot start', async () => {
    await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toMatchObject({
      code: 'crashed',
      message: expect.stringMatching(/exited with code 1[\s\S]*invalid value for parameter "shared_buffers"/),
    });
    await start();
  });

  it('never takes something else for its cluster', async () => {
    const other = join(scratch.path, 'other');
    await mkdir(join(other, 'postgres'), { recursive: true });
    await writeFile(join(other, 'postgres', 'diary.txt'), 'dear diary');
    await expect(start({ directory: other })).rejects.toMatchObject({ code: 'not_a_cluster' });
    expect(await readdir(join(other, 'postgres'))).toEqual(['diary.txt']);
  });

  it('gives a connection whose URL says the same', async () => {
    const { connection, url } = await start();
    expect(url).toBe(connectionUrl(connection));
  });
});

async function socketLocks(): Promise<string[]> {
  return (await readdir(join(directory, 'postgres'))).filter((name) => name.endsWith('.lock'));
}
