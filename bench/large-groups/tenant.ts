/** A tenant in a process of its own, so that its memory does not count. Prints its address and ends with its parent. */
import { startIdentityAuthentication } from '../../src/sandbox/identity-authentication-v2/index.ts';

const users = Number(process.argv[2]);
const tenant = await startIdentityAuthentication({ users, groups: 0, memberPaging: true });
process.send?.({ url: tenant.url, ...tenant.credentials });
process.on('disconnect', () => process.exit());
