import { instant, integer, json, ledger, nullable, table, text, uuid } from '../../../platform/store/table.ts';
import type { CheckoutData } from '../checkout-data.ts';
import type { CheckoutState } from './checkout-state.ts';

/** What was asked for. Written once and read by every context. */
export const requests = ledger('requests', {
  key: { orderId: uuid },
  columns: { data: json<CheckoutData>() },
});

/** Where each checkout stands. */
export const checkouts = table('checkouts', {
  key: { orderId: uuid },
  columns: {
    /** As in `state`, to find checkouts by. */
    status: text,
    state: json<CheckoutState>(),
    traceId: text,
    /** Number of its last log entry. */
    sequence: integer,
    /** When it fails, or is announced again, unless it has moved on by then; null when it has ended. */
    dueAt: nullable(instant),
    createdAt: instant,
    endedAt: nullable(instant),
  },
});

/** Every event of a checkout in the order in which the join saw it, and what operators and deadlines did. */
export const checkoutLog = ledger('checkout_log', {
  key: { orderId: uuid, sequence: integer },
  columns: { at: instant, event: text, step: text, error: text, attempts: integer, traceId: text },
});

export interface CheckoutRow {
  readonly orderId: string;
  readonly status: string;
  readonly state: CheckoutState;
  readonly traceId: string;
  readonly sequence: number;
  readonly dueAt: number | null;
  readonly createdAt: number;
  readonly endedAt: number | null;
}

export interface CheckoutLogRow {
  readonly orderId: string;
  readonly sequence: number;
  readonly at: number;
  readonly event: string;
  readonly step: string;
  readonly error: string;
  readonly attempts: number;
  readonly traceId: string;
}
