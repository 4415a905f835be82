/** A GraphQL error, as a response shows it. */
export interface ShownError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What to do about an error, by its code. */
const hints: Readonly<Record<string, string>> = {
  UNAUTHENTICATED:
    'Give a valid token in the field at the top, or as {"Authorization": "Bearer …"} in the Headers tab. ' +
    'For a dev server, `agentwire token --sub alice` prints one.',
  TOKEN_EXPIRED: 'The token has expired: give a newer one in the field at the top or in the Headers tab.',
};

/** The hint for the first of the errors that has one. */
function hintFor(errors: readonly ShownError[]): string | undefined {
  return errors.map(({ extensions }) => hints[String(extensions?.code)]).find((hint) => hint !== undefined);
}

/** Errors as a response shows them, and what to do about them. */
export function shownErrors(errors: readonly ShownError[]) {
  const hint = hintFor(errors);
  return hint === undefined ? { errors } : { hint, errors };
}
