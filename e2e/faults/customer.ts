import type { Answer, Json } from '../testing/shop.ts';

// A customer who does not give up: the same key until somebody answers.

const PATIENCE_MS = 60_000;
const PAUSE_MS = 30;

async function ask(url: string, init?: RequestInit): Promise<Answer | undefined> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    } as Answer;
  } catch {
    // Whoever was to answer is dead, or not there yet.
    return undefined;
  }
}

function posted(body: object, key: string): RequestInit {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  return { method: 'POST', headers, body: JSON.stringify(body) };
}

/** One try. Undefined when nobody answered. */
export function postOnce(url: string, body: object, key: string): Promise<Answer | undefined> {
  return ask(url, posted(body, key));
}

/** The definite answer: neither silence nor a 5xx, 409 or 429 is one. */
export function post(url: string, body: object, key: string): Promise<Answer> {
  return untilAnswered(
    `POST ${url}`,
    () => postOnce(url, body, key),
    ({ status }) => status < 500 && status !== 409 && status !== 429,
  );
}

/** Asks until the answer satisfies. */
export function get(url: string, satisfies: (body: Json) => boolean): Promise<Json> {
  return untilAnswered(
    `GET ${url}`,
    () => ask(url),
    ({ status, body }) => status === 200 && satisfies(body),
  ).then(({ body }) => body);
}

async function untilAnswered(
  what: string,
  once: () => Promise<Answer | undefined>,
  satisfies: (answer: Answer) => boolean,
): Promise<Answer> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await once();
    if (answer !== undefined && satisfies(answer)) return answer;
    if (performance.now() > untilMs) {
      throw new Error(
        `${what} was not answered as it should within ${PATIENCE_MS} ms; last: ${answer?.status} ${JSON.stringify(answer?.body)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
