import type { Viewer } from '../auth/viewer.ts';
import { requireScope, scopes } from '../auth/viewer.ts';
import type { Channel } from '../events/channel.ts';
import { channelOf } from '../events/channel.ts';

/** The only channel that a viewer can read. */
export function ownChannel(viewer: Viewer): Channel {
  return channelOf(viewer.tenantId, viewer.userId);
}

/** The only way to another user's channel: to publish to it, within the own tenant. Throws FORBIDDEN. */
export function channelToPublishTo(viewer: Viewer, userId: string): Channel {
  requireScope(viewer, scopes.publish);
  return channelOf(viewer.tenantId, userId);
}
