import { useEffect, useRef, useState } from 'react';
import { Button } from '../../web/design/button.tsx';
import { collect } from '../actions/collect.ts';
import { saveText } from '../actions/save-text.ts';
import type { FilterValues } from '../filters/filter-values.ts';
import { counted } from '../format/count.ts';
import { sentenceOf } from '../format/sentence-of.ts';
import { loadOrders } from './order-filters.ts';

/** Saves what the filters leave as a CSV. It says how far it has come, and can be stopped; nothing is saved then. */
export function ExportOrders({ values }: { readonly values: FilterValues }) {
  const [said, setSaid] = useState('');
  const [running, setRunning] = useState<AbortController>();
  const newest = useRef(running);
  newest.current = running;
  useEffect(() => () => newest.current?.abort(), []);

  const run = async (): Promise<void> => {
    const controller = new AbortController();
    setRunning(controller);
    setSaid('Looking up orders');
    try {
      const load = (cursor: string | undefined, signal: AbortSignal) => loadOrders(values, cursor, signal);
      const { rows, more } = await collect(load, controller.signal, (count) =>
        setSaid(`${counted(count, 'order')} so far`),
      );
      const name = `orders-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.csv`;
      // The writer of CSV is larger than the page, and few export anything.
      const { ordersCsv } = await import('./orders-csv.ts');
      saveText(name, 'text/csv', ordersCsv(rows));
      setSaid(`${counted(rows.length, 'order')} saved${more ? ', the newest: there are more' : ''}`);
    } catch (error) {
      setSaid(controller.signal.aborted ? 'Stopped' : sentenceOf(error));
    }
    setRunning(undefined);
  };

  return (
    <>
      <span className="soft" role="status">
        {said}
      </span>
      <Button size="small" onClick={() => (running === undefined ? void run() : running.abort())}>
        {running === undefined ? 'Export' : 'Stop the export'}
      </Button>
    </>
  );
}
