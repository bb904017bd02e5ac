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

  it.each([' ', '1e3', '0x10', '080', '-1', '1.5', '65536'])('refuses the port %j', (text) => {
    expect(() => readConfig({ PORT: text })).toThrow(`PORT: ${text} is not a whole number from 0 to 65535`);
  });

  it.each([' ', '1e-1', '-0.1', '1.1', '.'])('refuses the rate of failures %j', (text) => {
    expect(() => readConfig({ SANDBOX_FAILURE_RATE: text })).toThrow('SANDBOX_FAILURE_RATE: ');
  });

  it.each(['0', '1', '0.25', '.5', '1.0'])('takes the rate of failures %s', (text) => {
    expect(readConfig({ SANDBOX_FAILURE_RATE: text }).sandbox.failureRate).toBe(Number(text));
  });

  it('refuses addresses that are none, by the name of their variable', () => {
    expect(() => readConfig({ HOST: '127.999.1.1', REDIS_URL: 'redis://127.0.0.1/abc' })).toThrow(
      /^HOST: 127\.999\.1\.1 is not a loopback address.*\nREDIS_URL: what follows the address is the number of a database/,
    );
    expect(readConfig({ HOST: '127.1.2.3', REDIS_URL: 'redis://127.0.0.1:6379/7' }).host).toBe('127.1.2.3');
  });

  it('takes either checkout', () => {
    expect(readConfig({ CHECKOUT: 'choreographed' }).checkout).toBe('choreographed');
  });

  it('says which variables it has no use for', () => {
    expect(readConfig({ NATS_URL: 'nats://broker.example' }).unused).toEqual(['NATS_URL']);
    const misspelt = { DATABASE_URL_ORDERS: 'postgres://a/b', DATABASE_URL_ORDER: 'postgres://a/b' };
    expect(readConfig(misspelt).unused).toEqual(['DATABASE_URL_ORDERS']);
  });
});
