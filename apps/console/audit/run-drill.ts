import { Refused } from '../../web/api/api.ts';
import { withPatience } from '../actions/bulk-run.ts';
import { counted } from '../format/count.ts';

// A crowd at a scratch sale, as real shoppers come to it: more of them than there are units, many at once. What has to
// come out is known beforehand: as many orders as units, all of them bought, and books that balance.

export interface DrillShop {
  /** A product of its own with so many units, all of them in a sale of its own. Answers the sale. */
  prepare(units: number): Promise<string>;
  /** @throws Refused when the customer gets none. */
  order(saleId: string, customer: number): Promise<unknown>;
  funnel(saleId: string): Promise<{ readonly bought: number; readonly returned: number }>;
  close(saleId: string): Promise<unknown>;
  /** How many invariants are violated. */
  audit(): Promise<number>;
  pause(ms: number): Promise<void>;
}

export interface DrillProgress {
  readonly phase: 'preparing' | 'ordering' | 'settling' | 'auditing' | 'over';
  readonly saleId?: string;
  readonly asked: number;
  readonly ordered: number;
  readonly soldOut: number;
  /** Refused otherwise, or not answered. */
  readonly failed: number;
  readonly bought: number;
  readonly returned: number;
  readonly violated?: number;
}

export interface Drill {
  readonly shop: DrillShop;
  readonly units: number;
  readonly customers: number;
  onProgress(progress: DrillProgress): void;
}

const AT_ONCE = 6;
const SETTLE_EVERY_MS = 250;
const MOST_LOOKS = 240;

export async function runDrill({ shop, units, customers, onProgress }: Drill): Promise<DrillProgress> {
  let progress: DrillProgress = {
    phase: 'preparing',
    asked: 0,
    ordered: 0,
    soldOut: 0,
    failed: 0,
    bought: 0,
    returned: 0,
  };
  const tell = (changed: Partial<DrillProgress>): void => {
    progress = { ...progress, ...changed };
    onProgress(progress);
  };
  tell({});
  const saleId = await shop.prepare(units);
  // A shop that is busy says when to come back: that is no fault of it.
  const pause = (seconds: number): Promise<void> => shop.pause(seconds * 1_000);
  try {
    tell({ phase: 'ordering', saleId });
    await crowd(customers, async (customer) => {
      const outcome = await outcomeOf(() => withPatience(() => shop.order(saleId, customer), pause));
      tell({ asked: progress.asked + 1, [outcome]: progress[outcome] + 1 });
    });
    tell({ phase: 'settling' });
    for (let look = 0; look < MOST_LOOKS; look++) {
      tell(await shop.funnel(saleId));
      if (progress.bought + progress.returned >= progress.ordered) break;
      await shop.pause(SETTLE_EVERY_MS);
    }
  } finally {
    // Whatever went wrong, nothing of it is left open.
    await shop.close(saleId);
  }
  tell({ phase: 'auditing' });
  tell({ violated: await shop.audit(), phase: 'over' });
  return progress;
}

/** What the drill says of the shop; empty when all is well. */
export function faultsOf(progress: DrillProgress, { units, customers }: Pick<Drill, 'units' | 'customers'>): string[] {
  const { ordered, soldOut, bought, returned, failed, violated = 0 } = progress;
  const expected = Math.min(units, customers);
  // Whoever got no answer may have an order all the same.
  const most = ordered + failed;
  return [
    ordered > units ? [`Oversold: ${ordered} orders for ${units} units.`] : [],
    most < expected ? [`Undersold: ${ordered} orders where ${expected} were to be had.`] : [],
    bought > most ? [`Bought without an order: ${bought} where ${ordered} were ordered.`] : [],
    bought < ordered ? [`${ordered - bought} orders were not bought in the end.`] : [],
    returned > 0 ? [`Units came back from ${counted(returned, 'order')}, though nobody cancelled.`] : [],
    soldOut > 0 && customers <= units
      ? [`"Sold out" was told to ${counted(soldOut, 'customer')}, with a unit for each.`]
      : [],
    failed > 0 ? [`Refused for another reason, or not answered: ${counted(failed, 'customer')}.`] : [],
    violated > 0 ? [`${violated} invariants are violated.`] : [],
  ].flat();
}

async function crowd(customers: number, come: (customer: number) => Promise<void>): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < customers) {
      next += 1;
      await come(next);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, customers) }, one));
}

async function outcomeOf(order: () => Promise<unknown>): Promise<'ordered' | 'soldOut' | 'failed'> {
  try {
    await order();
    return 'ordered';
  } catch (error) {
    return error instanceof Refused && error.code === 'sold_out' ? 'soldOut' : 'failed';
  }
}
