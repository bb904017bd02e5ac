import type { FastifyRequest } from 'fastify';
import type { ActedOn } from '../platform/operators/operator-log.ts';
import type { Gateway } from './dependencies.ts';
import { Problem } from './problem.ts';

/** What staff can do to a running shop, as the log of operators names it. */
export const OPERATOR_ACTIONS = [
  'saga.retry',
  'saga.compensate',
  'dead_letter.redrive',
  'view.rebuild',
  'sale.schedule',
  'sale.open',
  'sale.pause',
  'sale.drain',
  'sale.close',
  'stock.adjust',
  'hold.release',
  'order.cancel',
  'product.add',
  'coupon.add',
  'coupon.change',
  'customer.set',
  'wallet.open',
  'wallet.deposit',
  'wallet.withdraw',
  'wallet.close',
] as const;
export type OperatorActionName = (typeof OPERATOR_ACTIONS)[number];

export interface Asked {
  readonly action: OperatorActionName;
  readonly object: ActedOn;
  readonly reason?: string | undefined;
}

/**
 * Does what an operator asks for, between two durable words about it: nothing is done before it has its entry, and
 * nobody is told that it was done before the entry says so. An action refuses by throwing a Problem; any other failure
 * leaves its entry `unknown`.
 */
export async function onRecord<T>(
  { operatorLog, newId }: Pick<Gateway, 'operatorLog' | 'newId'>,
  request: Pick<FastifyRequest, 'id' | 'principal' | 'operation'>,
  { action, object, reason = '' }: Asked,
  act: () => Promise<T>,
): Promise<T> {
  // Before the action: once its caller has been told that nobody answered, the request has no operation any more.
  const entryId = request.operation?.id ?? newId();
  await operatorLog.begin({ entryId, actor: request.principal.id, action, object, reason, traceId: request.id });
  let done: T;
  try {
    done = await act();
  } catch (error) {
    if (error instanceof Problem && error.status < 500) await operatorLog.end(entryId, 'refused');
    throw error;
  }
  await operatorLog.end(entryId, 'done');
  return done;
}
