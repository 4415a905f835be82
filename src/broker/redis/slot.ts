export const SLOTS = 16_384;

/**
 * The hash slot of a key that has a hash tag: CRC16 of what stands between the first braces
 * (redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec, "Key distribution model").
 */
export function slotOf(key: string): number {
  const tag = key.slice(key.indexOf('{') + 1, key.indexOf('}'));
  return crc16(Buffer.from(tag)) % SLOTS;
}

/** CRC-16/XMODEM. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff) >>> 0;
  }
  return crc;
}
