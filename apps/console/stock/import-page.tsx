import { useEffect, useRef, useState } from 'react';
import { Field } from '../../web/design/field.tsx';
import { Notice, Progress } from '../../web/design/states.tsx';
import type { BulkProgress } from '../actions/bulk-run.ts';
import { sentenceOf } from '../format/sentence-of.ts';
import { PageHead } from '../shell/page-head.tsx';
import { type CatalogueFile, MOST_BYTES, readCatalogueFile } from './catalogue-file.ts';
import { type Imported, importCatalogue } from './import-run.ts';
import { importShop } from './import-shop.ts';
import { Asking, Importing, Over } from './import-steps.tsx';
import { StockTabs } from './tabs.tsx';

/** Where an import stands: each step has what the one before it made. */
type Step =
  | { readonly name: 'choosing'; readonly refusal?: string }
  | { readonly name: 'reading' }
  | { readonly name: 'asking'; readonly file: CatalogueFile; readonly failure?: string }
  | { readonly name: 'importing'; readonly file: CatalogueFile; readonly progress?: BulkProgress }
  | { readonly name: 'over'; readonly file: CatalogueFile; readonly imported: Imported };

/** Catalogue and stock from a CSV: what it says is shown before anything is done, what came of it line by line. */
export function ImportPage() {
  const [step, setStep] = useState<Step>({ name: 'choosing' });
  const stopping = useRef(new AbortController());
  // Whoever leaves the page stops it after what has begun.
  useEffect(() => () => stopping.current.abort(), []);

  const choose = async (chosen: File | undefined): Promise<void> => {
    if (chosen === undefined) return;
    setStep({ name: 'reading' });
    try {
      const read = await readCatalogueFile(chosen);
      setStep(read.kind === 'read' ? { name: 'asking', file: read } : { name: 'choosing', refusal: read.message });
    } catch (error) {
      setStep({ name: 'choosing', refusal: `${chosen.name} could not be read: ${sentenceOf(error)}` });
    }
  };
  const run = async (file: CatalogueFile): Promise<void> => {
    stopping.current = new AbortController();
    setStep({ name: 'importing', file });
    try {
      const imported = await importCatalogue({
        file,
        shop: importShop(),
        signal: stopping.current.signal,
        onProgress: (progress) => setStep({ name: 'importing', file, progress }),
      });
      setStep({ name: 'over', file, imported });
    } catch (error) {
      setStep({ name: 'asking', file, failure: sentenceOf(error) });
    }
  };

  return (
    <div className="stack">
      <PageHead title="Import" />
      <StockTabs />
      <section className="panel stack" aria-label="File">
        <p>
          A comma-separated file in the columns of the Online Retail data set, one line for each thing sold: a product
          becomes of each stock code, and what invoices without a fault sold of it becomes its stock. What is there
          already keeps its name and its price, and a first delivery arrives once, however often its file is imported.
        </p>
        <Field
          label="CSV file"
          hint={`Up to ${MOST_BYTES / 1024 / 1024} MiB. Nothing is done before you have seen what it says.`}
          type="file"
          accept=".csv,text/csv"
          disabled={step.name === 'importing'}
          // A file that was mended is chosen by the same name.
          onClick={({ currentTarget }) => {
            currentTarget.value = '';
          }}
          onChange={({ target }) => void choose(target.files?.[0])}
        />
        {step.name === 'reading' && <Progress label="Reading the file" />}
        {step.name === 'choosing' && step.refusal !== undefined && (
          <Notice tone="negative" urgent>
            {step.refusal}
          </Notice>
        )}
      </section>
      {step.name === 'asking' && <Asking {...step} onRun={() => void run(step.file)} />}
      {step.name === 'importing' && <Importing {...step} onStop={() => stopping.current.abort()} />}
      {step.name === 'over' && <Over {...step} />}
    </div>
  );
}
