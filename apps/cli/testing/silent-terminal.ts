import type { Terminal } from '../terminal/terminal.ts';

/** A terminal that nobody sees and that remembers what was written. */
export function silentTerminal(): Terminal & { readonly printed: string[]; readonly said: string[] } {
  const printed: string[] = [];
  const said: string[] = [];
  return {
    printed,
    said,
    print: (text) => printed.push(text),
    say: (text) => said.push(text),
    progress: () => ({ advance: () => undefined, done: () => undefined }),
  };
}
