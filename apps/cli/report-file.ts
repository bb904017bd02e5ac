import { open, rm, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandFailed, EXIT_USAGE } from './command-failed.ts';

// The file that a command writes a report into: looked at before the work begins, and written once, when it is over.
// Nothing that stands in it is touched until then.

/** @throws CommandFailed where nothing can be written there. A pipe or a device is believed until it is written to. */
export async function assertReportCanBeWritten(report: string): Promise<void> {
  try {
    if (await isCreated(report)) await rm(report);
    else if ((await kindOf(report)) !== 'other') await (await open(report, 'a')).close();
  } catch (error) {
    throw new CommandFailed(`${cannotWrite(report, error)}. Name another file with --report.`, EXIT_USAGE);
  }
}

/** @throws CommandFailed where both names lead to one file, by whatever spelling or link. */
export async function assertReportIsNot(report: string, input: string): Promise<void> {
  const one = await statOf(report).catch((error: unknown) => {
    throw new CommandFailed(`${cannotWrite(report, error)}. Name another file with --report.`, EXIT_USAGE);
  });
  const other = await statOf(input);
  if (one === undefined || other === undefined || one.dev !== other.dev || one.ino !== other.ino) return;
  throw new CommandFailed(
    `The report would be written over ${input}, which is what is to be read: name another file with --report.`,
    EXIT_USAGE,
  );
}

/** Answers why it could not be written; undefined where it was. What the command found is told all the same. */
export async function writeReport(report: string, text: string): Promise<string | undefined> {
  try {
    await writeFile(report, text);
    return undefined;
  } catch (error) {
    return `${cannotWrite(report, error)}.`;
  }
}

function cannotWrite(report: string, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `The report ${resolve(report)} could not be written: ${why}`;
}

/** True where there was nothing by this name, and an empty file is there now. */
async function isCreated(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Of a link, what it leads to, which may not be there yet. */
async function kindOf(path: string): Promise<'file or folder' | 'other'> {
  const there = await statOf(path);
  return there === undefined || there.isFile() || there.isDirectory() ? 'file or folder' : 'other';
}

/** In exact numbers: those of some file systems are beyond what a plain one holds. */
async function statOf(path: string) {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
