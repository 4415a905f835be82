import type { Viewer } from '../auth/viewer.ts';
import { requireScope, scopes } from '../auth/viewer.ts';
import { AgentwireError } from '../errors.ts';
import { assertId } from '../events/validate.ts';
import type { MutationResolvers } from './generated/resolvers.ts';

const MAX_REASON_LENGTH = 1000;
/** Three parts in base64url, the first of which begins with `{"` (RFC 7515, section 3.1). */
const TOKEN = /\beyJ[\w-]*\.[\w-]+\.[\w-]*/;

export const revokeUser: NonNullable<MutationResolvers['revokeUser']> = async (
  _root,
  { userId, reason = null },
  { viewer, revocations, noteRevocation },
) => {
  assertMayRevoke(viewer, { userId }, reason);
  const { tenantId } = viewer;
  const { notBefore, ended } = await revocations.revokeUser(tenantId, userId);
  noteRevocation({ by: viewer.userId, tenantId, userId, reason, connectionsClosed: ended });
  return { userId, notBefore: new Date(notBefore).toISOString(), connectionsClosed: ended };
};

export const revokeToken: NonNullable<MutationResolvers['revokeToken']> = async (
  _root,
  { tokenId, reason = null },
  { viewer, revocations, noteRevocation },
) => {
  assertMayRevoke(viewer, { tokenId }, reason);
  const { tenantId } = viewer;
  const { ended } = await revocations.revokeToken(tenantId, tokenId);
  noteRevocation({ by: viewer.userId, tenantId, tokenId, reason, connectionsClosed: ended });
  return { tokenId, connectionsClosed: ended };
};

/** Throws FORBIDDEN or BAD_USER_INPUT. */
function assertMayRevoke(viewer: Viewer, ids: Readonly<Record<string, string>>, reason: string | null): void {
  requireScope(viewer, scopes.ops);
  for (const [name, id] of Object.entries(ids)) assertId(id, [name]);
  for (const [name, text] of Object.entries({ ...ids, reason })) {
    if (text !== null && TOKEN.test(text)) {
      throw new AgentwireError('BAD_USER_INPUT', `${name} is logged and must have no token in it.`, {
        path: [name],
      });
    }
  }
  if (reason !== null && reason.length > MAX_REASON_LENGTH) {
    throw new AgentwireError('BAD_USER_INPUT', `reason must have at most ${MAX_REASON_LENGTH} characters.`, {
      path: ['reason'],
    });
  }
}
