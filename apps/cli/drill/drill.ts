import { type AuditDocument, readAudit } from '../http/documents.ts';
import type { OpenShop } from '../shop/with-shop.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { drillLoad, type LoadDrilled } from './load-drill.ts';
import type { LoadOptions } from './plan.ts';
import { drillSale, type SaleDrilled } from './sale/sale-drill.ts';
import type { WaitingRoom } from './sale/sale-plan.ts';

// A drill: load in the ordinary shop, then a whole flash sale, each with faults and books of its own; at the end the audit
// of all of it. One seed decides both.

export interface DrillOptions extends LoadOptions {
  /** People who come to the sale; 0: no sale. */
  readonly crowd: number;
  readonly waitingRoom: WaitingRoom | undefined;
  /** Of the Redis of the drill's own, during the sale. */
  readonly redisKills: number;
}

export interface Drilled {
  readonly options: DrillOptions;
  readonly load: LoadDrilled;
  /** Undefined where there is nobody to come to it, or nothing to sell. */
  readonly sale: SaleDrilled | undefined;
  readonly audit: AuditDocument;
}

export interface DrillContext {
  /** Must be new: it sets the drill's products and customers apart from those of every other drill. */
  readonly drillId: string;
  readonly terminal: Terminal;
  /** How long a sale may take to come to rest once everybody has come. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 180_000;

export async function drill(
  shop: OpenShop,
  options: DrillOptions,
  { drillId, terminal, patienceMs = PATIENCE_MS }: DrillContext,
): Promise<Drilled> {
  const load = await drillLoad(shop, options, { drillId, terminal });
  const hasSale = options.crowd > 0 && options.stock > 0;
  if (hasSale) terminal.say(`A sale begins, and ${options.crowd} people come to it.`);
  const sale = hasSale ? await drillSale(shop, options, { drillId, patienceMs }) : undefined;
  return { options, load, sale, audit: await readAudit(shop.client) };
}
