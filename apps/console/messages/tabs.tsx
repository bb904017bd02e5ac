import { Tabs } from '../shell/tabs.tsx';

export function MessageTabs() {
  return (
    <Tabs
      label="Messages"
      tabs={[
        { name: 'Topics and lag', path: '/console/messages' },
        { name: 'Dead letters', path: '/console/messages/dead-letters' },
        { name: 'Event streams', path: '/console/messages/streams' },
        { name: 'Projections', path: '/console/messages/projections' },
      ]}
    />
  );
}
