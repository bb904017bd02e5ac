import { useId, useState } from 'react';
import { Button } from '../../web/design/button.tsx';
import { Field } from '../../web/design/field.tsx';
import { sentenceOf } from '../format/sentence-of.ts';

interface TimeTravelProps {
  readonly newest: number;
  readonly shown: number;
  readonly onShow: (version: number) => void;
  /** Goes to how it stood at a time, as its field writes it. */
  readonly onTime: (minute: string) => Promise<void>;
}

/** Through the versions of a stream: by hand, step by step, or to a time. */
export function TimeTravel({ newest, shown, onShow, onTime }: TimeTravelProps) {
  const id = useId();
  const [minute, setMinute] = useState('');
  const [failure, setFailure] = useState<string>();
  const travel = async (to: string): Promise<void> => {
    setMinute(to);
    setFailure(undefined);
    if (to === '') return;
    try {
      await onTime(to);
    } catch (error) {
      setFailure(sentenceOf(error));
    }
  };
  return (
    <section className="panel" aria-label="Time travel">
      <label htmlFor={id} className="field-label">
        Version {shown} of {newest}
      </label>
      <input
        id={id}
        className="stream-travel"
        type="range"
        min={0}
        max={newest}
        value={shown}
        onChange={({ target }) => onShow(Number(target.value))}
      />
      <div className="row">
        <Button size="small" disabled={shown <= 0} onClick={() => onShow(shown - 1)}>
          Back
        </Button>
        <Button size="small" disabled={shown >= newest} onClick={() => onShow(shown + 1)}>
          Forth
        </Button>
        <Button size="small" disabled={shown === newest} onClick={() => onShow(newest)}>
          Now
        </Button>
        <Field
          label="As it stood at"
          type="datetime-local"
          value={minute}
          error={failure}
          onChange={({ target }) => void travel(target.value)}
        />
      </div>
    </section>
  );
}
