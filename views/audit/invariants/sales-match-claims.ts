import type { Sale } from '../facts.ts';

// A flash sale has sold what its orders have and no more than there was, to nobody more than the limit, which is held
// against what each customer's orders have; an order has what it claimed, for whom it claimed it, and drew it from what was
// set aside; one that was cancelled has nothing of it, and one that was queued is there or on its way. While the sale is not
// over, what is set aside and what was drawn from that add up to its quantity; once it is, it is ended, and nothing is left
// aside: units that nobody can buy are a fault as those are that were sold twice.

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
  /** Orders that are not what was claimed for them. */
  readonly differing: readonly string[];
  /** Units of claims whose orders stand: paid for, and theirs. */
  readonly soldUnits: number;
  /** Orders with live claims that were cancelled long ago. */
  readonly cancelled: readonly string[];
  /** Orders with live claims that are not there, and not on their way. */
  readonly lost: readonly string[];
  /** What no hold has drawn; undefined where nothing is set aside, or no longer. */
  readonly setAsideUnits: number | undefined;
  /** Units of live holds that were drawn from it. */
  readonly drawnUnits: number;
  /** Its time was over long ago. */
  readonly isLongOver: boolean;
}

const SELLING: ReadonlySet<string> = new Set(['open', 'paused', 'draining']);
const ENDED: ReadonlySet<string> = new Set(['closing', 'closed']);

/** Every fault of the sale, each completing a sentence that begins with it. */
export function wrongSale(facts: SaleFacts): readonly string[] {
  const { sale, claimedUnits, unitsByCustomer, miscounted, setAsideUnits, drawnUnits } = facts;
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
  for (const orderId of facts.differing) whats.push(`has units with order ${orderId}, which is not what claimed them`);
  for (const orderId of facts.cancelled) whats.push(`has units with order ${orderId}, which was cancelled`);
  for (const orderId of facts.lost) whats.push(`has units with order ${orderId}, which was queued and is lost`);
  if (facts.soldUnits > drawnUnits) {
    whats.push(`has orders with ${facts.soldUnits} units, of which ${drawnUnits} were drawn from what is set aside`);
  }
  if (facts.isLongOver && !ENDED.has(sale.state)) whats.push(`is over and still ${sale.state}`);
  if (setAsideUnits === undefined) {
    if (SELLING.has(sale.state)) whats.push(`is ${sale.state} and nothing is set aside for it`);
  } else if (sale.state === 'closed') {
    whats.push(`is closed and has ${setAsideUnits} units set aside, which nobody can buy`);
  } else if (setAsideUnits + drawnUnits !== quantity) {
    whats.push(`has ${setAsideUnits} units set aside and ${drawnUnits} drawn, which is not its ${quantity}`);
  }
  return whats;
}
