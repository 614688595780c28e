"use strict";
// Countdowns in open time: they run inside the windows of their calendar and stand still outside.
(() => {
  const started = performance.now();
  let times = { now: Date.now(), windows: {} };

  const read = (root) => {
    const found = root.querySelector("#times");
    if (found) times = JSON.parse(found.textContent);
  };

  const openBetween = (windows, start, end) => {
    let sum = 0;
    for (const [opens, closes] of windows) {
      sum += Math.max(0, Math.min(closes, end) - Math.max(opens, start));
    }
    return sum;
  };

  const words = (millis) => {
    const seconds = Math.floor(millis / 1000);
    const hours = Math.floor(seconds / 3600);
    const two = (number) => String(number).padStart(2, "0");
    return `${hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  };

  const show = (clock) => {
    const { status, done, left, due, calendar } = clock.dataset;
    const windows = times.windows[calendar];
    if (done === "1" || status === "paused" || !due || !windows) return;
    const gone = performance.now() - started;
    const rest = Number(left) - openBetween(windows, times.now, times.now + gone);
    const isOpen = openBetween(windows, times.now + gone, times.now + gone + 1) > 0;
    const late = rest < 0;
    clock.classList.toggle("breached", late);
    clock.textContent = `${words(Math.abs(rest))} ${late ? "over" : "left"}${isOpen ? "" : " (closed)"}`;
  };

  const tick = () => document.querySelectorAll(".clock").forEach(show);

  const openTicket = async (link) => {
    const answer = await fetch(`/tickets/${link.dataset.ticket}`, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) { location.href = link.href; return; }
    const dialog = document.getElementById("thread");
    // Our own page, escaped where it was made; it brings no script.
    dialog.innerHTML = await answer.text();
    const close = document.createElement("button");
    close.textContent = "Close";
    close.className = "quiet";
    close.addEventListener("click", () => dialog.close());
    dialog.append(close);
    dialog.showModal();
    tick();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.open");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    openTicket(link);
  });

  read(document);
  tick();
  setInterval(tick, 1000);
})();
