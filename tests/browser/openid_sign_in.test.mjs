// Signing in with a real OpenID Connect provider, and attacks on the callback.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, test } from 'node:test';
import Provider from 'oidc-provider';
import { newPage, startBrowser } from './support/browser.mjs';
import { startWeir } from './support/server.mjs';

const SECRET = 'a-secret-of-some-length-0123456789';
const port = await freePort();
const browser = await startBrowser();
const weir = await startWeir({
  WEIR_TEAM: '1',
  WEIR_OIDC_ISSUER: `http://127.0.0.1:${port}`,
  WEIR_OIDC_CLIENT_ID: 'weir',
  WEIR_OIDC_CLIENT_SECRET: SECRET,
  WEIR_OIDC_NAME: 'Keys',
  WEIR_OIDC_DOMAINS: 'example.org',
});
const people = { olga: 'olga@example.org', ben: 'ben@example.org', eve: 'eve@elsewhere.example' };
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'weir', client_secret: SECRET, redirect_uris: [`${weir.url}/sign-in/callback`],
    response_types: ['code'], grant_types: ['authorization_code'],
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  pkce: { required: () => true },
  findAccount: (_, id) => ({
    accountId: id, claims: () => ({ sub: id, email: people[id], email_verified: true, name: id }),
  }),
});
const server = provider.listen(port, '127.0.0.1');
after(() => server.close());

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port: free } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

/** Signs in and consents at the provider. */
async function agree(page, login) {
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('anything');
  await page.locator('button[type=submit]').click();
  await page.locator('input[name=login]').waitFor({ state: 'detached' });
  await page.locator('button[type=submit]').click();
}

test('first account is created through the provider, and no one is let in before', async () => {
  const early = await newPage(browser, weir);
  assert.equal((await early.goto('/sign-in/provider')).status(), 503);
  const page = await newPage(browser, weir);
  await page.goto(weir.setUp);
  await page.getByRole('link', { name: 'Continue with Keys' }).click();
  await agree(page, 'olga');
  await page.getByRole('heading', { level: 1, name: 'What holds your releases back?' }).waitFor();
  await page.goto('/members');
  await page.getByText('olga@example.org').waitFor();
});

test('users of the domain can sign in as viewers, and others can\'t', async () => {
  for (let times = 0; times < 2; times += 1) {
    const page = await newPage(browser, weir);
    await page.goto('/members');
    await page.getByRole('link', { name: 'Sign in with Keys' }).click();
    await agree(page, 'ben');
    await page.waitForURL((url) => url.origin === weir.url && !url.pathname.startsWith('/sign-in'));
    await page.goto('/members');
    assert.equal(await page.getByText('ben@example.org').count(), 1);
    await page.context().close();
  }
  const eve = await newPage(browser, weir);
  await eve.goto('/sign-in');
  await eve.getByRole('link', { name: 'Sign in with Keys' }).click();
  await agree(eve, 'eve');
  await eve.getByText('Only verified email addresses of this organization can sign in.').first().waitFor();
});

test('callback of another browser, state or issuer, or a replayed one, is rejected', async () => {
  const page = await newPage(browser, weir);
  let address = '';
  page.on('request', (request) => {
    if (request.url().includes('/sign-in/callback?')) address = request.url();
  });
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Sign in with Keys' }).click();
  await page.locator('input[name=login]').waitFor();
  const flow = (await page.context().cookies(weir.url)).find((cookie) => cookie.name === 'weir_flow');
  await agree(page, 'ben');
  await page.waitForURL((url) => url.origin === weir.url && !url.pathname.startsWith('/sign-in'));
  assert.match(address, /state=/);

  const refused = async (href, cookie) => {
    const other = await newPage(browser, weir);
    if (cookie) await other.context().addCookies([cookie]);
    assert.equal((await other.goto(href)).status(), 422);
    assert.equal((await other.request.get('/account', { maxRedirects: 0 })).status(), 303);
    await other.context().close();
  };
  const changed = (name, value) => {
    const url = new URL(address);
    url.searchParams.set(name, value);
    return url.href;
  };
  // Another browser has not started a sign-in.
  await refused(address);
  await refused(changed('state', '0'.repeat(64)), flow);
  await refused(changed('iss', 'https://evil.example'), flow);
  // The code was used already: it is rejected even with all cookies of the first browser.
  await refused(address, flow);
});
