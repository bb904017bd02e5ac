import { SingleBar } from 'cli-progress';

export interface Progress {
  advance(): void;
  done(): void;
}

/** On the screen there is one at most. */
let live: SingleBar | undefined;

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
  endProgress();
  bar.start(total, 0);
  live = bar;
  return { advance: () => bar.increment(), done: endProgress };
}

/**
 * Gives back the line, the cursor and the wrapping of lines that a bar took. A command that fails or is interrupted does
 * not come to the end of its bar.
 */
export function endProgress(): void {
  live?.stop();
  live = undefined;
}
