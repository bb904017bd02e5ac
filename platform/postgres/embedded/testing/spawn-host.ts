import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { HostAnswer, HostOrder } from './host-process.ts';

// Runs host-process.ts as a process of its own, in its own process group and, for root, as another user.

type AnswerOf<Kind extends HostAnswer['kind']> = Extract<HostAnswer, { kind: Kind }>;

export interface HostProcess {
  readonly pid: number;
  /** The first answer of one of these kinds, whether it came already or is still to come. */
  answer<Kind extends HostAnswer['kind']>(...kinds: Kind[]): Promise<AnswerOf<Kind>>;
  /** Ends its input, upon which it stops in order. */
  close(): void;
  /** Sends a signal to it alone. */
  kill(signal: NodeJS.Signals): void;
  /** Sends a signal to its process group, as a terminal does on Ctrl-C. */
  killGroup(signal: NodeJS.Signals): void;
  readonly exited: Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('./host-process.ts', import.meta.url));

export function spawnHost(order: HostOrder, user?: { readonly uid: number; readonly gid: number }): HostProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, JSON.stringify(order)], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH },
    ...user,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('the host process could not be spawned');
  return {
    pid,
    answer: readAnswers(child),
    close: () => child.stdin.end(),
    kill: (signal) => child.kill(signal),
    killGroup: (signal) => process.kill(-pid, signal),
    exited: new Promise((resolve) => child.once('close', () => resolve())),
  };
}

function readAnswers(child: ChildProcess & { stdout: NodeJS.ReadableStream }): HostProcess['answer'] {
  const answers: HostAnswer[] = [];
  const waiting = new Set<() => void>();
  let ended = false;
  const wake = () => {
    for (const look of [...waiting]) look();
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    answers.push(JSON.parse(line) as HostAnswer);
    wake();
  });
  child.once('close', () => {
    ended = true;
    wake();
  });
  return <Kind extends HostAnswer['kind']>(...kinds: Kind[]) =>
    new Promise<AnswerOf<Kind>>((resolve, reject) => {
      const isWanted = (answer: HostAnswer): answer is AnswerOf<Kind> => kinds.some((kind) => kind === answer.kind);
      const look = () => {
        const found = answers.find(isWanted);
        if (found === undefined && !ended) return;
        waiting.delete(look);
        if (found !== undefined) resolve(found);
        else reject(new Error(`the host ended without answering ${kinds.join(' or ')}: ${JSON.stringify(answers)}`));
      };
      waiting.add(look);
      look();
    });
}
