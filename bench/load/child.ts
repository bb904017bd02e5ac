import { type LoadResult, postRequest, runLoad, withKey } from './http-load.ts';

// The load generator in a process of its own: it would otherwise be measured with what it measures.

/** What to send: the same POSTs in turn. */
export interface PostLoad {
  readonly port: number;
  readonly connections: number;
  readonly durationMs: number;
  readonly rate?: number;
  readonly path: string;
  /** JSON. */
  readonly bodies: readonly string[];
  /** Every request has an idempotency key of its own. */
  readonly keyed?: boolean;
}

process.once('message', (load: PostLoad) => {
  const requests = load.bodies.map((body) => postRequest(load.path, body));
  const run = `${process.pid}-${Date.now().toString(36)}`;
  let next = 0;
  const nextRequest = (): Buffer => {
    const request = requests[next++ % requests.length] as Buffer;
    return load.keyed === true ? withKey(request, `${run}-${next}`) : request;
  };
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
