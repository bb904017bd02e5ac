// A map that knows which of its entries was renewed longest ago, for memories that let go of their oldest. A plain Map has
// them in that order too, but keeps the places of deleted entries until it grows the next time: whoever reads it from its
// beginning passes by all of them, tens of thousands for one that is always full. This one reads on where it was.

export class AgedMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  /** Everything before it has been deleted. */
  #order = this.#entries.keys();
  /** What the order has named last, as long as it has its place. */
  #oldest: { readonly key: Key } | undefined;

  get size(): number {
    return this.#entries.size;
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  /** Puts the entry last, wherever its key was before. */
  renew(key: Key, value: Value): void {
    this.delete(key);
    this.#entries.set(key, value);
  }

  delete(key: Key): boolean {
    if (this.#oldest?.key === key) this.#oldest = undefined;
    return this.#entries.delete(key);
  }

  /** The entry that was renewed longest ago. */
  oldest(): readonly [Key, Value] | undefined {
    if (this.#entries.size === 0) return undefined;
    this.#oldest ??= { key: this.#next() };
    return [this.#oldest.key, this.#entries.get(this.#oldest.key) as Value];
  }

  #next(): Key {
    let next = this.#order.next();
    if (next.done) {
      // An order that has come to its end stays there, whatever is put behind it later.
      this.#order = this.#entries.keys();
      next = this.#order.next();
    }
    return next.value as Key;
  }
}
