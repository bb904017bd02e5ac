import { StoreUnavailable } from '../store/store.ts';

/**
 * Only the items at fault must fail: halves find them without a transaction for each. A store that is away would fail
 * every half.
 */
export async function inHalves<Item, Result>(
  items: readonly Item[],
  error: unknown,
  run: (half: readonly Item[]) => Promise<PromiseSettledResult<Result>[]>,
): Promise<PromiseSettledResult<Result>[]> {
  if (items.length === 1 || error instanceof StoreUnavailable) {
    return items.map(() => ({ status: 'rejected', reason: error }));
  }
  const middle = Math.ceil(items.length / 2);
  return [...(await run(items.slice(0, middle))), ...(await run(items.slice(middle)))];
}
