// What is typed is kept while it is typed, so that a closed tab or a lost session costs nothing.
// Without this file a form still keeps what was sent and not taken.
const PAUSE = 3000; // milliseconds between two sendings
const TRY_AGAIN = 15000;
const LEAVING_AT_MOST = 60000; // characters that browsers still send for a page that is left
const KEPT = "Typed text is kept.";
const SIGNED_OUT = "Typed text is kept, but you have been signed out. Sign in again and open this page: it is offered to you there.";
const NOT_KEPT = "Typed text is not being kept at the moment. Save soon, or copy it.";

function typedInto(form) {
  const secret = new Set([...form.querySelectorAll("input[type='password']")].map((field) => field.name));
  const typed = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !secret.has(name)) typed.append(name, value);
  }
  return typed.toString();
}

// Redirected to the entrance, or sent with the token of a session that has ended.
function isSignedOut(answer) {
  return answer.type === "opaqueredirect" || answer.status === 403;
}

function keepTextOf(mark) {
  const form = mark.form;
  const told = form.querySelector("[data-kept]");
  let timer = 0;
  let changed = false;
  let stopped = false;
  let sending = new AbortController();

  // Said once for each turn of events: a screen reader speaks it while somebody types.
  function tell(words) {
    if (told.textContent !== words) told.textContent = words;
  }

  function later(pause) {
    if (!timer) timer = setTimeout(keep, pause);
  }

  async function keep({ leaving = false } = {}) {
    clearTimeout(timer);
    timer = 0;
    if (!changed || stopped) return;
    changed = false;
    sending = new AbortController();
    try {
      const body = typedInto(form);
      const answer = await fetch(mark.dataset.keepAt, {
        method: "POST",
        body,
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        redirect: "manual",
        keepalive: leaving && body.length < LEAVING_AT_MOST,
        signal: sending.signal,
      });
      if (answer.ok) tell(KEPT);
      else if (isSignedOut(answer)) tell(SIGNED_OUT);
      else throw new Error(`answered ${answer.status}`);
    } catch {
      if (stopped) return;
      changed = true;
      tell(NOT_KEPT);
      later(TRY_AGAIN);
    }
  }

  function stop() {
    stopped = true;
    sending.abort();
  }

  form.addEventListener("input", () => {
    changed = true;
    later(PAUSE);
  });
  form.addEventListener("submit", stop);
  document.getElementById("throw-away")?.addEventListener("submit", stop);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep({ leaving: true });
  });
  addEventListener("pagehide", () => keep({ leaving: true }));
  addEventListener("pageshow", (event) => {
    if (event.persisted) stopped = false;
  });
  [...form.querySelectorAll(".app-buttons")].at(-1)?.before(told);
}

for (const mark of document.querySelectorAll("input[data-keep-at]")) keepTextOf(mark);
