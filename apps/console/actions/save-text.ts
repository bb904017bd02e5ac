/** Hands a text to the browser as a file to keep. */
export function saveText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it over by the time that anything else is done.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
