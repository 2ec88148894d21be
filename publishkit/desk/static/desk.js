// The desk's page: sends what an editor asks for, and follows the files. Everything that is said comes from the server.
"use strict";

const page = document.documentElement;
const issue = page.dataset.issue;
const $ = (found, from = document) => from.querySelector(found);
const all = (found, from = document) => [...from.querySelectorAll(found)];
const PARTS = ["bar", "list", "work", "look"];
let told = 0;

// --- saying ----------------------------------------------------------------------------------------------------------

function say(lines, wrong = false) {
  const box = $("#told");
  box.textContent = lines.filter(Boolean).join("\n");
  box.classList.toggle("wrong", wrong);
  box.hidden = !box.textContent;
  clearTimeout(told);
  told = setTimeout(() => { box.hidden = true; }, wrong ? 14000 : 5000);
}

async function ask(path, body, kind = "application/json") {
  document.body.classList.add("busy");
  try {
    const answer = await fetch(path, { method: "POST", headers: { "content-type": kind }, body });
    const done = await answer.json().catch(() => ({ problems: [{ place: "", message: answer.statusText, hint: "" }] }));
    if (!answer.ok) {
      if (done.choices?.slug || done.choices?.merge) return await choose(done, path, body, kind);
      say(done.problems.map((one) => [one.place, one.message].filter(Boolean).join(": ") + (one.hint ? ` (${one.hint})` : "")), true);
      return null;
    }
    say([...done.said, ...done.notes], Boolean(done.exit_code));
    if (done.letter) { $("#letter pre").textContent = done.letter; $("#letter").showModal(); }
    return done;
  } catch (stop) {
    say([String(stop)], true);
    return null;
  } finally {
    document.body.classList.remove("busy");
  }
}

// A question that only a person can settle: is it another article, or the new version of one that is here?
function choose(done, path, body, kind) {
  const box = $("#choice");
  $("p", box).textContent = done.problems.map((one) => one.message).join("\n");
  const buttons = { slug: $("[value=slug]", box), merge: $("[value=merge]", box) };
  for (const [key, button] of Object.entries(buttons)) {
    button.hidden = !done.choices[key];
    $("small", button).textContent = done.choices[key] ?? "";
  }
  box.returnValue = "";
  box.showModal();
  return new Promise((settled) => {
    box.onclose = () => {
      const key = box.returnValue;
      if (!done.choices[key]) { settled(null); return; }
      if (kind === "application/json") settled(ask(path, JSON.stringify({ ...JSON.parse(body), [key]: done.choices[key] })));
      else settled(ask(`${path}&${new URLSearchParams({ [key]: done.choices[key] })}`, body, kind));
    };
  });
}

async function act(deed, values) {
  const done = await ask(`/do/${issue}/${deed}`, JSON.stringify(values));
  if (done) {
    forget();
    await go(done.article ? { article: done.article } : {});
  }
  return done;
}

// --- the page follows what is so ----------------------------------------------------------------------------------------

function where(change = {}) {
  const address = new URL(location.href);
  for (const [key, value] of Object.entries(change)) {
    if (value) address.searchParams.set(key, value); else address.searchParams.delete(key);
  }
  return address;
}

let written = false; // whether somebody is writing in the middle column
function forget() { written = false; }

let asked = 0; // only the newest answer is shown
async function go(change = {}, keep = false) {
  const address = where(change);
  const moved = address.href !== location.href;
  const turned = address.searchParams.get("article") !== new URL(location.href).searchParams.get("article");
  const mine = ++asked;
  if (moved) history.pushState(null, "", address);
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (mine !== asked) return;
  if (!answer.ok && !$("#work", next)) { location.reload(); return; }
  for (const id of PARTS) {
    if (id === "work" && written && (keep || !turned)) continue; // nobody's sentence is taken away while it is written
    const [old, fresh] = [$(`#${id}`), $(`#${id}`, next)];
    if (id === "look" && sameLook(old, fresh)) { reload(next); continue; }
    const scrolled = moved && id === "work" ? 0 : old.scrollTop;
    const focus = old.contains(document.activeElement) ? mark(document.activeElement) : null;
    old.replaceWith(document.importNode(fresh, true));
    $(`#${id}`).scrollTop = scrolled;
    if (focus) { const again = $(`#${id}`).querySelector(focus); if (again) again.focus(); }
  }
  page.dataset.number = next.documentElement.dataset.number;
  page.dataset.view = next.documentElement.dataset.view;
  document.title = next.title;
  ready();
}

function mark(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const item = element.closest("[data-slug]");
  if (item && item.id === "" && item.tagName === "LI") return `li[data-slug="${CSS.escape(item.dataset.slug)}"] > a`;
  return element.name ? `[name="${CSS.escape(element.name)}"]` : "a, button, input";
}

function sameLook(old, fresh) {
  const [one, other] = [$("#shown", old), $("#shown", fresh)];
  return Boolean(one && other && one.dataset.base === other.dataset.base && !$("#chapter", fresh));
}

function reload(next) {
  for (const part of [".tabs", ".left-out"]) {
    const [old, fresh] = [$(`#look ${part}`), $(`#look ${part}`, next)];
    if (old && fresh) old.replaceWith(document.importNode(fresh, true));
    else if (old && part !== ".tabs") old.remove();
    else if (fresh) $("#look .tabs").after(document.importNode(fresh, true));
  }
}

// --- what readers see -------------------------------------------------------------------------------------------------

function show() {
  const frame = $("#shown");
  if (!frame) return;
  const mode = $("#modes input:checked")?.value ?? "";
  const width = $("#widths input:checked")?.value;
  const chapter = $("#chapter")?.value ?? "";
  frame.style.maxWidth = width ? `${width}px` : "";
  const address = `${frame.dataset.base}${mode ? `-${mode}` : ""}/${chapter}?n=${page.dataset.number}`;
  if (frame.dataset.shown === address) { reach(frame); return; }
  const scrolled = frame.dataset.shown?.split("?")[0] === address.split("?")[0] ? frame.contentWindow?.scrollY ?? 0 : null;
  frame.dataset.shown = address;
  frame.onload = () => {
    if (scrolled === null) reach(frame); else frame.contentWindow.scrollTo(0, scrolled);
    frame.contentDocument?.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      if (link && !link.getAttribute("href").startsWith("#") && new URL(link.href).origin !== location.origin) event.preventDefault();
    });
  };
  frame.src = address;
}

function reach(frame) {
  const anchor = $(".item.here")?.dataset.anchor;
  const place = anchor && frame.contentDocument?.getElementById(anchor);
  if (place && frame.dataset.reached !== anchor) place.scrollIntoView();
  frame.dataset.reached = anchor ?? "";
}

// --- each time the page is made anew ------------------------------------------------------------------------------------

function ready() {
  for (const box of all("[data-remember]")) {
    if (!box.value) box.value = localStorage.getItem(`desk-${box.dataset.remember}`) ?? "";
  }
  for (const box of all("[data-count]")) count(box);
  show();
}

function count(box) {
  const out = box.closest("form").querySelector("output");
  if (!out) return;
  const words = box.value.trim().split(/\s+/).filter(Boolean).length;
  out.textContent = box.dataset.unit === "words" ? String(words) : String(box.value.length);
  const [least, most] = (box.dataset.good ?? "0-999999").split("-").map(Number);
  out.classList.toggle("off", box.value.length > 0 && (box.value.length < least || box.value.length > most));
}

function values(form, button) {
  const given = {};
  for (const box of all("[name]", form)) {
    if (box.tagName === "BUTTON") continue;
    if (box.dataset.kind === "numbers") given[box.name] = box.value.split(",").map(Number);
    else if (box.dataset.kind === "boolean") given[box.name] = Boolean(box.value);
    else given[box.name] = box.value;
  }
  if (button?.name) given[button.name] = button.value;
  return given;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.deed) return;
  event.preventDefault();
  for (const box of all("[data-remember]", form)) if (box.value) localStorage.setItem(`desk-${box.dataset.remember}`, box.value);
  act(form.dataset.deed, values(form, event.submitter));
});

// While a summary is written: is it near to the original, and what else would be in the way?
let trying = 0;
async function tryOut(form) {
  const mine = ++trying;
  await new Promise((settled) => { setTimeout(settled, 500); });
  if (mine !== trying) return;
  const answer = await fetch(`/try/${issue}/brief`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(values(form)) });
  const found = answer.ok ? (await answer.json()).stops : [];
  if (mine !== trying) return;
  $(".tried", form).replaceChildren(...found.map((stop) => Object.assign(document.createElement("li"), { textContent: stop })));
}

document.addEventListener("input", (event) => {
  if (event.target.closest("#work")) written = true;
  const tried = event.target.closest("form[data-try]");
  if (tried) tryOut(tried);
  if (event.target.dataset.count !== undefined) count(event.target);
});

document.addEventListener("change", (event) => {
  if (event.target.id === "issues") location.href = `/issue/${event.target.value}`;
  else if (event.target.id === "files") take([...event.target.files]);
  else if (event.target.matches(".letters")) takeLetter(event.target.closest(".letter"), event.target.files[0]);
  else if (event.target.closest("#widths, #modes") || event.target.id === "chapter") show();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-go]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    forget();
    const asked = new URL(link.href).searchParams;
    go({ article: asked.get("article"), view: asked.get("view") });
    return;
  }
  const button = event.target.closest("button");
  if (button?.dataset.do) ask(`/do/${issue}/${button.dataset.do}`, "{}").then(() => go());
  const item = button?.closest(".item");
  if (item && "up" in button.dataset) step(item.dataset.slug, -1);
  if (item && "down" in button.dataset) step(item.dataset.slug, 1);
});

window.addEventListener("popstate", () => go());

// --- arranging --------------------------------------------------------------------------------------------------------

// One place up or down: past a neighbor, or into the section beside.
function step(slug, by) {
  const items = all("#list .item");
  const at = items.findIndex((one) => one.dataset.slug === slug);
  const own = items[at].closest(".part");
  const other = items[at + by];
  if (other && other.closest(".part") === own) {
    const after = by > 0 ? items[at + 2] : other;
    if (after && after.closest(".part") === own) return act("move", { article: slug, before: after.dataset.slug });
    return act("move", { article: slug, section: own.dataset.section });
  }
  const parts = all("#list .part");
  const part = parts[parts.indexOf(own) + by];
  if (!part) return null;
  const first = $(".item", part);
  if (by > 0 && first) return act("move", { article: slug, section: part.dataset.section, before: first.dataset.slug });
  return act("move", { article: slug, section: part.dataset.section });
}

let dragged = "";
document.addEventListener("dragstart", (event) => { dragged = event.target.closest?.(".item")?.dataset.slug ?? ""; });
document.addEventListener("dragend", () => { dragged = ""; for (const one of all(".over")) one.classList.remove("over"); });
document.addEventListener("dragover", (event) => {
  const place = event.target.closest?.(dragged ? ".item, .part" : "#work");
  if (!place) return;
  event.preventDefault();
  for (const one of all(".over")) one.classList.remove("over");
  (dragged ? place : $("#drop") ?? place).classList.add("over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  for (const one of all(".over")) one.classList.remove("over");
  const letter = event.target.closest?.(".letter");
  if (!dragged && letter) { takeLetter(letter, event.dataTransfer.files[0]); return; }
  if (!dragged) { take([...event.dataTransfer.files]); return; }
  const [item, part] = [event.target.closest(".item"), event.target.closest(".part")];
  if (item && item.dataset.slug !== dragged) act("move", { article: dragged, section: part.dataset.section, before: item.dataset.slug });
  else if (part && !item) act("move", { article: dragged, section: part.dataset.section });
});

// --- collecting -------------------------------------------------------------------------------------------------------

async function take(files) {
  for (const file of files) {
    const asked = new URLSearchParams({ name: file.name, section: $("#paste [name=section]")?.value ?? "" });
    const done = await ask(`/do/${issue}/file?${asked}`, file, "application/octet-stream");
    if (done) await go({ article: done.article });
  }
}

async function takeLetter(box, file) {
  if (!file) return;
  const asked = new URLSearchParams({ article: box.dataset.article, name: file.name, says: $(".says", box).value });
  const done = await ask(`/do/${issue}/letter?${asked}`, file, "application/octet-stream");
  if (done) { forget(); await go({ article: done.article }); }
}

// What is copied from a page brings its markup along: links, subheads, pictures' credits.
document.addEventListener("paste", (event) => {
  if (event.target.id !== "pasted") return;
  const html = event.clipboardData.getData("text/html");
  if (!html) return;
  event.preventDefault();
  event.target.value = html;
  $("#paste [name=html]").value = "yes";
  written = true;
});

// --- keys -------------------------------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  const writes = event.target.closest("input, textarea, select");
  const item = event.target.closest(".item") ?? $(".item.here");
  if (event.altKey && item && !writes && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    step(item.dataset.slug, event.key === "ArrowUp" ? -1 : 1);
  }
  if (writes || event.altKey) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "z") { event.preventDefault(); $("[data-do=undo]:enabled")?.click(); return; }
  if (event.ctrlKey || event.metaKey) return;
  if (event.key === "j" || event.key === "k") turn(event.key === "j" ? 1 : -1);
  else if (event.key === "n") { event.preventDefault(); go({ article: "" }).then(() => $("#pasted")?.focus()); }
  else if (event.key === "?") $("#keys").showModal();
  else if (/^[1-5]$/.test(event.key)) all(".tabs [data-tab]")[Number(event.key) - 1]?.click();
});

function turn(by) {
  const items = all("#list .item");
  const at = items.findIndex((one) => one.classList.contains("here"));
  const next = items[at < 0 ? (by > 0 ? 0 : items.length - 1) : at + by];
  if (next) { forget(); go({ article: next.dataset.slug }).then(() => $(".item.here > a")?.focus()); }
}

// --- the files change -------------------------------------------------------------------------------------------------

let news = null;
new EventSource("/changes").onmessage = (event) => {
  if (news !== null && event.data !== news) go({}, true);
  news = event.data;
};
ready();
