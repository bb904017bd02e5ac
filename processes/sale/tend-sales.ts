import { inventory } from '../../modules/inventory/contract.ts';
import { sale } from '../../modules/sale/contract.ts';
import { present } from '../../platform/kernel/assert.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import { type Gate, GateUnavailable } from './gate/gate.ts';
import { type GateKeeper, remainingOf } from './gate-keeper.ts';
import type { KnownSale } from './recent-sales.ts';
import { hasStock, oneTime, openInTime } from './sale-stock.ts';

// What the clock does to sales: gives each its stock, opens, closes and finishes it, and holds its gate against the ledger.
// Every host may do it at once, and late: of those that steer a sale one counts, until they look again. One run looks at every sale
// that is not closed.

export interface TendingOptions {
  readonly doors: Doors;
  readonly clock: Clock;
  readonly gate: Gate;
  readonly keeper: GateKeeper;
  /** Orders that the system takes on in a second: as many people are let in from waiting rooms. */
  readonly perSecond: () => number;
  readonly report: (message: string, error?: Error) => void;
}

const UNFINISHED = ['scheduled', 'open', 'paused', 'draining', 'closing'] as const;
const PAGE = 500;

/** One run. A sale that cannot be tended is reported and does not keep the others. */
export async function tendSales(options: TendingOptions): Promise<void> {
  const unfinished = new Set<string>();
  for (const state of UNFINISHED) {
    for (const known of await salesIn(options.doors, state)) {
      unfinished.add(known.saleId);
      await tend(options, known).catch((error: Error) =>
        options.report(`sale ${known.saleId} could not be tended; it is tried again`, error),
      );
    }
  }
  options.keeper.forgetAllBut(unfinished);
}

async function salesIn(doors: Doors, state: string): Promise<readonly KnownSale[]> {
  const found: KnownSale[] = [];
  for (let afterSaleId = ''; ; ) {
    const { sales, more } = await doors.call(sale.listSales({ afterSaleId, limit: PAGE, state }));
    found.push(...sales);
    const last = sales.at(-1);
    if (!more || last === undefined) return found;
    afterSaleId = last.saleId;
  }
}

async function tend(options: TendingOptions, known: KnownSale): Promise<void> {
  const { startsAtMs, endsAtMs, waitingRoom } = present(known.terms, `terms of sale ${known.saleId}`);
  const nowMs = options.clock.nowMs();
  if (known.state === 'closing') return finish(options, known);
  if (nowMs >= endsAtMs) return steer(options, known, 'close', 'its time is over');
  if (known.state !== 'scheduled') {
    if (waitingRoom !== undefined) await letIn(options, known);
    return options.keeper.reconcile(known);
  }
  if (nowMs < startsAtMs) {
    await hasStock(options.doors, known);
    return;
  }
  await openInTime(options.doors, known);
  if (waitingRoom !== undefined) await letIn(options, known);
}

/** Ends the set-aside once every order that has units has drawn its stock: what nobody has is then exactly what is left. */
async function finish(options: TendingOptions, known: KnownSale): Promise<void> {
  const { doors } = options;
  const { saleId } = known;
  const { setAsides } = await doors.call(inventory.getSetAsides({ setAsideIds: [saleId] }));
  const left = (setAsides[0]?.allocations ?? []).reduce((units, { quantity }) => units + quantity, 0);
  const isOpen = setAsides[0]?.status === 'open';
  if (isOpen && left !== remainingOf(known)) return;
  await doors.call(inventory.endSetAside({ setAsideId: saleId }));
  await closeGate(options, saleId);
  await steer(options, known, 'finish', 'nothing is under way');
}

/** Nobody asks the gate of a sale that is over: one that gives no answer need not be waited for, and goes by itself. */
async function closeGate({ gate, report }: TendingOptions, saleId: string): Promise<void> {
  try {
    await gate.close(saleId);
  } catch (error) {
    if (!(error instanceof GateUnavailable)) throw error;
    report(`the gate of sale ${saleId} could not be closed`, error);
  }
}

async function letIn({ doors, perSecond }: TendingOptions, { saleId }: KnownSale): Promise<void> {
  await doors.call(sale.admitWaiting({ saleId, perSecond: Math.floor(perSecond()) }));
}

async function steer(
  { doors }: TendingOptions,
  { saleId, steerings }: KnownSale,
  action: 'close' | 'finish',
  why: string,
): Promise<void> {
  await doors.call(sale.steerSale({ saleId, action, who: 'clock', why, ...oneTime(steerings) }));
}
