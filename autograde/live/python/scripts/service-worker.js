// Works on without a network, and never shows an old page where there is one. What lies in a folder
// named by a hash never changes, so it is taken from here; all else is asked for first, and taken
// from here only if no answer comes. So is the worker's program: whether it may start depends on
// headers, which another server of the same files may send otherwise. What lies beside the site, as
// the pages of a portal do, is none of its business.
"use strict";
const FILES = "files-@FILES@", PAGES = "pages-1";
const ofUs = request => request.method === "GET" && request.url.startsWith(self.registration.scope);
const isHashed = request => /\/_python\/.*(?<!\/worker\.js)$/.test(new URL(request.url).pathname);

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", event => event.waitUntil((async () => {
  const old = (await caches.keys()).filter(name => name.startsWith("files-") && name !== FILES);
  const mine = await caches.open(FILES);
  for (const name of old) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      // Pyodide is in a folder of its own: a new version of the course goes on using it.
      if (new URL(request.url).pathname.includes("/_python/@PYODIDE@/")) {
        await mine.put(request, await cache.match(request));
      }
    }
    await caches.delete(name);
  }
  await self.clients.claim();
})()));

async function take(request) {
  const name = isHashed(request) ? FILES : PAGES, cache = await caches.open(name);
  if (name === FILES) {
    const kept = await cache.match(request);
    if (kept) return kept;
  }
  try {
    const fresh = request.mode === "navigate" ? { cache: "no-cache" } : {};
    const answer = await fetch(request, fresh);
    if (answer.ok && answer.status === 200) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(request, { ignoreSearch: request.mode === "navigate" });
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", event => {
  if (ofUs(event.request)) event.respondWith(take(event.request));
});

// The page names what it had loaded before this program was there.
self.addEventListener("message", event => event.waitUntil((async () => {
  for (const address of new Set(event.data?.keep || [])) {
    const request = new Request(address);
    if (!ofUs(request)) continue;
    const cache = await caches.open(isHashed(request) ? FILES : PAGES);
    if (await cache.match(request)) continue;
    await fetch(request).then(answer => answer.ok && cache.put(request, answer)).catch(() => {});
  }
})()));
