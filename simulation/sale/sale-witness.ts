// Sees what hosts ask of a sale where no store shows it afterwards: under which id a key's order runs, and which epoch
// it was let through under; and whether its operator means it to be paused.

export class SaleWitness {
  readonly #orderIds = new Map<string, string>();
  readonly #asked = new Set<string>();
  readonly #epochs = new Map<string, Set<number>>();
  #mayBePaused = true;

  get mayBePaused(): boolean {
    return this.#mayBePaused;
  }

  /** The operator has been told that the sale is open, or never paused it, and pauses it no more. */
  pausesAreOver(): void {
    this.#mayBePaused = false;
  }

  /** A host runs the order of this key under this id. */
  ordered(key: string, orderId: string): void {
    this.#orderIds.set(key, orderId);
    this.#asked.add(orderId);
  }

  /** A host asks the ledger for units that a gate of this epoch let through; 0: that no gate did. */
  claimed({ orderId, epoch }: { readonly orderId: string; readonly epoch: number }): void {
    const epochs = this.#epochs.get(orderId) ?? new Set();
    this.#epochs.set(orderId, epochs.add(epoch));
  }

  orderIdOf(key: string): string | undefined {
    return this.#orderIds.get(key);
  }

  /** Somebody ordered under this id. */
  wasAsked(orderId: string): boolean {
    return this.#asked.has(orderId);
  }

  /** Whether the order could be claimed under one of these epochs. */
  mayClaim(orderId: string, first: number, last: number): boolean {
    return [...(this.#epochs.get(orderId) ?? [])].some((epoch) => epoch === 0 || (first <= epoch && epoch <= last));
  }
}
