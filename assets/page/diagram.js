// The diagram: painted already. What changes is a pen, a mark, a text, or pixels.

const pixelsOf = (names) => Uint32Array.from(names, (name) => {
  const word = parseInt(name.slice(1), 16);
  return 0xff000000 | ((word & 255) << 16) | (word & 0xff00) | (word >> 16);
});

// Pictures of a size, one after the other, coloured and drawn into squares.
const scratch = new Map();
function scratchOf(width, height) {
  const key = `${width}x${height}`;
  if (!scratch.has(key)) {
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d"), image = context.createImageData(width, height);
    scratch.set(key, { canvas, context, image, words: new Uint32Array(image.data.buffer) });
  }
  return scratch.get(key);
}
function paintLevels(context, values, table, shape, box, smooth) {
  const { canvas, context: small, image, words } = scratchOf(shape[1], shape[0]);
  for (let k = 0; k < values.length; k++) words[k] = table[values[k]];
  small.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = smooth;
  context.drawImage(canvas, ...box);
}

function buildDiagram(element, lane, header) {
  const svg = element.querySelector("svg"), canvas = element.querySelector("canvas");
  const nodes = [...svg.querySelectorAll(".neuron")].map((group, number) => {
    const [layer, neuron, x, y, side] = header.nodes[number], wears = {};
    for (const look of lane.looks) wears[look] = group.querySelector(`.${look}`);
    return { layer, neuron, x, y, side, group, wears, value: group.querySelector(".value"), look: -1 };
  });
  const pens = header.pens.flatMap((looks, gap) => Array(header.gaps[gap]).fill(looks));
  const edges = [...svg.querySelectorAll(".edges path")];
  const codes = new Int16Array(edges.length).fill(-1);
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  return { element, canvas, header, nodes, edges, pens, codes, width, height };
}

function showDiagram(diagram, view, at, mode) {
  const codes = view.rowOf("codes");
  diagram.edges.forEach((path, number) => {
    if (diagram.codes[number] === codes[number]) return;
    diagram.codes[number] = codes[number];
    const [colour, width, dash] = diagram.pens[number][codes[number]];
    path.setAttribute("stroke", colour);
    path.setAttribute("stroke-width", width);
    if (dash) path.setAttribute("stroke-dasharray", dash);
    else path.removeAttribute("stroke-dasharray");
  });
  let own = 0;
  const looks = view.rowOf("looks");
  for (const node of diagram.nodes) {
    const value = view.a(node.layer, node.neuron), text = signed(value);
    if (node.value && node.value.textContent !== text) node.value.textContent = text;
    const chosen = node.layer === at.layer && node.neuron === at.neuron;
    wear(node, node.layer ? looks[own++] : 2, chosen);
    node.group.setAttribute("aria-label", `${titleOf(view.lane, node.layer, node.neuron)}: ${text}`);
  }
  paintFaces(diagram, view, at, mode);
}

// A number for each look: which dot a bias is, and 4 for dead, 8 for saturated.
function wear(node, look, chosen) {
  const whole = look + (chosen ? 16 : 0);
  if (whole === node.look) return;
  node.look = whole;
  const dot = ["plus", "minus", "zero"][look & 3];
  const on = { frame: !(look & 8), marked: look & 8, dead: look & 4, chosen, [dot]: node.layer > 0 };
  for (const [name, use] of Object.entries(node.wears)) if (use) use.classList.toggle("off", !on[name]);
  if (node.layer) node.group.setAttribute("aria-pressed", String(chosen));
}

function paintFaces(diagram, view, at, mode) {
  const { canvas, width, height, header } = diagram, { lane } = view;
  const shown = canvas.clientWidth || width, scale = Math.min((shown / width) * (window.devicePixelRatio || 1), 3);
  const across = Math.round(width * scale), down = Math.round(height * scale);
  if (canvas.width !== across || canvas.height !== down) { canvas.width = across; canvas.height = down; }
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  if (header.image) paintLevels(context, lane.image.levels[at.sample], lane.image.tables[mode], lane.image.shape, header.image, false);
  const pictures = lane.data.pictures ? view.rowOf("pictures") : null, full = new Map();
  let start = 0, first = 0;
  for (const node of diagram.nodes) {
    const shape = lane.pictured[node.layer], box = [node.x, node.y, node.side, node.side];
    if (shape.length) {
      const size = shape[0] * shape[1];
      const from = node.layer ? pictures : lane.inputPictures;
      const begin = node.layer ? start : first;
      paintLevels(context, from.subarray(begin, begin + size), lane.faceTables[mode], shape, box, true);
      if (node.layer) start += size; else first += size;
    } else {
      if (!full.has(node.layer)) full.set(node.layer, largest(view.layer(node.layer)));
      paintBar(context, node, view.a(node.layer, node.neuron) / full.get(node.layer), header.inset, lane.grounds[mode]);
    }
  }
}
function largest(values) {
  let found = 1;
  for (const value of values) if (Number.isFinite(value)) found = Math.max(found, Math.abs(value));
  return found;
}
// From the middle, zero, up or down.
function paintBar(context, { x, y, side }, share, inset, [ground, zero, plus, minus]) {
  const middle = Math.floor(side / 2), away = Math.round(side * inset);
  const length = Number.isFinite(share) ? Math.round((side / 2 - 3) * Math.min(Math.abs(share), 1)) : 0;
  context.fillStyle = ground;
  context.fillRect(x, y, side, side);
  context.fillStyle = share < 0 ? minus : plus;
  context.fillRect(x + away, y + (share > 0 ? middle - length : middle), side - 2 * away, length);
  context.fillStyle = zero;
  context.fillRect(x + Math.floor(away / 2), y + middle, side - 2 * Math.floor(away / 2), 1);
}

function nameOf(lane, layer, neuron) {
  const names = layer === 0 ? lane.input_names : layer === lane.sizes.length - 1 ? lane.output_names : [];
  return names[neuron] || "";
}
function titleOf(lane, layer, neuron) {
  const name = nameOf(lane, layer, neuron), kind = layer ? "neuron" : "input";
  return `${lane.layers[layer][0]}, ${name || `${kind} ${neuron + 1}`}`;
}
