import { useState } from 'react';
import { SelectField } from './field.tsx';
import { chooseTheme, chosenTheme, THEMES } from './theme.ts';

const NAMES = { system: 'Follow the system', light: 'Light', dark: 'Dark' } as const;

/** For the foot of a page. */
export function ThemeToggle() {
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <SelectField
      label="Colours"
      labelUnseen
      value={theme}
      onChange={({ target }) => {
        const chosen = THEMES.find((each) => each === target.value) ?? 'system';
        setTheme(chosen);
        chooseTheme(chosen);
      }}
    >
      {THEMES.map((each) => (
        <option key={each} value={each}>
          {NAMES[each]}
        </option>
      ))}
    </SelectField>
  );
}
