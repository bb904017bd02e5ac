import { SingleBar } from 'cli-progress';

export interface Progress {
  advance(): void;
  done(): void;
}

const INVISIBLE: Progress = { advance: () => undefined, done: () => undefined };

/** A bar on standard error; nothing where that is a file or a pipe. */
export function startProgress(title: string, total: number): Progress {
  if (!process.stderr.isTTY) return INVISIBLE;
  const bar = new SingleBar({
    format: `${title} {bar} {value}/{total}, {duration_formatted}`,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    fps: 10,
  });
  bar.start(total, 0);
  return { advance: () => bar.increment(), done: () => bar.stop() };
}
