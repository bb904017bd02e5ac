// Light, dark, or what the system says. The choice is kept in the browser and shared by both applications.

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'holdfast.theme';

export function chosenTheme(storage: Pick<Storage, 'getItem'> = localStorage): Theme {
  const kept = storage.getItem(KEY);
  return THEMES.find((theme) => theme === kept) ?? 'system';
}

/** Shows the theme and keeps the choice. */
export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  showTheme(theme);
}

/** Called before anything is drawn, so that nothing is drawn in the wrong colours. */
export function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
