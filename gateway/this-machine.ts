import type { FastifyRequest } from 'fastify';
import type { App } from './dependencies.ts';
import { Problem } from './problem.ts';

// Without authentication the shop is this machine's: it listens at loopback. A browser on this machine is there too, with
// whatever page it shows. A page of another site can send what needs no preflight, such as an empty POST: it says so in
// Origin. And it can have a name of its own resolve to 127.0.0.1, and then read as well: that name is in Host.

const LOOPBACK = /^(?:localhost|[\w.-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
/** Addresses, names without a dot, and what nobody can register (RFC 6761, RFC 6762, `internal`). */
const NOBODYS =
  /^(?:\[[\da-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3}|(?:[\w.-]+\.)?(?:localhost|local|internal|test|example|invalid)|[^.]*)(?::\d{1,5})?$/i;
const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses what a page of another site asks for through somebody's browser. */
export function serveThisMachineOnly(app: App): void {
  let known = '';
  app.addHook('onRequest', (request, _reply, done) => {
    const { host } = request.headers;
    // Nearly everybody asks for the same one. HTTP/1.0 need not name any, and no browser speaks it.
    if (host !== undefined && host !== known) {
      if (!NOBODYS.test(host)) throw foreignHost(host);
      known = host;
    }
    if (!SAFE.has(request.method) && isForeign(request)) throw foreignSite();
    done();
  });
}

/** Pages of this machine, at any port, are those of whoever develops a shop. Who is no browser names no origin. */
function isForeign({ headers }: FastifyRequest): boolean {
  const { origin } = headers;
  if (origin === undefined) return headers['sec-fetch-site'] === 'cross-site';
  return !LOOPBACK.test(origin.replace(/^https?:\/\//, ''));
}

function foreignHost(host: string): Problem {
  const detail = `Without authentication this machine alone is served: ask for localhost or 127.0.0.1, not for ${JSON.stringify(host.slice(0, 100))}.`;
  return new Problem('foreign_site', detail);
}

function foreignSite(): Problem {
  const detail =
    'Without authentication nothing is done for a page of another site. Send the request from a page at localhost.';
  return new Problem('foreign_site', detail);
}
