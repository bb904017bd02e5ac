import { present } from '../../platform/kernel/assert.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly more: boolean;
}

/** Every item of a paged list, one page in memory at a time. `read` is given the id after which the page starts. */
export async function* pageThrough<Item>(
  read: (afterId: string) => Promise<Page<Item>>,
  idOf: (item: Item) => string,
): AsyncGenerator<Item> {
  let afterId = '';
  for (;;) {
    const { items, more } = await read(afterId);
    yield* items;
    if (!more) return;
    afterId = idOf(present(items.at(-1), 'last item of a page that others follow'));
  }
}
