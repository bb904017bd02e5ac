const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 1_000;

/** How many rows a page has at the most, whatever was asked for. */
export function pageSize(limit: number): number {
  return limit < 1 ? DEFAULT_PAGE : Math.min(limit, LARGEST_PAGE);
}
