import { Tabs } from '../shell/tabs.tsx';

export function StockTabs() {
  return (
    <Tabs
      label="Stock"
      tabs={[
        { name: 'Levels', path: '/console/stock' },
        { name: 'Live holds', path: '/console/stock/holds' },
        { name: 'Ledger', path: '/console/stock/movements' },
        { name: 'Import', path: '/console/stock/import' },
      ]}
    />
  );
}
