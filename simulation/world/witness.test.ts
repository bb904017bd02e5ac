import { describe, expect, it } from 'vitest';
import { inventory } from '../../modules/inventory/contract.ts';
import { payment } from '../../modules/payment/contract.ts';
import { wallet } from '../../modules/wallet/contract.ts';
import { Witness } from './witness.ts';

const ORDER = '00000000-0000-7000-8000-000000000001';
const voided = [payment.void, { paymentId: ORDER }] as const;
const credited = [wallet.returnCredit, { creditId: ORDER }] as const;
const released = [inventory.releaseStock, { holdId: ORDER }] as const;

function violationsOf(witness: Witness, calls: readonly (typeof voided | typeof credited | typeof released)[]) {
  for (const [method, request] of calls) witness.called('host', method, request);
  return witness.violations;
}

describe('the order in which a host undoes a saga', () => {
  const inOrder = [voided, credited, released];

  it('is last in, first out', () => {
    expect(violationsOf(new Witness('orchestrated', []), inOrder)).toEqual([]);
    expect(violationsOf(new Witness('orchestrated', []), [released, credited])).toEqual([
      `undo-order: host ${ORDER}: returnCredit came after releaseStock`,
    ]);
  });

  it('begins again where a record of it may have been lost, and nowhere else', () => {
    const calls = [...inOrder, credited, released];
    const loser = new Witness('orchestrated', []);
    loser.met('store conflict');
    expect(violationsOf(loser, calls)).toEqual([]);
    expect(violationsOf(new Witness('orchestrated', []), calls)).toHaveLength(1);
  });

  it('is wrong where something comes for the first time after what comes later, whatever was lost', () => {
    const loser = new Witness('orchestrated', []);
    loser.met('store conflict');
    expect(violationsOf(loser, [voided, released, voided, released, credited])).toEqual([
      `undo-order: host ${ORDER}: returnCredit came after releaseStock`,
    ]);
  });
});
