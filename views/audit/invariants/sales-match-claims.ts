import type { Sale } from '../facts.ts';

// A flash sale has sold what its orders have and no more than there was, to nobody more than the limit, which is held
// against what each customer's orders have; an order that was cancelled has nothing of it, and one that was queued is there
// or on its way; and while it is not over, what is set aside for it and what was drawn from that add up to its quantity.

/** A customer whose units are not those of their orders: they are refused what they may have, or given more. */
export interface Miscounted {
  readonly customerId: string;
  readonly counted: number;
  readonly claimed: number;
}

/** Everything that is known of one sale. */
export interface SaleFacts {
  readonly sale: Sale;
  /** Units of live claims, over all and by customer. */
  readonly claimedUnits: number;
  readonly unitsByCustomer: ReadonlyMap<string, number>;
  readonly miscounted: readonly Miscounted[];
  /** Orders with live claims that were cancelled long ago. */
  readonly cancelled: readonly string[];
  /** Orders with live claims that are not there, and not on their way. */
  readonly lost: readonly string[];
  /** What no hold has drawn; undefined where nothing is set aside, or no longer. */
  readonly setAsideUnits: number | undefined;
  /** Units of live holds that were drawn from it. */
  readonly drawnUnits: number;
}

const SELLING: ReadonlySet<string> = new Set(['open', 'paused', 'draining']);

/** Every fault of the sale, each completing a sentence that begins with it. */
export function wrongSale(facts: SaleFacts): readonly string[] {
  const { sale, claimedUnits, unitsByCustomer, miscounted, cancelled, lost, setAsideUnits, drawnUnits } = facts;
  const { quantity = 0, perCustomerLimit = 0 } = sale.terms ?? {};
  const whats: string[] = [];
  if (sale.claimed !== claimedUnits) whats.push(`counts ${sale.claimed} units but its orders have ${claimedUnits}`);
  if (Math.max(sale.claimed, claimedUnits) > quantity) {
    whats.push(`has sold ${Math.max(sale.claimed, claimedUnits)} of ${quantity} units`);
  }
  for (const [customerId, units] of unitsByCustomer) {
    if (units > perCustomerLimit)
      whats.push(`has a customer, ${customerId}, with ${units} units of ${perCustomerLimit}`);
  }
  for (const { customerId, counted, claimed } of miscounted) {
    whats.push(`counts ${counted} units of customer ${customerId}, whose orders have ${claimed}`);
  }
  for (const orderId of cancelled) whats.push(`has units with order ${orderId}, which was cancelled`);
  for (const orderId of lost) whats.push(`has units with order ${orderId}, which was queued and is lost`);
  if (setAsideUnits === undefined) {
    if (SELLING.has(sale.state)) whats.push(`is ${sale.state} and nothing is set aside for it`);
  } else if (sale.state !== 'closed' && setAsideUnits + drawnUnits !== quantity) {
    whats.push(`has ${setAsideUnits} units set aside and ${drawnUnits} drawn, which is not its ${quantity}`);
  }
  return whats;
}
