import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { CommandFailed, EXIT_USAGE, EXIT_VIOLATION } from './command-failed.ts';
import { exitCodeOf, failed } from './end-of-command.ts';
import { NoAnswer } from './http/shop-client.ts';
import { silentTerminal } from './testing/silent-terminal.ts';

function told(error: unknown, json: boolean) {
  const terminal = silentTerminal();
  return { code: failed(error, json, terminal), printed: terminal.printed, said: terminal.said };
}

const HELP = new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)');
const MISTYPED = new CommanderError(1, 'commander.unknownOption', "error: unknown option '--jsn'");

describe('a command that fails', () => {
  it('is none when help was asked for', () => expect(told(HELP, true)).toEqual({ code: 0, printed: [], said: [] }));

  it('says to a script what was mistyped, and that it is an error once', () =>
    expect(told(MISTYPED, true)).toEqual({
      code: EXIT_USAGE,
      printed: [`{"error":"unknown option '--jsn'"}`],
      said: [],
    }));

  it.each([
    [new CommandFailed('Choose one.', EXIT_USAGE), EXIT_USAGE, 'Choose one.'],
    [new NoAnswer('nobody'), EXIT_USAGE, 'nobody. Start the shop, or name another one with --url.'],
    [new Error('no memory'), EXIT_VIOLATION, 'no memory'],
  ])('tells a person what happened: %s', (error, code, said) => {
    expect(told(error, false)).toEqual({ code, printed: [], said: [said] });
    expect(told(error, true).printed).toEqual([JSON.stringify({ error: error.message })]);
  });
});

describe('a command whose result did not arrive', () => {
  const full = new Error('ENOSPC: no space left on device, write');

  it.each([
    [0, EXIT_VIOLATION],
    [EXIT_USAGE, EXIT_USAGE],
  ])('does not end with success: %i becomes %i', (before, after) => {
    const terminal = silentTerminal();
    expect(exitCodeOf(before, full, terminal)).toBe(after);
    expect(terminal.said.join()).toMatch(/^The result could not be written to standard output: ENOSPC/);
  });

  it('ends as it would where it did', () => expect(exitCodeOf(0, undefined, silentTerminal())).toBe(0));
});
