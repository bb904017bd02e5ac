import './field.css';
import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';

interface LabelledProps {
  readonly label: string;
  /** What helps before anything is wrong. */
  readonly hint?: ReactNode;
  /** What is wrong, as a sentence. */
  readonly error?: string | undefined;
  /** The label is for screen readers only: what is beside it says the same to the eye. */
  readonly labelUnseen?: boolean;
}

interface Described {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

function Labelled({
  label,
  hint,
  error,
  labelUnseen = false,
  children,
}: LabelledProps & { readonly children: (described: Described) => ReactNode }) {
  const id = useId();
  const described = [hint === undefined ? [] : `${id}-hint`, error === undefined ? [] : `${id}-error`].flat();
  return (
    <div className="field">
      <label htmlFor={id} className={labelUnseen ? 'unseen' : 'field-label'}>
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      )}
    </div>
  );
}

export function Field({
  label,
  hint,
  error,
  labelUnseen,
  ...input
}: LabelledProps & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Labelled {...given({ label, hint, error, labelUnseen })}>
      {(described) => <input className="input" {...input} {...described} />}
    </Labelled>
  );
}

export function SelectField({
  label,
  hint,
  error,
  labelUnseen,
  children,
  ...select
}: LabelledProps & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Labelled {...given({ label, hint, error, labelUnseen })}>
      {(described) => (
        <select className="input" {...select} {...described}>
          {children}
        </select>
      )}
    </Labelled>
  );
}

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

interface ChoicesProps {
  readonly legend: string;
  readonly name: string;
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One of a few, all of them in sight. */
export function Choices({ legend, name, choices, value, onChange }: ChoicesProps) {
  return (
    <fieldset className="choices">
      <legend className="field-label">{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className="choice">
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          <span>
            <span className="choice-label">{choice.label}</span>
            {choice.hint !== undefined && <span className="field-hint">{choice.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Without what was not given: a property that is undefined is not the same as none. */
function given({
  label,
  hint,
  error,
  labelUnseen,
}: { readonly [Key in keyof LabelledProps]: LabelledProps[Key] | undefined }) {
  return {
    label: label ?? '',
    ...(hint === undefined ? {} : { hint }),
    ...(error === undefined ? {} : { error }),
    ...(labelUnseen === undefined ? {} : { labelUnseen }),
  };
}
