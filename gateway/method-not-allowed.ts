import type { App } from './dependencies.ts';
import { Problem } from './problem.ts';

// A path that exists under another method answers 405 with `Allow`, and OPTIONS with the same list. For the methods of
// HTTP itself those answers are routes of their own, so that the router finds them and calls that are allowed pay
// nothing. The router knows no other method, such as TRACE or those of WebDAV: their paths are looked up by pattern.

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
type Method = (typeof METHODS)[number];

export class KnownPaths {
  readonly #methods = new Map<string, Set<string>>();
  #allowed: readonly { readonly pattern: RegExp; readonly allow: string }[] = [];

  /** Takes note of every path that is registered from now on. */
  collect(app: App): void {
    app.addHook('onRoute', ({ url, method }) => {
      const methods = this.#methods.get(url) ?? new Set();
      for (const each of Array.isArray(method) ? method : [method]) methods.add(each);
      this.#methods.set(url, methods);
    });
  }

  /** Adds what answers the other methods of the paths so far. */
  answerOtherMethods(app: App): void {
    const known = [...this.#methods].map(([url, methods]) => {
      const allowed = METHODS.filter((method) => methods.has(method));
      const refused = METHODS.filter((method) => method !== 'OPTIONS' && !methods.has(method));
      return { url, allow: [...allowed, 'OPTIONS'].join(', '), refused };
    });
    // As the router does it: a name goes before a parameter that would match it too.
    const parameters = (url: string): number => url.split(':').length;
    this.#allowed = known
      .toSorted((left, right) => parameters(left.url) - parameters(right.url))
      .map(({ url, allow }) => ({ pattern: patternOf(url), allow }));
    for (const { url, allow, refused } of known) {
      app.route({
        method: 'OPTIONS',
        url,
        schema: { hide: true },
        handler: (_request, reply) => reply.code(204).header('allow', allow).send(),
      });
      if (refused.length > 0) refuse(app, url, refused, allow);
    }
  }

  /** The 405 of a path that is known, for a request that no route was found for. */
  refusalOf({ method, url }: { readonly method: string; readonly url: string }): Problem | undefined {
    const [path = ''] = url.split('?');
    const known = this.#allowed.find(({ pattern }) => pattern.test(path));
    return known && notAllowed(method, known.allow);
  }
}

function patternOf(url: string): RegExp {
  return new RegExp(`^${url.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+').replaceAll('*', '.+')}/?$`);
}

function notAllowed(method: string, allow: string): Problem {
  return new Problem('method_not_allowed', `${method} is not allowed here; these are: ${allow}.`, {
    headers: { allow },
  });
}

function refuse(app: App, url: string, methods: Method[], allow: string): void {
  app.route({
    method: methods,
    url,
    schema: { hide: true },
    // Before the body is read: whatever it is, the method is wrong.
    onRequest: (request, _reply, done) => done(notAllowed(request.method, allow)),
    handler: () => undefined,
  });
}
