import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

// A parent with a child on a scratch directory and a server that the child has started, each of which listens; and what
// is left of them once the parent is killed.

let home: string;
let scratch: string;
const started: ChildProcess[] = [];
const strangers: number[] = [];

interface Told {
  readonly ports: readonly [number, number];
  readonly stranger: number;
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'scratch-watch-'));
  scratch = join(home, 'scratch');
  await mkdir(scratch);
});
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const pid of strangers.splice(0)) process.kill(pid, 'SIGKILL');
  await rm(home, { recursive: true, force: true });
});

const LISTENS =
  "require('node:net').createServer().listen(0, '127.0.0.1', function () { process.send(this.address().port); });";

/** Answers the ports of child and server. The server is named in its file, and its command names the directory, or not. */
async function parentIsKilled({ childSays = '', isOurs = true } = {}): Promise<readonly [number, number]> {
  const program = `
    import { spawn } from 'node:child_process';
    import { once } from 'node:events';
    import { writeFileSync } from 'node:fs';
    import { ScratchWatch } from ${JSON.stringify(new URL('scratch-watch.ts', import.meta.url).href)};
    const start = async (code, ...named) => {
      const child = spawn(process.execPath, ['-e', code, ...named], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], detached: true });
      return { child, port: (await once(child, 'message'))[0] };
    };
    const file = ${JSON.stringify(join(scratch, 'server.pid'))};
    const watch = new ScratchWatch(${JSON.stringify(scratch)}, { patienceMs: 2_000, serverFile: file });
    const { child, port } = await start(${JSON.stringify(`${LISTENS}${childSays}`)});
    watch.tell(child.pid);
    const server = await start(${JSON.stringify(LISTENS)}, ${JSON.stringify(isOurs ? scratch : 'something else')});
    writeFileSync(file, server.child.pid + '\\n' + 'more');
    process.send({ ports: [port, server.port], stranger: server.child.pid });
  `;
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  started.push(parent);
  const [{ ports, stranger }] = (await once(parent, 'message')) as [Told];
  if (!isOurs) strangers.push(stranger);
  expect(await Promise.all(ports.map(isListening))).toEqual([true, true]);
  parent.kill('SIGKILL');
  return ports;
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });
}

it.each([
  { what: 'that stops by itself', childSays: "process.on('disconnect', () => process.exit());" },
  { what: 'that does not', childSays: '' },
])(
  'ends what a killed parent leaves: its child $what, the server of that, and the directory',
  async ({ childSays }) => {
    const ports = await parentIsKilled({ childSays });
    await vi.waitFor(
      async () => {
        expect(await Promise.all(ports.map(isListening))).toEqual([false, false]);
        expect(existsSync(scratch)).toBe(false);
      },
      { timeout: 60_000 },
    );
  },
  120_000,
);

it.runIf(existsSync('/proc/self'))(
  'ends no stranger that has the id of the server by now (where /proc tells)',
  async () => {
    const ports = await parentIsKilled({ isOurs: false });
    await vi.waitFor(() => expect(existsSync(scratch)).toBe(false), { timeout: 60_000 });
    expect(await isListening(ports[1])).toBe(true);
  },
  120_000,
);
