"use strict";
// Countdowns in open time: they run inside the windows of their calendar and stand still
// outside. What the time is, and how the tickets stand, the server says: at loading, every few
// seconds, and when somebody comes back to the page.
(() => {
  const ASK_EVERY = 15_000;
  let times = { now: Date.now(), windows: {} };
  let heard = performance.now(); // when the server said so

  const hear = (said) => { times = said; heard = performance.now(); };

  const openBetween = (windows, start, end) => {
    let sum = 0;
    for (const [opens, closes] of windows) {
      sum += Math.max(0, Math.min(closes, end) - Math.max(opens, start));
    }
    return sum;
  };

  const words = (millis) => {
    const seconds = Math.floor(millis / 1000);
    const two = (number) => String(number).padStart(2, "0");
    return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  };

  const show = (span) => {
    const clock = JSON.parse(span.dataset.clock);
    span.className = clock.look;
    const windows = times.windows[clock.calendar];
    let text = clock.text;
    if (!clock.done && clock.status !== "paused" && clock.due && windows) {
      const now = times.now + performance.now() - heard;
      const rest = clock.left - openBetween(windows, times.now, now);
      const isOpen = openBetween(windows, now, now + 1) > 0;
      const late = rest < 0;
      span.classList.toggle("breached", late || clock.status === "breached");
      text = `${words(Math.abs(rest))} ${late ? "over" : "left"}${isOpen ? "" : " (closed)"}`;
    }
    if (span.textContent !== text) span.textContent = text;
  };

  const spans = () => [...document.querySelectorAll("[data-clock]")];
  const tick = () => spans().forEach(show);

  const ask = async () => {
    const numbers = new Set(spans().map((span) => span.dataset.ticket));
    if (!numbers.size || document.hidden) return;
    let said;
    try {
      const answer = await fetch(`/clocks?tickets=${[...numbers].join(",")}`);
      if (answer.redirected) { location.reload(); return; } // logged out meanwhile
      if (!answer.ok) return;
      said = await answer.json();
    } catch { return; } // no network: the countdowns go on, and it is asked again
    hear(said);
    for (const span of spans()) {
      const clock = said.tickets[span.dataset.ticket]?.clocks[span.dataset.metric];
      if (clock) span.dataset.clock = JSON.stringify(clock);
    }
    for (const kind of ["state", "level"]) {
      for (const place of document.querySelectorAll(`[data-${kind}]`)) {
        const ticket = said.tickets[place.dataset[kind]];
        if (ticket) place.textContent = ticket[kind];
      }
    }
    tick();
  };

  const dialog = document.getElementById("thread");

  const fill = async (number) => {
    const answer = await fetch(`/tickets/${number}`);
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    // Our own page, escaped where it was made; it brings no script.
    document.getElementById("content").innerHTML = await answer.text();
    document.getElementById("problem").textContent = "";
    dialog.dataset.number = number;
    tick();
  };

  const openTicket = async (link) => {
    try { await fill(link.dataset.ticket); } catch { location.href = link.href; return; }
    dialog.showModal();
    dialog.scrollTop = 0;
  };

  const send = async (form) => {
    form.querySelectorAll("button").forEach((button) => { button.disabled = true; });
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      if (!answer.ok) throw new Error(answer.status);
      await fill(dialog.dataset.number);
      document.getElementById("close").focus();
    } catch {
      form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
      document.getElementById("problem").textContent =
        "This did not reach us. Try again, or load the page again.";
      dialog.scrollTop = 0;
    }
    await ask();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.open");
    if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    openTicket(link);
  });
  dialog?.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target);
  });
  document.getElementById("close")?.addEventListener("click", () => dialog.close());
  document.addEventListener("visibilitychange", ask);

  const first = document.getElementById("times");
  if (first) hear(JSON.parse(first.textContent));
  tick();
  setInterval(tick, 1000);
  setInterval(ask, ASK_EVERY);
})();
