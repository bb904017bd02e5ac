import { type LoadResult, postRequest, runLoad } from './http-load.ts';

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
}

process.once('message', (load: PostLoad) => {
  const requests = load.bodies.map((body) => postRequest(load.path, body));
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
