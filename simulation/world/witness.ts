import type { Consumer } from '../../platform/messaging/broker.ts';
import type { Envelope } from '../../platform/messaging/envelope.ts';
import type { Method } from '../../platform/rpc/contract.ts';
import type { CheckoutKind } from './checkout-kind.ts';
import type { Fault } from './faults.ts';

// Sees what hosts do, where no store shows it afterwards: in which order a saga is undone, how often an event is
// published, who still waits for an answer.

/** Why an event may be published twice: somebody could not know that it had been. */
const EXCUSES: ReadonlySet<Fault> = new Set([
  'crash',
  'crash before commit',
  'crash after commit',
  'store away',
  'publication of unknown outcome',
  'freeze',
  'suspension',
]);

/** Why a copy of a request may arrive when its saga is over, and place a hold that expires. */
const LATE: ReadonlySet<Fault> = new Set(['request repeated', 'request delayed', 'backlog', 'freeze', 'suspension']);

/** Why a host may take steps of a saga again: it has lost the record of them, or the saga for a while. */
const LOSES_RECORD: ReadonlySet<Fault> = new Set([
  'store conflict',
  'store slow',
  'store away',
  'commit lost',
  'commit of unknown outcome',
  'crash',
  'crash before commit',
  'crash after commit',
  'freeze',
  'suspension',
  'clock jump',
]);

/** Undos of a checkout, in the order in which they have to come: last in, first out. */
const UNDOS = ['void', 'returnCredit', 'releaseCoupon', 'releaseStock', 'withdrawOrder'];

/** What a host has undone of a saga, by its place in the order. */
interface Undone {
  readonly newest: number;
  readonly all: Set<number>;
}

export class Witness {
  readonly violations: string[] = [];
  readonly #published = new Map<string, string>();
  readonly #checkoutKind: CheckoutKind;
  readonly #consumers: readonly Consumer[];
  readonly #released = new Set<string>();
  readonly #undone = new Map<string, Undone>();
  #repeated: string | undefined;
  #mayRepeat = false;
  #mayArriveLate = false;
  #mayTakeAgain = false;

  constructor(checkoutKind: CheckoutKind, consumers: readonly Consumer[]) {
    this.#checkoutKind = checkoutKind;
    this.#consumers = consumers;
  }

  met(fault: Fault): void {
    if (EXCUSES.has(fault)) this.#mayRepeat = true;
    if (LATE.has(fault)) this.#mayArriveLate = true;
    if (LOSES_RECORD.has(fault)) this.#mayTakeAgain = true;
  }

  published(envelopes: readonly Envelope[]): void {
    for (const { id, type } of envelopes) {
      if (this.#published.has(id)) this.#repeated ??= `${type} ${id}`;
      this.#published.set(id, type);
    }
  }

  /** What has been published and has no mark of its effect, as "consumer id": it was not had, or may be had again. */
  unmarked(marked: ReadonlySet<string>): readonly string[] {
    const wrong: string[] = [];
    for (const { consumer, events } of this.#consumers) {
      const types = new Set(events.map(({ type }) => type));
      for (const [id, type] of this.#published) {
        if (types.has(type) && !marked.has(`${consumer} ${id}`))
          wrong.push(`applied-once: ${consumer} has no mark of ${type} ${id} in its inbox`);
      }
    }
    return wrong;
  }

  /** A call as its caller sends it. */
  called(host: string, { localName }: Method, request: unknown): void {
    if (localName === 'releaseStock') this.#released.add((request as { holdId: string }).holdId);
    const rank = UNDOS.indexOf(localName);
    // Without a conductor contexts undo side by side; the log of the checkout says what came when.
    if (rank === -1 || this.#checkoutKind === 'choreographed') return;
    const { paymentId, creditId, holdId, orderId } = request as Record<string, string>;
    const saga = `${host} ${paymentId ?? creditId ?? holdId ?? orderId}`;
    const undone = this.#undone.get(saga) ?? { newest: 0, all: new Set() };
    // Whose record of its steps was lost takes them again, in the order in which they were taken.
    const isAgain = this.#mayTakeAgain && undone.all.has(rank);
    if (rank < undone.newest && !isAgain)
      this.violations.push(`undo-order: ${saga}: ${localName} came after ${UNDOS[undone.newest]}`);
    this.#undone.set(saga, { newest: rank, all: undone.all.add(rank) });
  }

  /** What is wrong when everything has drained and nothing has expired yet. */
  leftOver(heldHolds: readonly string[]): readonly string[] {
    // What was released leaves a tombstone, however late a copy of its request comes.
    const excused = (holdId: string): boolean => this.#mayArriveLate && !this.#released.has(holdId);
    return heldHolds
      .filter((holdId) => !excused(holdId))
      .map((holdId) => `nothing-left-over: hold ${holdId} is held, and nobody works on its order`);
  }

  /** What is wrong when all is over. */
  verdict(): readonly string[] {
    if (this.#repeated === undefined || this.#mayRepeat) return this.violations;
    return [...this.violations, `published-once: ${this.#repeated} was published twice, and nothing had failed`];
  }
}
