// What can be done: go to a moment, play, choose a network, a neuron or a sample.

const byId = (name) => document.getElementById(name);
const head = JSON.parse(byId("header").textContent);
const at = { moment: head.moments.length - 1, sample: 0, lane: 0, layer: 1, neuron: 0, playing: false };
const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 600px)");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const parts = { diagrams: [], outputs: [], now: null };
const SVG = "http://www.w3.org/2000/svg";

function show() {
  const mode = dark.matches ? 1 : 0, size = narrow.matches ? 1 : 0, moment = head.moments[at.moment];
  byId("slider").value = String(at.moment);
  byId("slider").setAttribute("aria-valuetext", `iteration ${count(moment)}`);
  byId("moment").textContent = `iteration ${count(moment)}`;
  const view = viewOf(head, at.lane, at.moment, at.sample);
  showDiagram(parts.diagrams[at.lane][size], view, at, mode);
  head.lanes.forEach((_, number) => showOutput(parts.outputs[number], viewOf(head, number, at.moment, at.sample), at, mode));
  if (parts.now) for (const end of ["x1", "x2"]) parts.now.setAttribute(end, chartPlace(moment));
  for (const button of byId("marks").querySelectorAll("button")) button.setAttribute("aria-current", String(Number(button.dataset.moment) === at.moment));
  renew(view);
  tell(view);
}
// Where an iteration is in the plot of the cost, from the left.
function chartPlace(iteration) {
  const { left, right } = head.chart;
  return left + ((right - left) * iteration) / Math.max(head.last, 1);
}
// The tables take longest: while the slider moves they follow a dozen times a second.
let renewed = -Infinity, later = 0;
function renew(view) {
  const wait = renewed + 80 - performance.now();
  clearTimeout(later);
  if (wait > 0) { later = setTimeout(() => renew(view), wait); return; }
  renewed = performance.now();
  showArithmetic(byId("arithmetic"), view, at, head.samples[at.sample]);
}
// Once a frame at most, however often the slider moves in between.
let asked = false;
function ask() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => { asked = false; show(); });
}
// For those who cannot see it, in a line, once it is at rest.
let telling = 0;
function tell(view) {
  clearTimeout(telling);
  if (at.playing) return;
  telling = setTimeout(() => {
    const cost = view.iteration ? `, cost of the batch ${significant(view.cost)}` : "";
    const chosen = `${titleOf(view.lane, at.layer, at.neuron)}: ${signed(view.a(at.layer, at.neuron))}`;
    byId("said").textContent = `Iteration ${count(view.iteration)}${cost}; ${answerOf(view, at)}; ${chosen}`;
  }, 400);
}

function goTo(place) {
  at.moment = Math.max(0, Math.min(head.moments.length - 1, place));
  ask();
}
function nearest(iteration) {
  let low = 0, high = head.moments.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (head.moments[middle] <= iteration) low = middle; else high = middle;
  }
  return Math.abs(head.moments[high] - iteration) < Math.abs(head.moments[low] - iteration) ? high : low;
}
function chooseLane(number) {
  const { sizes } = head.lanes[number];
  at.lane = number;
  if (at.layer >= sizes.length || at.neuron >= sizes[at.layer]) { at.layer = sizes.length > 2 ? 1 : sizes.length - 1; at.neuron = 0; }
  for (const each of document.querySelectorAll("#network .diagram")) each.hidden = Number(each.dataset.lane) !== number;
  for (const each of document.querySelectorAll(".lane-button")) each.setAttribute("aria-pressed", String(Number(each.dataset.lane) === number));
  for (const each of document.querySelectorAll("figure.output")) each.classList.toggle("chosen", head.lanes.length > 1 && Number(each.dataset.lane) === number);
}
function chooseNeuron(layer, neuron) {
  at.layer = layer;
  at.neuron = neuron;
  ask();
}

function play() {
  at.playing = !at.playing;
  const button = byId("play");
  button.textContent = at.playing ? "❚❚" : "▶";
  button.setAttribute("aria-label", at.playing ? "Pause" : "Play");
  if (!at.playing) { ask(); return; }
  if (at.moment === head.moments.length - 1) at.moment = 0;
  const whole = Math.min(20000, 40 * head.moments.length), begun = performance.now(), from = at.moment;
  let due = 0;
  const frame = (now) => {
    if (!at.playing) return;
    // Who wants less motion gets a few pictures a second.
    if (!still.matches || now >= due) {
      due = now + 500;
      const next = from + Math.floor((Math.max(now - begun, 0) / whole) * head.moments.length);
      if (next >= head.moments.length - 1) { at.moment = head.moments.length - 1; play(); return; }
      if (next !== at.moment) { at.moment = next; show(); }
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

// A link names a place: run.html#iteration=120&neuron=2.3&sample=2&contender=2
function obeyLink() {
  const wish = new URLSearchParams(location.hash.slice(1));
  const lane = Number(wish.get("contender")) - 1;
  if (head.lanes[lane]) chooseLane(lane);
  const { sizes } = head.lanes[at.lane];
  const [layer, neuron] = (wish.get("neuron") || "").split(".").map(Number);
  if (layer >= 1 && layer < sizes.length && neuron >= 1 && neuron <= sizes[layer]) { at.layer = layer; at.neuron = neuron - 1; }
  const sample = Number(wish.get("sample")) - 1;
  if (head.samples[sample] !== undefined) { at.sample = sample; byId("sample").value = String(sample); }
  if (wish.has("iteration")) at.moment = nearest(Number(wish.get("iteration")) || 0);
}

function build() {
  for (const lane of head.lanes) {
    lane.faceTables = lane.faces.map(pixelsOf);
    lane.inputPictures = lane.input_pictures && Uint8Array.from(lane.input_pictures);
    if (lane.image) lane.image.tables = lane.image.table.map(pixelsOf);
    if (lane.output.table) lane.output.tables = lane.output.table.map(pixelsOf);
  }
  for (const element of document.querySelectorAll("#network .diagram")) {
    const number = Number(element.dataset.lane), lane = head.lanes[number];
    parts.diagrams[number] = parts.diagrams[number] || [];
    const diagram = buildDiagram(element, lane, lane.diagrams[parts.diagrams[number].length]);
    parts.diagrams[number].push(diagram);
    diagram.nodes.filter((node) => node.layer).forEach((node) => {
      node.group.setAttribute("tabindex", "0");
      node.group.addEventListener("click", () => chooseNeuron(node.layer, node.neuron));
      node.group.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); chooseNeuron(node.layer, node.neuron); }
      });
    });
  }
  document.querySelectorAll("figure.output").forEach((figure, number) => parts.outputs.push(buildOutput(figure, head.lanes[number])));
  buildCost();
  buildMarks();
}
function buildCost() {
  const svg = byId("cost").querySelector("svg");
  if (!svg) return;
  const { left, right, top, bottom, width } = head.chart;
  const make = (className, x) => {
    const element = document.createElementNS(SVG, "line");
    for (const [name, value] of Object.entries({ class: className, x1: x, x2: x, y1: top, y2: bottom })) element.setAttribute(name, value);
    return svg.appendChild(element);
  };
  for (const [iteration, kind] of head.marks) make(`mark ${kind}`, chartPlace(iteration));
  parts.now = make("now", left);
  const scrub = (event) => {
    const box = svg.getBoundingClientRect(), x = ((event.clientX - box.left) / box.width) * width;
    goTo(nearest(((x - left) / (right - left)) * head.last));
  };
  svg.addEventListener("pointerdown", (event) => { svg.setPointerCapture(event.pointerId); scrub(event); });
  svg.addEventListener("pointermove", (event) => { if (event.buttons) scrub(event); });
}
function buildMarks() {
  const list = byId("marks");
  byId("places").hidden = !head.marks.length;
  for (const [iteration, kind, words] of head.marks) {
    const button = html("button", `mark ${kind}`, html("span", "when", `iteration ${count(iteration)}`), " ", isolated(words));
    button.type = "button";
    button.dataset.moment = String(nearest(iteration));
    button.addEventListener("click", () => goTo(nearest(iteration)));
    list.append(html("li", "", button));
  }
}
function obeyKeys(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("select, input")) return;
  const step = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity }[event.key];
  if (step) { event.preventDefault(); goTo(at.moment + step); }
  else if (event.key === " " && !event.target.closest("button, .neuron, summary")) { event.preventDefault(); play(); }
}

async function begin() {
  await unpack(head);
  build();
  chooseLane(0);
  head.samples.forEach((sample, number) => byId("sample").append(new Option(sample, number)));
  byId("slider").max = String(head.moments.length - 1);
  byId("slider").addEventListener("input", (event) => goTo(Number(event.target.value)));
  byId("sample").addEventListener("change", (event) => { at.sample = Number(event.target.value); ask(); });
  byId("play").addEventListener("click", play);
  byId("back").addEventListener("click", () => goTo(at.moment - 1));
  byId("forth").addEventListener("click", () => goTo(at.moment + 1));
  for (const button of document.querySelectorAll(".lane-button")) button.addEventListener("click", () => { chooseLane(Number(button.dataset.lane)); ask(); });
  for (const query of [dark, narrow]) query.addEventListener("change", ask);
  addEventListener("resize", ask);
  document.addEventListener("keydown", obeyKeys);
  addEventListener("hashchange", () => { obeyLink(); ask(); });
  obeyLink();
  show();
  document.body.dataset.ready = "yes";
}
begin();
