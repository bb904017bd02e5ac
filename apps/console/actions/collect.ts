import type { LoadPage } from '../table/use-pages.ts';

export interface Collected<Row> {
  readonly rows: readonly Row[];
  /** There are more than these. */
  readonly more: boolean;
}

/** What is larger than this is done in several, each after another look. */
const MOST = 5_000;

/** All that a filter leaves, page by page. */
export async function collect<Row>(
  load: LoadPage<Row>,
  signal: AbortSignal,
  onCount: (count: number) => void,
): Promise<Collected<Row>> {
  const rows: Row[] = [];
  let next: string | null | undefined;
  do {
    const page = await load(next ?? undefined, signal);
    rows.push(...page.data);
    next = page.next_cursor;
    onCount(rows.length);
  } while (next !== null && rows.length < MOST);
  return { rows, more: next !== null };
}
