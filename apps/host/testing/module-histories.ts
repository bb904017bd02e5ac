import fc from 'fast-check';
import { expect } from 'vitest';
import { cartFieldValues } from '../../../modules/cart/testing/field-values.ts';
import { catalogFieldValues } from '../../../modules/catalog/testing/field-values.ts';
import { customerFieldValues } from '../../../modules/customer/testing/field-values.ts';
import { inventoryFieldValues } from '../../../modules/inventory/testing/field-values.ts';
import { orderingFieldValues } from '../../../modules/order/testing/field-values.ts';
import { paymentFieldValues } from '../../../modules/payment/testing/field-values.ts';
import { pricingFieldValues } from '../../../modules/pricing/testing/field-values.ts';
import { promotionFieldValues } from '../../../modules/promotion/testing/field-values.ts';
import { saleFieldValues } from '../../../modules/sale/testing/field-values.ts';
import { walletFieldValues } from '../../../modules/wallet/testing/field-values.ts';
import { assert } from '../../../platform/kernel/assert.ts';
import type { Module } from '../../../platform/rpc/module.ts';
import { MemoryStore } from '../../../platform/store/memory-store.ts';
import {
  type CommandHistory,
  type FieldValues,
  histories,
  inMemoryPlace,
  observe,
  type Place,
} from '../../../platform/testing/batch-equals-sequence.ts';
import { FakeClock } from '../../../platform/testing/fake-clock.ts';
import { readConfig } from '../config.ts';
import type { ModuleName } from '../room-names.ts';
import { MODULES } from '../rooms.ts';
import type { Outcomes } from './outcomes.ts';

// The property that the design rests on, for every module as the host builds it: a batch equals its commands one by one.

/** The values with which random commands of a module get past their first refusal. */
export const FIELD_VALUES: Readonly<Record<ModuleName, FieldValues>> = {
  cart: cartFieldValues,
  catalog: catalogFieldValues,
  customer: customerFieldValues,
  inventory: inventoryFieldValues,
  order: orderingFieldValues,
  payment: paymentFieldValues,
  pricing: pricingFieldValues,
  promotion: promotionFieldValues,
  wallet: walletFieldValues,
  sale: saleFieldValues,
};

/** The module as the host builds it. What it keeps outside of its tables, a provider's ledger, is empty and in memory. */
export function buildModule(name: ModuleName): Module {
  return MODULES[name]({
    config: readConfig({}),
    clock: new FakeClock(),
    random: () => 0.5,
    storeOf: () => new MemoryStore(),
  });
}

export interface PropertyOptions {
  readonly runs: number;
  /** Told how every command ended. */
  readonly outcomes?: Outcomes;
  /** Where the batches are run; the commands one by one are run in memory. */
  readonly openPlace?: () => Promise<Place>;
  /** Do not look for the shortest history that fails: for a test that wants a failure. */
  readonly endOnFailure?: boolean;
}

/**
 * Rejects when a random history leaves other replies, rows, versions or events in batches than one by one. Both times it
 * is the same module, so that a decision which remembers its earlier calls is found out.
 */
export async function batchesEqualSequence(
  build: () => Module,
  values: FieldValues,
  { runs, outcomes, openPlace = async () => inMemoryPlace(), endOnFailure = false }: PropertyOptions,
): Promise<void> {
  const anyHistory = histories(build(), values);
  const anySize = fc.integer({ min: 2, max: 24 });
  const property = fc.asyncProperty(anyHistory, anySize, async (history, size) => {
    const prepared = await preparedInOrder(build(), history);
    const oneByOne = await observe(prepared.module, prepared.history, 1);
    const batched = await observe(prepared.module, prepared.history, size, await openPlace());
    expect(batched).toEqual(oneByOne);
    outcomes?.count(history, oneByOne.replies);
  });
  await fc.assert(property, { numRuns: runs, endOnFailure });
}

/**
 * The module without its preparations, and the history with what they answer. Commands of different methods that arrive
 * together are prepared, and so decided, in any order, as those of two callers are; only in a given order can a batch
 * be held against its commands one by one.
 */
async function preparedInOrder(
  { prepare, ...module }: Module,
  history: readonly CommandHistory[],
): Promise<{ readonly module: Module; readonly history: readonly CommandHistory[] }> {
  const prepared: CommandHistory[] = [];
  for (const { method, request } of history) {
    const [answer] = (await prepare?.get(method)?.([request])) ?? [{ status: 'fulfilled', value: {} } as const];
    assert(answer?.status === 'fulfilled', `${method.path} was not prepared; its provider has to answer everything`);
    prepared.push({ method, request: { ...(request as object), ...answer.value } });
  }
  return { module, history: prepared };
}
