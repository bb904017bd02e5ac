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
 * Sends patiently and reads the answer as the document that the API promises.
 * @throws CommandFailed for any other status.
 */
export async function readDocument<Document>(client: ShopClient, request: ShopRequest): Promise<Document> {
  const answer = await sendPatiently(client, request).catch((error: unknown) => {
    throw error instanceof NoAnswer ? new CommandFailed(`${error.message}.`, EXIT_USAGE) : error;
  });
  if (answer.status >= 300) {
    throw new CommandFailed(`${request.method} ${request.path} was refused: ${refusalOf(answer)}`, EXIT_VIOLATION);
  }
  return JSON.parse(answer.text) as Document;
}

/** @throws CommandFailed with what to do when nothing answers there. */
export async function assertReachable(client: ShopClient): Promise<void> {
  const answer = await client
    .send({ method: 'GET', path: '/health/live', hangUpAfterMs: 5_000 })
    .catch(() => undefined);
  if (answer?.status === 200) return;
  const what = answer === undefined ? 'Nothing answers' : `What answers is not Holdfast (${answer.status})`;
  throw new CommandFailed(
    `${what} at ${client.url}: start Holdfast with "npm start", name a running one with --url, or add --own.`,
    EXIT_USAGE,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
