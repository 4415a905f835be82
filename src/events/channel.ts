/** The name of one stream of publications: a user's runs, or what an agent's workers are asked. Made here and nowhere else. */
export type Channel = string & { readonly __brand: 'Channel' };

/**
 * Names the channel of a user of a tenant, or of a user without a tenant (`null`, which is not the tenant `''`).
 *
 * Injective for any two strings: a JSON array escapes whatever could be taken for its own punctuation, and lone
 * surrogates as well (RFC 8259; `JSON.stringify` is well-formed since ES2019).
 */
export function channelOf(tenantId: string | null, userId: string): Channel {
  return JSON.stringify([tenantId, userId]) as Channel;
}

/** Names the channel of what the workers of a tenant's agent are asked. With three parts, it is no user's. */
export function commandChannelOf(tenantId: string | null, agentName: string): Channel {
  return JSON.stringify([tenantId, 'agent', agentName]) as Channel;
}

/** Whose channel it is. */
export function ownerOf(channel: Channel): { readonly tenantId: string | null; readonly userId: string } {
  const [tenantId, userId] = JSON.parse(channel) as [string | null, string];
  return { tenantId, userId };
}
