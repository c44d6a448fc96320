// SPDX-License-Identifier: GPL-3.0-or-later
// A cloud with a real sign-in service, on this machine: oidc-provider, which is certified for OpenID Connect, and before the
// cloud a gateway that lets nobody in without one of its tokens, made out to this cloud and to this program.
import { createServer, request as askUpstream } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import Provider from 'oidc-provider';

const scopes = 'fleet.read alert.write cart.write flag.decide ticket.write ota.write rebind.request';
const native = { token_endpoint_auth_method: 'none', application_type: 'native', response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  redirect_uris: ['http://127.0.0.1/signed-in'] };

function listen(handler) {
  return new Promise(resolve => {
    const server = createServer(handler);
    server.listen(0, '127.0.0.1', () => resolve({ server, url: `http://127.0.0.1:${server.address().port}` }));
  });
}

// Moves this program's time, for service and gateway alike. 0 puts it back.
const RealDate = Date;
export function moveClock(seconds) {
  globalThis.Date = seconds === 0 ? RealDate : class extends RealDate {
    constructor(...args) {
      if (args.length > 0) super(...args);
      else super(RealDate.now() + seconds * 1000);
    }

    static now() {
      return RealDate.now() + seconds * 1000;
    }
  };
}

// What it says of keys and stores that are good for tests alone is no news here.
console.warn = () => {};

// @upstream (optional): { url, token } of a cloud behind the gateway; else there is nothing but /v1/me.
export async function startService({ ttl = {}, upstream } = {}) {
  let provider;
  const issued = new Set(); // every secret that was ever handed out
  let caught = null;
  // operations: { who, method, url, answered } of everything that people asked the cloud to do; @holding: none gets through.
  const self = { issued, requests: [], passed: [], operations: [], holding: false, slowDown: 0, issuer: null };

  const cloud = await listen((request, response) => answerAsCloud(request, response));
  const door = await listen((request, response) => provider.callback()(request, response));
  self.cloud = cloud.url;
  self.url = door.url;
  self.issuer = door.url;

  provider = new Provider(door.url, {
    clients: [{ client_id: 'corral', ...native }, { client_id: 'somebody-else', ...native }],
    scopes: ['offline_access', ...scopes.split(' ')],
    pkce: { required: () => true, methods: ['S256'] },
    rotateRefreshToken: true,
    issueRefreshToken: async (ctx, client, code) => code.scopes.has('offline_access'),
    cookies: { keys: ['a key for tests alone'] },
    ttl: { AccessToken: 600, AuthorizationCode: 60, RefreshToken: 86400, DeviceCode: 600, Interaction: 7200, Session: 7200, Grant: 86400, ...ttl },
    features: {
      devInteractions: { enabled: true },
      deviceFlow: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => ({ scope: scopes, audience: resource, accessTokenFormat: 'jwt', accessTokenTTL: ttl.AccessToken ?? 600 }),
      },
    },
  });
  provider.use(async (ctx, next) => {
    self.requests.push(`${ctx.method} ${ctx.path}`);
    if (ctx.path === '/token' && self.slowDown > 0) {
      self.slowDown -= 1;
      ctx.status = 400;
      ctx.body = { error: 'slow_down' };
      return;
    }
    await next();
    if (caught !== null && /\/signed-in\?/.test(ctx.response.get('Location'))) {
      caught(ctx.response.get('Location'));
      caught = null;
      ctx.remove('Location');
      ctx.status = 200;
      ctx.body = 'Caught';
    }
    if (ctx.path === '/token' && ctx.body && ctx.body.access_token)
      for (const name of ['access_token', 'refresh_token', 'id_token'])
        if (ctx.body[name]) issued.add(ctx.body[name]);
    if (ctx.path === '/device/auth' && ctx.body && ctx.body.device_code)
      issued.add(ctx.body.device_code);
  });
  const keys = createRemoteJWKSet(new URL(`${door.url}/jwks`));

  // Who it is; null: nobody.
  async function nameVisitor(request) {
    const [word, token] = (request.headers.authorization ?? '').split(' ');
    if (word !== 'Bearer' || !token) return null;
    try {
      const { payload } = await jwtVerify(token, keys, { issuer: door.url, audience: cloud.url });
      return payload.client_id === 'corral' ? payload.sub : null;
    } catch {
      return null;
    }
  }

  async function answerAsCloud(request, response) {
    const answer = (status, body, headers = {}) => {
      response.writeHead(status, { 'Content-Type': status === 200 ? 'application/json' : 'application/problem+json', ...headers });
      response.end(JSON.stringify(body));
    };
    if (request.url === '/.well-known/oauth-protected-resource')
      return answer(200, { resource: cloud.url, authorization_servers: [self.issuer], scopes_supported: scopes.split(' ') });
    const who = await nameVisitor(request);
    if (who === null)
      return answer(401, { status: 401, title: 'No' }, { 'WWW-Authenticate': 'Bearer' });
    if (request.url === '/v1/me' && !upstream)
      return answer(200, { user: { id: 'kim', name: 'Kim' }, tenants: [], server_time_ms: Date.now() });
    if (!upstream) return answer(404, { status: 404 });
    const operation = request.url.match(/\/operations(\/|:|\?|$)/) !== null && request.method !== 'GET';
    if (operation) self.operations.push({ who, method: request.method, url: request.url, held: self.holding });
    if (operation && self.holding) return answer(503, { status: 503, title: 'Later' }, { 'Retry-After': '1' });
    if (request.url.split('?')[0] === '/v1/me') return nameThem(who, request, response);
    return pass(request, response);
  }

  // The cloud behind knows one person; here everybody has their own name.
  async function nameThem(who, request, response) {
    const came = await fetch(new URL(request.url, upstream.url), { headers: { authorization: `Bearer ${upstream.token}` } });
    const me = await came.json();
    self.passed.push(`${request.method} ${request.url}`);
    response.writeHead(came.status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ ...me, user: { id: `p-${who}`, name: who[0].toUpperCase() + who.slice(1) } }));
  }

  function pass(request, response) {
    self.passed.push(`${request.method} ${request.url}`);
    const headers = { ...request.headers, authorization: `Bearer ${upstream.token}` };
    const asked = askUpstream(new URL(request.url, upstream.url), { method: request.method, headers }, came => {
      response.writeHead(came.statusCode, came.headers);
      came.pipe(response);
    });
    asked.on('error', () => response.destroy());
    response.on('close', () => asked.destroy());
    request.pipe(asked);
  }

  // The next answer does not go to the browser: where it would have been sent.
  self.catchNext = () => new Promise(resolve => { caught = resolve; });

  self.stop = () => Promise.all([cloud, door].map(({ server }) => new Promise(resolve => {
    server.close(resolve);
    server.closeAllConnections();
  })));
  return self;
}
