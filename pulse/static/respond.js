// The pulse page's comfort: the page works without it. Everything stays in this tab until it is sent.
"use strict";
(() => {
  const kind = document.body.dataset.page;
  const KEY = "pulse " + location.pathname.split("/")[2];
  const CODE = /^[0-9a-z]{26}$/i;

  // Storage may be forbidden; then there is no draft, and everything else still works.
  const draft = {
    read() {
      try { return JSON.parse(sessionStorage.getItem(KEY)) || {}; } catch { return {}; }
    },
    keep(values) {
      try { sessionStorage.setItem(KEY, JSON.stringify(values)); } catch { /* no draft */ }
    },
    forget() {
      try { sessionStorage.removeItem(KEY); } catch { /* no draft */ }
    },
  };

  const showLocalTimes = () => {
    const form = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
    const words = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang, form);
    for (const time of document.querySelectorAll("time[datetime]")) time.textContent = words.format(new Date(time.dateTime));
  };

  showLocalTimes();
  // A page taken back from memory would show what was sent.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  if (kind === "thanks") draft.forget();

  const form = document.querySelector("[data-draft]");
  if (!form) return;

  const find = (selector) => form.querySelector(selector);
  const show = (element, shown) => { if (element) element.hidden = !shown; };
  const questions = [...form.querySelectorAll("[data-question]")];
  const text = find("textarea");
  const code = find("#code-field");
  const warning = find("#warning");

  const entered = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));

  const fill = (values) => {
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements.namedItem(name);
      if (field) field.value = value;
    }
  };

  const takeCodeFromLink = () => {
    const found = location.hash.slice(1).replace(/-/g, "");
    if (!CODE.test(found)) return;
    if (draft.read().code && draft.read().code !== found) { draft.forget(); form.reset(); }
    code.value = found;
    history.replaceState(null, "", location.pathname + location.search);
  };

  const showCode = () => {
    const known = CODE.test(code.value.replace(/-/g, "")) && !document.querySelector('.problems [href="#code"]');
    show(find("#code"), !known);
    show(find(".from-link"), known);
  };

  const showProgress = () => {
    const done = questions.filter((question) => question.querySelector(":checked")).length;
    const progress = find(".progress");
    progress.querySelector("progress").value = done;
    progress.querySelector("span").textContent =
      progress.dataset.progress.replace("{done}", done).replace("{all}", questions.length);
    show(progress, questions.length > 0);
  };

  const showLeft = () => {
    const left = find("[data-left]");
    if (text && text.value) left.textContent = left.dataset.left.replace("{left}", text.maxLength - text.value.length);
    for (const radio of form.querySelectorAll("[name=visibility]")) radio.required = Boolean(text && text.value.trim());
  };

  const CLUES = {
    address: /[^\s@]+@[^\s@]+\.\w{2,}|https?:\/\/|\bwww\./i,
    phone: /(?:\+|\b0)\d(?:[\s()/.-]?\d){6,}/,
    name: /(?:^|\s)(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Madam|Herr|Herrn|Frau|Monsieur|Madame)\.?\s+\p{Lu}|(?:^|\s)@\w/u,
    deal: /[€$£]\s?\d|\d\s?(?:€|k€|EUR|USD|GBP|CHF|Mio|Mrd|million|m\b)|\b(?:GmbH|AG|SE|KG|Inc|Ltd|LLC|PLC|Corp|SA|BV)\b/,
  };

  const warn = (shown) => { show(warning, shown); show(find("#send"), !shown); };

  const showClues = () => {
    let found = false;
    for (const [clue, pattern] of Object.entries(CLUES)) {
      const matches = Boolean(text) && pattern.test(text.value);
      show(find(`[data-clue=${clue}]`), matches);
      found ||= matches;
    }
    return found;
  };

  const keep = () => {
    const values = entered();
    draft.keep(values);
    show(find(".draft"), Object.keys(values).length > 0);
    show(find(".forgotten"), false);
  };

  const refresh = () => { showProgress(); showLeft(); keep(); };

  const forget = () => {
    draft.forget();
    form.reset();
    // What the server gave back filled in is the form's default, which a reset returns to.
    for (const radio of form.querySelectorAll(":checked")) radio.checked = false;
    if (text) text.value = "";
    code.value = "";
    refresh();
    draft.forget();
    showCode();
    warn(false);
    show(find(".forgotten"), true);
  };

  let anyway = false;
  let sending = false;

  form.addEventListener("submit", (event) => {
    if (sending) { event.preventDefault(); return; }
    if (!anyway && showClues()) {
      event.preventDefault();
      warn(true);
      warning.focus();
      return;
    }
    sending = true;
    find("#send button").setAttribute("aria-disabled", "true");
  });
  form.addEventListener("input", () => { anyway = false; warn(false); refresh(); });
  find("[data-anyway]").addEventListener("click", () => { anyway = true; });
  find("[data-change]").addEventListener("click", () => { warn(false); text.focus(); });
  find("[data-forget]").addEventListener("click", forget);
  code.addEventListener("change", showCode);
  addEventListener("hashchange", () => { takeCodeFromLink(); showCode(); refresh(); });
  addEventListener("pageshow", () => {
    sending = false;
    find("#send button").removeAttribute("aria-disabled");
  });

  takeCodeFromLink();
  // A page that came back unsent already shows what was entered.
  if (kind === "questions") fill({ ...draft.read(), ...(code.value && { code: code.value }) });
  showCode();
  refresh();
})();
