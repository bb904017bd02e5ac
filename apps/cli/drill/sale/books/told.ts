import type { Account, Check } from '../account.ts';
import { byCustomer, mayHaveOrder, orderOf } from '../account.ts';
import { isPassing, wordOf } from '../journal.ts';

// What customers were told about their orders, against the orders that there are.

export const nothingIsLost: Check = {
  name: 'nothing-acknowledged-is-lost',
  detail: ({ journal }) => `Looked for ${journal.asked.filter((asked) => orderOf(asked)).length} acknowledged orders`,
  violations: ({ journal, shop }) => {
    const byId = new Map(shop.orders.map((order) => [order.id, order]));
    return journal.asked.flatMap((asked) => {
      const id = orderOf(asked);
      if (id === undefined) return [];
      const order = byId.get(id);
      if (order === undefined) return [`order ${id} was acknowledged to ${asked.customerId} and does not exist`];
      if (order.customerId !== asked.customerId) return [`order ${id} of ${asked.customerId} is ${order.customerId}'s`];
      if (order.quantity === asked.quantity) return [];
      return [`order ${id} has ${order.quantity} units where ${asked.quantity} were ordered`];
    });
  },
};

export const oneKeyOneOrder: Check = {
  name: 'one-key-one-order',
  detail: ({ journal }) => `Compared the answers to ${journal.asked.length} keys with the orders there are`,
  violations: (account) => [...answersThatDiffer(account), ...sharedOrders(account), ...untoldOrders(account)],
};

function answersThatDiffer({ journal }: Account): readonly string[] {
  return journal.asked.flatMap(({ key, attempts }) => {
    const words = new Set(attempts.filter((attempt) => !isPassing(wordOf(attempt))).map(({ text }) => text));
    return words.size > 1 ? [`${key} was answered in ${words.size} different ways`] : [];
  });
}

function sharedOrders({ journal }: Account): readonly string[] {
  const keys = new Map<string, string>();
  return journal.asked.flatMap((asked) => {
    const id = orderOf(asked);
    const other = id === undefined ? undefined : keys.get(id);
    if (id !== undefined) keys.set(id, asked.key);
    return other === undefined ? [] : [`${asked.key} and ${other} are one order, ${id}`];
  });
}

/** Orders that nobody was told of: each needs a key whose answer was never heard. */
function untoldOrders({ journal, shop }: Account): readonly string[] {
  const told = new Set(journal.asked.map(orderOf));
  const asked = byCustomer(journal.asked);
  return [...byCustomer(shop.orders)].flatMap(([customerId, orders]) => {
    const untold = orders.filter(({ id }) => !told.has(id));
    const open = (asked.get(customerId) ?? []).filter((one) => orderOf(one) === undefined && mayHaveOrder(one));
    return untold.slice(open.length).map(({ id }) => `order ${id} of ${customerId} exists and nobody was told of it`);
  });
}

const ENDED_BY_NOBODY = new Set(['PENDING', 'RESERVED', 'PAID']);
/** The sandbox provider declines what costs more; see schedule-sale.ts for the price. */
const TOO_DEAR_FROM_UNITS = 2;

export const ordersEndForAReason: Check = {
  name: 'orders-end-for-a-reason',
  detail: ({ shop, journal }) =>
    `Looked at how ${shop.orders.length} orders and ${journal.cancellations.length} cancellations ended`,
  violations: (account) => [...endings(account), ...promises(account)],
};

function endings({ journal, shop, outages }: Account): readonly string[] {
  const cancelled = new Set(journal.cancellations.map(({ orderId }) => orderId));
  const inShop = new Set(journal.asked.filter(({ where }) => where === 'shop').map(({ customerId }) => customerId));
  return shop.orders.flatMap(({ id, customerId, status, reason, quantity }) => {
    if (ENDED_BY_NOBODY.has(status)) return [`order ${id} is still ${status}`];
    const isTooDear = quantity >= TOO_DEAR_FROM_UNITS;
    if (status !== 'CANCELLED') return isTooDear ? [`order ${id} was paid although nobody may pay as much`] : [];
    const isExplained =
      (reason === 'cancelled_by_customer' && cancelled.has(id)) ||
      (reason === 'payment_declined' && isTooDear) ||
      (reason === 'expired' && outages.length > 0) ||
      (reason === 'out_of_stock' && inShop.has(customerId));
    return isExplained ? [] : [`order ${id} ended ${reason || 'for no reason'}, which nothing explains`];
  });
}

function promises({ journal, shop }: Account): readonly string[] {
  const byId = new Map(shop.orders.map((order) => [order.id, order]));
  return journal.cancellations.flatMap(({ orderId, attempts }) => {
    const last = attempts.at(-1);
    if (last === undefined || isPassing(wordOf(last)))
      return [`the cancellation of order ${orderId} was never answered`];
    if (wordOf(last) !== 'accepted') {
      return last.code === 'too_late' ? [] : [`order ${orderId} could not be cancelled: ${last.status} ${last.code}`];
    }
    const status = byId.get(orderId)?.status;
    return status === 'CANCELLED' ? [] : [`order ${orderId} was to be cancelled and is ${status ?? 'not there'}`];
  });
}
