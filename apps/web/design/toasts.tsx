import './toasts.css';
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import type { Tone } from './badge.tsx';

// Short messages about what has just been done. What has to be acted on is no toast: it stays where it is.

interface Toast {
  readonly id: number;
  readonly tone: Tone;
  readonly content: ReactNode;
}

export type Tell = (content: ReactNode, tone?: Tone) => void;

const STAYS_MS = 6_000;
const MOST = 3;

const ToastContext = createContext<Tell>(() => {
  throw new Error('a toast needs <Toasts> around the page');
});

/** The place where messages appear, and with it a live region that screen readers read. */
export function Toasts({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const count = useRef(0);
  const dismiss = useCallback((id: number) => setToasts((shown) => shown.filter((toast) => toast.id !== id)), []);
  const tell = useCallback<Tell>(
    (content, tone = 'neutral') => {
      count.current += 1;
      const id = count.current;
      setToasts((shown) => [...shown, { id, tone, content }].slice(-MOST));
      setTimeout(() => dismiss(id), STAYS_MS);
    },
    [dismiss],
  );
  return (
    <ToastContext value={tell}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, tone, content }) => (
          <div key={id} className={`toast toast-${tone}`}>
            <span>{content}</span>
            <button type="button" className="toast-close" aria-label="Dismiss" onClick={() => dismiss(id)}>
              ×
            </button>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}

export function useToast(): Tell {
  return useContext(ToastContext);
}
