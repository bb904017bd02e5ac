import { StoreUnavailable } from '../store/store.ts';

// What is done together fails together. Halves then find the items at fault, so that the others succeed: about
// 2 log2(n) further runs for one of them. Where it is not the items that are at fault, every run fails; so failures are
// bounded, and whoever has not had a turn by then fails as the last one did. A store that is away fails everybody at once.

/** Failed runs for one batch at the most: enough to single out eight items of a batch of 512. */
const MOST_FAILURES = 64;

export class NotTried extends Error {
  override readonly name = 'NotTried';
}

/**
 * Answers a result per item, in order. `run` answers results for the items from the first on, one at least, or all.
 * What it throws is `failed` for the item that is at fault. Without a bound on failures where every item may well be.
 */
export async function inHalves<Item, Result>(
  items: readonly Item[],
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
  failed: (error: Error) => Result,
  mostFailures = MOST_FAILURES,
): Promise<Result[]> {
  let failures = 0;
  let hopeless: Error | undefined;

  async function settle(part: readonly Item[]): Promise<Result[]> {
    const results: Result[] = [];
    while (results.length < part.length) {
      const rest = part.slice(results.length);
      results.push(...(await attempt(rest)));
    }
    return results;
  }

  async function attempt(part: readonly Item[]): Promise<readonly Result[]> {
    if (hopeless !== undefined) return all(part, hopeless);
    try {
      return await run(part);
    } catch (error) {
      failures += 1;
      if (error instanceof StoreUnavailable) hopeless = error;
      else if (failures >= mostFailures) hopeless = notTried(failures, error as Error);
      if (part.length === 1 || hopeless !== undefined) return all(part, error as Error);
      const middle = Math.ceil(part.length / 2);
      return [...(await settle(part.slice(0, middle))), ...(await settle(part.slice(middle)))];
    }
  }

  const all = (part: readonly Item[], error: Error): Result[] => part.map(() => failed(error));
  return settle(items);
}

function notTried(failures: number, last: Error): NotTried {
  return new NotTried(`not tried: ${failures} runs of its batch had failed, the last one with: ${last.message}`, {
    cause: last,
  });
}

/** The same, of runs that answer a value for each item: every item settles by itself. */
export function settledInHalves<Item, Value>(
  items: readonly Item[],
  run: (items: readonly Item[]) => Promise<readonly Value[]>,
  mostFailures?: number,
): Promise<PromiseSettledResult<Value>[]> {
  return inHalves<Item, PromiseSettledResult<Value>>(
    items,
    async (part) => (await run(part)).map((value) => ({ status: 'fulfilled', value })),
    (reason) => ({ status: 'rejected', reason }),
    mostFailures,
  );
}
