// What a list is filtered by stands in the page's address: a link shows the same list to somebody else.

export interface Filter {
  readonly name: string;
  readonly label: string;
  /** Text is searched for when it has been typed; a choice is one of its options; a time is a day and minute. */
  readonly kind: 'text' | 'choice' | 'time';
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  readonly placeholder?: string;
}

/** By name; a filter that is not set is not there. */
export type FilterValues = Readonly<Record<string, string>>;

export function filterValues(query: URLSearchParams, filters: readonly Filter[]): FilterValues {
  const given = filters.map(({ name }) => [name, query.get(name) ?? ''] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

/** The query that says the same, and nothing of what is not set. */
export function queryOf(values: FilterValues): string {
  const set = Object.entries(values).filter(([, value]) => value !== '');
  return set.length === 0 ? '' : `?${new URLSearchParams(set)}`;
}

/** A moment as a field of the browser writes it: local, to the minute. */
export function localMinute(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** And back: empty where the field holds no moment. */
export function isoOf(minute: string): string {
  const at = new Date(minute);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}
