import { type Checkout, type Product, SOLD } from './peer.ts';

// Shoppers who check out one order after another: each waits for the end of theirs before the next.

/** For a time, or so many checkouts over all shoppers. */
export interface Errand {
  readonly product: Product;
  readonly durationMs?: number;
  readonly checkouts?: number;
}

export interface Shopped {
  /** Until the last checkout that was begun had ended. */
  readonly seconds: number;
  /** Checkouts by what the shopper was told. */
  readonly told: Readonly<Record<string, number>>;
  /** How long the checkouts took that sold something. */
  readonly soldMs: { readonly p50: number; readonly p99: number };
}

export async function sendShopping(shoppers: readonly Checkout[], errand: Errand): Promise<Shopped> {
  const told: Record<string, number> = {};
  const soldMs: number[] = [];
  const startedMs = performance.now();
  const untilMs = startedMs + (errand.durationMs ?? Number.POSITIVE_INFINITY);
  let left = errand.checkouts ?? Number.POSITIVE_INFINITY;
  const shop = async (checkOut: Checkout): Promise<void> => {
    while (left > 0 && performance.now() < untilMs) {
      left -= 1;
      const beganMs = performance.now();
      const heard = await checkOut(errand.product).catch((error: Error) => `no answer: ${error.message}`);
      told[heard] = (told[heard] ?? 0) + 1;
      if (heard === SOLD) soldMs.push(performance.now() - beganMs);
    }
  };
  await Promise.all(shoppers.map(shop));
  soldMs.sort((one, other) => one - other);
  const percentile = (share: number): number => soldMs[Math.floor(share * (soldMs.length - 1))] ?? Number.NaN;
  return {
    seconds: (performance.now() - startedMs) / 1_000,
    told,
    soldMs: { p50: percentile(0.5), p99: percentile(0.99) },
  };
}
