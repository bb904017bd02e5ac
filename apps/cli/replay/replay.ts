import { basename } from 'node:path';
import { buildInvoices, type RetailInvoices } from '../../online-retail/build-invoices.ts';
import { auditTable } from '../audit/audit-table.ts';
import { EXIT_VIOLATION } from '../command-failed.ts';
import { readAudit } from '../http/documents.ts';
import type { ShopClient } from '../http/shop-client.ts';
import { importCatalogue, productsById } from '../import/import-catalogue.ts';
import { type RetailSource, readSource } from '../import/retail-source.ts';
import { type ShopOptions, withShop } from '../shop/with-shop.ts';
import { secondsSince } from '../terminal/seconds-since.ts';
import { table } from '../terminal/table.ts';
import { type Terminal, tell } from '../terminal/terminal.ts';
import { type Books, balance } from './balance.ts';
import { replayInvoices } from './replay-invoices.ts';

export interface ReplayOptions extends ShopOptions {
  readonly json: boolean;
  readonly concurrency: number;
}

export interface ReplayResult extends Books {
  readonly audit_ok: boolean;
  readonly seconds: number;
}

const DIFFERENCES_SHOWN = 10;

/** `holdfast replay`. Answers the exit code. */
export async function runReplay(path: string, options: ReplayOptions, terminal: Terminal): Promise<number> {
  const source = await readSource(path);
  const { concurrency } = options;
  const { result, audited } = await withShop(options, { connections: concurrency, terminal }, ({ client }) =>
    replay(client, source, { concurrency, terminal }),
  );
  tell(terminal, options.json, result, `Replayed ${basename(path)}\n${replayTable(result)}\n${audited}`);
  return result.audit_ok && result.differences.length === 0 ? 0 : EXIT_VIOLATION;
}

/**
 * Replays a file's invoices and balances the books. Products that the shop does not have are imported first; an invoice
 * over one that it does not take is refused.
 */
export async function replay(
  client: ShopClient,
  source: RetailSource,
  { concurrency, terminal }: { readonly concurrency: number; readonly terminal: Terminal },
): Promise<{ readonly result: ReplayResult; readonly audited: string }> {
  const invoices = buildInvoices(source);
  const isThere = await hasProducts(client, invoices);
  const missing = isThere ? NOTHING_MISSING : (await importCatalogue(client, source, terminal)).refusals;
  const startedAtMs = Date.now();
  const fates = await replayInvoices(
    client,
    source,
    { invoices: invoices.replayable, missing },
    { concurrency, terminal },
  );
  const seconds = secondsSince(startedAtMs);
  const audit = await readAudit(client);
  const result = { ...balance(invoices, fates), audit_ok: audit.ok, seconds };
  return { result, audited: auditTable(audit) };
}

const NOTHING_MISSING: ReadonlyMap<string, string> = new Map();

async function hasProducts(client: ShopClient, { replayable }: RetailInvoices): Promise<boolean> {
  const known = await productsById(client);
  return replayable.every(({ lines }) => lines.every(({ sku }) => known.has(sku)));
}

function replayTable(result: ReplayResult): string {
  const rows = [
    ['orders confirmed', result.orders_confirmed],
    ['orders cancelled', result.orders_cancelled],
    ['of these sold out', result.sold_out],
    ['lines', result.lines],
    ['units', result.units],
    ['total', `${result.total.currency} ${result.total.amount}`],
    ['lines refused', result.refused.length],
    ['invoices not replayable', result.not_replayable.length],
    ['differences', result.differences.length],
    ['seconds', result.seconds],
  ];
  const shown = result.differences.slice(0, DIFFERENCES_SHOWN).map((difference) => `\n  ${difference}`);
  return `${table(rows)}${shown.join('')}`;
}
