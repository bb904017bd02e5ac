import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, type TestContext, vi } from 'vitest';

// A parent with a child on a scratch directory and a server that the child has started, each of which listens; and what
// is left of them once the parent is killed.

/** A busy machine is no failure. */
const HANGS = { timeout: 120_000 };

interface Told {
  readonly ports: readonly [number, number];
  readonly stranger: number;
}

const LISTENS =
  "require('node:net').createServer().listen(0, '127.0.0.1', function () { process.send(this.address().port); });";

interface Left {
  readonly scratch: string;
  /** Of the child and the server. */
  readonly ports: readonly [number, number];
}

/** The server is named in its file, and its command names the scratch directory, or not. */
async function parentIsKilled(
  { onTestFinished }: TestContext,
  { childSays = '', isOurs = true }: { readonly childSays?: string; readonly isOurs?: boolean },
): Promise<Left> {
  const home = await mkdtemp(join(tmpdir(), 'scratch-watch-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const scratch = join(home, 'scratch');
  await mkdir(scratch);
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
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [{ ports, stranger }] = (await once(parent, 'message')) as [Told];
  if (!isOurs) onTestFinished(() => void process.kill(stranger, 'SIGKILL'));
  expect(await Promise.all(ports.map(isListening))).toEqual([true, true]);
  parent.kill('SIGKILL');
  return { scratch, ports };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false)).on('connect', () => socket.destroy());
  });
}

it.concurrent.for([
  { what: 'that stops by itself', childSays: "process.on('disconnect', () => process.exit());" },
  { what: 'that does not', childSays: '' },
])(
  'ends what a killed parent leaves: its child $what, the server of that, and the directory',
  HANGS,
  async ({ childSays }, context) => {
    const { scratch, ports } = await parentIsKilled(context, { childSays });
    await vi.waitFor(
      async () => {
        expect(await Promise.all(ports.map(isListening))).toEqual([false, false]);
        expect(existsSync(scratch)).toBe(false);
      },
      { timeout: 60_000 },
    );
  },
);

it.runIf(existsSync('/proc/self')).concurrent(
  'ends no stranger that has the id of the server by now (where /proc tells)',
  HANGS,
  async (context) => {
    const { scratch, ports } = await parentIsKilled(context, { isOurs: false });
    await vi.waitFor(() => expect(existsSync(scratch)).toBe(false), { timeout: 60_000 });
    expect(await isListening(ports[1])).toBe(true);
  },
);
