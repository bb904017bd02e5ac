import { call } from '../../web/api/api.ts';
import { Badge } from '../../web/design/badge.tsx';
import { Empty } from '../../web/design/states.tsx';
import type { Operations, OperatorAction } from '../../web/gen/http-types.ts';
import { Link, type PageProps } from '../../web/router/router.tsx';
import { FilterBar } from '../filters/filter-bar.tsx';
import { type Filter, filterValues, queryOf } from '../filters/filter-values.ts';
import { ShortId } from '../format/short-id.tsx';
import { formatTime } from '../format/time.ts';
import { PageHead } from '../shell/page-head.tsx';
import { type DataColumn, DataTable } from '../table/data-table.tsx';
import { usePages } from '../table/use-pages.ts';
import { AuditTabs } from './tabs.tsx';

type Action = NonNullable<Operations['GET /operator-actions']['query']['action']>;

/** In words. One that the API does not know, or that is missing, does not compile. */
const ACTIONS: Readonly<Record<Action, string>> = {
  'saga.retry': 'Saga tried again',
  'saga.compensate': 'Saga compensated',
  'order.cancel': 'Order cancelled',
  'stock.adjust': 'Stock adjusted',
  'hold.release': 'Hold released',
  'dead_letter.redrive': 'Dead letter redriven',
  'view.rebuild': 'View rebuilt',
  'sale.schedule': 'Sale scheduled',
  'sale.open': 'Sale opened',
  'sale.pause': 'Sale paused',
  'sale.drain': 'Sale drained',
  'sale.close': 'Sale closed',
  'product.add': 'Product added',
  'coupon.add': 'Coupon added',
  'coupon.change': 'Coupon changed',
  'customer.set': 'Customer set',
  'wallet.open': 'Wallet opened',
  'wallet.deposit': 'Credit deposited',
  'wallet.withdraw': 'Credit withdrawn',
  'wallet.close': 'Wallet closed',
};

function isAction(action: string | undefined): action is Action {
  return action !== undefined && Object.hasOwn(ACTIONS, action);
}

const FILTERS: readonly Filter[] = [
  {
    name: 'action',
    label: 'Action',
    kind: 'choice',
    options: Object.entries(ACTIONS).map(([value, label]) => ({ value, label })),
  },
];

const PLACES: Readonly<Record<string, string>> = {
  saga: '/console/sagas',
  order: '/console/orders',
  hold: '/console/orders',
  sale: '/console/sales',
  dead_letter: '/console/messages/dead-letters',
};

const COLUMNS: readonly DataColumn<OperatorAction>[] = [
  { name: 'When', widthRem: 9, cell: ({ at }) => <span className="numeric">{formatTime(at)}</span> },
  { name: 'Who', widthRem: 6, cell: ({ actor }) => actor },
  { name: 'Action', widthRem: 9.5, cell: ({ action }) => (isAction(action) ? ACTIONS[action] : action) },
  { name: 'On', widthRem: 12, cell: ({ object }) => <ActedOn object={object} /> },
  { name: 'Outcome', widthRem: 6, cell: ({ outcome }) => <Outcome outcome={outcome} /> },
  { name: 'Reason', widthRem: 15, cell: ({ reason }) => <span title={reason}>{reason}</span> },
  { name: 'Trace', widthRem: 7.5, cell: ({ trace_id: trace }) => <ShortId id={trace} /> },
];

function ActedOn({ object: { kind, id } }: Pick<OperatorAction, 'object'>) {
  const what = kind.replaceAll('_', ' ');
  if (id === '*') return `every ${what}`;
  const place = PLACES[kind];
  return (
    <>
      {what} {place === undefined ? <ShortId id={id} /> : <ShortId id={id} to={`${place}/${encodeURIComponent(id)}`} />}
    </>
  );
}

function Outcome({ outcome }: Pick<OperatorAction, 'outcome'>) {
  if (outcome === 'done') return <Badge tone="positive">Done</Badge>;
  return outcome === 'refused' ? <Badge>Refused</Badge> : <Badge tone="caution">Unknown</Badge>;
}

/** What staff did: on record before it was begun. */
export function ActionsPage({ query }: PageProps) {
  const values = filterValues(query, FILTERS);
  const action = isAction(values.action) ? values.action : undefined;
  const pages = usePages<OperatorAction>(queryOf(values), (cursor, signal) =>
    call('GET /operator-actions', { query: { action, cursor, limit: 100 } }, { signal }),
  );
  return (
    <div className="stack">
      <PageHead title="Operator actions" />
      <AuditTabs />
      <FilterBar filters={FILTERS} values={values} />
      <DataTable
        caption="Operator actions, newest first"
        columns={COLUMNS}
        pages={pages}
        keyOf={({ id }) => id}
        empty={
          <Empty title="Nobody has done anything">
            <p>
              What staff do to sagas, orders, stock, sales, messages and views is listed here, with its reason.{' '}
              <Link to="/console">The shop as it runs is here.</Link>
            </p>
          </Empty>
        }
      />
    </div>
  );
}
