import { writeFile } from 'node:fs/promises';
import { rejectsReport } from '../../online-retail/rejects-report.ts';
import type { RejectedLine } from '../../online-retail/retail-line.ts';
import { CommandFailed, EXIT_USAGE } from '../command-failed.ts';

export async function writeRejects(path: string, rejected: readonly RejectedLine[]): Promise<void> {
  await writeFile(path, rejectsReport(rejected)).catch((error: Error) => {
    throw new CommandFailed(`The report of rejected lines could not be written: ${error.message}`, EXIT_USAGE);
  });
}
