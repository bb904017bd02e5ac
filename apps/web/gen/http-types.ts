// Made from the OpenAPI document by `npm run http-types`; `npm run check` says when it is out of date.

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly trace_id: string;
  readonly errors?:
    | readonly { readonly path: string; readonly message: string; readonly in?: string | undefined }[]
    | undefined;
}

export interface Order {
  readonly id: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly cancellation_requested?: string | undefined;
  readonly saga_id: string;
  readonly customer_id: string;
  readonly items: readonly {
    readonly product_id: string;
    readonly sku: string;
    readonly name: string;
    readonly quantity: number;
    readonly unit_price: Money;
    readonly subtotal: Money;
  }[];
  readonly item_count: number;
  readonly coupon?: string | undefined;
  readonly discount?: Money | undefined;
  readonly total: Money;
  readonly payment?:
    | {
        readonly method: string;
        readonly status: string;
        readonly authorised: Money;
        readonly captured: Money;
        readonly refunded: Money;
        readonly decline_code?: string | undefined;
        readonly store_credit?: { readonly taken: Money; readonly returned: Money } | undefined;
      }
    | undefined;
  readonly timeline?: readonly { readonly status: string; readonly at: string }[] | undefined;
  readonly created_at: string;
}

export interface Cart {
  readonly id: string;
  readonly items: readonly {
    readonly product_id: string;
    readonly sku: string;
    readonly name: string;
    readonly quantity: number;
    readonly unit_price?: Money | undefined;
    readonly subtotal?: Money | undefined;
  }[];
  readonly total: Money;
  readonly order_id?: string | undefined;
}

export interface Product {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly kind: string;
  readonly price?: Money | undefined;
  readonly open_price: boolean;
  readonly available: number | null;
}

export interface Stock {
  readonly product_id: string;
  readonly sku: string;
  readonly on_hand: number;
  readonly reserved: number;
  readonly available: number;
  readonly warehouses: readonly {
    readonly warehouse: string;
    readonly on_hand: number;
    readonly reserved: number;
    readonly available: number;
  }[];
  readonly adjustment_id?: string | undefined;
}

export interface Coupon {
  readonly code: string;
  readonly kind: string;
  readonly value: string;
  readonly currency?: string | undefined;
  readonly minimum?: Money | undefined;
  readonly total_limit?: number | undefined;
  readonly per_customer_limit?: number | undefined;
  readonly starts_at?: string | undefined;
  readonly ends_at?: string | undefined;
  readonly active: boolean;
  readonly uses: number;
}

export interface SkuStock {
  readonly sku: string;
  readonly on_hand: number;
  readonly reserved: number;
  readonly available: number;
  readonly warehouses: readonly {
    readonly warehouse: string;
    readonly on_hand: number;
    readonly reserved: number;
    readonly available: number;
  }[];
}

export interface Hold {
  readonly id: string;
  readonly status: string;
  readonly expires_at: string;
  readonly sale_id: string | null;
  readonly units: number;
  readonly allocations: readonly { readonly sku: string; readonly warehouse: string; readonly quantity: number }[];
}

export interface Movement {
  readonly id: string;
  readonly sku: string;
  readonly warehouse: string;
  readonly delta: number;
  readonly reason: string;
  readonly at: string;
}

export interface Saga {
  readonly saga_id: string;
  readonly name: string;
  readonly status: string;
  readonly order_id: string;
  readonly trace_id: string;
  readonly steps: readonly {
    readonly name: string;
    readonly status: string;
    readonly attempts: number;
    readonly started_at: string | null;
    readonly ended_at: string | null;
    readonly error?: string | undefined;
  }[];
  readonly actions: readonly {
    readonly at: string;
    readonly action: string;
    readonly by: string;
    readonly reason: string;
  }[];
  readonly log?:
    | readonly {
        readonly sequence: number;
        readonly at: string;
        readonly event: string;
        readonly step: string;
        readonly attempt: number;
        readonly error: string;
        readonly trace_id: string;
      }[]
    | undefined;
}

export interface Sale {
  readonly id: string;
  readonly state: string;
  readonly draining: boolean;
  readonly product_id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly remaining: number;
  readonly price: Money;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly per_customer_limit: number;
  readonly rate_limit: { readonly requests: number; readonly window_ms: number };
  readonly waiting_room: { readonly draw: string; readonly turn_seconds: number } | null;
}

export interface SaleFunnel {
  readonly arrived: number | null;
  readonly waiting: number | null;
  readonly admitted: number | null;
  readonly ordered: { readonly orders: number; readonly units: number };
  readonly confirmed: number;
  readonly returned: { readonly orders: number; readonly units: number };
  readonly gate: { readonly drift_units: number; readonly checked_at: string } | null;
}

export interface DrawCheck {
  readonly early: number;
  readonly seed_hash: string;
  readonly seed: string | null;
  readonly seed_matches: boolean | null;
  readonly every_place_once: boolean | null;
  readonly sample: readonly { readonly sequence: number; readonly position: number }[];
}

export interface DeadLetter {
  readonly id: string;
  readonly status: string;
  readonly consumer: string;
  readonly message_id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly told_at: string;
  readonly cause: string;
  readonly attempts: number;
  readonly failed_at: string;
  readonly payload: unknown;
  readonly traceparent?: string | undefined;
  readonly redriven: {
    readonly at?: string | undefined;
    readonly by?: string | undefined;
    readonly reason?: string | undefined;
  } | null;
}

export interface Redriven {
  readonly redriven: number;
}

export interface Topic {
  readonly type: string;
  readonly publisher: string;
  readonly fields: readonly string[];
  readonly consumers: readonly string[];
  readonly for_outsiders: string | null;
}

export interface MessageDepths {
  readonly consumers: readonly {
    readonly consumer: string;
    readonly waiting: number;
    readonly oldest_seconds: number;
    readonly retrying: number;
    readonly dead: number;
  }[];
  readonly outboxes: readonly {
    readonly module: string;
    readonly records: number;
    readonly oldest_seconds: number;
    readonly refused: number;
  }[];
}

export interface AuditReport {
  readonly ok: boolean;
  readonly checked_at: string;
  readonly invariants: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly violations: number;
    readonly detail: string;
  }[];
}

export interface OperatorAction {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly object: { readonly kind: string; readonly id: string };
  readonly reason: string;
  readonly trace_id: string;
  readonly outcome: string;
}

export interface Customer {
  readonly id: string;
  readonly active: boolean;
}

export interface Health {
  readonly status: string;
}

export interface ProblemTypes {
  readonly data: readonly {
    readonly type: string;
    readonly code: string;
    readonly status: number;
    readonly title: string;
    readonly description: string;
  }[];
}

export interface Wallet {
  readonly id: string;
  readonly customer_id: string;
  readonly currency: string;
  readonly status: string;
  readonly balance: Money;
  readonly deposited: Money;
  readonly spent: Money;
  readonly version: number;
}

export interface StatementEntry {
  readonly version: number;
  readonly kind: string;
  readonly amount: Money;
  readonly balance: Money;
  readonly reference?: string | undefined;
  readonly reason?: string | undefined;
  readonly at: string;
}

export interface Projection {
  readonly name: string;
  readonly state: string;
  readonly active?:
    | {
        readonly generation: number;
        readonly position: Readonly<Record<string, number>>;
        readonly head: Readonly<Record<string, number>>;
        readonly lag: { readonly events: number; readonly seconds: number };
        readonly started_at: string;
      }
    | undefined;
  readonly building?:
    | {
        readonly generation: number;
        readonly position: Readonly<Record<string, number>>;
        readonly head: Readonly<Record<string, number>>;
        readonly lag: { readonly events: number; readonly seconds: number };
        readonly started_at: string;
      }
    | undefined;
  readonly error?: string | undefined;
}

export interface LiveSample {
  readonly at: string;
  readonly orders: {
    readonly placed: number;
    readonly completed: number;
    readonly refused: Readonly<Record<string, number>>;
  };
  readonly http: { readonly requests: number; readonly failed: number; readonly shed: number };
  readonly latency_ms: { readonly p50: number; readonly p95: number; readonly p99: number } | null;
  readonly sagas: {
    readonly running: Readonly<Record<string, number>>;
    readonly parked: number;
    readonly late: number;
  };
  readonly sales: readonly {
    readonly id: string;
    readonly product_id: string;
    readonly state: string;
    readonly quantity: number;
    readonly remaining: number;
  }[];
  readonly sale_queue: number;
  readonly gate_drift: Readonly<Record<string, number>>;
  readonly outbox: { readonly records: Readonly<Record<string, number>>; readonly oldest_seconds: number };
  readonly consumers: {
    readonly waiting: Readonly<Record<string, number>>;
    readonly retrying: Readonly<Record<string, number>>;
    readonly oldest_seconds: number;
  };
  readonly views: Readonly<Record<string, number>>;
  readonly dead_letters: number;
}

export type ProblemDocument = Problem & Readonly<Record<string, unknown>>;

export interface Operations {
  readonly 'POST /orders': {
    readonly body: {
      readonly customer_id: string;
      readonly items: readonly {
        readonly product_id: string;
        readonly quantity: number;
        readonly price?: string | number | undefined;
        readonly agreed_price?: string | number | undefined;
      }[];
      readonly coupon?: string | undefined;
      readonly payment_method?: 'card' | 'bank_transfer' | 'cash_on_delivery' | 'wallet' | 'invoice' | undefined;
      readonly store_credit?: string | number | undefined;
    };
    readonly answer: Order;
  };
  readonly 'GET /orders': {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly customer_id?: string | undefined;
      readonly status?:
        | 'PENDING'
        | 'RESERVED'
        | 'PAID'
        | 'CONFIRMED'
        | 'PROCESSING'
        | 'PARTIALLY_SHIPPED'
        | 'SHIPPED'
        | 'DELIVERED'
        | 'COMPLETED'
        | 'CANCELLED'
        | 'REFUNDED'
        | undefined;
      readonly reason?:
        | 'out_of_stock'
        | 'price_changed'
        | 'payment_declined'
        | 'coupon_invalid'
        | 'customer_inactive'
        | 'cancelled_by_customer'
        | 'cancelled_by_staff'
        | 'expired'
        | undefined;
      readonly sku?: string | undefined;
      readonly placed_from?: string | undefined;
      readonly placed_until?: string | undefined;
    };
    readonly answer: { readonly data: readonly Order[]; readonly next_cursor: string | null };
  };
  readonly 'GET /orders/{id}': { readonly path: { readonly id: string }; readonly answer: Order };
  readonly 'POST /orders/{id}/cancel': {
    readonly path: { readonly id: string };
    readonly body: { readonly reason?: string | undefined };
    readonly answer: Order;
  };
  readonly 'GET /orders/{id}/events': { readonly path: { readonly id: string }; readonly answer: undefined };
  readonly 'POST /carts': { readonly body: Readonly<Record<string, unknown>>; readonly answer: Cart };
  readonly 'GET /carts/{id}': { readonly path: { readonly id: string }; readonly answer: Cart };
  readonly 'POST /carts/{id}/items': {
    readonly path: { readonly id: string };
    readonly body: { readonly product_id: string; readonly quantity: number };
    readonly answer: Cart;
  };
  readonly 'PATCH /carts/{id}/items/{product_id}': {
    readonly path: { readonly id: string; readonly product_id: string };
    readonly body: { readonly quantity: number };
    readonly answer: Cart;
  };
  readonly 'DELETE /carts/{id}/items/{product_id}': {
    readonly path: { readonly id: string; readonly product_id: string };
    readonly answer: Cart;
  };
  readonly 'POST /carts/{id}/checkout': {
    readonly path: { readonly id: string };
    readonly body: {
      readonly customer_id: string;
      readonly coupon?: string | undefined;
      readonly payment_method?: 'card' | 'bank_transfer' | 'cash_on_delivery' | 'wallet' | 'invoice' | undefined;
      readonly store_credit?: string | number | undefined;
    };
    readonly answer: Order;
  };
  readonly 'GET /products': {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly search?: string | undefined;
      readonly category?: string | undefined;
    };
    readonly answer: { readonly data: readonly Product[]; readonly next_cursor: string | null };
  };
  readonly 'POST /products': {
    readonly body: {
      readonly id?: string | undefined;
      readonly sku: string;
      readonly name: string;
      readonly price: string | number;
      readonly stock?: number | undefined;
      readonly category?: string | undefined;
      readonly kind?: 'goods' | 'service' | undefined;
      readonly open_price?: boolean | undefined;
    };
    readonly answer: Product;
  };
  readonly 'GET /categories': {
    readonly answer: { readonly data: readonly { readonly name: string; readonly products: number }[] };
  };
  readonly 'GET /products/{id}': { readonly path: { readonly id: string }; readonly answer: Product };
  readonly 'GET /inventory': {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly search?: string | undefined;
    };
    readonly answer: { readonly data: readonly SkuStock[]; readonly next_cursor: string | null };
  };
  readonly 'GET /inventory/{product_id}': { readonly path: { readonly product_id: string }; readonly answer: Stock };
  readonly 'POST /inventory/{product_id}/adjustments': {
    readonly path: { readonly product_id: string };
    readonly body: { readonly warehouse?: string | undefined; readonly delta: number; readonly reason: string };
    readonly answer: Stock;
  };
  readonly 'GET /holds': {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly status?: 'held' | 'confirmed' | 'released' | undefined;
    };
    readonly answer: { readonly data: readonly Hold[]; readonly next_cursor: string | null };
  };
  readonly 'GET /orders/{id}/holds': {
    readonly path: { readonly id: string };
    readonly answer: { readonly data: readonly Hold[] };
  };
  readonly 'POST /holds/{id}/release': {
    readonly path: { readonly id: string };
    readonly body: { readonly reason: string };
    readonly answer: Hold;
  };
  readonly 'GET /stock-movements': {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly sku?: string | undefined;
    };
    readonly answer: { readonly data: readonly Movement[]; readonly next_cursor: string | null };
  };
  readonly 'GET /customers/{id}': { readonly path: { readonly id: string }; readonly answer: Customer };
  readonly 'PUT /customers/{id}': {
    readonly path: { readonly id: string };
    readonly body: { readonly active: boolean; readonly reason?: string | undefined };
    readonly answer: Customer;
  };
  readonly 'POST /coupons': {
    readonly body: {
      readonly code: string;
      readonly kind: 'percentage' | 'fixed';
      readonly value: string | number;
      readonly currency?: string | undefined;
      readonly minimum?: string | number | undefined;
      readonly total_limit?: number | undefined;
      readonly per_customer_limit?: number | undefined;
      readonly starts_at?: string | undefined;
      readonly ends_at?: string | undefined;
    };
    readonly answer: Coupon;
  };
  readonly 'GET /coupons': {
    readonly query: { readonly limit?: number | undefined; readonly cursor?: string | undefined };
    readonly answer: { readonly data: readonly Coupon[]; readonly next_cursor: string | null };
  };
  readonly 'GET /coupons/{code}': { readonly path: { readonly code: string }; readonly answer: Coupon };
  readonly 'PATCH /coupons/{code}': {
    readonly path: { readonly code: string };
    readonly body: {
      readonly active?: boolean | undefined;
      readonly total_limit?: number | null | undefined;
      readonly per_customer_limit?: number | null | undefined;
      readonly ends_at?: string | null | undefined;
      readonly reason?: string | undefined;
    };
    readonly answer: Coupon;
  };
  readonly 'POST /wallets': {
    readonly body: {
      readonly customer_id: string;
      readonly currency?: string | undefined;
      readonly reason?: string | undefined;
    };
    readonly answer: Wallet;
  };
  readonly 'GET /wallets': {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly customer_id?: string | undefined;
    };
    readonly answer: { readonly data: readonly Wallet[]; readonly next_cursor: string | null };
  };
  readonly 'POST /wallets/{id}/deposit': {
    readonly path: { readonly id: string };
    readonly body: {
      readonly amount: string | number;
      readonly currency?: string | undefined;
      readonly reason?: string | undefined;
    };
    readonly answer: Wallet;
  };
  readonly 'POST /wallets/{id}/withdraw': {
    readonly path: { readonly id: string };
    readonly body: {
      readonly amount: string | number;
      readonly currency?: string | undefined;
      readonly reason?: string | undefined;
    };
    readonly answer: Wallet;
  };
  readonly 'POST /wallets/{id}/close': {
    readonly path: { readonly id: string };
    readonly body: { readonly reason?: string | undefined };
    readonly answer: Wallet;
  };
  readonly 'GET /wallets/{id}': {
    readonly path: { readonly id: string };
    readonly query: { readonly version?: number | undefined; readonly at?: string | undefined };
    readonly answer: Wallet;
  };
  readonly 'GET /wallets/{id}/statement': {
    readonly path: { readonly id: string };
    readonly query: { readonly limit?: number | undefined; readonly cursor?: string | undefined };
    readonly answer: { readonly data: readonly StatementEntry[]; readonly next_cursor: string | null };
  };
  readonly 'GET /wallets/totals': {
    readonly answer: {
      readonly data: readonly {
        readonly currency: string;
        readonly wallets: number;
        readonly balance: Money;
        readonly deposited: Money;
        readonly spent: Money;
        readonly movements: number;
      }[];
    };
  };
  readonly 'POST /accounts': {
    readonly body: {
      readonly customer_id: string;
      readonly currency?: string | undefined;
      readonly reason?: string | undefined;
    };
    readonly answer: Wallet;
  };
  readonly 'GET /accounts': {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly customer_id?: string | undefined;
    };
    readonly answer: { readonly data: readonly Wallet[]; readonly next_cursor: string | null };
  };
  readonly 'POST /accounts/{id}/deposit': {
    readonly path: { readonly id: string };
    readonly body: {
      readonly amount: string | number;
      readonly currency?: string | undefined;
      readonly reason?: string | undefined;
    };
    readonly answer: Wallet;
  };
  readonly 'POST /accounts/{id}/withdraw': {
    readonly path: { readonly id: string };
    readonly body: {
      readonly amount: string | number;
      readonly currency?: string | undefined;
      readonly reason?: string | undefined;
    };
    readonly answer: Wallet;
  };
  readonly 'POST /accounts/{id}/close': {
    readonly path: { readonly id: string };
    readonly body: { readonly reason?: string | undefined };
    readonly answer: Wallet;
  };
  readonly 'GET /accounts/{id}': {
    readonly path: { readonly id: string };
    readonly query: { readonly version?: number | undefined; readonly at?: string | undefined };
    readonly answer: Wallet;
  };
  readonly 'GET /accounts/{id}/statement': {
    readonly path: { readonly id: string };
    readonly query: { readonly limit?: number | undefined; readonly cursor?: string | undefined };
    readonly answer: { readonly data: readonly StatementEntry[]; readonly next_cursor: string | null };
  };
  readonly 'GET /accounts/totals': {
    readonly answer: {
      readonly data: readonly {
        readonly currency: string;
        readonly wallets: number;
        readonly balance: Money;
        readonly deposited: Money;
        readonly spent: Money;
        readonly movements: number;
      }[];
    };
  };
  readonly 'GET /sagas/{id}': { readonly path: { readonly id: string }; readonly answer: Saga };
  readonly 'GET /sagas': {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly status?: 'pending' | 'in_progress' | 'completed' | 'compensating' | 'compensated' | 'parked' | undefined;
      readonly name?: string | undefined;
    };
    readonly answer: { readonly data: readonly Saga[]; readonly next_cursor: string | null };
  };
  readonly 'POST /sagas/{id}/retry': {
    readonly path: { readonly id: string };
    readonly body: { readonly reason?: string | undefined };
    readonly answer: Saga;
  };
  readonly 'POST /sagas/{id}/compensate': {
    readonly path: { readonly id: string };
    readonly body: { readonly reason?: string | undefined };
    readonly answer: Saga;
  };
  readonly 'POST /sales': {
    readonly body: {
      readonly product_id: string;
      readonly quantity: number;
      readonly price?: string | number | undefined;
      readonly starts_at: string;
      readonly ends_at: string;
      readonly per_customer_limit: number;
      readonly rate_limit?: { readonly requests: number; readonly window_ms: number } | undefined;
      readonly waiting_room?:
        | { readonly draw: 'arrival' | 'fair'; readonly turn_seconds?: number | undefined }
        | undefined;
    };
    readonly answer: Sale;
  };
  readonly 'GET /sales': {
    readonly query: { readonly limit?: number | undefined; readonly cursor?: string | undefined };
    readonly answer: { readonly data: readonly Sale[]; readonly next_cursor: string | null };
  };
  readonly 'GET /sales/{id}': { readonly path: { readonly id: string }; readonly answer: Sale };
  readonly 'POST /sales/{id}/open': {
    readonly path: { readonly id: string };
    readonly body: { readonly reason?: string | undefined };
    readonly answer: Sale;
  };
  readonly 'POST /sales/{id}/pause': {
    readonly path: { readonly id: string };
    readonly body: { readonly reason?: string | undefined };
    readonly answer: Sale;
  };
  readonly 'POST /sales/{id}/drain': {
    readonly path: { readonly id: string };
    readonly body: { readonly reason?: string | undefined };
    readonly answer: Sale;
  };
  readonly 'POST /sales/{id}/close': {
    readonly path: { readonly id: string };
    readonly body: { readonly reason?: string | undefined };
    readonly answer: Sale;
  };
  readonly 'POST /sales/{id}/orders': {
    readonly path: { readonly id: string };
    readonly body: { readonly customer_id: string; readonly quantity: number; readonly ticket?: string | undefined };
    readonly answer: { readonly order_id: string; readonly status: 'QUEUED' };
  };
  readonly 'GET /sales/{id}/events': { readonly path: { readonly id: string }; readonly answer: undefined };
  readonly 'POST /sales/{id}/tickets': {
    readonly path: { readonly id: string };
    readonly body: { readonly customer_id: string };
    readonly answer: {
      readonly ticket: string;
      readonly state: string;
      readonly sequence: number;
      readonly position: number | null;
      readonly estimated_wait_seconds: number | null;
      readonly turn_ends_at: string | null;
    };
  };
  readonly 'GET /sales/{id}/tickets/events': {
    readonly path: { readonly id: string };
    readonly query: { readonly ticket: string };
    readonly answer: undefined;
  };
  readonly 'GET /sales/{id}/waiting-room': {
    readonly path: { readonly id: string };
    readonly answer: {
      readonly draw: string;
      readonly drawn: boolean;
      readonly seed_hash: string | null;
      readonly seed: string | null;
      readonly early: number;
      readonly arrived: number;
      readonly admitted: number;
      readonly admitted_per_second: number;
    };
  };
  readonly 'GET /sales/{id}/funnel': { readonly path: { readonly id: string }; readonly answer: SaleFunnel };
  readonly 'GET /sales/{id}/waiting-room/draw': { readonly path: { readonly id: string }; readonly answer: DrawCheck };
  readonly 'GET /dead-letters': {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly consumer?: string | undefined;
      readonly status?: 'dead' | 'redriven' | 'delivered' | undefined;
    };
    readonly answer: { readonly data: readonly DeadLetter[]; readonly next_cursor: string | null };
  };
  readonly 'GET /dead-letters/{id}': { readonly path: { readonly id: string }; readonly answer: DeadLetter };
  readonly 'POST /dead-letters/redrive': {
    readonly body: { readonly consumer?: string | undefined; readonly reason?: string | undefined };
    readonly answer: Redriven;
  };
  readonly 'POST /dead-letters/{id}/redrive': {
    readonly path: { readonly id: string };
    readonly body: { readonly reason?: string | undefined };
    readonly answer: DeadLetter;
  };
  readonly 'GET /topics': { readonly answer: { readonly data: readonly Topic[] } };
  readonly 'GET /messages/depths': { readonly answer: MessageDepths };
  readonly 'GET /audit': { readonly answer: AuditReport };
  readonly 'GET /audit/history': {
    readonly answer: { readonly data: readonly { readonly took_ms: number; readonly report: AuditReport }[] };
  };
  readonly 'GET /operator-actions': {
    readonly query: {
      readonly limit?: number | undefined;
      readonly cursor?: string | undefined;
      readonly action?:
        | 'saga.retry'
        | 'saga.compensate'
        | 'dead_letter.redrive'
        | 'view.rebuild'
        | 'sale.schedule'
        | 'sale.open'
        | 'sale.pause'
        | 'sale.drain'
        | 'sale.close'
        | 'stock.adjust'
        | 'hold.release'
        | 'order.cancel'
        | 'product.add'
        | 'coupon.add'
        | 'coupon.change'
        | 'customer.set'
        | 'wallet.open'
        | 'wallet.deposit'
        | 'wallet.withdraw'
        | 'wallet.close'
        | undefined;
    };
    readonly answer: { readonly data: readonly OperatorAction[]; readonly next_cursor: string | null };
  };
  readonly 'GET /admin/projections': { readonly answer: { readonly data: readonly Projection[] } };
  readonly 'POST /admin/rebuild-projections': {
    readonly body: { readonly view?: string | undefined; readonly reason?: string | undefined };
    readonly answer: { readonly data: readonly Projection[] };
  };
  readonly 'GET /admin/live': { readonly answer: undefined };
  readonly 'GET /health': { readonly answer: Health };
  readonly 'GET /health/live': { readonly answer: Health };
  readonly 'GET /health/ready': { readonly answer: Health };
  readonly 'GET /metrics': { readonly answer: undefined };
  readonly 'GET /problems': { readonly answer: ProblemTypes };
  readonly 'GET /asyncapi.json': { readonly answer: unknown };
  readonly 'GET /openapi.json': { readonly answer: unknown };
}
