/** Items in ascending order of id. */
export interface Sorted<Item> {
  readonly items: AsyncIterator<Item>;
  readonly idOf: (item: Item) => string;
}

/**
 * One of several sorted lists that are read side by side: each step takes the smallest id that any of them stands at,
 * from every list that has it. Call `advance` once before the first step.
 */
export class MergedCursor<Item> {
  readonly #items: AsyncIterator<Item>;
  readonly #idOf: (item: Item) => string;
  #head: Item | undefined;

  constructor({ items, idOf }: Sorted<Item>) {
    this.#items = items;
    this.#idOf = idOf;
  }

  async advance(): Promise<void> {
    const { value, done } = await this.#items.next();
    this.#head = done ? undefined : value;
  }

  /** Undefined at the end of the list. */
  get id(): string | undefined {
    return this.#head === undefined ? undefined : this.#idOf(this.#head);
  }

  /** The item with this id, after which the cursor stands at the next one; undefined when the list has none. */
  async take(id: string): Promise<Item | undefined> {
    const head = this.#head;
    if (head === undefined || this.#idOf(head) !== id) return undefined;
    await this.advance();
    return head;
  }
}

/** The smallest of some ids by code unit, which for canonical UUIDs is the order that PostgreSQL gives them. */
export function smallestId(ids: readonly (string | undefined)[]): string | undefined {
  return ids.reduce((smallest, id) => (smallest === undefined || (id !== undefined && id < smallest) ? id : smallest));
}
