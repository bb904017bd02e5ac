import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

// JSON over one connection that is kept, as a browser's is.

const ANSWER_WITHIN_MS = 120_000;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** What the JSON says; undefined where there is none. */
  readonly body: unknown;
}

export class JsonClient {
  readonly #origin: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  /** Sent with every request. */
  readonly headers: Record<string, string>;

  constructor(origin: string, headers: Readonly<Record<string, string>> = {}) {
    this.#origin = origin;
    this.headers = { ...headers };
  }

  /** @throws where no answer comes in time. */
  async send(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
    const payload = body === undefined ? undefined : JSON.stringify(body);
    const content: Record<string, string> =
      payload === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) };
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        `${this.#origin}${path}`,
        {
          method,
          agent: this.#agent,
          headers: { ...this.headers, ...content },
          signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
        },
        (response) => {
          const { statusCode: status = 0, headers } = response;
          text(response).then((said) => resolve({ status, headers, body: parsed(said) }), reject);
        },
      );
      request.on('error', reject);
      request.end(payload);
    });
  }

  /** Asks for something that has to be granted. @throws where it is not. */
  async demand<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
    const answer = await this.send(method, path, body);
    if (answer.status >= 400) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)?.slice(0, 500)}`);
    }
    return answer.body as T;
  }

  close(): void {
    this.#agent.destroy();
  }
}

function parsed(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    return undefined;
  }
}
