import { type LoadResult, postRequest, runLoad } from './http-load.ts';

// The load generator in a process of its own: it would otherwise be measured with what it measures.

/** What to send: orders of one unit, over so many products in turn. */
export interface OrderLoad {
  readonly port: number;
  readonly connections: number;
  readonly durationMs: number;
  readonly rate?: number;
  readonly productIds: readonly string[];
}

process.once('message', (load: OrderLoad) => {
  const requests = load.productIds.map((productId, index) =>
    postRequest(
      '/orders',
      JSON.stringify({ customer_id: `bench-${index}`, items: [{ product_id: productId, quantity: 1 }] }),
    ),
  );
  let next = 0;
  const nextRequest = (): Buffer => requests[next++ % requests.length] as Buffer;
  runLoad({ ...load, nextRequest }).then(
    (result: LoadResult) => {
      process.send?.(result);
      process.disconnect();
    },
    (error: Error) => {
      console.error(error.message);
      process.exit(1);
    },
  );
});
