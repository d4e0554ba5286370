"use strict";
// The numbers of the page: unpacked, found, and written as nnviz writes them.

// A lane is one network. Its arrays have a row for each of its moments.
async function unpack(head) {
  const text = atob(document.getElementById("numbers").textContent);
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k);
  const stream = new DecompressionStream("gzip"), writer = stream.writable.getWriter();
  writer.write(bytes);
  writer.close();
  const plain = new Uint8Array(await new Response(stream.readable).arrayBuffer());
  let start = 0;
  for (const lane of head.lanes) {
    lane.data = {};
    for (const [name, kind, rows, columns] of lane.arrays) {
      const length = rows * columns * (kind === "levels" ? 1 : 4);
      const piece = plain.subarray(start, start + length);
      start += length;
      const values = kind === "levels" ? levels(piece, rows, columns)
        : numbers(piece, rows, columns, kind === "changes" ? lane.data.parameters.values : null);
      lane.data[name] = { values, columns };
    }
    lane.corrected = corrected(lane.corrections);
  }
}

// The upper halves of float64 numbers, as bytes by their significance, (4, rows, columns).
// Each is the difference from the row before, or, of changes, from the change of others.
function numbers(bytes, rows, columns, others) {
  const size = rows * columns, out = new Float64Array(size), halves = new Int32Array(out.buffer);
  const one = new Float64Array(1), its = new Int32Array(one.buffer);
  for (let k = 0; k < size; k++) {
    const turned = bytes[k] | (bytes[size + k] << 8) | (bytes[2 * size + k] << 16) | (bytes[3 * size + k] << 24);
    const step = (turned >>> 1) ^ -(turned & 1), first = k < columns;
    let last = first ? 0 : halves[2 * (k - columns) + 1];
    if (others) {
      one[0] = first ? 0 : others[k] - others[k - columns];
      if (!Number.isFinite(one[0])) one[0] = 0;
      last = its[1];
    }
    halves[2 * k + 1] = last + step;
  }
  return out;
}

function levels(bytes, rows, columns) {
  const out = new Uint8Array(bytes);
  for (let k = columns; k < rows * columns; k++) out[k] += out[k - columns];
  return out;
}

// Of a few products the last digit would be another one: which, and which way.
function corrected(steps) {
  const found = new Map();
  let last = 0;
  for (const step of steps) {
    last += step;
    found.set(Math.floor(last / 2), last % 2 ? 1 : -1);
  }
  return found;
}

// The place of a weight in the flat vector: a neuron owns a row of weights and a bias.
function place(lane, layer, neuron, column) {
  let start = 0;
  for (let l = 1; l < layer; l++) start += lane.sizes[l] * (lane.sizes[l - 1] + 1);
  return start + neuron * (lane.sizes[layer - 1] + 1) + column;
}
function neuronPlace(lane, layer, neuron) {
  let start = 0;
  for (let l = 1; l < layer; l++) start += lane.sizes[l];
  return start + neuron;
}

// A lane at a moment and with a sample. A run that has ended stays at its last moment.
function viewOf(head, number, moment, sample) {
  const lane = head.lanes[number], row = Math.min(moment, lane.moments - 1);
  const width = neuronPlace(lane, lane.sizes.length, 0);
  const rowOf = (name) => {
    const { values, columns } = lane.data[name];
    return values.subarray(row * columns, (row + 1) * columns);
  };
  const ofSample = (name) => rowOf(name).subarray(sample * width, (sample + 1) * width);
  const parameters = rowOf("parameters"), inputs = lane.inputs[sample];
  const z = ofSample("z"), a = ofSample("a"), delta = ofSample("delta");
  const product = (kind, weightAt, value) => {
    const columns = lane.data.parameters.columns;
    const up = lane.corrected.get(((kind * lane.inputs.length + sample) * lane.moments + row) * columns + weightAt);
    return up ? value * (1 + up * 2 ** -18) : value;
  };
  return {
    lane, row, rowOf,
    iteration: Math.min(head.moments[moment], lane.end),
    z: (l, n) => z[neuronPlace(lane, l, n)],
    a: (l, n) => (l === 0 ? inputs[n] : a[neuronPlace(lane, l, n)]),
    delta: (l, n) => delta[neuronPlace(lane, l, n)],
    weight: (l, n, k) => parameters[place(lane, l, n, k)],
    bias: (l, n) => parameters[place(lane, l, n, lane.sizes[l - 1])],
    change: (l, n, k) => rowOf("updates")[place(lane, l, n, k)],
    loss: rowOf("losses")[sample],
    cost: rowOf("costs")[0],
    layer: (l) => (l === 0 ? inputs : a.subarray(neuronPlace(lane, l, 0), neuronPlace(lane, l + 1, 0))),
    weighted(l, n, k) { return product(0, place(lane, l, n, k), this.weight(l, n, k) * this.a(l - 1, k)); },
    passed(l, n, k) { return product(1, place(lane, l, n, k), this.weight(l, n, k) * this.delta(l, n)); },
    slope(l, n, k) { return product(2, place(lane, l, n, k), this.delta(l, n) * this.a(l - 1, k)); },
  };
}

const MINUS = "\u2212";
function notFinite(value, sign) { return Number.isNaN(value) ? "not a number" : `${sign}∞`; }
function withExponent(size, decimals) {
  const [mantissa, power] = size.toExponential(decimals).split("e");
  return `${mantissa}e${String(Number(power)).replace("-", MINUS)}`;
}
function significant(value, digits = 4) {
  const sign = value < 0 ? MINUS : "", size = Math.abs(value);
  if (!Number.isFinite(size)) return notFinite(value, sign);
  if (size === 0) return (0).toFixed(digits - 1);
  const power = Number(size.toExponential(digits - 1).split("e")[1]);
  if (power >= -4 && power < digits) return sign + size.toFixed(digits - 1 - power);
  return sign + withExponent(size, digits - 1);
}
// Beside neurons: three decimals at most, so that a column of them aligns.
function signed(value) {
  const sign = value < 0 ? MINUS : "", size = Math.abs(value);
  if (!Number.isFinite(size)) return notFinite(value, sign);
  let body = size.toFixed(3);
  if (body.length > 5) body = size.toFixed(Math.max(3 - (body.length - 5), 0));
  if ((size > 0 && !/[1-9]/.test(body)) || body.length > 4 && !body.includes(".")) body = withExponent(size, 0);
  return sign + body;
}
const count = (value) => value.toLocaleString("en");
