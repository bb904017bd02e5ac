import { EXIT_VIOLATION } from '../command-failed.ts';
import { readAudit } from '../http/documents.ts';
import { type ShopOptions, withShop } from '../shop/with-shop.ts';
import { type Terminal, tell } from '../terminal/terminal.ts';
import { auditTable } from './audit-table.ts';

/** `holdfast audit`. Answers the exit code. */
export async function runAudit(options: ShopOptions & { readonly json: boolean }, terminal: Terminal): Promise<number> {
  const report = await withShop(options, { connections: 1, terminal }, ({ client }) => readAudit(client));
  tell(terminal, options.json, report, auditTable(report));
  return report.ok ? 0 : EXIT_VIOLATION;
}
