// The other side of signing in by OpenID Connect: a certified provider, for tests.
//
// Its issuer is the first argument, the port of this machine on which it serves the
// second; without that it is a free one, which it prints. Whoever sends the header
// X-Account is signed in as that account; everybody else is asked who they are. Accounts
// are set by PUT /accounts/{subject}, clients register themselves.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const accounts = new Map();

const [issuer, port = 0] = process.argv.slice(2);

const provider = new Provider(issuer, {
  claims: { openid: ['sub', 'acr', 'amr', 'sid'], email: ['email', 'email_verified'], profile: ['name'], groups: ['groups', 'department'] },
  scopes: ['openid', 'email', 'profile', 'groups'],
  cookies: { keys: ['tests only'] },
  features: {
    devInteractions: { enabled: false },
    registration: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  fetch: (url, options) => globalThis.fetch(url, { ...options, dispatcher: undefined }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, sub) => accounts.has(sub) ? { accountId: sub, claims: () => ({ sub, ...accounts.get(sub).claims }) } : undefined,
  // Nobody is asked for consent.
  loadExistingGrant: async (ctx) => {
    const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid email profile groups');
    await grant.save();
    return grant;
  },
});

const serve = provider.callback();

async function read(request) {
  let text = '';
  for await (const part of request) text += part;
  return text;
}

// Asks whoever has a browser who they are.
const asking = `<!doctype html>
<html lang="en">
  <title>Sign in</title>
  <h1>Sign in to the directory</h1>
  <form method="post"><label>Account <input name="account" autofocus></label> <button>Go on</button></form>
</html>`;

createServer(async (request, response) => {
  try {
    if (request.method === 'PUT' && request.url.startsWith('/accounts/')) {
      accounts.set(request.url.slice('/accounts/'.length), JSON.parse(await read(request)));
      response.writeHead(204).end();
    } else if (request.url.startsWith('/interaction/') && request.method === 'GET' && !request.headers['x-account']) {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(asking);
    } else if (request.url.startsWith('/interaction/')) {
      const accountId = request.headers['x-account'] ?? new URLSearchParams(await read(request)).get('account');
      const account = accounts.get(accountId);
      const result = account ? { login: { accountId, amr: account.amr, acr: account.acr } } : { error: 'access_denied' };
      await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    } else {
      await serve(request, response);
    }
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}).listen(Number(port), '127.0.0.1', function listening() {
  console.log(`listening on ${this.address().port}`);
});

// The test that started it has gone.
process.stdin.on('end', () => process.exit(0)).resume();
