// The certified oidc-provider on loopback: for the tests, and for `make run-oidc`.
// One line of JSON on standard input says its port and its clients.
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const lines = createInterface({ input: process.stdin });
const { value } = await lines[Symbol.asyncIterator]().next();
const { port, clients, ahead = 0 } = JSON.parse(value);
if (ahead) { // The tests moved their clock (tests/days.py): tokens are of that day.
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given) { super(...(given.length ? given : [Real.now() + 1000 * ahead])); }
    static now() { return Real.now() + 1000 * ahead; }
  };
}
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients,
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  claims: { openid: ['sub'] },
  scopes: ['openid'],
  cookies: { keys: ['for-this-machine-only'] },
  findAccount: async (_context, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  // Its guard would refuse to call us back on loopback.
  fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
});
const say = (what) => console.log(JSON.stringify(what));
provider.on('authorization.success', (context) =>
  say({ challenge: context.oidc.params.code_challenge_method }));
provider.on('backchannel.success', (_context, client, _account, sid) => say({ told: client.clientId, sid }));
provider.on('backchannel.error', (_context, error) => say({ untold: error.message }));
provider.on('grant.error', (_context, error) => say({ refused: error.message, detail: error.error_detail }));
provider.on('server_error', (_context, error) => say({ crashed: String(error) }));
process.stdin.on('end', () => process.exit(0));
provider.listen(port, '127.0.0.1', () => say({ issuer }));
