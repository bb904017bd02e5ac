import { describe, expect, it } from 'vitest';
import { InvalidConfiguration } from '../../platform/config/environment.ts';
import { readConfig } from './config.ts';

describe('the configuration of a host', () => {
  it('is complete without any variable', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      checkout: 'orchestrated',
      databaseUrl: undefined,
      unused: [],
    });
  });

  it('reports every variable at fault, by name, and none of their secrets', () => {
    const faulty = {
      PORT: 'abc',
      HOST: '0.0.0.0',
      DATABASE_URL: 'mysql://root:secret@localhost/shop',
      CHECKOUT: 'improvised',
      TICKET_SECRET: 'too short a secret',
      RATE_LIMIT: '100 a second',
      SANDBOX_FAILURE_RATE: '2',
    };
    expect(() => readConfig(faulty)).toThrow(InvalidConfiguration);
    const message = (() => {
      try {
        return String(readConfig(faulty));
      } catch (error) {
        return (error as Error).message;
      }
    })();
    for (const name of Object.keys(faulty)) expect(message).toContain(name);
    expect(message).not.toContain('secret');
  });

  it('gives a module a database or an address of its own', () => {
    const config = readConfig({
      DATABASE_URL_INVENTORY: 'postgres://127.0.0.1/stock',
      PAYMENT_URL: 'http://127.0.0.1:9101',
    });
    expect([...config.databaseUrls]).toEqual([['inventory', 'postgres://127.0.0.1/stock']]);
    expect([...config.remoteUrls]).toEqual([['payment', 'http://127.0.0.1:9101']]);
  });

  it.each([
    ['100/1000ms', { requests: 100, windowMs: 1_000 }],
    ['1/250ms', { requests: 1, windowMs: 250 }],
    ['', undefined],
  ])('reads the rate limit %j', (text, limit) => {
    expect(readConfig({ RATE_LIMIT: text }).rateLimit).toEqual(limit);
  });

  it.each(['100', '0/1000ms', '5/0ms', '5/1s', '-5/1000ms', '1.5/1000ms'])('refuses the rate limit %j', (text) => {
    expect(() => readConfig({ RATE_LIMIT: text })).toThrow(/^RATE_LIMIT: .* is not .* such as 100\/1000ms$/);
  });

  it('takes either checkout', () => {
    expect(readConfig({ CHECKOUT: 'choreographed' }).checkout).toBe('choreographed');
  });

  it('says which variables it has no use for', () => {
    expect(readConfig({ NATS_URL: 'nats://broker.example' }).unused).toEqual(['NATS_URL']);
  });
});
