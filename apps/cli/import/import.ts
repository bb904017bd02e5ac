import { basename, resolve } from 'node:path';
import { rejectsReport } from '../../online-retail/rejects-report.ts';
import { EXIT_USAGE } from '../command-failed.ts';
import { assertReportCanBeWritten, assertReportIsNot, writeReport } from '../report-file.ts';
import { type ShopOptions, withShop } from '../shop/with-shop.ts';
import { secondsSince } from '../terminal/seconds-since.ts';
import { table } from '../terminal/table.ts';
import { type Terminal, tell } from '../terminal/terminal.ts';
import { IMPORT_CONNECTIONS, importCatalogue } from './import-catalogue.ts';
import { readSource } from './retail-source.ts';

export interface ImportOptions extends ShopOptions {
  readonly json: boolean;
  readonly report: string;
}

/** `holdfast import`. Answers the exit code. */
export async function runImport(path: string, options: ImportOptions, terminal: Terminal): Promise<number> {
  const startedAtMs = Date.now();
  const source = await readSource(path);
  await assertReportIsNot(options.report, path);
  await assertReportCanBeWritten(options.report);
  const { counts, reported } = await withShop(options, { connections: IMPORT_CONNECTIONS, terminal }, ({ client }) =>
    importCatalogue(client, source, terminal),
  );
  const unwritten = await writeReport(options.report, rejectsReport(reported));
  const rejectedFile = unwritten === undefined ? resolve(options.report) : null;
  const result = { ...counts, rejected_file: rejectedFile, seconds: secondsSince(startedAtMs) };
  const rows = [
    ['products', result.products],
    ['of these goods', result.goods],
    ['of these services', result.services],
    ['units', result.units],
    ['already there', result.already_there],
    ['units added', result.units_added],
    ['products refused', result.products_refused],
    ['lines rejected', result.rejected],
    ['seconds', result.seconds],
  ];
  const where = rejectedFile === null ? '' : `\nRejected lines with their reasons: ${rejectedFile}`;
  tell(terminal, options.json, result, `Imported ${basename(path)}\n${table(rows)}${where}`);
  if (unwritten === undefined) return 0;
  terminal.say(unwritten);
  return EXIT_USAGE;
}
