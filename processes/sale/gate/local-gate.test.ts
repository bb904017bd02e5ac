import { describe, expect, it } from 'vitest';
import { describeGate, expectGateEqualsModel } from '../testing/gate-conformance.ts';
import type { GateRequest, GateVerdict } from './gate.ts';
import { LocalGate } from './local-gate.ts';

const clock = { nowMs: () => 1_000 };

describeGate('a gate in memory', (hosts) => {
  const gate = new LocalGate(clock);
  return Array.from({ length: hosts }, () => gate);
});

/** Planted: forgets that an order that asks again has its units already. */
class ForgetfulGate extends LocalGate {
  #asked = 0;

  override take(requests: readonly GateRequest[]): Promise<readonly GateVerdict[]> {
    this.#asked += 1;
    return super.take(requests.map((request) => ({ ...request, orderId: `${request.orderId} ${this.#asked}` })));
  }
}

/** Planted: gives back without asking whether there is anything to give. */
class GenerousGate extends LocalGate {
  override async giveBack(saleId: string, orderIds: readonly string[]): Promise<number> {
    await super.giveBack(saleId, orderIds);
    return orderIds.length;
  }
}

describe('a gate in memory, against its model', () => {
  it('answers every history as the model does', () => expectGateEqualsModel(() => new LocalGate(clock), 300));

  it.each([
    { fault: 'forgets who has asked', Gate: ForgetfulGate },
    { fault: 'gives back what nobody has', Gate: GenerousGate },
  ])('is not a gate that $fault', ({ Gate }) =>
    expect(expectGateEqualsModel(() => new Gate(clock), 300)).rejects.toThrow(),
  );

  it('shows orders that nobody settled once they are old enough, the oldest first', async () => {
    let nowMs = 0;
    const gate = new LocalGate({ nowMs: () => nowMs });
    await gate.open({ saleId: 'sale', epoch: 1, remaining: 10, perCustomerLimit: 10, orders: [] });
    for (const orderId of ['one', 'two', 'three']) {
      nowMs += 1_000;
      await gate.take([{ saleId: 'sale', epoch: 1, orderId, customerId: 'ann', quantity: 2 }]);
    }
    await gate.settle('sale', ['one']);
    nowMs = 7_000;
    expect(await gate.unsettled('sale', 5_000, 10)).toEqual([{ orderId: 'two', quantity: 2 }]);
    expect(await gate.unsettled('sale', 4_000, 1)).toEqual([{ orderId: 'two', quantity: 2 }]);
  });
});
