import { type Account, byCustomer, type Check, isLive, saleOrders, unitsOf } from '../account.ts';

// How many units there were, how many are sold, and to whom.

export const neverTooMany: Check = {
  name: 'not-one-unit-too-many',
  detail: (account) => `Counted ${sold(account)} of ${account.plan.units} units of the sale`,
  violations: (account) => {
    const { plan, shop } = account;
    const units = sold(account);
    const inShop = unitsOf(shop.orders.filter(isLive)) - units;
    return [
      ...(units > plan.units ? [`${units} units were sold where the sale had ${plan.units}`] : []),
      ...(inShop > plan.spare ? [`the ordinary shop sold ${inShop} units where ${plan.spare} were not set aside`] : []),
    ];
  },
};

export const everythingIsSold: Check = {
  name: 'everything-is-sold',
  detail: ({ stillInLine, shop }) =>
    shop.remaining > 0 && stillInLine === 0
      ? `${shop.remaining} units are left, and nobody wanted them`
      : `${shop.remaining} units are left, ${stillInLine} people still wanted one`,
  violations: (account) => {
    const { plan, shop, stillInLine } = account;
    const left = plan.units - sold(account);
    return [
      ...(shop.remaining === left
        ? []
        : [`the sale says that ${shop.remaining} units are left, the orders say ${left}`]),
      ...(left > 0 && stillInLine > 0 ? [`${left} units were left while ${stillInLine} people waited for one`] : []),
    ];
  },
};

export const limitHolds: Check = {
  name: 'limit-per-customer',
  detail: (account) => `Added up the units of ${byCustomer(saleOrders(account)).size} customers`,
  violations: (account) => {
    const { perCustomerLimit } = account.plan;
    return [...byCustomer(saleOrders(account).filter(isLive))].flatMap(([customerId, orders]) => {
      const units = unitsOf(orders);
      return units > perCustomerLimit ? [`${customerId} has ${units} units where ${perCustomerLimit} are allowed`] : [];
    });
  },
};

export const stockAgrees: Check = {
  name: 'stock-comes-back',
  detail: ({ shop }) => `Compared ${shop.available} units that the shop has after the sale with what was sold`,
  violations: ({ plan, shop }) => {
    const expected = plan.units + plan.spare - unitsOf(shop.orders.filter(isLive));
    if (shop.available === expected) return [];
    return [`${shop.available} units are available after the sale where ${expected} were not sold`];
  },
};

export function sold(account: Account): number {
  return unitsOf(saleOrders(account).filter(isLive));
}

/** Units that were sold and came back. */
export function returned(account: Account): number {
  return unitsOf(saleOrders(account).filter((order) => !isLive(order)));
}
