import { Tabs } from '../shell/tabs.tsx';

export function AuditTabs() {
  return (
    <Tabs
      label="Audit"
      tabs={[
        { name: 'Invariants', path: '/console/audit' },
        { name: 'Operator actions', path: '/console/audit/actions' },
        { name: 'Drill', path: '/console/audit/drill' },
      ]}
    />
  );
}
