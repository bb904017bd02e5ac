/** A door wraps what its module threw, a remote door once more: no chain of ours is as long. */
const MAX_CAUSES = 10;

/** True when the error, or what caused it, however deep, is such a one. */
export function isCausedBy(error: unknown, isSuch: (cause: Error) => boolean): boolean {
  let cause = error;
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth++) {
    if (isSuch(cause)) return true;
    cause = cause.cause;
  }
  return false;
}
