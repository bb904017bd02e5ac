import { formatMoney } from '../../web/api/money.ts';
import type { Wallet } from '../../web/gen/http-types.ts';

interface StreamStateProps {
  readonly before: Wallet | undefined;
  readonly after: Wallet | undefined;
}

const FIELDS: readonly { readonly name: string; readonly of: (wallet: Wallet) => string }[] = [
  { name: 'Status', of: ({ status }) => status },
  { name: 'Balance', of: ({ balance }) => formatMoney(balance) },
  { name: 'Deposited', of: ({ deposited }) => formatMoney(deposited) },
  { name: 'Spent', of: ({ spent }) => formatMoney(spent) },
  { name: 'Customer', of: ({ customer_id: customer }) => customer },
  { name: 'Events', of: ({ version }) => String(version) },
];

/** The state after an event beside the one before it; what the event changed is marked. */
export function StreamState({ before, after }: StreamStateProps) {
  return (
    <table className="stream-state">
      <caption className="unseen">State before and after the event</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {FIELDS.map(({ name, of }) => {
          const [was, is] = [before === undefined ? '' : of(before), after === undefined ? '' : of(after)];
          return (
            <tr key={name} className={was === is ? undefined : 'stream-changed'}>
              <th scope="row">{name}</th>
              <td className="numeric soft">{was}</td>
              <td className="numeric">
                {is}
                {was !== is && <span className="unseen"> (changed)</span>}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
