import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from './dependencies.ts';
import { nothingHere } from './errors.ts';
import type { PageFile, PageFiles } from './page-file.ts';

// The web applications: a document each, served wherever the application has a page of its own, and the files that the
// documents name. The names of those files hold a digest of what is in them, so that they are kept for ever; a document
// is asked for anew each time. The paths of the API stay the API's.

const APPLICATIONS = [
  { document: 'storefront/index.html', urls: ['/', '/shop', '/shop/*'], below: '/shop/' },
  { document: 'console/index.html', urls: ['/console', '/console/*'], below: '/console/' },
] as const;

/** Nothing runs, looks or is reached but what comes from here, and nobody shows the pages in a frame of theirs. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const FOR_EVER = 'public, max-age=31536000, immutable';

export function pageRoutes(app: App, files: PageFiles): void {
  for (const { document: name, urls } of APPLICATIONS) {
    const document = files.get(name);
    if (document === undefined) continue;
    for (const url of urls) serve(app, url, (request, reply) => sendDocument(document, request, reply));
  }
  serve(app, '/assets/*', (request, reply) => {
    const file = files.get(`assets/${request.params['*']}`);
    if (file === undefined) throw nothingHere(request);
    return send(file, request, reply.header('cache-control', FOR_EVER));
  });
}

/**
 * A link into the pages that cannot be decoded leads to no route. A browser gets the page all the same, which says that
 * nothing is there. Answers whether it was sent; no hook has run for such a request.
 */
export function sendPageOfBrokenLink(
  files: PageFiles | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): boolean {
  const isAsked = request.method === 'GET' && request.headers.accept?.includes('text/html') === true;
  const application = APPLICATIONS.find(({ below }) => request.url.startsWith(below));
  const document = application && files?.get(application.document);
  if (!isAsked || document === undefined) return false;
  reply.header('trace-id', request.id).header('x-content-type-options', 'nosniff');
  void sendDocument(document, request, reply);
  return true;
}

type PageRequest = FastifyRequest<{ Params: { '*': string } }>;

function serve(app: App, url: string, handler: (request: PageRequest, reply: FastifyReply) => FastifyReply): void {
  app.route({ method: 'GET', url, schema: { hide: true }, config: { public: true }, handler });
}

function sendDocument(document: PageFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // Below /shop and /console everything may be a page, but not for a client that reads JSON only.
  if (wantsNoPage(request.headers.accept)) throw nothingHere(request);
  reply.header('content-security-policy', PAGE_POLICY).header('referrer-policy', 'same-origin');
  return send(document, request, reply.header('cache-control', 'no-cache').header('vary', 'accept'));
}

function wantsNoPage(accept = '*/*'): boolean {
  return /\bjson\b/.test(accept) && !accept.includes('text/html');
}

function send(file: PageFile, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const accepted = request.headers['accept-encoding'] ?? '';
  const [encoding, content] = encoded(file, typeof accepted === 'string' ? accepted : '');
  const etag = `"${file.digest}${encoding === undefined ? '' : `-${encoding}`}"`;
  const vary = reply.getHeader('vary');
  reply.header('vary', vary === undefined ? 'accept-encoding' : `${vary}, accept-encoding`).header('etag', etag);
  if (request.headers['if-none-match'] === etag) return reply.code(304).send();
  if (encoding !== undefined) reply.header('content-encoding', encoding);
  return reply.header('content-type', file.contentType).send(content);
}

function encoded({ content, gzip, brotli }: PageFile, accepted: string): readonly [string | undefined, Buffer] {
  if (brotli !== undefined && /\bbr\b/.test(accepted)) return ['br', brotli];
  if (gzip !== undefined && /\bgzip\b/.test(accepted)) return ['gzip', gzip];
  return [undefined, content];
}
