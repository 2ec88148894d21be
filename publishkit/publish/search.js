// Search in all issues: no server, no third party. Fetches the pieces of the index a word falls into, year by year.
(() => {
  "use strict";
  const form = document.getElementById("search");
  const field = document.getElementById("words");
  const status = document.getElementById("status");
  const list = document.getElementById("found");
  const more = document.getElementById("more");
  if (!form || !window.fetch) return;

  const SHOWN = 20, LETTERS = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i" };
  const home = new URL("../", document.baseURI);
  const kept = new Map();
  // Day before month, as the pages write it; plain "en" would be American.
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  let turn = 0, hits = [], shown = 0;

  // As publish/site/search.py folds: small letters, no accents, nothing unseen.
  const fold = (text) =>
    text.replace(/[\p{DI}\ufff0-\ufffb]/gu, "").normalize("NFKD").toLowerCase()
      .replace(/[ßæœøłđðþı]/g, (c) => LETTERS[c]).replace(/\p{M}/gu, "");
  // Scripts without spaces are indexed by twos (publish/site/search.py); a letter alone begins one.
  const DENSE = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u19e0-\\u19ff\\ua9e0-\\ua9ff\\uaa60-\\uaa7f\\u2e80-\\u2fdf\\u3005-\\u3007" +
    "\\u3021-\\u3029\\u3031-\\u3035\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9d\\u{20000}-\\u{3ffff}";
  const isDense = RegExp.prototype.test.bind(new RegExp(`^[${DENSE}]`, "u"));
  const pieces = new RegExp(`[${DENSE}]+|[^${DENSE}]+`, "gu");
  const partsOf = (piece) => {
    const letters = [...piece];
    if (!isDense(piece) || letters.length === 1) return [letters.slice(0, 40).join("")];
    return letters.slice(1).map((letter, n) => letters[n] + letter);
  };
  const wordsOf = (text) =>
    (fold(text).match(/[\p{L}\p{N}]+/gu) || []).flatMap((run) => run.match(pieces)).flatMap(partsOf);
  const mayGoOn = (word) => isDense(word) ? [...word].length === 1 : [...word].length > 1;
  const order = (a, b) => {
    const one = [...a], other = [...b];
    for (let n = 0; n < Math.min(one.length, other.length); n++)
      if (one[n] !== other[n]) return one[n].codePointAt(0) - other[n].codePointAt(0);
    return one.length - other.length;
  };
  const say = (name, values = {}) =>
    status.textContent = (form.dataset[name] || "").replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);

  async function get(path) {
    if (!kept.has(path)) {
      const answer = fetch(new URL(path, home)).then((found) => {
        if (!found.ok) throw new Error(String(found.status));
        return found.json();
      });
      answer.catch(() => kept.delete(path));
      kept.set(path, answer);
    }
    return kept.get(path);
  }

  // article -> weight, of the articles of a year that hold `word`, or a word that begins with it.
  async function lookUp(year, word, unfinished) {
    const found = new Map();
    let last = year.pieces.length - 1;
    while (last > 0 && order(year.pieces[last], word) > 0) last--;
    for (let n = last; n < year.pieces.length; n++) {
      if (n > last && !(unfinished && year.pieces[n].startsWith(word))) break;
      const rows = await get(`search/${year.year}/${n}.json`);
      for (const entry of Object.keys(rows)) {
        if (entry !== word && !(unfinished && entry.startsWith(word))) continue;
        let sum = 0;
        for (const step of rows[entry]) {
          sum += step;
          const article = sum >> 2, weight = 1 + (sum & 3) * 2 + (entry === word ? 2 : 0);
          found.set(article, Math.max(found.get(article) || 0, weight));
        }
      }
    }
    return found;
  }

  async function searchYear(year, words, unfinished) {
    let all = null;
    for (const [n, word] of words.entries()) {
      const found = await lookUp(year, word, mayGoOn(word) && (isDense(word) || (unfinished && n === words.length - 1)));
      if (all) for (const [article, weight] of all) {
        if (found.has(article)) found.set(article, found.get(article) + weight); else continue;
      }
      all = all ? new Map([...found].filter(([article]) => all.has(article))) : found;
      if (!all.size) return [];
    }
    return [...all].map(([article, weight]) => {
      let rest = article;
      for (const [position, [edition, count]] of year.editions.entries()) {
        if (rest < count) return { edition, item: rest, weight, age: position, year: year.year };
        rest -= count;
      }
      return null;
    }).filter(Boolean);
  }

  async function search(text) {
    const mine = ++turn;
    const words = [...new Set(wordsOf(text))];
    list.replaceChildren();
    more.hidden = true;
    hits = []; shown = 0;
    if (!words.length) { status.textContent = ""; return; }
    say("busy");
    try {
      const { years } = await get("search/index.json");
      for (const year of years) {
        const found = await searchYear(year, words, !/\s$/.test(text));
        if (mine !== turn) return;
        hits.push(...found);
      }
      hits.sort((a, b) => b.weight - a.weight || b.year.localeCompare(a.year) || a.age - b.age || a.item - b.item);
      await show(mine);
      if (mine !== turn) return;
      if (hits.length) say("found", { count: hits.length }); else say("none", { words: text.trim() });
    } catch {
      if (mine === turn) say("failed");
    }
  }

  const element = (name, text, values = {}) => {
    const made = Object.assign(document.createElement(name), values);
    if (text) made.textContent = text;
    return made;
  };

  async function show(mine) {
    const rows = [];
    for (const hit of hits.slice(shown, shown + SHOWN)) {
      const record = await get(`${hit.edition}/edition.json`);
      const item = record.sections.flatMap((section) => section.items)[hit.item];
      if (!item) continue;
      const row = element("li", "", { className: "row" });
      const title = element("p", "", { className: "row-title" });
      const link = element("a", item.title, { href: new URL(`${hit.edition}/${item.page || "#" + item.id}`, home).href });
      const tongue = item.title_lang || item.lang;
      if (tongue !== document.documentElement.lang) { link.lang = tongue; link.dir = item.title_lang ? "auto" : item.dir; }
      title.append(link);
      row.append(title);
      if (item.deck) row.append(element("p", item.deck, { className: "row-deck", lang: item.lang, dir: item.dir }));
      const when = new Date(`${record.date}T12:00:00Z`);
      const day = when.toLocaleDateString(language, { dateStyle: "long", timeZone: "UTC" });
      row.append(element("p", [item.byline, form.dataset.number.replace("{number}", record.number), day].filter(Boolean).join(" · "),
        { className: "row-facts" }));
      rows.push(row);
    }
    if (mine !== turn) return;
    const first = list.children.length;
    list.append(...rows);
    shown += SHOWN;
    more.hidden = shown >= hits.length;
    if (first && list.children[first]) list.children[first].querySelector("a").focus();
  }

  let wait = 0;
  const remember = () => {
    const here = new URL(location.href);
    if (field.value.trim()) here.searchParams.set("q", field.value.trim()); else here.searchParams.delete("q");
    history.replaceState(null, "", here);
  };
  field.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(() => { remember(); search(field.value); }, 200);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(wait);
    remember();
    search(field.value);
  });
  more.addEventListener("click", () => show(turn));

  form.hidden = false;
  field.value = new URL(location.href).searchParams.get("q") || "";
  if (field.value) search(field.value);
})();
