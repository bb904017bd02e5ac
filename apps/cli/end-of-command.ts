import { CommanderError } from 'commander';
import { CommandFailed, EXIT_USAGE, EXIT_VIOLATION } from './command-failed.ts';
import { NoAnswer } from './http/shop-client.ts';
import type { Terminal } from './terminal/terminal.ts';

// How a command ends: what is told of its failure, and the exit code.

/** Tells a person what went wrong, and with --json a script too. Answers the exit code. */
export function failed(error: unknown, json: boolean, terminal: Terminal): number {
  if (!(error instanceof Error)) throw error;
  // Help that was asked for is no error.
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  if (json) terminal.print(JSON.stringify({ error: error.message.replace(/^error: /, '') }));
  // Commander has said what was wrong.
  if (error instanceof CommanderError) return EXIT_USAGE;
  if (error instanceof NoAnswer) {
    terminal.say(`${error.message}. Start the shop, or name another one with --url.`);
    return EXIT_USAGE;
  }
  terminal.say(error.message);
  return error instanceof CommandFailed ? error.exitCode : EXIT_VIOLATION;
}

/** A result that nobody can read is no success. Answers the exit code, given why standard output did not take it. */
export function exitCodeOf(exitCode: number, unwritten: Error | undefined, terminal: Terminal): number {
  if (unwritten === undefined) return exitCode;
  terminal.say(`The result could not be written to standard output: ${unwritten.message}. Send it somewhere else.`);
  return exitCode === 0 ? EXIT_VIOLATION : exitCode;
}
