import type {
  CountedRate,
  QueuedOrder,
  SaleOrder,
  SaleOrderAnswer,
  SaleOrderOutcome,
  SaleProgress,
  Sales,
  SaleTerms,
  SaleView,
  ScheduleOutcome,
  SteerAction,
  SteeredBy,
  SteerOutcome,
} from '../../processes/sale/door.ts';

/** Sales that a test writes down; what an order is answered is what the test says. */
export class FakeSales implements Sales {
  readonly sales = new Map<string, SaleView>();
  readonly orders: SaleOrder[] = [];
  readonly steered: ({ readonly action: SteerAction } & SteeredBy)[] = [];
  /** Ids of what was done. */
  readonly #done = new Set<string>();
  next: SaleOrderOutcome | undefined;
  rate: CountedRate | undefined;
  short = false;
  counted: SaleProgress = {
    claimedOrders: 0,
    claimedUnits: 0,
    returnedOrders: 0,
    returnedUnits: 0,
    confirmedOrders: 0,
    gate: undefined,
  };

  async schedule(saleId: string, terms: SaleTerms): Promise<ScheduleOutcome> {
    if (this.short) return { kind: 'short' };
    const sale = viewOf(saleId, terms);
    this.sales.set(saleId, sale);
    return { kind: 'scheduled', sale };
  }

  async steer(saleId: string, action: SteerAction, by: SteeredBy): Promise<SteerOutcome> {
    const sale = this.sales.get(saleId);
    if (sale === undefined) return { kind: 'unknown_sale' };
    const { expectedVersion, steeringId } = by;
    this.steered.push({ action, ...by });
    if (this.#done.has(steeringId)) return { kind: 'steered', sale };
    if (expectedVersion !== 0 && expectedVersion !== sale.version) return { kind: 'version_changed' };
    if (sale.state === 'closed' && action !== 'close') return { kind: 'not_possible', state: 'closed' };
    this.#done.add(steeringId);
    const state = action === 'close' ? 'closed' : action === 'open' ? 'open' : 'paused';
    const next: SaleView = { ...sale, state, draining: action === 'drain', version: sale.version + 1 };
    this.sales.set(saleId, next);
    return { kind: 'steered', sale: next };
  }

  async get(saleId: string): Promise<SaleView | undefined> {
    return this.sales.get(saleId);
  }

  /** How many sales were read, a look at a time. */
  readonly looks: number[] = [];

  async getAll(saleIds: readonly string[]): Promise<readonly SaleView[]> {
    const found = saleIds.flatMap((saleId) => this.sales.get(saleId) ?? []);
    this.looks.push(found.length);
    return found;
  }

  async current(limit: number): Promise<readonly SaleView[]> {
    const all = [...this.sales.values()];
    const found = ['open', 'sold_out', 'paused', 'scheduled'].flatMap((state) =>
      all.filter((sale) => sale.state === state),
    );
    return found.slice(0, limit);
  }

  /** Sales that are known to be sold out before anything of an order is read. */
  readonly gone = new Set<string>();

  isSoldOut(saleId: string): boolean {
    return this.gone.has(saleId);
  }

  async progress(): Promise<SaleProgress> {
    return this.counted;
  }

  async list(afterSaleId: string, limit: number) {
    const after = [...this.sales.values()].filter(({ saleId }) => saleId > afterSaleId);
    return { sales: after.slice(0, limit), more: after.length > limit };
  }

  /** Orders that could not be placed, and since when. */
  readonly withdrawn = new Map<string, number>();

  async queued(orderIds: readonly string[]): Promise<readonly QueuedOrder[]> {
    return this.orders
      .filter(({ orderId }) => orderIds.includes(orderId))
      .flatMap(({ orderId, saleId, customerId, quantity }) => {
        const terms = this.sales.get(saleId)?.terms;
        const withdrawnAtMs = this.withdrawn.get(orderId);
        return terms === undefined ? [] : [{ orderId, customerId, quantity, queuedAtMs: 0, withdrawnAtMs, terms }];
      });
  }

  async order(order: SaleOrder): Promise<SaleOrderAnswer> {
    if (!this.sales.has(order.saleId)) return { outcome: { kind: 'unknown_sale' } };
    this.orders.push(order);
    const outcome = this.next ?? ({ kind: 'queued', orderId: order.orderId } as const);
    return { outcome, ...(this.rate && { rate: this.rate }) };
  }
}

function viewOf(saleId: string, terms: SaleTerms): SaleView {
  return { saleId, terms, state: 'scheduled', draining: false, remaining: terms.quantity, version: 1 };
}
