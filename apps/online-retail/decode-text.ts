/**
 * The text of a file. Copies of the data set circulate in Windows' western encoding, where a pound sign is no valid
 * UTF-8: such a file is read as that, so that no name is spoilt.
 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return new TextDecoder('windows-1252').decode(bytes);
    throw error;
  }
}
