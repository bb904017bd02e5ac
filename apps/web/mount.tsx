import './design/base.css';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { chosenTheme, showTheme } from './design/theme.ts';
import { Toasts } from './design/toasts.tsx';

/** Draws an application into its document. */
export function mount(application: ReactNode): void {
  showTheme(chosenTheme());
  const place = document.getElementById('app');
  if (place === null) throw new Error('the document has no place for the application: see its index.html');
  createRoot(place).render(
    <StrictMode>
      <Toasts>{application}</Toasts>
    </StrictMode>,
  );
}
