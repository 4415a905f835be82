import type { Viewer } from '../auth/viewer.ts';
import { requireScope, scopes } from '../auth/viewer.ts';
import type { Channel } from '../events/channel.ts';
import { channelOf, commandChannelOf } from '../events/channel.ts';

/** The only channel that a viewer can read. */
export function ownChannel(viewer: Viewer): Channel {
  return channelOf(viewer.tenantId, viewer.userId);
}

/** The only way to another user's channel: to publish to it, within the own tenant. Throws FORBIDDEN. */
export function channelToPublishTo(viewer: Viewer, userId: string): Channel {
  requireScope(viewer, scopes.publish);
  return channelOf(viewer.tenantId, userId);
}

/** Another user's channel, to say that one works on its runs, within the own tenant. Throws FORBIDDEN. */
export function channelToWorkOn(viewer: Viewer, userId: string): Channel {
  requireScope(viewer, scopes.work);
  return channelOf(viewer.tenantId, userId);
}

/** Where the workers of an agent of the viewer's tenant are told what users ask. */
export function commandChannel(viewer: Viewer, agentName: string): Channel {
  return commandChannelOf(viewer.tenantId, agentName);
}

/** The same, to read it. Throws FORBIDDEN. */
export function commandChannelToRead(viewer: Viewer, agentName: string): Channel {
  requireScope(viewer, scopes.work);
  return commandChannel(viewer, agentName);
}
