import { useRef, useState } from 'react';
import { call, Refused } from '../../web/api/api.ts';
import { AttemptKey } from '../../web/api/attempt-key.ts';
import { Field } from '../../web/design/field.tsx';
import type { SkuStock } from '../../web/gen/http-types.ts';
import { ReasonDialog } from '../actions/reason-dialog.tsx';
import { formatCount } from '../format/count.ts';

interface AdjustDialogProps {
  readonly sku: string;
  readonly open: boolean;
  readonly warehouses: SkuStock['warehouses'];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Stock is adjusted by its product: the one of this SKU, which usually has its name. */
async function productOf(sku: string): Promise<string> {
  try {
    return (await call('GET /products/{id}', { path: { id: sku } })).id;
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 404) throw error;
  }
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof listed>> = await listed(cursor);
    const product = page.data.find((each) => each.sku === sku);
    if (product !== undefined) return product.id;
    cursor = page.next_cursor;
  }
  throw new Error(`No product has the SKU ${sku}.`);
}

function listed(cursor: string | undefined) {
  return call('GET /products', { query: { limit: 100, cursor } });
}

export function AdjustDialog({ sku, open, warehouses, onClose, onDone }: AdjustDialogProps) {
  const [delta, setDelta] = useState('');
  const [chosen, setChosen] = useState<string>();
  const warehouse = chosen ?? warehouses[0]?.warehouse ?? 'main';
  const units = Number(delta);
  const isCount = Number.isSafeInteger(units) && units !== 0;
  const level = warehouses.find((each) => each.warehouse === warehouse);
  const attempt = useRef(new AttemptKey());
  const adjust = async (reason: string): Promise<string> => {
    if (!isCount) throw new Error('Say how many units came or went: a whole number, below 0 for what went.');
    const path = { product_id: await productOf(sku) };
    const body = { warehouse, delta: units, reason };
    // Not the dialog's key, which stands for the reason alone: other units are another adjustment.
    const stock = await attempt.current.during(JSON.stringify({ path, body }), (idempotencyKey) =>
      call('POST /inventory/{product_id}/adjustments', { path, body }, { idempotencyKey }),
    );
    setDelta('');
    return `${formatCount(stock.on_hand)} of ${sku} are on hand.`;
  };
  return (
    <ReasonDialog
      open={open}
      title={`Adjust the stock of ${sku}`}
      verb="Adjust"
      act={adjust}
      onClose={onClose}
      onDone={onDone}
    >
      <Field
        label="Units"
        hint="Above 0 for what came, below 0 for what went. Never below what is reserved."
        inputMode="numeric"
        value={delta}
        onChange={({ target }) => setDelta(target.value.trim())}
      />
      <Field label="Warehouse" value={warehouse} maxLength={200} onChange={({ target }) => setChosen(target.value)} />
      {isCount && level !== undefined && (
        <p className="soft numeric">
          {formatCount(level.on_hand)} on hand become {formatCount(level.on_hand + units)};{' '}
          {formatCount(level.reserved)} of them are reserved.
        </p>
      )}
    </ReasonDialog>
  );
}
