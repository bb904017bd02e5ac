import http from 'node:http';
import https from 'node:https';

// The shop as a load generator sees it: plain requests over connections that are kept, and nothing in between.

export interface ShopRequest {
  readonly method: 'GET' | 'POST';
  /** From the root of the shop, with everything encoded: "/orders?limit=100". */
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** Closes the connection this long after it was given to the request, whether there is an answer or not. */
  readonly hangUpAfterMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** Nobody knows whether the request took effect. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** The longest that the shop lets a caller wait is 30 s. */
const DEFAULT_TIMEOUT_MS = 60_000;

export class ShopClient {
  readonly url: string;
  readonly #agent: http.Agent;
  readonly #request: typeof http.request;

  constructor(url: string, connections: number) {
    this.url = url.replace(/\/+$/, '');
    const secure = url.startsWith('https:');
    const options = { keepAlive: true, maxSockets: connections };
    this.#agent = secure ? new https.Agent(options) : new http.Agent(options);
    this.#request = secure ? https.request : http.request;
  }

  /** @throws NoAnswer when the connection failed, ended early, or nothing came in time. */
  send({ method, path, body, headers, hangUpAfterMs }: ShopRequest): Promise<Answer> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        clearTimeout(timer);
        reject(new NoAnswer(`${this.url} gave no answer: ${reasonOf(error)}`));
      };
      const request = this.#request(
        `${this.url}${path}`,
        { method, agent: this.#agent, headers: { ...headersFor(payload), ...headers } },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('error', fail);
          response.on('end', () => {
            clearTimeout(timer);
            const text = Buffer.concat(parts).toString('utf8');
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
          });
        },
      );
      const timeoutMs = hangUpAfterMs ?? DEFAULT_TIMEOUT_MS;
      const giveUp = (): void => void request.destroy(new Error(`nothing within ${timeoutMs} ms`));
      let timer = setTimeout(giveUp, DEFAULT_TIMEOUT_MS);
      // Nobody hangs up before there is a connection: a request that waits for a free one has not been made.
      request.once('socket', () => {
        clearTimeout(timer);
        timer = setTimeout(giveUp, timeoutMs);
      });
      request.on('error', fail);
      request.end(payload);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function headersFor(payload: string | undefined): Record<string, string | number> {
  if (payload === undefined) return { accept: 'application/json' };
  return {
    accept: 'application/json',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(payload),
  };
}

/** A refused connection to a name with several addresses comes as an error without a message of its own. */
function reasonOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return error.message || code || 'the connection failed';
}
