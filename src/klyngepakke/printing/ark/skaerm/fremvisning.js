// Fremvisningen: one slide at a time, a clock that counts down to a time on the wall, and how
// late the evening is. Everything it knows stands in the page; it asks nobody anything.
"use strict";
(() => {
  const MINUTE = 60_000;
  const LATE = 2; // minutes behind that are worth saying
  const SPOKEN = [5, 1, 0]; // minutes left that a screen reader is told of
  const HELD = 600; // milliseconds a key is held before letting go closes what it opened
  const SMALLEST = 0.5; // of the letters' size, where a slide has much to say

  const find = (id) => document.getElementById(id);
  const slides = [...document.querySelectorAll(".billede")];
  const body = document.body;
  const decided = find("besluttet");

  // --- What is remembered: in the history entry, which outlives a reload and needs no storage.

  const today = () => {
    const d = new Date();
    const two = (n) => String(n).padStart(2, "0");
    return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
  };

  const fresh = (notes = "") => ({
    day: today(), // what was of another day is forgotten, but for the notes
    timers: {}, // by address: {end} while it runs, {left} while it is held; milliseconds
    undone: {}, // by address: the timer that R put back
    arrived: {}, // by address: minutes after midnight when its slide was shown first
    shift: {}, // by day of the meeting: minutes that everything is moved
    latest: "", // the address of the clock that was started last
    notes,
  });

  const remember = () => {
    try {
      history.replaceState(state, "", `#${current + 1}`);
    } catch {
      // A browser that keeps nothing here only forgets at a reload.
    }
  };

  const state = { ...fresh(), ...history.state };
  let current = 0;

  // --- Clock times, in minutes after midnight

  const wall = () => {
    const d = new Date();
    return d.getHours() * 60 + d.getMinutes() + d.getSeconds() / 60 + d.getMilliseconds() / MINUTE;
  };

  const clock = (minutes) => {
    const whole = ((Math.round(minutes) % 1440) + 1440) % 1440;
    return `${Math.floor(whole / 60)}.${String(whole % 60).padStart(2, "0")}`;
  };

  const read = (text) => {
    const found = /^\s*(\d{1,2})[.:]?(\d{2})\s*$/.exec(text);
    if (!found || found[1] > 23 || found[2] > 59) return null;
    return Number(found[1]) * 60 + Number(found[2]);
  };

  const facts = (slide) => ({
    address: slide.dataset.adresse,
    day: slide.dataset.dag,
    date: slide.dataset.dato,
    dayStart: Number(slide.dataset.start),
    from: Number(slide.dataset.fra),
    until: Number(slide.dataset.til),
    minutes: Number(slide.dataset.minutter),
  });

  const shift = (day) => state.shift[day] || 0;

  // Every clock time on the screen follows a meeting that was moved.
  const planned = new Map();
  const moveClocks = () => {
    for (const element of document.querySelectorAll(".klokke")) {
      const holder = element.closest("[data-dag]");
      const by = holder ? shift(holder.dataset.dag) : 0;
      if (!planned.has(element)) planned.set(element, element.textContent);
      element.textContent = planned
        .get(element)
        .replace(/(\d{1,2})\.(\d\d)(?!\d)/g, (_, h, m) => clock(Number(h) * 60 + Number(m) + by));
    }
  };

  // --- The clocks

  const left = (timer) => ("end" in timer ? timer.end - Date.now() : timer.left);

  const counted = (milliseconds) => {
    const seconds = Math.ceil(Math.abs(milliseconds) / 1000 - (milliseconds < 0 ? 1 : 0));
    const sign = milliseconds <= -1000 ? "+" : "";
    return `${sign}${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };

  // The clock that a key is about: this slide's, else the one that was started last.
  const subject = () => {
    const here = facts(slides[current]);
    if (here.minutes) return here;
    const other = slides.find((s) => facts(s).minutes && facts(s).address === state.latest);
    return other ? facts(other) : null;
  };

  const start = () => {
    const it = facts(slides[current]);
    if (!it.minutes) return say("Der er intet ur på dette billede.");
    const timer = state.timers[it.address] || { left: it.minutes * MINUTE };
    if ("left" in timer) state.timers[it.address] = { end: Date.now() + timer.left };
    state.latest = it.address;
    delete state.undone[it.address];
    stayAwake();
  };

  const pause = () => {
    const it = subject();
    const timer = it && state.timers[it.address];
    if (!timer) return say("Intet ur er i gang. S starter det.");
    const held = "left" in timer;
    state.timers[it.address] = held ? { end: Date.now() + timer.left } : { left: left(timer) };
    say(held ? "Uret går igen." : "Uret holder pause.");
  };

  const extend = (minutes) => {
    const it = subject();
    if (!it) return say("Der er intet ur på dette billede.");
    const timer = state.timers[it.address] || { left: it.minutes * MINUTE };
    const more = Math.max(0, Math.max(0, left(timer)) + minutes * MINUTE);
    state.timers[it.address] = "end" in timer ? { end: Date.now() + more } : { left: more };
  };

  const reset = () => {
    const it = subject();
    if (!it) return say("Der er intet ur på dette billede.");
    const { timers, undone } = state;
    const [from, to] = timers[it.address] ? [timers, undone] : [undone, timers];
    if (!from[it.address]) return say("Uret er ikke startet.");
    to[it.address] = from[it.address];
    delete from[it.address];
    say(to === undone ? "Uret er stillet tilbage. R igen fortryder." : "Uret er, som det var.");
  };

  // Group work is long, and a screen that goes dark tells no time.
  const stayAwake = async () => {
    try {
      await navigator.wakeLock.request("screen");
    } catch {
      // Not every browser can, and none must.
    }
  };

  // --- How late it is: when the turn of the slide that the meeting has come to will be over,
  // against the plan. Null where the clock on the wall says nothing, as on a rehearsal the day
  // before.

  // Whoever looks back at what is over is no later for it.
  const reached = () => {
    const here = facts(slides[current]);
    const isReached = (it) =>
      it.day === here.day &&
      ("end" in (state.timers[it.address] || {}) ||
        state.arrived[it.address] >= it.from + shift(it.day));
    const further = slides.slice(current + 1).map(facts).filter(isReached);
    return further.at(-1) || here;
  };

  const late = () => {
    const it = reached();
    const moved = it.day in state.shift;
    if (!it.address || (it.date !== today() && !moved)) return null;
    const now = wall();
    const timer = state.timers[it.address];
    const spent = it.minutes || it.until - it.from;
    const arrived = state.arrived[it.address];
    const done = timer
      ? now + Math.max(0, left(timer)) / MINUTE
      : Math.max(now, arrived === undefined ? 0 : arrived + spent);
    return Math.max(0, Math.floor(done - it.until - shift(it.day) + 0.05));
  };

  // Whoever looks ahead before the time has not arrived there.
  const arrive = () => {
    const it = facts(slides[current]);
    const from = it.from + shift(it.day);
    const known = state.arrived[it.address];
    if (it.address && (known === undefined || known < from)) state.arrived[it.address] = wall();
  };

  const advise = () => {
    const it = reached(); // as the lateness is: what is looked back at has no checkpoint ahead
    const points = [...document.querySelectorAll(".holdepunkt")];
    const ahead = (p) => p.dataset.dag === it.day && Number(p.dataset.at) >= it.from;
    const next = it.address ? points.find(ahead) : points[current]; // the front page, or the last
    const behind = late();
    for (const point of points) point.hidden = point !== next;
    const rows = next ? [...next.querySelectorAll("tr[data-sent]")] : [];
    const fits = behind >= LATE && (rows.find((r) => Number(r.dataset.sent) >= behind) || rows.at(-1));
    for (const row of rows) row.classList.toggle("passer", row === fits);
    find("raad-nu").textContent = [
      behind >= LATE ? `Vi er ${behind} min. efter.` : "",
      next ? "" : "Der er ikke flere holdepunkter i dag.",
    ].join(" ");
  };

  // --- What is shown

  const drawClock = (slide) => {
    const it = facts(slide);
    const box = slide.querySelector(".ur");
    if (!box) return;
    const timer = state.timers[it.address];
    const rest = timer ? left(timer) : it.minutes * MINUTE;
    const over = Boolean(timer) && rest <= 0;
    box.classList.toggle("gaar", Boolean(timer) && "end" in timer && !over);
    box.classList.toggle("holdt", Boolean(timer) && "left" in timer);
    box.classList.toggle("forbi", over);
    box.querySelector(".tilbage").textContent = counted(rest);
    box.querySelector(".løber > span").style.transform =
      `scaleX(${Math.min(1, Math.max(0, rest / (it.minutes * MINUTE)))})`;
    box.querySelector(".slutter").textContent = ends(it, timer, rest, over);
    box.querySelector('[data-tast="s"]').hidden = Boolean(timer) && "end" in timer;
    box.querySelector('[data-tast="p"]').hidden = !timer || "left" in timer;
  };

  const ends = (it, timer, rest, over) => {
    if (over) return "Tiden er gået";
    if (timer && "left" in timer) return "Uret holder pause";
    const at = timer ? wall() + rest / MINUTE : it.until + shift(it.day);
    return `Slut kl.\u00a0${clock(at)}`;
  };

  const drawFoot = () => {
    const behind = late();
    const here = facts(slides[current]).address;
    const other = state.latest !== here && state.timers[state.latest];
    find("andet-ur").textContent = other ? `Uret: ${counted(left(other))}` : "";
    find("efter").textContent = behind >= LATE ? `${behind} min. efter` : "";
    find("klokken").textContent = `kl.\u00a0${clock(Math.floor(wall()))}`;
    find("nummer").textContent = `${current + 1} af ${slides.length}`;
  };

  const told = new Map();
  const speak = () => {
    const timer = state.timers[state.latest];
    if (!timer || "left" in timer) return;
    const rest = Math.ceil(left(timer) / MINUTE);
    const before = told.get(state.latest) ?? Infinity;
    told.set(state.latest, rest);
    const passed = SPOKEN.find((m) => rest <= m && before > m);
    if (passed === undefined || before === Infinity) return;
    say(passed ? `${rest} min. tilbage` : "Tiden er gået");
  };

  const draw = () => {
    if (state.day !== today()) Object.assign(state, fresh(state.notes)); // left open over night
    drawClock(slides[current]);
    drawFoot();
    if (!find("raad").hidden) advise();
    speak();
  };

  let silence = 0;
  const say = (text) => {
    find("melding").textContent = text;
    clearTimeout(silence);
    silence = setTimeout(() => (find("melding").textContent = ""), 4000);
  };

  // Letters become smaller until the slide holds what it has to say.
  const fit = (slide) => {
    const box = slide.querySelector(".indhold");
    for (let scale = 1; scale >= SMALLEST; scale -= 0.05) {
      slide.style.setProperty("--skala", scale);
      if (box.scrollHeight <= box.clientHeight + 1) return;
    }
  };

  const show = (number) => {
    current = Math.min(slides.length - 1, Math.max(0, number));
    const slide = slides[current];
    for (const other of slides) other.classList.toggle("nu", other === slide);
    document.title = `${current + 1}. ${slide.querySelector("h1, h2").textContent}`;
    slide.focus({ preventScroll: true }); // so that a screen reader reads it
    arrive();
    say("");
    remember();
    draw();
  };

  // --- What a person does

  const close = () => {
    find("raad").hidden = true;
    find("sort").hidden = true;
    body.classList.remove("kun-ur");
    for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
    if (document.activeElement) document.activeElement.blur();
    typed = "";
  };

  const ask = () => {
    find("begyndte").value = clock(Math.floor(wall()));
    find("begyndt").showModal();
    find("begyndte").select();
  };

  // The day that is shown, or the first where the slide belongs to none.
  const dayShown = () => {
    const it = facts(slides[current]);
    return it.address ? it : facts(slides.find((s) => s.dataset.adresse));
  };

  const move = () => {
    const begun = read(find("begyndte").value);
    if (begun === null) return find("begyndte").focus();
    const it = dayShown();
    state.shift[it.day] = begun - it.dayStart;
    settle(`Mødet begyndte kl. ${clock(begun)}.`);
  };

  const asPlanned = () => {
    delete state.shift[dayShown().day];
    settle("Klokkeslættene er som planlagt.");
  };

  const settle = (text) => {
    find("begyndt").close();
    moveClocks();
    remember();
    draw();
    say(text);
  };

  const fullScreen = () => {
    const done = document.fullscreenElement
      ? document.exitFullscreen()
      : document.documentElement.requestFullscreen?.();
    done?.catch(() => say("Browseren vil ikke vise fuld skærm. Prøv F11."));
  };

  let opened = 0;
  const toggleAdvice = () => {
    opened = Date.now();
    find("raad").hidden = !find("raad").hidden;
  };

  const forward = () => show(current + 1);
  const back = () => show(current - 1);
  const toggleBlack = () => (find("sort").hidden = !find("sort").hidden);

  const KEYS = {
    ArrowRight: forward, ArrowDown: forward, PageDown: forward, " ": forward, n: forward,
    ArrowLeft: back, ArrowUp: back, PageUp: back, Backspace: back,
    Home: () => show(0), End: () => show(slides.length - 1),
    s: start, p: pause, "+": () => extend(1), "-": () => extend(-1), "−": () => extend(-1), r: reset,
    u: () => body.classList.toggle("kun-ur"),
    h: toggleAdvice, t: ask, b: toggleBlack, ".": toggleBlack, f: fullScreen,
    "?": () => find("hjaelp").showModal(), Escape: close,
  };

  let typed = "";
  const type = (key) => {
    if (/^\d$/.test(key)) {
      typed = (typed + key).slice(-3);
      say(`Gå til ${typed}: tryk Enter`);
      return true;
    }
    const number = typed;
    typed = "";
    if (key !== "Enter") return false;
    show(number ? Number(number) - 1 : current + 1);
    return true;
  };

  const press = (key) => {
    if (type(key)) return true;
    const act = KEYS[key.length === 1 ? key.toLowerCase() : key];
    if (!act) return false;
    act();
    remember();
    draw();
    return true;
  };

  const writes = (element) => element.matches("textarea, input") && !element.readOnly;

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const open = document.querySelector("dialog[open]");
    if (event.key === "Escape") return close();
    if (open || writes(event.target)) {
      if (event.key === "Enter" && event.target.id === "begyndte") move();
      if (event.key === "?" && open?.id === "hjaelp") open.close();
      return;
    }
    if (event.target.matches("button") && (event.key === " " || event.key === "Enter")) return;
    if (event.repeat && event.key.length === 1 && event.key !== "+" && event.key !== "-") return;
    const key = event.key === " " && event.shiftKey ? "ArrowLeft" : event.key;
    if (press(key)) event.preventDefault();
  });

  addEventListener("keyup", (event) => {
    if (event.key.toLowerCase() === "h" && Date.now() - opened > HELD) find("raad").hidden = true;
  });

  addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.tast) {
      press(button.dataset.tast);
      if (event.detail) button.blur(); // a mouse needs no focus, and the space bar goes on
    }
    if (button || event.target.closest("a, textarea, input, dialog, #raad")) return;
    if (!find("sort").hidden) return toggleBlack();
    if (!String(getSelection())) (event.clientX < innerWidth / 4 ? back : forward)();
  });

  let touched = null;
  addEventListener("touchstart", (event) => (touched = event.changedTouches[0]), { passive: true });
  addEventListener("touchend", (event) => {
    const far = touched ? event.changedTouches[0].clientX - touched.clientX : 0;
    if (Math.abs(far) < 60) return;
    event.preventDefault();
    (far < 0 ? forward : back)();
  });

  let still = 0;
  addEventListener("mousemove", () => {
    body.classList.add("rører");
    clearTimeout(still);
    still = setTimeout(() => body.classList.remove("rører"), 3000);
  });

  // A figure that is pasted stands on the slide until the window is closed, and goes nowhere.
  addEventListener("paste", (event) => {
    const place = slides[current].querySelector(".plads");
    const picture = [...event.clipboardData.files].find((f) => /^image\/(png|jpeg)$/.test(f.type));
    if (!place || !picture) return;
    const reader = new FileReader();
    reader.onload = () => {
      const image = new Image();
      image.src = reader.result;
      image.alt = slides[current].querySelector("h2").textContent;
      place.replaceChildren(image);
    };
    reader.readAsDataURL(picture);
  });

  decided?.addEventListener("input", () => {
    state.notes = decided.value;
    remember();
  });
  find("flyt").addEventListener("click", move);
  find("som-planlagt").addEventListener("click", asPlanned);
  addEventListener("hashchange", () => show(fromHash()));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") draw();
    if (document.visibilityState === "visible" && state.timers[state.latest]) stayAwake();
  });

  const fromHash = () => (Number(location.hash.slice(1)) || 1) - 1;

  if (decided) decided.value = state.notes;
  for (const slide of slides) {
    slide.tabIndex = -1;
    slide.classList.toggle("har-ur", facts(slide).minutes > 0);
  }
  body.classList.add("levende");
  moveClocks();
  slides.forEach(drawClock);
  slides.forEach(fit);
  document.fonts.ready.then(() => slides.forEach(fit));
  show(fromHash());
  setInterval(draw, 250);
})();
