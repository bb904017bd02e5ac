import type { Doors } from '../../platform/rpc/doors.ts';
import { saleCancellationConsumer } from '../../processes/sale/begin-sale-checkouts.ts';
import type { Sales } from '../../processes/sale/door.ts';
import type { Gate, GateRequest } from '../../processes/sale/gate/gate.ts';
import { GateKeeper } from '../../processes/sale/gate-keeper.ts';
import { withCalls, withDecision, withPuts, withRows } from './altered.ts';
import { withEveryOtherLate } from './late-calls.ts';
import type { Plant } from './plant.ts';

// Bugs about flash sales.

export const SALE_PLANTS: readonly Plant[] = [
  { name: 'nobody gives back units that were taken and never claimed', keeper: (options) => new IdleKeeper(options) },
  {
    name: 'a deduction at the gate does not carry its order id',
    gate: (gate) => {
      let deductions = 0;
      const anonymous = (request: GateRequest): GateRequest => {
        deductions += 1;
        return { ...request, orderId: `deduction ${deductions}` };
      };
      return { ...asIs(gate), take: (requests) => gate.take(requests.map(anonymous)) };
    },
  },
  {
    name: 'no epoch fence: what a gate let through before it was lost is sold after it',
    // A gate is seldom lost just while a claim is on its way from it to the ledger.
    doors: (doors) => withEveryOtherLate(doors, 'claimUnits'),
    module: (module) =>
      withDecision(module, 'claimUnits', (decide, rows, request, facts) =>
        decide(rows, { ...request, epoch: 0 }, facts),
      ),
  },
  {
    name: 'the gate is trusted above the ledger',
    module: (module) =>
      withDecision(module, 'claimUnits', (decide, rows, request, facts) => {
        if (request.epoch === 0) return decide(rows, request, facts);
        let terms: unknown;
        const endless = withRows(rows, 'sales', (sale) => {
          terms = sale.terms;
          return { ...sale, terms: { ...(sale.terms as object), quantity: Number.MAX_SAFE_INTEGER } };
        });
        return withPuts(decide(endless, request, facts), 'sales', (sale) => ({ ...sale, terms }));
      }),
  },
  {
    name: 'units of a sale are returned as often as somebody says so',
    doors: (doors) => withCalls(doors, ['returnUnits'], (carry) => carry().then(() => carry())),
    module: (module) => ({
      ...module,
      commands: module.commands.map((command) =>
        command.method.localName !== 'returnUnits'
          ? command
          : {
              ...command,
              loads: (request, rows) => command.loads(request, withRows(rows, 'claims', live)),
              decide: (rows, request, facts) => command.decide(withRows(rows, 'claims', live), request, facts),
            },
      ),
    }),
  },
  {
    name: 'the limit of a customer is counted for each order by itself',
    gate: (gate) => ({
      ...asIs(gate),
      take: (requests) => gate.take(requests.map((request) => ({ ...request, customerId: request.orderId }))),
    }),
    module: (module) =>
      withDecision(module, 'claimUnits', (decide, rows, request, facts) =>
        decide(
          withRows(rows, 'buyers', (buyer) => ({ ...buyer, units: 0 })),
          request,
          facts,
        ),
      ),
  },
  {
    name: 'units of a sale come back, and still count against the limit of their customer',
    module: (module) =>
      withDecision(module, 'returnUnits', (decide, rows, request, facts) => {
        let units: unknown;
        const seen = withRows(rows, 'buyers', (buyer) => {
          units = buyer.units;
          return buyer;
        });
        return withPuts(decide(seen, request, facts), 'buyers', (buyer) => ({ ...buyer, units }));
      }),
  },
  {
    name: '"sold out" is remembered for ever though units came back',
    sales: (sales) => {
      let isSoldOut = false;
      return withOrder(sales, async (order, context) => {
        if (isSoldOut) return { outcome: { kind: 'sold_out' } };
        const answer = await sales.order(order, context);
        isSoldOut ||= answer.outcome.kind === 'sold_out';
        return answer;
      });
    },
  },
  {
    name: 'units of a cancelled order stay with it',
    subscription: (subscription) =>
      subscription.consumer === saleCancellationConsumer.consumer
        ? { ...subscription, handle: async () => undefined }
        : subscription,
  },
  {
    name: 'an order of the sale takes what everybody may buy',
    doors: (doors) => withCalls(doors, ['reserveStock'], (carry, request) => carry({ ...request, setAsideId: '' })),
  },
  {
    name: 'a late copy of what an operator asked for is done again',
    doors: withLateCopies,
    module: (module) =>
      withDecision(module, 'steerSale', (decide, rows, request, facts) =>
        decide(
          withRows(rows, 'sales', (sale) => ({ ...sale, steerings: request.steerings, steeredBy: [] })),
          request,
          facts,
        ),
      ),
  },
  {
    name: '"queued" is said before the ledger has the order',
    sales: (sales) =>
      withOrder(sales, async (order, context) => {
        // Whether it succeeds is nobody's business.
        void sales.order(order, context).catch(() => undefined);
        return { outcome: { kind: 'queued', orderId: order.orderId } };
      }),
  },
];

/** Looks at nothing. */
class IdleKeeper extends GateKeeper {
  override reconcile(): Promise<void> {
    return Promise.resolve();
  }
}

/** A copy of what an operator asked for rarely comes so late that it matters: here one comes after the next has been done. */
function withLateCopies(doors: Doors): Doors {
  let before: unknown;
  return withCalls(doors, ['steerSale'], async (carry, request) => {
    const reply = await carry(request);
    if (before !== undefined) carry(before).catch(() => undefined);
    before = request;
    return reply;
  });
}

/** A gate that can be spread. */
function asIs(gate: Gate): Gate {
  return {
    open: (opening) => gate.open(opening),
    take: (requests) => gate.take(requests),
    settle: (saleId, orderIds) => gate.settle(saleId, orderIds),
    giveBack: (saleId, orderIds) => gate.giveBack(saleId, orderIds),
    unsettled: (saleId, ageMs, limit) => gate.unsettled(saleId, ageMs, limit),
    remaining: (saleId) => gate.remaining(saleId),
    close: (saleId) => gate.close(saleId),
  };
}

/** The sales with another way to order. */
function withOrder(sales: Sales, order: Sales['order']): Sales {
  return {
    schedule: (...all) => sales.schedule(...all),
    steer: (...all) => sales.steer(...all),
    get: (saleId) => sales.get(saleId),
    getAll: (saleIds) => sales.getAll(saleIds),
    current: (limit) => sales.current(limit),
    progress: (saleId) => sales.progress(saleId),
    list: (...all) => sales.list(...all),
    queued: (orderIds) => sales.queued(orderIds),
    isSoldOut: (saleId) => sales.isSoldOut(saleId),
    order,
  };
}

/** A claim that was never returned, unless it was returned before it was made. */
function live(claim: Record<string, unknown>): object {
  return claim.saleId === '' ? claim : { ...claim, status: 'claimed' };
}
