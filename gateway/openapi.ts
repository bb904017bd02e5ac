import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifyContextConfig } from 'fastify';
import { ANSWER_HEADERS, headersOf } from './answer-headers.ts';
import { PROBLEM_TYPES, type ProblemSlug } from './problem-types.ts';
import { DOCUMENTED_HEADERS, type DocumentedHeader } from './request-context.ts';

// The OpenAPI document is made from the schemas that requests are checked with and answers are written with. Every
// path is served with and without /v1; the document lists it once, under the server /v1.

const DESCRIPTION = `Orders that never oversell.

Errors are RFC 9457 problem documents; GET /problems lists their types. Money is a decimal string with its currency.
POST, PATCH and DELETE take an \`Idempotency-Key\`. Unversioned paths mean the current version.`;

const TAGS = {
  Products: 'What is for sale.',
  Carts: 'What a shopper has gathered.',
  Orders: 'From PENDING to the end.',
  Coupons: 'What takes something off an order.',
  Sales: 'A fixed quantity at one price for a time.',
  Sagas: 'The checkouts behind the orders, for operators.',
  'Dead letters': 'Messages that a consumer could not take, for operators.',
  Messages: 'What modules tell each other, for operators.',
  Inventory: 'Stock per product and warehouse.',
  Customers: 'Who may order.',
  Wallets: 'Store credit.',
  Accounts: 'The same wallets under another name.',
  Views: 'What lists are read from, for operators.',
  Audit: 'The invariants of the design.',
  Operators: 'Who did what to the shop, and why.',
  Process: 'The process itself.',
};

export const OPENAPI: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Holdfast',
      description: DESCRIPTION,
      version: '1.0.0',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/v1', description: 'The current version' }],
    security: [],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
  },
  refResolver: { buildLocalReference: (schema, _uri, _fragment, index) => String(schema.$id ?? `schema-${index}`) },
  transform: ({ schema, url, route }) => {
    if (!url.startsWith('/v1/') || schema === undefined) return { schema: { ...schema, hide: true }, url };
    if (route.method === 'HEAD') return { schema: { ...schema, hide: true }, url };
    return { schema: documented(schema as DocumentedSchema, String(route.method), route.config ?? {}), url };
  },
  transformObject: (made) => {
    if (!('openapiObject' in made)) return made.swaggerObject;
    referToHeaders(made.openapiObject as Written);
    return made.openapiObject;
  },
};

interface Written {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, { headers?: object }> }>>;
  readonly components: { headers?: object };
}

/** Each header is described once, and referred to by the answers that have it. */
function referToHeaders({ paths, components }: Written): void {
  const described = Object.entries(ANSWER_HEADERS).map(
    ([name, description]) => [name, { description, schema: { type: 'string' } }] as const,
  );
  components.headers = Object.fromEntries(described);
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  for (const response of operations.flatMap(({ responses }) => Object.values(responses))) {
    const names = Object.keys(response.headers ?? {});
    response.headers = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
  }
}

interface DocumentedSchema {
  readonly body?: unknown;
  readonly params?: unknown;
  readonly querystring?: unknown;
  readonly response?: Readonly<Record<string, unknown>>;
}

/** Adds the headers that a route reads, the problems that it answers with, and the headers of its answers. */
function documented(schema: DocumentedSchema, method: string, config: FastifyContextConfig) {
  const { problems = [], reads = [], unlimited = false } = config;
  const writes = method === 'POST' || method === 'PATCH' || method === 'DELETE';
  const names: DocumentedHeader[] = writes ? ['Idempotency-Key', ...reads] : [...reads];
  const properties = names.map((name) => [name, { type: 'string', description: DOCUMENTED_HEADERS[name] }] as const);
  const headers = names.length === 0 ? {} : { headers: { type: 'object', properties: Object.fromEntries(properties) } };
  const slugs = problemsOf(schema, writes, problems, unlimited);
  const unchanged = reads.includes('If-None-Match') ? { 304: { type: 'null' } } : {};
  const responses = { ...described({ ...schema.response, ...unchanged }, config), ...problemResponses(slugs) };
  const answers = Object.entries(responses).map(([status, response]) => {
    const answered = headersOf(Number(status), writes, config, slugs).map((name) => [name, {}] as const);
    return [status, { ...(response as object), headers: Object.fromEntries(answered) }] as const;
  });
  return { ...schema, ...headers, response: Object.fromEntries(answers) };
}

const MEANINGS: Readonly<Record<string, string>> = {
  200: 'As it stands',
  201: 'Created',
  202: 'Accepted; the work goes on',
  304: 'Not modified',
};

/** Answers with what their status means here, where the route does not say. */
function described(
  responses: Readonly<Record<string, unknown>>,
  { answers = [] }: FastifyContextConfig,
): Record<string, unknown> {
  const entries = Object.entries(responses).map(([status, schema]) => {
    const own = schema as { content?: unknown; type?: unknown };
    const meaning = MEANINGS[status];
    if (own.content !== undefined || meaning === undefined) return [status, schema] as const;
    if (own.type === 'null') return [status, { type: 'null', description: meaning }] as const;
    const where = status === '201' && answers.includes('Location') ? '; `Location` says where' : '';
    return [status, { description: meaning + where, content: { 'application/json': { schema } } }] as const;
  });
  return Object.fromEntries(entries);
}

const WRITE_PROBLEMS: readonly ProblemSlug[] = [
  'invalid_idempotency_key',
  'idempotency_key_in_use',
  'idempotency_key_reused',
];
const BODY_PROBLEMS: readonly ProblemSlug[] = ['malformed_json', 'payload_too_large', 'unsupported_media_type'];

/** Where a limit for clients is configured. */
const RATE_PROBLEMS: readonly ProblemSlug[] = ['rate_limited'];

function problemsOf(
  schema: DocumentedSchema,
  writes: boolean,
  own: readonly ProblemSlug[],
  unlimited: boolean,
): ProblemSlug[] {
  const checked = schema.body ?? schema.params ?? schema.querystring;
  return [
    'malformed_request',
    ...(checked === undefined ? [] : (['invalid_request'] as const)),
    'foreign_site',
    ...(writes ? WRITE_PROBLEMS : []),
    ...(schema.body === undefined ? [] : BODY_PROBLEMS),
    ...own,
    ...(unlimited ? [] : RATE_PROBLEMS.filter((slug) => !own.includes(slug))),
    'internal',
    'overloaded',
    'unavailable',
  ];
}

function problemResponses(slugs: readonly ProblemSlug[]): Record<string, object> {
  const byStatus = new Map<number, string[]>();
  for (const slug of slugs) {
    const { status } = PROBLEM_TYPES[slug];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${slug}\``]);
  }
  const responses = [...byStatus].map(([status, codes]) => [status, problemResponse(codes.join(', '))] as const);
  return Object.fromEntries(responses);
}

function problemResponse(description: string) {
  return { description, content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } } };
}
