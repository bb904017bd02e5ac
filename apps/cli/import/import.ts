import { basename, resolve } from 'node:path';
import { buildCatalogue } from '../../online-retail/build-catalogue.ts';
import { type ShopOptions, withShop } from '../shop/with-shop.ts';
import { secondsSince } from '../terminal/seconds-since.ts';
import { table } from '../terminal/table.ts';
import { type Terminal, tell } from '../terminal/terminal.ts';
import { IMPORT_CONNECTIONS, importCatalogue } from './import-catalogue.ts';
import { readSource } from './retail-source.ts';
import { writeRejects } from './write-rejects.ts';

export interface ImportOptions extends ShopOptions {
  readonly json: boolean;
  readonly report: string;
}

/** `holdfast import`. Answers the exit code. */
export async function runImport(path: string, options: ImportOptions, terminal: Terminal): Promise<number> {
  const startedAtMs = Date.now();
  const source = await readSource(path);
  const rejectedFile = resolve(options.report);
  await writeRejects(rejectedFile, buildCatalogue(source).rejected);
  const imported = await withShop(options, { connections: IMPORT_CONNECTIONS, terminal }, ({ client }) =>
    importCatalogue(client, source, terminal),
  );
  const result = { ...imported, rejected_file: rejectedFile, seconds: secondsSince(startedAtMs) };
  const rows = [
    ['products', result.products],
    ['of these goods', result.goods],
    ['of these services', result.services],
    ['units', result.units],
    ['already there', result.already_there],
    ['lines rejected', result.rejected],
    ['seconds', result.seconds],
  ];
  const where = `Rejected lines with their reasons: ${rejectedFile}`;
  tell(terminal, options.json, result, `Imported ${basename(path)}\n${table(rows)}\n${where}`);
  return 0;
}
