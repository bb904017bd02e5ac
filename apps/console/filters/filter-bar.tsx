import './filter-bar.css';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../web/design/button.tsx';
import { Field, SelectField } from '../../web/design/field.tsx';
import { navigate, useLocation } from '../../web/router/router.tsx';
import { type Filter, type FilterValues, isoOf, localMinute, queryOf } from './filter-values.ts';

interface FilterBarProps {
  readonly filters: readonly Filter[];
  readonly values: FilterValues;
  /** Beside the filters, such as a bulk action over what they leave. */
  readonly children?: ReactNode;
}

/** Text is taken over when nothing has been typed for so long, or at once on Enter and on leaving the field. */
const TYPED_MS = 350;

/** Filters of a list. What is chosen goes into the address, from where the page takes it: see `filterValues`. */
export function FilterBar({ filters, values, children }: FilterBarProps) {
  const { path } = useLocation();
  const show = (wanted: FilterValues, { keepFocus = true } = {}): void =>
    navigate(`${path}${queryOf(wanted)}`, { replace: true, keepFocus });
  return (
    <search className="filters">
      {filters.map((filter) => (
        <FilterField
          key={filter.name}
          filter={filter}
          value={values[filter.name] ?? ''}
          onChange={(value) => show({ ...values, [filter.name]: value })}
        />
      ))}
      {Object.keys(values).length > 0 && (
        <Button look="quiet" size="small" onClick={() => show({}, { keepFocus: false })}>
          Clear
        </Button>
      )}
      {children !== undefined && <div className="filters-more">{children}</div>}
    </search>
  );
}

interface FilterFieldProps {
  readonly filter: Filter;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function FilterField({ filter, value, onChange }: FilterFieldProps) {
  if (filter.kind === 'text') return <TextFilter filter={filter} value={value} onChange={onChange} />;
  if (filter.kind === 'time') {
    return (
      <Field
        label={filter.label}
        type="datetime-local"
        value={value === '' ? '' : localMinute(value)}
        onChange={({ target }) => onChange(isoOf(target.value))}
      />
    );
  }
  return (
    <SelectField label={filter.label} value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">Any</option>
      {filter.options?.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </SelectField>
  );
}

function TextFilter({ filter, value, onChange }: FilterFieldProps) {
  const [typed, setTyped] = useState(value);
  const newest = useRef(onChange);
  newest.current = onChange;
  // The address may change without the field: by Clear, or by the browser's own Back.
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed.trim() === value) return;
    const waiting = setTimeout(() => newest.current(typed.trim()), TYPED_MS);
    return () => clearTimeout(waiting);
  }, [typed, value]);
  const takeOver = (): void => {
    if (typed.trim() !== value) onChange(typed.trim());
  };
  return (
    <Field
      label={filter.label}
      value={typed}
      maxLength={200}
      {...(filter.placeholder === undefined ? {} : { placeholder: filter.placeholder })}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={takeOver}
      onKeyDown={({ key }) => key === 'Enter' && takeOver()}
    />
  );
}
