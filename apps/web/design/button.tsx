import './button.css';
import type { ButtonHTMLAttributes } from 'react';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** One of a kind on a page: what the page is for. */
  readonly look?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly size?: 'small' | 'medium' | 'large';
  /** Something is under way: a second click does nothing, and a screen reader is told. */
  readonly busy?: boolean;
}

/** A busy button keeps the focus: it is not disabled, it only ignores what is done to it. */
export function Button({ look = 'plain', size = 'medium', busy = false, onClick, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={buttonClass(look, size)}
      aria-busy={busy}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy && <span className="spinner" aria-hidden="true" />}
      <span>{children}</span>
    </button>
  );
}

/** For a link that looks like a button. */
export function buttonClass(look: ButtonProps['look'] = 'plain', size: ButtonProps['size'] = 'medium'): string {
  return `button button-${look} button-${size}`;
}
