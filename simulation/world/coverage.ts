import type { Method } from '../../platform/rpc/contract.ts';
import { FAULTS, type Fault } from './faults.ts';

// Which fault met which call of a saga. A fault that never meets a step shows nothing about it.

/** Every call that a saga makes, its undos included. */
const SAGA_CALLS = [
  'placeOrder',
  'admitCustomer',
  'checkPrices',
  'reserveStock',
  'redeemCoupon',
  'takeCredit',
  'authorise',
  'confirmStock',
  'capture',
  'confirmOrder',
  'withdrawOrder',
  'releaseStock',
  'releaseCoupon',
  'returnCredit',
  'void',
  'refund',
  'returnStock',
  'finishCancellation',
] as const;
/** What hosts ask the gate of a sale, but for closing it at the end. */
const GATE_CALLS = ['open', 'take', 'settle', 'giveBack', 'unsettled', 'remaining'].map((call) => `gate ${call}`);
const WATCHED: ReadonlySet<string> = new Set([...SAGA_CALLS, ...GATE_CALLS]);

export interface InFlight {
  readonly method: Method;
  readonly from: string;
  readonly at: string;
}

export interface Place {
  readonly host: string;
  /** The schema whose store it was; everything on the host otherwise. */
  readonly schema?: string;
}

export class Coverage {
  readonly #counts = new Map<string, number>();
  readonly #inFlight = new Set<InFlight>();

  begin(method: Method, from: string, at: string): InFlight {
    const call = { method, from, at };
    if (WATCHED.has(method.localName)) this.#inFlight.add(call);
    return call;
  }

  end(call: InFlight): void {
    this.#inFlight.delete(call);
  }

  /** Nobody waits for the calls of a host that is gone. */
  hostDied(name: string): void {
    for (const call of this.#inFlight) if (call.from === name) this.#inFlight.delete(call);
  }

  /** The fault met this very call. */
  met(fault: Fault, { localName }: Pick<Method, 'localName'>): void {
    if (!WATCHED.has(localName)) return;
    const pair = `${fault}/${localName}`;
    this.#counts.set(pair, (this.#counts.get(pair) ?? 0) + 1);
  }

  /** The fault met every call that was in flight at this place. */
  metAt(fault: Fault, { host, schema }: Place): void {
    for (const { method, from, at } of this.#inFlight) {
      const isThere = schema === undefined ? from === host || at === host : at === host && serves(schema, method);
      if (isThere) this.met(fault, method);
    }
  }

  /** "fault/call" and how often. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }
}

function serves(schema: string, { service }: Method): boolean {
  return service.startsWith(`${schema}.`);
}
/** The pairs that have to be met: faults that can meet a call at all. */
export function pairsToMeet(): string[] {
  return FAULTS.flatMap((fault) => {
    const calls = fault.startsWith('gate') ? GATE_CALLS : SAGA_CALLS.filter((call) => canMeet(fault, call));
    return calls.map((call) => `${fault}/${call}`);
  });
}

const PROVIDER_CALLS: ReadonlySet<string> = new Set(['authorise', 'capture', 'void', 'refund']);
const MESSAGE_FAULTS: ReadonlySet<Fault> = new Set([
  'message repeated',
  'publication of unknown outcome',
  'consumer fails',
  'broker slow',
]);
/** It changes no row, so that nothing is committed for it. */
const QUERIES: ReadonlySet<string> = new Set(['checkPrices']);
const COMMIT_FAULTS: ReadonlySet<Fault> = new Set([
  'store conflict',
  'commit lost',
  'commit of unknown outcome',
  'crash before commit',
  'crash after commit',
]);

function canMeet(fault: Fault, call: string): boolean {
  if (fault.startsWith('provider')) return PROVIDER_CALLS.has(call);
  if (MESSAGE_FAULTS.has(fault)) return false;
  return !(QUERIES.has(call) && COMMIT_FAULTS.has(fault));
}
