/** One range of an Accept header, or one coding of an Accept-Encoding header, in lower case. */
export interface Preference {
  readonly name: string;
  /** As `name=value`, without quotes. */
  readonly parameters: readonly string[];
  /** From 0, which is not at all, to 1. */
  readonly quality: number;
}

/** Reads a header of weighted preferences (RFC 9110, section 12.4.2). */
export function preferencesOf(header: string): readonly Preference[] {
  return header
    .toLowerCase()
    .split(',')
    .map((element) => {
      const [name = '', ...parameters] = element.split(';').map((part) => part.trim().replaceAll('"', ''));
      const weight = parameters.find((parameter) => parameter.startsWith('q='));
      return { name, parameters, quality: weight === undefined ? 1 : Number(weight.slice(2)) || 0 };
    });
}

/**
 * The preference that decides about something which goes by several names, the most specific one first (RFC 9110,
 * section 12.5.1): undefined if none of them is mentioned. A name may require parameters: `type/subtype;a=b`.
 */
export function preferenceFor(
  names: readonly string[],
  preferences: readonly Preference[],
): Preference | undefined {
  for (const name of names) {
    const [bare, ...required] = name.split(';');
    const preference = preferences.find(
      ({ name, parameters }) =>
        name === bare && required.every((parameter) => parameters.includes(parameter)),
    );
    if (preference !== undefined) return preference;
  }
  return undefined;
}
