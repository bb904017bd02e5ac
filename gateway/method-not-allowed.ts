import type { App } from './dependencies.ts';
import { Problem } from './problem.ts';

// A path that exists under another method answers 405 with `Allow`, and OPTIONS with the same list. Those answers are
// routes of their own, so that the router finds them and calls that are allowed pay nothing.

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
type Method = (typeof METHODS)[number];

/** The methods of every path that is registered from now on. */
export function collectMethods(app: App): Map<string, Set<string>> {
  const byPath = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    const methods = byPath.get(url) ?? new Set();
    for (const each of Array.isArray(method) ? method : [method]) methods.add(each);
    byPath.set(url, methods);
  });
  return byPath;
}

/** Adds what answers the other methods of those paths. */
export function answerOtherMethods(app: App, byPath: ReadonlyMap<string, ReadonlySet<string>>): void {
  for (const [url, methods] of [...byPath]) {
    const allowed = METHODS.filter((method) => methods.has(method));
    const allow = [...allowed, 'OPTIONS'].join(', ');
    const refused = METHODS.filter((method) => method !== 'OPTIONS' && !methods.has(method));
    app.route({
      method: 'OPTIONS',
      url,
      schema: { hide: true },
      handler: (_request, reply) => reply.code(204).header('allow', allow).send(),
    });
    if (refused.length > 0) refuse(app, url, refused, allow);
  }
}

function refuse(app: App, url: string, methods: Method[], allow: string): void {
  app.route({
    method: methods,
    url,
    schema: { hide: true },
    // Before the body is read: whatever it is, the method is wrong.
    onRequest: (request, _reply, done) => {
      const detail = `${request.method} is not allowed here; these are: ${allow}.`;
      done(new Problem('method_not_allowed', detail, { headers: { allow } }));
    },
    handler: () => undefined,
  });
}
