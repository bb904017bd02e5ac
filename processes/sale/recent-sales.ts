import { sale } from '../../modules/sale/contract.ts';
import { AgedMap } from '../../platform/kernel/aged-map.ts';
import { present } from '../../platform/kernel/assert.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Reply } from '../../platform/rpc/contract.ts';
import type { Doors } from '../../platform/rpc/doors.ts';

// Sales as of a moment ago: a crowd asks for the same one thousands of times a second. Old by `KEEP_MS` at the most; what
// counts is decided in the ledger, where it is not old.

export type KnownSale = Reply<typeof sale.getSales>['sales'][number];

const KEEP_MS = 200;
const MOST = 10_000;

interface Entry<Value> {
  readonly atMs: number;
  readonly value: Promise<Value | undefined>;
  /** The same, once it has come. */
  read: Value | undefined;
  /** This host has changed it since. */
  isOutdated: boolean;
}

export class Recent<Value> {
  readonly #read: (saleId: string) => Promise<Value | undefined>;
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #entries = new AgedMap<string, Entry<Value>>();

  constructor(read: (saleId: string) => Promise<Value | undefined>, clock: Pick<Clock, 'nowMs'>) {
    this.#read = read;
    this.#clock = clock;
  }

  get(saleId: string): Promise<Value | undefined> {
    const known = this.#entries.get(saleId);
    return known !== undefined && this.#isRecent(known) ? known.value : this.refresh(saleId);
  }

  /** What is known without waiting: undefined while it is being read, and where it is too old. */
  peek(saleId: string): Value | undefined {
    const known = this.#entries.get(saleId);
    return known !== undefined && this.#isRecent(known) ? known.read : undefined;
  }

  /** Not so where the clock was set back since: it would be recent until that is where it was. */
  #isRecent({ atMs }: Entry<Value>): boolean {
    const ageMs = this.#clock.nowMs() - atMs;
    return ageMs >= 0 && ageMs < KEEP_MS;
  }

  /** The same, and never older than what this host itself has changed: whoever has ordered sees that something is gone. */
  getChanged(saleId: string): Promise<Value | undefined> {
    return this.#entries.get(saleId)?.isOutdated ? this.refresh(saleId) : this.get(saleId);
  }

  changed(saleId: string): void {
    const known = this.#entries.get(saleId);
    if (known !== undefined) known.isOutdated = true;
  }

  /** Reads it now. */
  refresh(saleId: string): Promise<Value | undefined> {
    const reading = this.#read(saleId);
    const entry: Entry<Value> = { atMs: this.#clock.nowMs(), value: reading, read: undefined, isOutdated: false };
    reading.then(
      (value) => {
        entry.read = value;
      },
      // A failure is not kept: whoever asks next asks anew.
      () => this.#entries.delete(saleId),
    );
    this.#entries.renew(saleId, entry);
    if (this.#entries.size > MOST) this.#entries.delete(present(this.#entries.oldest(), 'the oldest sale')[0]);
    return reading;
  }
}

export class RecentSales extends Recent<KnownSale> {
  constructor(doors: Doors, clock: Pick<Clock, 'nowMs'>) {
    super(async (saleId) => (await doors.call(sale.getSales({ saleIds: [saleId] }))).sales[0], clock);
  }
}
