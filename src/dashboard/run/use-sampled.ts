import { useEffect, useRef, useState } from 'react';

const SAMPLE_MS = 250;

/** The value as it was at most a quarter of a second ago: for what is costly to draw and changes with every event. */
export function useSampled<T>(value: T): T {
  const latest = useRef(value);
  const [sampled, setSampled] = useState(value);
  useEffect(() => {
    latest.current = value;
  }, [value]);
  useEffect(() => {
    const timer = setInterval(() => setSampled(() => latest.current), SAMPLE_MS);
    return () => clearInterval(timer);
  }, []);
  return sampled;
}
