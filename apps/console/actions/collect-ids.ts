export interface Collected {
  readonly ids: readonly string[];
  /** There are more than these. */
  readonly more: boolean;
}

interface IdPage {
  readonly ids: readonly string[];
  readonly next: string | null;
}

/** A bulk larger than this is done in several, each after another look. */
const MOST = 5_000;

/** All ids that a filter leaves, page by page. */
export async function collectIds(
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<IdPage>,
  signal: AbortSignal,
  onCount: (count: number) => void,
): Promise<Collected> {
  const ids: string[] = [];
  let next: string | null | undefined;
  do {
    const page = await load(next ?? undefined, signal);
    ids.push(...page.ids);
    next = page.next;
    onCount(ids.length);
  } while (next !== null && ids.length < MOST);
  return { ids, more: next !== null };
}
