/* Shows what is pushed while no page is open, and opens the page behind it. */
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

function read(event) {
  try {
    return event.data.json();
  } catch {
    return { title: "Selvedge", href: "/notices" };
  }
}

self.addEventListener("push", (event) => {
  const { title, body, href, tag, lang, dir } = read(event);
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      tag,
      lang,
      dir,
      icon: "/apple-touch-icon.png",
      data: { href },
    }),
  );
});

async function open(href) {
  const url = new URL(href, self.location.origin);
  // A page of another site is never opened, whatever was pushed.
  if (url.origin !== self.location.origin) return;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const page of pages) {
    if (new URL(page.url).origin !== url.origin) continue;
    try {
      if (!page.focused) await page.focus();
      await page.navigate(url.href);
      return;
    } catch {
      // A page that cannot be steered is left alone.
    }
  }
  await self.clients.openWindow(url.href);
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.href ?? "/notices"));
});
