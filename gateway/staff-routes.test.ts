import { Type } from '@sinclair/typebox';
import type { RouteOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import { customer } from '../modules/customer/contract.ts';
import { staffOnly } from './access.ts';
import type { AddRoutes } from './create-gateway.ts';
import { onRecord } from './operator-actions.ts';
import { collectedRoutes } from './testing/collected-routes.ts';
import { StaffRouteGuard } from './testing/staff-route-guard.ts';

// Every route for staff that changes something is called, and has to have its entry before it acts, and a word of how
// that ended after it. A new route is found by itself; where its path has a parameter, it has to be told how it is called.

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Routes for staff that write, with what is wrong with them. */
async function faultsOf(...planted: readonly AddRoutes[]): Promise<{ checked: string[]; faults: string[] }> {
  const { seen, routes } = collectedRoutes(...planted);
  const guard = await StaffRouteGuard.open(routes);
  const forStaff = seen.filter(({ method, onRequest }) => WRITES.has(String(method)) && isStaffOnly(onRequest));
  const [checked, faults]: [string[], string[]] = [[], []];
  for (const route of forStaff) {
    const name = `${route.method} ${route.url}`;
    checked.push(name);
    const fault = await guard.faultOf(route);
    if (fault !== undefined) faults.push(`${name}: ${fault}`);
  }
  return { checked, faults };
}

function isStaffOnly(hooks: RouteOptions['onRequest']): boolean {
  return [hooks].flat().some((hook) => (hook as unknown) === staffOnly);
}

function planted(url: string, handle: Handler): AddRoutes {
  return (app, gateway) =>
    void app.post(
      url,
      { schema: { body: Type.Object({}, { examples: [{}] }) }, onRequest: staffOnly },
      async (request) => {
        const stop = () => gateway.doors.call(customer.setCustomerStatus({ customerId: 'ann', active: false }), {});
        const record = () => {
          const object = { kind: 'customer', id: 'ann' };
          return onRecord(gateway, request, { action: 'customer.set', object }, async () => undefined);
        };
        await handle(stop, record);
        return {};
      },
    );
}

type Handler = (act: () => Promise<unknown>, record: () => Promise<unknown>) => Promise<unknown>;

describe('routes for staff that change something', () => {
  it('are all on record before they act', async () => {
    const { checked, faults } = await faultsOf();
    expect(faults).toEqual([]);
    expect(checked).toEqual(
      expect.arrayContaining([
        'PUT /customers/:id',
        'POST /v1/wallets/:id/deposit',
        'POST /accounts',
        'PATCH /coupons/:code',
      ]),
    );
  });

  it('would be found out where one was not', async () => {
    const { faults } = await faultsOf(
      planted('/admin/forgetful', (act) => act()),
      planted('/admin/late', async (act, record) => {
        await act();
        await record();
      }),
      planted('/admin/idle', (_act, record) => record()),
      planted('/admin/things/:id', (act) => act()),
    );
    expect(faults.filter((fault) => !fault.startsWith('POST /v1'))).toEqual([
      'POST /admin/forgetful: it has no entry',
      'POST /admin/late: it acts before it has its entry',
      'POST /admin/idle: it did nothing that could be seen here',
      'POST /admin/things/:id: nobody says how it is called',
    ]);
  });
});
