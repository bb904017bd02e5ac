import './messages.css';
import { call } from '../../web/api/api.ts';
import { Badge } from '../../web/design/badge.tsx';
import { type Column, Table } from '../../web/design/table.tsx';
import type { MessageDepths, Topic } from '../../web/gen/http-types.ts';
import { Link } from '../../web/router/router.tsx';
import { useLoaded } from '../../web/state/use-loaded.ts';
import { formatCount } from '../format/count.ts';
import { formatDuration } from '../format/time.ts';
import { PageHead } from '../shell/page-head.tsx';
import { usePolled } from '../shell/use-polled.ts';
import { WhenLoaded } from '../shell/when-loaded.tsx';
import { MessageTabs } from './tabs.tsx';

type ConsumerDepth = MessageDepths['consumers'][number];
type OutboxDepth = MessageDepths['outboxes'][number];

const EVERY_MS = 2_000;

const CONSUMERS: readonly Column<ConsumerDepth>[] = [
  { name: 'Consumer', cell: ({ consumer }) => <span className="message-consumer">{consumer}</span> },
  { name: 'Waiting', numeric: true, cell: ({ waiting }) => formatCount(waiting) },
  { name: 'Oldest', numeric: true, cell: ({ oldest_seconds: seconds }) => age(seconds) },
  { name: 'Tried again', numeric: true, cell: ({ retrying }) => formatCount(retrying) },
  {
    name: 'Dead letters',
    numeric: true,
    cell: ({ consumer, dead }) =>
      dead === 0 ? (
        '0'
      ) : (
        <Link to={`/console/messages/dead-letters?consumer=${encodeURIComponent(consumer)}&status=dead`}>
          {formatCount(dead)}
        </Link>
      ),
  },
];

const OUTBOXES: readonly Column<OutboxDepth>[] = [
  { name: 'Outbox of', cell: ({ module }) => module },
  { name: 'Waiting', numeric: true, cell: ({ records }) => formatCount(records) },
  { name: 'Oldest', numeric: true, cell: ({ oldest_seconds: seconds }) => age(seconds) },
  { name: 'Refused', numeric: true, cell: ({ refused }) => formatCount(refused) },
];

const TOPICS: readonly Column<Topic>[] = [
  { name: 'Event', cell: ({ type, fields }) => <span title={fields.join(', ')}>{type}</span> },
  { name: 'Told by', cell: ({ publisher }) => publisher },
  {
    name: 'Heard by',
    cell: ({ consumers, for_outsiders: why }) =>
      consumers.length === 0 ? (
        <span className="soft">{why ?? 'Nobody'}</span>
      ) : (
        <span className="message-consumers">
          {consumers.map((consumer) => (
            <Badge key={consumer} tone={consumer.startsWith('view ') ? 'info' : 'neutral'}>
              {consumer}
            </Badge>
          ))}
        </span>
      ),
  },
  { name: 'Fields', cell: ({ fields }) => <span className="soft">{fields.join(', ')}</span> },
];

function age(seconds: number): string {
  return seconds === 0 ? '' : formatDuration(seconds * 1_000);
}

/** Who tells whom of what, as the contracts have it, and how much of it is on its way. */
export function TopicsPage() {
  const depths = usePolled('', EVERY_MS, (signal) => call('GET /messages/depths', {}, { signal }));
  const topics = useLoaded('', (signal) => call('GET /topics', {}, { signal }));
  return (
    <div className="stack">
      <PageHead title="Messages" />
      <MessageTabs />
      <WhenLoaded loading={depths} what="state of the queues" lines={10}>
        {({ consumers, outboxes }) => (
          <div className="message-depths">
            <Table caption="Consumers" columns={CONSUMERS} rows={consumers} keyOf={({ consumer }) => consumer} />
            <Table caption="Outboxes" columns={OUTBOXES} rows={outboxes} keyOf={({ module }) => module} />
          </div>
        )}
      </WhenLoaded>
      <h2>Topics</h2>
      <WhenLoaded loading={topics} what="list of topics" lines={12}>
        {({ data }) => <Table caption="Topics" columns={TOPICS} rows={data} keyOf={({ type }) => type} />}
      </WhenLoaded>
    </div>
  );
}
