import { WorkingSet } from '../../../platform/batching/working-set.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import { isUuid } from '../../../platform/kernel/ids.ts';
import { requireStorableKey } from '../../../platform/store/storable.ts';
import { Conflict, type Store, type Transaction } from '../../../platform/store/store.ts';
import { untilNoConflict } from '../../../platform/store/until-no-conflict.ts';
import { type Charge, type Snapshot, snapshotOf } from '../domain/charge.ts';
import { sandboxCharges } from '../tables.ts';
import type { Answered, PaymentProvider } from './payment-provider.ts';
import { authoriseCharge, captureCharge, refundCharge, voidCharge } from './sandbox-rules.ts';

// A provider that moves no money. It stands for a system outside: it has a ledger of its own, changed in transactions
// of its own, and it can be slow, fail, or do its work and lose the reply. What it does not do: change a charge by
// itself, or call back.

export interface SandboxOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Evenly distributed over [0, 1). */
  readonly random: () => number;
  /** How long a call takes. */
  readonly latencyMs?: number;
  /** Share of requests that fail with nothing done, 0 to 1. */
  readonly failureRate?: number;
  /** Share of requests that are carried out and then fail, 0 to 1. */
  readonly lostReplyRate?: number;
}

/** The provider did not answer. Whether it did its work, only asking again can tell. */
export class ProviderSilent extends Error {
  override readonly name = 'ProviderSilent';
}

type Rule<Request> = (charge: Charge | undefined, request: Request) => Charge | undefined;

export function sandboxProvider(options: SandboxOptions): PaymentProvider {
  const { store } = options;
  const own = (request: { readonly paymentId: string }): string => request.paymentId;
  const itself = (paymentId: string): string => paymentId;
  return {
    authorise: (requests) => perform(options, requests, own, authoriseCharge, { areNew: true }),
    capture: (paymentIds) => perform(options, paymentIds, itself, captureCharge),
    void: (paymentIds) => perform(options, paymentIds, itself, voidCharge),
    refund: (requests) => perform(options, requests, own, refundCharge),
    charges: (afterPaymentId, limit) => store.transact((transaction) => page(transaction, afterPaymentId, limit)),
  };
}

async function perform<Request>(
  options: SandboxOptions,
  requests: readonly Request[],
  idOf: (request: Request) => string,
  rule: Rule<Request>,
  { areNew }: { readonly areNew: boolean } = { areNew: false },
): Promise<Answered[]> {
  const { store, clock, random, latencyMs = 0, failureRate = 0, lostReplyRate = 0 } = options;
  // Drawn before anything is done, so that running a transaction again does not draw again.
  const fates = requests.map(() => ({ fails: random() < failureRate, losesReply: random() < lostReplyRate }));
  if (latencyMs > 0) await new Promise<void>((resolve) => clock.after(latencyMs, resolve));
  const reached = requests.filter((_, index) => !fates[index]?.fails);
  const done = await untilNoConflict((attempt) =>
    store.transact((transaction) =>
      applyAll(transaction, { requests: reached, idOf, rule, areNew: areNew && attempt === 1 }),
    ),
  );
  const answers = done.values();
  return fates.map(({ fails, losesReply }, index): Answered => {
    const request = requests[index] as Request;
    const answer = fails ? silent(idOf(request)) : (answers.next().value as Answered);
    return losesReply ? silent(idOf(request)) : answer;
  });
}

interface Task<Request> {
  readonly requests: readonly Request[];
  readonly idOf: (request: Request) => string;
  readonly rule: Rule<Request>;
  /** Charges that are asked for are nearly always new: their insert finds out that one is not. */
  readonly areNew: boolean;
}

/** Decides the requests in order on the charges as the ones before left them. One that cannot be carried out fails alone. */
async function applyAll<Request>(
  transaction: Transaction,
  { requests, idOf, rule, areNew }: Task<Request>,
): Promise<Answered[]> {
  const keys = [...new Set(requests.map(idOf))].filter(isUuid).map((paymentId) => sandboxCharges.key(paymentId));
  const rows = new WorkingSet();
  if (areNew) for (const key of keys) rows.assumed(key, undefined);
  else rows.loaded(keys, await transaction.load(sandboxCharges, keys));
  const answers = requests.map((request): Answered => {
    try {
      return { status: 'fulfilled', value: applyOne(rows, idOf(request), (charge) => rule(charge, request)) };
    } catch (reason) {
      return { status: 'rejected', reason };
    }
  });
  if (areNew && rows.unproven().size > 0) throw new Conflict('a charge was taken for new and is not written');
  transaction.write(rows.writes());
  return answers;
}

function applyOne(
  rows: WorkingSet,
  paymentId: string,
  rule: (charge: Charge | undefined) => Charge | undefined,
): Snapshot | undefined {
  const key = sandboxCharges.key(paymentId);
  requireStorableKey(key);
  const before = rows.get(key);
  const after = rule(before);
  if (after !== undefined && after !== before) rows.apply([sandboxCharges.put(after)]);
  return after === undefined ? undefined : snapshotOf(after, rows.version(key));
}

async function page(
  transaction: Transaction,
  afterPaymentId: string | undefined,
  limit: number,
): Promise<readonly Snapshot[]> {
  const filters =
    afterPaymentId === undefined ? [] : [{ column: 'paymentId', operator: '>', value: afterPaymentId } as const];
  const found = await transaction.find(sandboxCharges, filters, { limit });
  return found.map(({ row, version }) => snapshotOf(row, version));
}

function silent(paymentId: string): Answered {
  const reason = new ProviderSilent(`the sandbox provider gave no answer for payment ${paymentId}; ask again`);
  return { status: 'rejected', reason };
}
