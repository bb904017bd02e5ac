import { Output } from './output.ts';
import { endProgress, type Progress, startProgress } from './progress.ts';

/** Where a command talks to: results to standard output, everything else to standard error. */
export interface Terminal {
  /** A line on standard output. */
  print(text: string): void;
  /** A line on standard error. */
  say(text: string): void;
  /** A progress bar on standard error, where that is a screen. */
  progress(title: string, total: number): Progress;
}

/** Where results go. */
export const output = new Output(process.stdout);

export const terminal: Terminal = {
  print: (text) => {
    endProgress();
    output.write(text);
  },
  say: (text) => {
    endProgress();
    console.error(text);
  },
  progress: startProgress,
};

/** Tells the result: one JSON object as the last line for programs, the table for people. */
export function tell({ print, say }: Terminal, json: boolean, result: object, table: string): void {
  if (!json) {
    print(table);
    return;
  }
  say(table);
  print(JSON.stringify(result));
}
