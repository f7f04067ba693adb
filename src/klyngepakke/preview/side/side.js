"use strict";

// The page shows one state after another, as the program sends them. All text from the pack is
// set as text, never as HTML; a sheet is shown in a frame where no script can run.

const at = (id) => document.getElementById(id);
const NARROWEST = 700; // CSS pixels: what fits the width of the paper fits; narrower panes are scaled
const WIDE = 1050; // the same for a sheet that lies down
const SLOW = 5000; // milliseconds; a frame that takes longer has lost its way
const seen = new Map(); // the mark that each sheet's HTML had when it was looked at last
let state = null;
let frame = null; // the frame that is shown
let lost = false;

function element(name, text = "", marks = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (marks) made.className = marks;
  return made;
}

function plural(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

// --- Which sheet --------------------------------------------------------------------------

function chosen() {
  const wanted = decodeURIComponent(location.hash.slice(1));
  return state.sheets.find((s) => s.id === wanted) ?? state.sheets[0];
}

function isOld(sheet) {
  return state.problems.length > 0 || sheet.problems.length > 0;
}

// --- The list -----------------------------------------------------------------------------

function about(sheet) {
  if (sheet.text) return "tekst til mail";
  const pages = sheet.pages ? plural(sheet.pages, "side", "sider") : "…";
  return `${pages} · ${sheet.copies ? `${sheet.copies} stk.` : "kun fil"}`;
}

function row(sheet) {
  const link = element("a");
  link.href = `#${encodeURIComponent(sheet.id)}`;
  link.dataset.id = sheet.id;
  link.append(element("span", sheet.title), element("span", about(sheet), "om"));
  const fresh = sheet.ready && seen.has(sheet.id) && seen.get(sheet.id) !== sheet.html;
  if (sheet.problems.length) link.append(element("span", "fejl", "maerke fejl-her"));
  else if (fresh) link.append(element("span", "ændret", "maerke ny"));
  if (sheet === chosen()) link.setAttribute("aria-current", "page");
  const item = element("li");
  item.append(link);
  return item;
}

function showList() {
  const focused = document.activeElement?.dataset?.id;
  at("ark").replaceChildren(...state.sheets.map(row));
  at("ark-antal").textContent = state.sheets.length || "";
  if (focused) rowOf(focused)?.focus();
}

function rowOf(id) {
  return [...at("ark").querySelectorAll("a")].find((link) => link.dataset.id === id);
}

function moveInList(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = [...at("ark").querySelectorAll("a")];
  const next = links[links.indexOf(document.activeElement) + step];
  if (next) next.focus();
  event.preventDefault();
}

// --- Problems and advice ------------------------------------------------------------------

function place(problem) {
  const line = problem.line ? `linje ${problem.line}` : "";
  return [problem.file, line, problem.place].filter(Boolean).join(", ");
}

function excerpt(problem) {
  const shown = element("pre", "", "uddrag");
  shown.setAttribute("aria-label", `Uddrag af ${problem.file}`);
  for (const [number, text] of problem.lines) {
    const line = element("span", "", number === problem.line ? "her" : "");
    line.append(element("span", String(number), "nr"));
    const column = problem.column - 1;
    if (number === problem.line && problem.column && column < text.length) {
      line.append(text.slice(0, column), element("span", text[column], "tegn"), text.slice(column + 1));
    } else {
      line.append(text);
    }
    shown.append(line);
  }
  return shown;
}

function problemItem(problem) {
  const item = element("li");
  item.append(element("p", problem.sentence, "saetning"));
  if (place(problem)) item.append(element("p", place(problem), "sted"));
  if (problem.lines.length) item.append(excerpt(problem));
  return item;
}

function allProblems() {
  const every = [...state.problems, ...state.sheets.flatMap((s) => s.problems)];
  const keys = new Set();
  return every.filter((p) => {
    const key = JSON.stringify([p.sentence, p.file, p.line]);
    return !keys.has(key) && keys.add(key);
  });
}

function showProblems() {
  const problems = allProblems();
  at("fejl").hidden = problems.length === 0;
  if (!problems.length) return;
  at("fejl-titel").textContent =
    problems.length === 1 ? "Der er en fejl i pakken" : `Der er ${problems.length} fejl i pakken`;
  const whole = state.problems.length > 0;
  at("fejl-gammelt").textContent = !state.sheets.length
    ? "Arkene kommer, så snart pakken er rettet og gemt."
    : whole
      ? `Arkene herunder er fra kl. ${state.read}, før fejlen. De bliver nye, når du har rettet og gemt.`
      : "Resten af arkene er nye. Det her bliver lavet igen, når du har rettet og gemt.";
  at("fejl-liste").replaceChildren(...problems.map(problemItem));
}

function adviceItem(advice) {
  const item = element("li");
  item.append(element("p", advice.sentence));
  const where = element("p", place(advice), "sted");
  if (advice.lines.length) {
    const more = element("details");
    const summary = element("summary", place(advice), "sted");
    more.append(summary, excerpt(advice));
    item.append(more);
  } else {
    item.append(where);
  }
  item.append(element("p", advice.rule, "sted"));
  return item;
}

let advised = "";

function showAdvice() {
  const faulty = allProblems().length > 0;
  const text = JSON.stringify([state.advice, faulty]);
  if (text === advised) return;
  advised = text;
  const advice = state.advice ?? [];
  at("raad-antal").textContent = advice.length || (state.advice && !faulty) ? advice.length : "";
  at("raad-tomt").hidden = advice.length > 0;
  const none = state.advice ? "Ingen råd. Det ser godt ud." : "Ser efter …";
  at("raad-tomt").textContent = faulty ? "Rådene kommer, når pakken er rettet." : none;
  at("raad").replaceChildren(...advice.map(adviceItem));
}

// --- The sheet ----------------------------------------------------------------------------

function address(sheet, part, mark) {
  return `ark/${encodeURIComponent(sheet.id)}/${part}?${mark}`;
}

function width() {
  const first = at("sider").querySelector("img");
  return first && first.naturalWidth > first.naturalHeight ? WIDE : NARROWEST;
}

// The sheet is laid out at the pane's width, or scaled down where the pane is narrow.
function fit(one) {
  if (one?.classList.contains("kommer") === false && one !== frame) return;
  const inside = one?.contentDocument?.documentElement;
  if (!inside || at("skaerm").clientWidth === 0) return;
  const pane = at("rude").clientWidth;
  const laid = Math.max(pane, width());
  one.style.width = `${laid}px`;
  one.style.height = "0";
  const height = Math.max(inside.scrollHeight, 200);
  one.style.height = `${height}px`;
  one.style.transform = `scale(${pane / laid})`;
  at("rude").style.height = `${(height * pane) / laid}px`;
}

function showHtml(sheet) {
  if (sheet.ready) seen.set(sheet.id, sheet.html);
  const wanted = sheet.html ? address(sheet, "html", sheet.html) : "";
  if (!wanted || at("rude").dataset.wanted === wanted) return;
  at("rude").dataset.wanted = wanted;
  for (const waiting of at("rude").querySelectorAll(".kommer")) waiting.remove();
  const next = element("iframe", "", "kommer");
  next.sandbox = "allow-same-origin"; // to measure its height; scripts stay out
  next.title = `${sheet.title}, som HTML`;
  next.scrolling = "no"; // the pane around it scrolls, and stays where it is
  const again = () => {
    if (at("rude").dataset.wanted === wanted && next !== frame) {
      at("rude").dataset.wanted = "";
      show();
    }
  };
  setTimeout(again, SLOW);
  next.addEventListener("load", () => {
    if (at("rude").dataset.wanted !== wanted) return;
    if (!next.contentDocument?.body) {
      setTimeout(again, SLOW / 10); // the browser shows a page of its own instead
      return;
    }
    const other = frame?.dataset.id !== sheet.id;
    fit(next);
    next.contentDocument?.fonts.ready.then(() => fit(next));
    next.classList.remove("kommer");
    frame?.remove();
    frame = next;
    if (other) at("skaerm").scrollTop = 0;
  });
  next.dataset.id = sheet.id;
  next.src = wanted;
  at("rude").append(next);
}

function showPaper(sheet) {
  const pane = at("sider");
  const about = at("papir-om");
  at("pdf").hidden = !sheet.paper;
  if (sheet.paper) at("pdf").href = address(sheet, "pdf", sheet.paper);
  about.textContent = sheet.late && !isOld(sheet) ? "laves igen …" : "PDF, som det trykkes";
  const shown = `${sheet.id} ${sheet.paper}`;
  if (pane.dataset.shown === shown) return;
  const same = pane.dataset.id === sheet.id;
  pane.dataset.shown = shown;
  pane.dataset.id = sheet.id;
  if (!same) at("papir").scrollTop = 0;
  if (!sheet.paper) {
    const told = sheet.text ? "Teksten bliver ikke til papir." : "PDF’en laves …";
    pane.replaceChildren(element("p", told, "stille"));
    return;
  }
  const pages = [...Array(sheet.pages).keys()].map((i) => {
    const page = same ? (pane.querySelectorAll("img")[i] ?? new Image()) : new Image();
    page.alt = `${sheet.title}, side ${i + 1} af ${sheet.pages}`;
    page.loading = i < 2 ? "eager" : "lazy";
    page.src = address(sheet, `${i + 1}.png`, sheet.paper);
    return page;
  });
  pages[0]?.addEventListener("load", () => fit(frame), { once: true });
  pane.replaceChildren(...pages);
}

function showSheet() {
  const sheet = chosen();
  at("flader").hidden = at("ark-om").hidden = !sheet;
  if (!sheet) return;
  at("ark-navn").textContent = sheet.title;
  const who = sheet.audience ? `til ${sheet.audience}` : "";
  at("ark-om").textContent = [who, sheet.when, about(sheet)].filter(Boolean).join(" · ");
  const old = isOld(sheet);
  at("gammelt").hidden = !old;
  at("gammelt").textContent = `Gammelt: som det så ud før fejlen`;
  at("flader").classList.toggle("er-gammel", old);
  at("noter").hidden = sheet.notes.length === 0;
  at("noter").replaceChildren(...sheet.notes.map((note) => element("li", note)));
  showHtml(sheet);
  showPaper(sheet);
}

// --- The top ------------------------------------------------------------------------------

function fill(select, choices, value) {
  if (select.childElementCount === 0) {
    for (const [id, title] of Object.entries(choices)) select.add(new Option(title, id));
  }
  if (document.activeElement !== select) select.value = value;
}

function showTop() {
  at("titel").textContent = state.title || "Forhåndsvisning";
  at("udgave").textContent = state.edition ? `Udgave ${state.edition} · eksempelmøde` : "";
  document.title = state.title ? `${state.title} – forhåndsvisning` : "Forhåndsvisning";
  fill(at("udseende"), state.themes, state.theme);
  fill(at("praksis"), state.practices, state.practice);
  at("antal").max = state.most;
  at("antal").required = true; // not before there is a number in it
  if (document.activeElement !== at("antal")) at("antal").value = state.people;
}

function showStatus() {
  const problems = allProblems().length;
  const papers = state.sheets.filter((s) => !s.text);
  const waiting = papers.filter((s) => s.waits).length;
  const [text, kind] = lost
    ? ["Programmet er stoppet", "fejler"]
    : problems
      ? [plural(problems, "fejl", "fejl"), "fejler"]
      : waiting
        ? [`Laver ark ${papers.length - waiting + 1} af ${papers.length}`, "laver"]
        : [`Opdateret kl. ${state.read}`, ""];
  const shown = at("status");
  if (shown.textContent !== text) shown.textContent = text;
  shown.className = `status ${kind}`;
}

function show() {
  showTop();
  showProblems();
  showAdvice();
  showSheet();
  showList();
  showStatus();
}

// --- What the author does -------------------------------------------------------------------

async function wish() {
  if (!at("valg").reportValidity()) return;
  await fetch("valg", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      theme: at("udseende").value,
      practice: at("praksis").value,
      number: at("antal").valueAsNumber,
    }),
  });
}

function view(event) {
  at("flader").dataset.visning = event.target.value;
  fit(frame);
}

at("valg").addEventListener("change", wish);
at("valg").addEventListener("submit", (event) => event.preventDefault());
at("ark").addEventListener("keydown", moveInList);
document.querySelector(".visning").addEventListener("change", view);
new ResizeObserver(() => fit(frame)).observe(at("skaerm"));
addEventListener("hashchange", () => {
  if (!state) return;
  show();
  rowOf(chosen()?.id)?.scrollIntoView({ block: "nearest" });
});

// --- What the program tells -----------------------------------------------------------------

let events = null;
let heard = 0; // when the program was heard of last

function take(event) {
  const before = state;
  state = JSON.parse(event.data);
  const asBefore = ["theme", "practice", "people"].every((wish) => before?.[wish] === state[wish]);
  if (!asBefore) seen.clear(); // everything is another, and no sheet of it is news
  for (const sheet of state.sheets) {
    if (sheet.ready && !seen.has(sheet.id)) seen.set(sheet.id, sheet.html);
  }
  show();
}

function hear(told) {
  heard = Date.now();
  if (lost) {
    lost = false;
    if (state) showStatus();
  }
  if (told.type === "message") take(told);
}

function listen() {
  events?.close();
  heard = Date.now();
  events = new EventSource("haendelser");
  events.onmessage = hear;
  events.addEventListener("puls", hear);
  events.onerror = () => {
    lost = true;
    if (state) showStatus();
  };
}

listen();
setInterval(() => {
  if (Date.now() - heard > 3 * SLOW) listen(); // a line that went dead without a word
}, SLOW);
