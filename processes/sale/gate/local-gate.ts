import { present } from '../../../platform/kernel/assert.ts';
import type { Clock } from '../../../platform/kernel/clock.ts';
import type { Gate, GateOpening, GateRequest, GateVerdict, Unsettled } from './gate.ts';

// The gate in the memory of one process. Its size is bounded by the units of the sales that have begun and are not
// finished.

interface Taken {
  readonly customerId: string;
  readonly quantity: number;
  readonly atMs: number;
}

interface OpenSale {
  readonly epoch: number;
  readonly perCustomerLimit: number;
  remaining: number;
  readonly taken: Map<string, Taken>;
  /** Orders in the order of their taking. */
  readonly unsettled: Set<string>;
  readonly unitsOfCustomers: Map<string, number>;
}

export class LocalGate implements Gate {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #sales = new Map<string, OpenSale>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  open({ saleId, epoch, remaining, perCustomerLimit, orders }: GateOpening): Promise<boolean> {
    if ((this.#sales.get(saleId)?.epoch ?? 0) >= epoch) return Promise.resolve(false);
    const sale: OpenSale = {
      epoch,
      perCustomerLimit,
      remaining,
      taken: new Map(),
      unsettled: new Set(),
      unitsOfCustomers: new Map(),
    };
    const atMs = this.#clock.nowMs();
    for (const { orderId, ...deduction } of orders) {
      sale.taken.set(orderId, { ...deduction, atMs });
      addUnits(sale, deduction.customerId, deduction.quantity);
    }
    this.#sales.set(saleId, sale);
    return Promise.resolve(true);
  }

  take(requests: readonly GateRequest[]): Promise<readonly GateVerdict[]> {
    return Promise.resolve(requests.map((request) => this.#takeOne(request)));
  }

  settle(saleId: string, orderIds: readonly string[]): Promise<void> {
    const sale = this.#sales.get(saleId);
    for (const orderId of orderIds) sale?.unsettled.delete(orderId);
    return Promise.resolve();
  }

  giveBack(saleId: string, orderIds: readonly string[]): Promise<number> {
    const sale = this.#sales.get(saleId);
    let units = 0;
    for (const orderId of sale === undefined ? [] : orderIds) units += giveBackOne(sale as OpenSale, orderId);
    return Promise.resolve(units);
  }

  unsettled(saleId: string, ageMs: number, limit: number): Promise<readonly Unsettled[]> {
    const sale = this.#sales.get(saleId);
    const untilMs = this.#clock.nowMs() - ageMs;
    const found: Unsettled[] = [];
    for (const orderId of sale?.unsettled ?? []) {
      const { quantity, atMs } = present(sale?.taken.get(orderId), `units of order ${orderId}`);
      if (found.length === limit || atMs > untilMs) break;
      found.push({ orderId, quantity });
    }
    return Promise.resolve(found);
  }

  remaining(saleId: string): Promise<{ readonly epoch: number; readonly remaining: number } | undefined> {
    const sale = this.#sales.get(saleId);
    return Promise.resolve(sale === undefined ? undefined : { epoch: sale.epoch, remaining: sale.remaining });
  }

  close(saleId: string): Promise<void> {
    this.#sales.delete(saleId);
    return Promise.resolve();
  }

  #takeOne({ saleId, epoch, orderId, customerId, quantity }: GateRequest): GateVerdict {
    const sale = this.#sales.get(saleId);
    if (sale === undefined) return 'not_found';
    if (sale.epoch !== epoch) return 'stale';
    if (sale.taken.has(orderId)) return 'taken';
    if ((sale.unitsOfCustomers.get(customerId) ?? 0) + quantity > sale.perCustomerLimit) return 'limit_reached';
    if (quantity > sale.remaining) return 'insufficient';
    sale.remaining -= quantity;
    sale.taken.set(orderId, { customerId, quantity, atMs: this.#clock.nowMs() });
    sale.unsettled.add(orderId);
    addUnits(sale, customerId, quantity);
    return 'taken';
  }
}

function giveBackOne(sale: OpenSale, orderId: string): number {
  const taken = sale.taken.get(orderId);
  if (taken === undefined) return 0;
  sale.taken.delete(orderId);
  sale.unsettled.delete(orderId);
  sale.remaining += taken.quantity;
  addUnits(sale, taken.customerId, -taken.quantity);
  return taken.quantity;
}

function addUnits({ unitsOfCustomers }: OpenSale, customerId: string, quantity: number): void {
  const units = (unitsOfCustomers.get(customerId) ?? 0) + quantity;
  if (units > 0) unitsOfCustomers.set(customerId, units);
  else unitsOfCustomers.delete(customerId);
}
