import { CommandFailed, EXIT_USAGE, EXIT_VIOLATION } from '../command-failed.ts';
import { sendPatiently } from './send-patiently.ts';
import { type Answer, NoAnswer, type ShopClient, type ShopRequest } from './shop-client.ts';

/** What a refusal says, for a person: the detail of its problem document, or its beginning. */
export function refusalOf({ status, text }: Answer): string {
  return `${status} ${problemOf({ text }).detail}`.trim();
}

export interface ProblemDocument {
  /** Undefined where the answer is no problem document. */
  readonly code: string | undefined;
  /** Else how the answer begins. */
  readonly detail: string;
  /** What in the request it is about: a JSON pointer, and what it must be. */
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

/** A refusal, as a program reads it. */
export function problemOf({ text }: Pick<Answer, 'text'>): ProblemDocument {
  const { code, detail, errors } = membersOf(parse(text));
  return {
    code: typeof code === 'string' ? code : undefined,
    detail: typeof detail === 'string' ? detail : text.slice(0, 200),
    errors: (Array.isArray(errors) ? errors : []).map((error: unknown) => {
      const { path, message } = membersOf(error);
      return { path: String(path ?? ''), message: String(message ?? '') };
    }),
  };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/**
 * Sends patiently and reads the answer as the document that the API promises, with these members at the least.
 * @throws CommandFailed for any other status, and for what is no such document.
 */
export async function readDocument<Document>(
  client: ShopClient,
  request: ShopRequest,
  members: readonly (keyof Document & string)[] = [],
): Promise<Document> {
  const answer = await sendPatiently(client, request).catch((error: unknown) => {
    throw error instanceof NoAnswer ? new CommandFailed(`${error.message}.`, EXIT_USAGE) : error;
  });
  if (answer.status >= 300) {
    throw new CommandFailed(`${request.method} ${request.path} was refused: ${refusalOf(answer)}`, EXIT_VIOLATION);
  }
  return documentIn(client, request, answer, members);
}

/** @throws CommandFailed for an answer that is no such document: Holdfast does not answer so. */
export function documentIn<Document>(
  client: ShopClient,
  { method, path }: ShopRequest,
  { text }: Answer,
  members: readonly (keyof Document & string)[],
): Document {
  const document = parse(text);
  const there = membersOf(document);
  const missing = members.filter((member) => there[member] === undefined);
  if (document === undefined) throw notHoldfast(client, `its answer to ${method} ${path} is no JSON`);
  if (missing.length > 0) throw notHoldfast(client, `its answer to ${method} ${path} lacks ${missing.join(', ')}`);
  return document as Document;
}

const API_TITLE = 'Holdfast';
/** How long a shop may have no time to say what it is. */
const BUSY_MS = 20_000;

/** @throws CommandFailed with what to do when nothing answers there, or something else than Holdfast. */
export async function assertReachable(client: ShopClient): Promise<void> {
  const live = await client.send({ method: 'GET', path: '/health/live', hangUpAfterMs: 5_000 }).catch(() => undefined);
  if (live === undefined) throw new CommandFailed(`Nothing answers at ${client.url}: ${WHAT_TO_DO}`, EXIT_USAGE);
  if (live.status !== 200) throw notHoldfast(client, `its answer to GET /health/live is ${live.status}`);
  // Anything may be alive. What its API is called, nothing else says.
  const request = { method: 'GET', path: '/openapi.json' } as const;
  const answer = await sendPatiently(client, request, { forMs: BUSY_MS });
  if (answer.status !== 200) throw notHoldfast(client, `its answer to GET /openapi.json is ${answer.status}`);
  const { info } = documentIn<{ readonly info: unknown }>(client, request, answer, ['info']);
  const { title } = membersOf(info);
  if (title !== API_TITLE) throw notHoldfast(client, `its /openapi.json is that of ${JSON.stringify(title)}`);
}

const WHAT_TO_DO = 'start Holdfast with "npm start", name a running one with --url, or add --own.';

function notHoldfast({ url }: ShopClient, why: string): CommandFailed {
  return new CommandFailed(`What answers at ${url} is not Holdfast: ${why}. Instead, ${WHAT_TO_DO}`, EXIT_USAGE);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
