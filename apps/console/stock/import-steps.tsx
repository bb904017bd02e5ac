import { rejectsReport } from '../../online-retail/rejects-report.ts';
import type { RejectedLine } from '../../online-retail/retail-line.ts';
import { withRefusals } from '../../online-retail/with-refusals.ts';
import { Button } from '../../web/design/button.tsx';
import { Notice, Progress } from '../../web/design/states.tsx';
import { type Column, Table } from '../../web/design/table.tsx';
import { Link } from '../../web/router/router.tsx';
import { sumOf } from '../../web/sum-of.ts';
import type { BulkProgress } from '../actions/bulk-run.ts';
import { saveText } from '../actions/save-text.ts';
import { counted, formatCount } from '../format/count.ts';
import type { CatalogueFile } from './catalogue-file.ts';
import type { Imported } from './import-run.ts';

// What an import shows once it has a file: what it says, how far it has come, what came of each line.

function takeFocus(element: HTMLElement | null): void {
  element?.focus();
}

interface AskingProps {
  readonly file: CatalogueFile;
  readonly failure?: string;
  readonly onRun: () => void;
}

export function Asking({ file, failure, onRun }: AskingProps) {
  const { name, lineCount, products, rejected, uncounted } = file;
  const units = sumOf(products, ({ stock }) => stock);
  return (
    <section className="panel stack" aria-label="What the file says">
      <h2>{name}</h2>
      <p role="status">
        {counted(products.length, 'product')} with {counted(units, 'unit')}; {formatCount(rejected.length)} of{' '}
        {counted(lineCount, 'line')} rejected.
        {uncounted.length > 0 &&
          ` Not counted as stock: ${counted(uncounted.length, 'sound line')} of the same invoices.`}
      </p>
      {failure !== undefined && (
        <Notice tone="negative" urgent>
          {failure}
        </Notice>
      )}
      <div className="row">
        <Button look="primary" disabled={products.length === 0} onClick={onRun}>
          {`Import ${counted(products.length, 'product')}`}
        </Button>
        <Report file={file} lines={withRefusals(file)} />
      </div>
      <ReportedLines lines={withRefusals(file)} />
    </section>
  );
}

interface ImportingProps {
  readonly file: CatalogueFile;
  readonly progress?: BulkProgress;
  readonly onStop: () => void;
}

/** Takes the focus: the button that began it is gone. */
export function Importing({ file, progress, onStop }: ImportingProps) {
  const total = file.products.length;
  const { done = 0, failed = [] } = progress ?? {};
  return (
    <section className="panel stack" aria-label="The import as it goes">
      <h2 tabIndex={-1} ref={takeFocus}>
        Importing {file.name}
      </h2>
      <Progress label="Products imported" {...(progress === undefined ? {} : { value: done / total })} />
      <p role="status" className="numeric">
        {progress === undefined
          ? 'Looking up what is there'
          : `${formatCount(done)} of ${counted(total, 'product')}, ${formatCount(failed.length)} not taken`}
      </p>
      <div className="row">
        <Button onClick={onStop}>Stop</Button>
      </div>
    </section>
  );
}

export function Over({ file, imported }: { readonly file: CatalogueFile; readonly imported: Imported }) {
  const { added, alreadyThere, missing, reported } = imported;
  return (
    <section className="panel stack" aria-label="What came of it">
      <h2 tabIndex={-1} ref={takeFocus}>
        {missing === 0 ? `${file.name} is imported` : `${file.name} is imported in part`}
      </h2>
      <Notice tone={missing === 0 ? 'positive' : 'caution'}>
        {counted(added, 'product')} added, {formatCount(alreadyThere)} there already
        {missing > 0 && `, ${formatCount(missing)} not imported`}. {counted(reported.length, 'line')} in the report.
      </Notice>
      <div className="row">
        <Report file={file} lines={reported} />
        <Link to="/console/stock">The levels are here.</Link>
      </div>
      <ReportedLines lines={reported} />
    </section>
  );
}

interface ReportProps {
  readonly file: CatalogueFile;
  readonly lines: readonly RejectedLine[];
}

function Report({ file, lines }: ReportProps) {
  if (lines.length === 0) return null;
  const name = `${file.name.replace(/\.csv$/i, '')}-rejected.csv`;
  return (
    <Button onClick={() => saveText(name, 'text/csv', rejectsReport(lines))}>
      {`Save the report of ${counted(lines.length, 'line')}`}
    </Button>
  );
}

/** More are in the report: a table of thousands is read by nobody. */
const SHOWN = 50;

const COLUMNS: readonly Column<RejectedLine>[] = [
  { name: 'Line', numeric: true, cell: ({ line }) => formatCount(line) },
  { name: 'Invoice', cell: ({ invoice }) => <span className="mono">{invoice}</span> },
  { name: 'Stock code', cell: ({ sku }) => <span className="mono">{sku}</span> },
  { name: 'Reason', cell: ({ reason }) => reason },
];

function ReportedLines({ lines }: { readonly lines: readonly RejectedLine[] }) {
  if (lines.length === 0) return null;
  return (
    <>
      {lines.length > SHOWN && <p className="soft">The first {SHOWN}; the report has all of them.</p>}
      <Table
        caption="Lines of the report"
        columns={COLUMNS}
        rows={lines.slice(0, SHOWN)}
        keyOf={({ line }) => String(line)}
      />
    </>
  );
}
