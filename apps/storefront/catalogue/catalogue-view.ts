/** What of the catalogue is looked at: all of it is in the address, so that it can be shared and gone back to. */
export interface CatalogueView {
  readonly search: string;
  readonly category: string;
  /** Of the page before; empty for the first page. */
  readonly cursor: string;
  /** From 1; for people, since cursors have no numbers. */
  readonly page: number;
}

export function readView(query: URLSearchParams): CatalogueView {
  const page = Number(query.get('page') ?? '1');
  return {
    search: query.get('search')?.trim() ?? '',
    category: query.get('category') ?? '',
    cursor: query.get('cursor') ?? '',
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

export function cataloguePath({ search, category, cursor, page }: CatalogueView): string {
  const query = new URLSearchParams();
  if (search !== '') query.set('search', search);
  if (category !== '') query.set('category', category);
  if (cursor !== '') {
    query.set('cursor', cursor);
    query.set('page', String(page));
  }
  return query.size === 0 ? '/' : `/?${query}`;
}
