// What the page does: Python gives the answers, as text and tables; here they find their places.
import { startPython } from "./python.mjs";

const at = (id) => document.getElementById(id);
const url = (name) => new URL(name, import.meta.url).href;
const read = async (name) => (await fetch(url(name))).text();

const form = at("ticket");
const text = at("contract");
let ask;
let plans = [];

function choices(select, entries) {
  const before = select.value;
  select.replaceChildren(...entries.map(([value, words]) => new Option(words, value)));
  if (entries.some(([value]) => value === before)) select.value = before;
}

function showContract() {
  const told = ask("contract", text.value);
  form.hidden = "error" in told;
  at("problem").textContent = told.error ?? "";
  at("findings").replaceChildren(...(told.findings ?? []).map(item));
  at("found").hidden = !told.findings?.length;
  if (form.hidden) {
    at("answers").hidden = true;
    return;
  }
  at("title").textContent = told.title;
  plans = told.plans;
  choices(form.elements.plan, plans.map((plan) => [plan.id, plan.title]));
  showPriorities();
}

function item(words) {
  const made = document.createElement("li");
  made.textContent = words;
  return made;
}

function showPriorities() {
  const plan = plans.find((one) => one.id === form.elements.plan.value);
  const select = form.elements.priority;
  choices(select, Object.entries(plan.priorities));
  if (!select.value && select.options.length > 1) select.selectedIndex = 1;
  showAnswer();
}

function showAnswer() {
  const { plan, priority, opened } = form.elements;
  const told = ask("answer", text.value, plan.value, priority.value, opened.value);
  at("problem").textContent = told.error ?? "";
  at("answers").hidden = "error" in told;
  if (told.error) return;
  at("zone").textContent = `in ${told.zone}`;
  // These are tables and pictures of slaclock, which escapes every word of the contract in them.
  at("deadlines").innerHTML = told.deadlines;
  at("nothing").hidden = told.metrics.length > 0;
  at("metrics").replaceChildren(...told.metrics.map(section));
}

function section(metric) {
  const made = document.createElement("section");
  const heading = document.createElement("h3");
  heading.textContent = metric.name;
  made.append(heading, scrolled(metric.week, `${metric.name}: week`));
  const account = document.createElement("details");
  const why = document.createElement("summary");
  why.textContent = `Why? ${metric.name}, window by window`;
  account.append(why, scrolled(metric.ledger, `${metric.name}: ledger`));
  made.append(account);
  return made;
}

// What may be wider than a phone scrolls in a box of its own, by keyboard too.
function scrolled(html, name) {
  const box = document.createElement("div");
  box.className = "wide";
  box.tabIndex = 0;
  box.role = "group";
  box.ariaLabel = name;
  box.innerHTML = html;
  return box;
}

let waiting;
function soon(does) {
  clearTimeout(waiting);
  waiting = setTimeout(does, 300);
}

async function start() {
  const python = await startPython(read, url);
  ask = python.ask;
  const contracts = python.contents.contracts;
  choices(at("sample"), Object.keys(contracts).map((name) => [name, name]));
  text.value ||= Object.values(contracts)[0];
  at("sample").addEventListener("change", () => {
    text.value = contracts[at("sample").value];
    showContract();
  });
  text.addEventListener("input", () => soon(showContract));
  form.elements.plan.addEventListener("change", showPriorities);
  form.elements.priority.addEventListener("change", showAnswer);
  form.elements.opened.addEventListener("input", showAnswer);
  form.addEventListener("submit", (event) => event.preventDefault());
  showContract();
  at("loading").hidden = true;
  at("page").hidden = false;
}

start().catch((error) => {
  at("loading").textContent = `This page could not start: ${error.message}`;
});
