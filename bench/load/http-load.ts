import { connect, type Socket } from 'node:net';

// A load generator that costs little itself: keep-alive connections, one request at a time each, answers read no
// further than their length. It shares two cores with what it measures, so every cycle that it saves is measured truer.

export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly durationMs: number;
  /** Requests per second over all connections; unlimited where undefined. */
  readonly rate?: number;
  /** The next request, as bytes of HTTP/1.1. */
  nextRequest(): Buffer;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** A POST with a JSON body, ready to be sent. */
export function postRequest(path: string, body: string): Buffer {
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** The same request with an idempotency key, put in behind its first line. */
export function withKey(request: Buffer, key: string): Buffer {
  const behind = request.indexOf('\r\n') + 2;
  const header = Buffer.from(`x-idempotency-key: ${key}\r\n`);
  return Buffer.concat([request.subarray(0, behind), header, request.subarray(behind)]);
}

export async function runLoad(load: Load): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  const statuses: Record<string, number> = {};
  const startedMs = performance.now();
  const endsMs = startedMs + load.durationMs;
  const pause = load.rate === undefined ? undefined : (load.connections / load.rate) * 1_000;
  const record = (status: string, latencyMs: number): void => {
    statuses[status] = (statuses[status] ?? 0) + 1;
    latenciesMs.push(latencyMs);
  };
  await Promise.all(
    Array.from({ length: load.connections }, (_, index) => runConnection(load, endsMs, pause, index, record)),
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  latenciesMs.sort((left, right) => left - right);
  const percentile = (share: number): number => latenciesMs[Math.floor(share * (latenciesMs.length - 1))] ?? Number.NaN;
  return {
    requests: latenciesMs.length,
    seconds,
    perSecond: latenciesMs.length / seconds,
    statuses,
    latencyMs: { p50: percentile(0.5), p99: percentile(0.99), max: percentile(1) },
  };
}

function runConnection(
  load: Load,
  endsMs: number,
  pauseMs: number | undefined,
  index: number,
  record: (status: string, latencyMs: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(load.port, '127.0.0.1');
    socket.setNoDelay(true);
    let sentMs = 0;
    let dueMs = performance.now() + (pauseMs ?? 0) * (index / load.connections);
    let received = '';
    const send = (): void => {
      sentMs = performance.now();
      if (sentMs >= endsMs) {
        socket.destroy();
        resolve();
        return;
      }
      socket.write(load.nextRequest());
    };
    const sendWhenDue = (): void => {
      if (pauseMs === undefined) {
        send();
        return;
      }
      // An open model: a slow answer does not lower the offered load, it makes the next request late.
      dueMs += pauseMs;
      setTimeout(send, Math.max(0, dueMs - performance.now()));
    };
    socket.setEncoding('latin1');
    socket.on('connect', sendWhenDue);
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.on('data', (chunk: string) => {
      received = received === '' ? chunk : received + chunk;
      if (!isComplete(received)) return;
      record(received.slice(9, 12), performance.now() - sentMs);
      received = '';
      sendWhenDue();
    });
  });
}

const LENGTH = /content-length: *(\d+)/i;

function isComplete(text: string): boolean {
  const headEnds = text.indexOf('\r\n\r\n');
  if (headEnds < 0) return false;
  const length = LENGTH.exec(text);
  return length !== null && text.length >= headEnds + 4 + Number(length[1]);
}
