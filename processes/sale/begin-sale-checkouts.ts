import { catalog } from '../../modules/catalog/contract.ts';
import { ordering } from '../../modules/order/contract.ts';
import { sale } from '../../modules/sale/contract.ts';
import { present } from '../../platform/kernel/assert.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Consumer, Subscription } from '../../platform/messaging/broker.ts';
import type { Envelope } from '../../platform/messaging/envelope.ts';
import type { Payload } from '../../platform/rpc/contract.ts';
import type { CallContext, Doors } from '../../platform/rpc/doors.ts';
import type { GateKeeper } from './gate-keeper.ts';
import { unlessAnyIsAway } from './unless-any-is-away.ts';

// The queue of the sales: an order that has its units waits as an event until it is checked out. Everything here may be
// repeated: a checkout begins once for its order id, units come back once. A module that is away is waited for, however long
// that takes; what it does not answer for one order alone is that order's failure.

export const saleCheckoutConsumer: Consumer = { consumer: 'sale-checkout', events: [sale.UnitsClaimed] };
export const saleCancellationConsumer: Consumer = { consumer: 'sale-cancellation', events: [ordering.OrderCancelled] };
export const saleReturnConsumer: Consumer = { consumer: 'sale-return', events: [sale.UnitsReturned] };

/** An order of a sale, as its checkout takes it: at the price of the sale, from the stock that the sale has set aside. */
export interface SaleCheckout {
  readonly orderId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly totalMinor: number;
  readonly paymentMethod: 'card';
  readonly lines: readonly {
    readonly productId: string;
    readonly sku: string;
    readonly name: string;
    readonly quantity: number;
    readonly unitPriceMinor: number;
    readonly agreed: true;
    readonly stocked: true;
  }[];
  readonly setAsideId: string;
}

export interface SaleQueueOptions {
  readonly doors: Doors;
  readonly clock: Clock;
  /**
   * Begins the checkout. Resolves false when the order was withdrawn before it was placed and will never be.
   * @throws Overloaded when this host runs enough of them: the queue waits.
   */
  readonly begin: (checkout: SaleCheckout, context: CallContext) => Promise<boolean>;
  /** Told how many orders have left the queue. */
  readonly onBegun?: (orders: number) => void;
}

export function beginSaleCheckouts({ doors, clock, begin, onBegun }: SaleQueueOptions): Subscription {
  const all = unlessAnyIsAway(clock);
  const beginOne = async (checkout: SaleCheckout, traceId: string | undefined): Promise<void> => {
    const isPlaced = await begin(checkout, traceId === undefined ? {} : { traceId });
    if (!isPlaced) await doors.call(sale.returnUnits({ orderId: checkout.orderId }));
  };
  return {
    ...saleCheckoutConsumer,
    handle: async (envelopes) => {
      const described = describe(doors, envelopes);
      await all(
        envelopes.map(({ id }, index) => ({
          messageId: id,
          done: described.then((orders) => {
            const { checkout, traceId } = present(orders[index], 'an order of the sale');
            return beginOne(checkout, traceId);
          }),
        })),
      );
      onBegun?.(envelopes.length);
    },
  };
}

/** Units of an order that was cancelled, for whatever reason, go back to its sale. */
export function returnUnitsOfCancelled(doors: Doors, clock: Clock): Subscription {
  const all = unlessAnyIsAway(clock);
  return {
    ...saleCancellationConsumer,
    handle: async (envelopes) => {
      const cancelled = envelopes.map(({ id, data }) => ({
        messageId: id,
        orderId: (data as Payload<typeof ordering.OrderCancelled>).orderId,
      }));
      const known = statusOfClaims(
        doors,
        cancelled.map(({ orderId }) => orderId),
      );
      const giveBack = async (orderId: string): Promise<void> => {
        if ((await known).get(orderId) === 'claimed') await doors.call(sale.returnUnits({ orderId }));
      };
      await all(cancelled.map(({ messageId, orderId }) => ({ messageId, done: giveBack(orderId) })));
    },
  };
}

async function statusOfClaims(doors: Doors, orderIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { claims } = await doors.call(sale.getClaims({ orderIds: [...orderIds] }));
  return new Map(claims.map(({ orderId, status }) => [orderId, status]));
}

export interface SaleReturnOptions {
  readonly keeper: Pick<GateKeeper, 'giveBack'>;
  readonly unitsReturned: (saleId: string) => void;
}

/** What the ledger has back, the gate may promise again. One that gives no answer is told by its keeper, not by a later try. */
export function giveBackToGate({ keeper, unitsReturned }: SaleReturnOptions): Subscription {
  return {
    ...saleReturnConsumer,
    handle: async (envelopes) => {
      const bySale = new Map<string, string[]>();
      for (const { data } of envelopes) {
        const { saleId, orderId } = data as Payload<typeof sale.UnitsReturned>;
        bySale.set(saleId, [...(bySale.get(saleId) ?? []), orderId]);
      }
      for (const [saleId, orderIds] of bySale) {
        await keeper.giveBack(saleId, orderIds);
        unitsReturned(saleId);
      }
    },
  };
}

interface Described {
  readonly checkout: SaleCheckout;
  readonly traceId: string | undefined;
}

async function describe(doors: Doors, envelopes: readonly Envelope[]): Promise<Described[]> {
  const claims = envelopes.map(({ data, traceparent }) => ({
    claim: data as Payload<typeof sale.UnitsClaimed>,
    traceId: traceparent?.split('-')[1],
  }));
  const saleIds = [...new Set(claims.map(({ claim }) => claim.saleId))];
  const { sales } = await doors.call(sale.getSales({ saleIds }));
  const terms = new Map(sales.map((known) => [known.saleId, present(known.terms, `terms of sale ${known.saleId}`)]));
  const productIds = [...new Set([...terms.values()].map(({ productId }) => productId))];
  const { products } = await doors.call(catalog.describeProducts({ productIds }));
  const names = new Map(products.map(({ productId, name }) => [productId, name]));
  return claims.map(({ claim, traceId }) => {
    const { productId, sku, currency, priceMinor } = present(terms.get(claim.saleId), `sale ${claim.saleId}`);
    const { orderId, customerId, saleId, quantity } = claim;
    const name = names.get(productId) ?? productId;
    const price = { currency, totalMinor: priceMinor * quantity, paymentMethod: 'card' } as const;
    const line = { productId, sku, name, quantity, unitPriceMinor: priceMinor, agreed: true, stocked: true } as const;
    return { checkout: { orderId, customerId, ...price, lines: [line], setAsideId: saleId }, traceId };
  });
}
