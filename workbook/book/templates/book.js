"use strict";
// The reader: one operation at a time, panes on and off, two ways compared, keys, deep links.
// Without this script all code and all SQL stand on the page, one operation below the other.
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);
  const THEMES = ["auto", "light", "dark"];

  const kept = {
    read(name, fallback) {
      try { return JSON.parse(localStorage.getItem(`book.${name}`)) ?? fallback; } catch { return fallback; }
    },
    write(name, value) {
      try { localStorage.setItem(`book.${name}`, JSON.stringify(value)); } catch { /* then it is not kept */ }
    },
  };

  function applyTheme(theme) {
    if (theme === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", theme);
    all("[data-theme-name]").forEach((place) => { place.textContent = theme; });
  }
  function nextTheme() {
    const theme = THEMES[(THEMES.indexOf(kept.read("theme", "auto")) + 1) % THEMES.length];
    kept.write("theme", theme);
    applyTheme(theme);
  }

  root.classList.add("js");
  applyTheme(kept.read("theme", "auto"));

  const control = (name) => one(`[data-do="${name}"]`);
  const articles = () => all("article.operation");
  const state = { method: "", operation: "", way: "", diff: false, shown: false, pinned: "" };

  // Deep links: #v1/edit_task.stale/sqlalchemy_core, and #v1/edit_task/asyncpg_raw~sqlalchemy_core for two compared

  function parse(hash) {
    const [version, operation = "", way = ""] = decodeURIComponent(hash.slice(1)).split("/");
    if (version !== "v1") return null;
    const method = operation.split(".")[0];
    const known = document.getElementById(`v1/${operation}`) && document.getElementById(`v1/${method}`);
    return known ? { method, operation, way } : { method: "", operation: "", way: "" };
  }
  function link() {
    const left = control("left")?.value, right = control("right")?.value;
    const way = state.diff ? `/${left}~${right}` : "";
    return state.operation ? `#v1/${state.operation}${way}` : "#v1/";
  }
  function go(hash) {
    if (location.hash === hash) route();
    else location.hash = hash;
  }

  function route() {
    const target = parse(location.hash || "#v1/") ?? (state.shown ? null : { method: "", operation: "", way: "" });
    if (target === null) return;
    state.shown = true;
    const moved = target.method !== state.method;
    const [left, right] = target.way.split("~");
    Object.assign(state, target, { diff: Boolean(right), pinned: "" });
    light("");
    if (right) choose(left, right);
    show();
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target.way && !right && place) reveal(place);
    else if (moved) window.scrollTo(0, 0);
    else if (!right && target.operation !== target.method && place) place.scrollIntoView({ block: "nearest" });
    if (moved && document.readyState === "complete") heading()?.focus({ preventScroll: true });
  }
  const heading = () => one(state.method ? `[id="title/${state.method}"]` : "#overview-title");

  function choose(left, right) {
    for (const [name, value] of [["left", left], ["right", right]]) {
      const select = control(name);
      if (select && [...select.options].some((option) => option.value === value)) select.value = value;
    }
  }
  function reveal(place) {
    const pane = place.closest("[data-way]");
    if (pane?.hidden) { setPane(pane.dataset.way, true); }
    const folded = place.closest("details");
    if (folded) folded.open = true;
    place.scrollIntoView({ block: "nearest" });
    state.pinned = place.dataset.s ?? "";
    light("");
    const focused = place.matches("a") ? place : one("a", place);
    focused?.focus({ preventScroll: true });
  }

  function show() {
    one("#overview").hidden = Boolean(state.method);
    one("main").classList.toggle("all", !state.method);
    one("h1").classList.toggle("spoken", Boolean(state.method));
    for (const article of articles()) {
      article.hidden = article.dataset.method !== state.method;
      if (!article.hidden) showCase(article);
    }
    control("pick").value = state.method;
    control("diff")?.setAttribute("aria-pressed", String(state.diff));
    document.title = (state.operation ? `${state.operation} – ` : "") + one(".brand").textContent;
  }
  function showCase(article) {
    const current = one(`.wire[data-op="${state.operation}"]`, article);
    all("[data-op]", article).forEach((part) => { part.hidden = part.dataset.op !== state.operation; });
    all(".b[data-s]", one(".sources", article)).forEach((badge) => {
      badge.hidden = !badge.dataset.s.startsWith(`${state.operation}/`);
    });
    const scope = one(".note code", current).textContent.replace("()", "");
    all("[data-scope]", article).forEach((part) => { part.hidden = part.dataset.scope !== scope; });
    all("[data-case]", article).forEach((part) => {
      if (part.dataset.case === state.operation) part.setAttribute("aria-current", "true");
      else part.removeAttribute("aria-current");
    });
    compare(article);
  }

  // Panes on and off

  const boxes = () => all('[data-do="pane"]');
  function setPane(way, on) {
    const box = boxes().find((each) => each.value === way);
    if (box) box.checked = on;
    applyPanes();
  }
  function applyPanes() {
    const off = boxes().filter((box) => !box.checked).map((box) => box.value);
    kept.write("off", off);
    all("[data-way]").forEach((pane) => { pane.hidden = off.includes(pane.dataset.way); });
    const shown = boxes().length - off.length;
    root.style.setProperty("--shown", Math.max(1, Math.min(shown, 4)));
    all(".panes").forEach((panes) => panes.classList.toggle("one", shown === 1));
  }

  // Two ways compared, token by token

  const tokens = (text) => text.match(/\w+|\s+|[^\w\s]/g) ?? [];
  const blank = (token) => /^\s+$/.test(token);

  /** For each side, which of its tokens the other does not have in this order. */
  function differing(left, right) {
    const words = [left, right].map((side) => side.map((_, at) => at).filter((at) => !blank(side[at])));
    const [a, b] = words;
    const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i -= 1) {
      for (let j = b.length - 1; j >= 0; j -= 1) {
        lengths[i][j] = left[a[i]] === right[b[j]]
          ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
      }
    }
    const only = [new Set(a), new Set(b)];
    for (let i = 0, j = 0; i < a.length && j < b.length;) {
      if (left[a[i]] === right[b[j]]) { only[0].delete(a[i++]); only[1].delete(b[j++]); }
      else if (lengths[i + 1][j] >= lengths[i][j + 1]) i += 1;
      else j += 1;
    }
    return only;
  }

  function side(parts, only, tag, sign) {
    const text = document.createElement("pre");
    let row, cell;
    const begin = () => {
      row = text.appendChild(document.createElement("span"));
      row.className = "row";
      row.dataset.sign = " ";
      cell = row.appendChild(document.createElement("span"));
    };
    begin();
    parts.forEach((part, at) => {
      part.split(/(\n)/).forEach((piece) => {
        if (piece === "\n") { cell.append("\n"); begin(); return; }
        if (!piece) return;
        if (!only.has(at)) { cell.append(piece); return; }
        row.dataset.sign = sign;
        if (cell.lastChild?.nodeName === tag.toUpperCase()) cell.lastChild.append(piece);
        else cell.appendChild(document.createElement(tag)).append(piece);
      });
    });
    return text;
  }

  function part(title, names, texts) {
    const box = document.createElement("div");
    const [left, right] = texts.map(tokens);
    const only = differing(left, right);
    const count = only[0].size + only[1].size;
    box.append(Object.assign(document.createElement("h3"), { textContent: title }));
    box.append(Object.assign(document.createElement("p"), {
      className: "note",
      textContent: count ? `− ${only[0].size} words or signs only in ${names[0]}, + ${only[1].size} only in ${names[1]}`
        : "Token for token the same.",
    }));
    const panes = box.appendChild(Object.assign(document.createElement("div"), { className: "panes" }));
    [left, right].forEach((parts, at) => {
      const pane = panes.appendChild(document.createElement("section"));
      const number = boxes().findIndex((each) => each.value === names[at]) + 1;
      pane.className = `pane w${number}`;
      pane.setAttribute("aria-label", `${title}, ${names[at]}`);
      const head = pane.appendChild(document.createElement("header"));
      head.append(Object.assign(document.createElement("h4"), { textContent: names[at] }));
      pane.append(side(parts, only[at], at ? "ins" : "del", at ? "+" : "−"));
    });
    return box;
  }

  function compare(article) {
    const place = one(".diff", article);
    place.hidden = !state.diff;
    place.replaceChildren();
    if (!state.diff) return;
    const names = [control("left").value, control("right").value];
    const panes = (within) => names.map((name) => all("[data-way]", within).find((pane) => pane.dataset.way === name));
    const code = panes(one(".sources", article)).map((pane) =>
      all(".method code, .helper code", pane).map((line) => line.textContent).join("").trimEnd());
    const sql = panes(one(`.wire[data-op="${state.operation}"]`, article)).map((pane) =>
      all(".sql code", pane).map((line) => line.textContent).join("\n"));
    place.append(part("Code compared", names, code), part("SQL compared", names, sql));
  }
  function toggleDiff() {
    if (!control("diff") || !state.operation) return;
    state.diff = !state.diff;
    go(link());
  }

  // A statement and the line that sends it

  function light(key) {
    all(".lit").forEach((part) => part.classList.remove("lit"));
    key ||= state.pinned;
    if (key) all(`[data-s="${CSS.escape(key)}"]`).forEach((part) => part.classList.add("lit"));
  }

  // Going about

  function step(by) {
    const names = ["", ...articles().map((article) => article.dataset.method)];
    const at = (names.indexOf(state.method) + by + names.length) % names.length;
    state.operation = names[at];
    go(link());
  }
  function nextCase() {
    const links = all(`[id="v1/${state.method}"] [data-case]`);
    const at = links.findIndex((each) => each.dataset.case === state.operation);
    if (links.length) { state.operation = links[(at + 1) % links.length].dataset.case; go(link()); }
  }
  function filter(input) {
    const found = all("#find li").filter((item) => {
      item.hidden = !item.textContent.toLowerCase().includes(input.value.toLowerCase().trim());
      return !item.hidden;
    });
    one("#find [role=status]").textContent = found.length === 1 ? "1 operation" : `${found.length} operations`;
  }
  function openFind() {
    const dialog = one("#find");
    if (!dialog) return;
    dialog.showModal();
    const input = one("input", dialog);
    input.select();
    filter(input);
  }

  const keys = {
    n: () => step(1), p: () => step(-1), c: nextCase, d: toggleDiff, "/": openFind, o: () => go("#v1/"),
    t: nextTheme, "?": () => one("#help").showModal(),
  };
  const everywhere = ["t", "?"];
  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !kept.read("keys", true)) return;
    if (event.target.closest("select, input:not([type=checkbox]), textarea, dialog")) return;
    const reader = document.body.hasAttribute("data-reader");
    const box = reader && /^[1-9]$/.test(event.key) ? boxes()[Number(event.key) - 1] : null;
    const act = box ? () => setPane(box.value, !box.checked)
      : (reader || everywhere.includes(event.key)) && Object.hasOwn(keys, event.key) && keys[event.key];
    if (act) { event.preventDefault(); act(); }
  }

  // A statement's number, wherever it stands: its address tells which one it is.
  const nameStatements = () => all(".sources a.b, .wire a.b, .wire li[id]").forEach((part) => {
    part.dataset.s = (part.id || part.hash.slice(1)).replace(/^v1\/|\/code$/g, "");
  });

  function wireReader() {
    nameStatements();
    const off = kept.read("off", []);
    boxes().forEach((box) => { box.checked = !off.includes(box.value); box.addEventListener("change", applyPanes); });
    applyPanes();
    control("pick").addEventListener("change", (event) => { state.operation = event.target.value; go(link()); });
    control("previous").addEventListener("click", () => step(-1));
    control("next").addEventListener("click", () => step(1));
    control("find").addEventListener("click", openFind);
    control("diff")?.addEventListener("click", toggleDiff);
    ["left", "right"].forEach((name) => control(name)?.addEventListener("change", () => { state.diff = true; go(link()); }));
    one("#find input").addEventListener("input", (event) => filter(event.target));
    all("#find a").forEach((each) => each.addEventListener("click", () => one("#find").close()));
    one("#find input").addEventListener("keydown", (event) => {
      if (event.key === "Escape") one("#find").close();
      if (event.key !== "Enter") return;
      event.preventDefault();
      one("#find li:not([hidden]) a")?.click();
    });
    const at = (event) => event.target.closest?.("[data-s]")?.dataset.s;
    for (const name of ["mouseover", "focusin"]) document.addEventListener(name, (event) => { if (at(event)) light(at(event)); });
    for (const name of ["mouseout", "focusout"]) document.addEventListener(name, (event) => { if (at(event)) light(""); });
    addEventListener("hashchange", route);
    route();
  }

  document.addEventListener("DOMContentLoaded", () => {
    applyTheme(kept.read("theme", "auto"));
    control("theme").addEventListener("click", nextTheme);
    control("help").addEventListener("click", () => one("#help").showModal());
    const box = control("keys");
    box.checked = kept.read("keys", true);
    box.addEventListener("change", () => kept.write("keys", box.checked));
    addEventListener("keydown", pressed);
    if (document.body.hasAttribute("data-reader")) wireReader();
  });
})();
