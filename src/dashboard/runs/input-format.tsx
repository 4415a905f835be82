/** What a text that is filled in stands for: itself, or the JSON that it says. */
export type InputFormat = 'Text' | 'JSON';

const formats: readonly InputFormat[] = ['Text', 'JSON'];

export function InputFormats({
  format,
  onChange,
}: {
  readonly format: InputFormat;
  readonly onChange: (format: InputFormat) => void;
}) {
  return (
    <fieldset className="input-formats">
      <legend className="visually-hidden">Format of the input</legend>
      {formats.map((name) => (
        <label key={name} className="choice">
          <input type="radio" name="format" checked={format === name} onChange={() => onChange(name)} />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
