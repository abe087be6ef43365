import type { CheckedSource } from "./checked-source.ts";
import type { DecoderOptions, FormatId, Geometry } from "./codec.ts";
import { readAttributes } from "./hdf5-attributes.ts";
import {
  COLUMN_NAMES,
  columnStore,
  compoundStore,
  type ColumnName,
  type ColumnStore,
} from "./hdf5-columns.ts";
import { readChunk, readDataset, type Hdf5Dataset } from "./hdf5-dataset.ts";
import { hdf5Corrupt, hdf5Unsupported } from "./hdf5-fields.ts";
import { checkFilters } from "./hdf5-filters.ts";
import { findObject, readGroup } from "./hdf5-group.ts";
import { MESSAGE, messageOf, readObject, type Hdf5Message } from "./hdf5-object.ts";
import { isNumber, readNumbers } from "./hdf5-type.ts";

/** Where the events of a file are, and what it says of them. */
export interface EventColumns {
  readonly format: FormatId;
  readonly variant: string;
  /** In which store each column is. */
  readonly stores: Readonly<Record<ColumnName, ColumnStore>>;
  readonly length: number;
  /** [us] added to every time; `scale` [us] per unit of the stored time. */
  readonly offsetUs: number;
  readonly scale: number;
  readonly geometry: Geometry | null;
  readonly fields: Readonly<Record<string, string>>;
  /** External triggers, stored with t, p and id; null when there are none. */
  readonly triggers: Hdf5Dataset | null;
}

/** Groups that hold events, and the names of their columns t, x, y, p, in the order in which they are looked for. */
const GROUPS = [
  "events",
  "CD",
  "",
  "prophesee/left",
  "prophesee/right",
  "davis/left/events",
  "davis/right/events",
];
const NAMES: readonly Readonly<Record<ColumnName, string>>[] = [
  { t: "t", x: "x", y: "y", p: "p" },
  { t: "ts", x: "xs", y: "ys", p: "ps" },
  { t: "timestamps", x: "x", y: "y", p: "polarities" },
  { t: "timestamp", x: "x", y: "y", p: "polarity" },
];
/** Datasets of structures. */
const COMPOUNDS = ["CD/events", "events", "events/events"];
/** [us] */
const SECOND = 1e6;

/** Looks for events. @throws SaccadeError `codec-unsupported`, naming what the file holds instead. */
export function findEvents(source: CheckedSource, root: number, options: DecoderOptions): EventColumns {
  const wanted = options.stream;
  for (const path of wanted === undefined ? COMPOUNDS : [wanted]) {
    const found = compoundAt(source, root, path, options);
    if (found !== null) return found;
  }
  for (const group of wanted === undefined ? GROUPS : [wanted]) {
    const found = columnsIn(source, root, group, options);
    if (found !== null) return found;
  }
  const members = [...readGroup(source, readObject(source, root)).keys()].join(", ") || "nothing";
  const asked = wanted === undefined ? "no events" : `no events in "${wanted}"`;
  throw hdf5Unsupported(
    `${asked}: it holds ${members}; wanted is CD/events, or events with x, y, t and p;`,
    0,
  );
}

const isDataset = (messages: readonly Hdf5Message[] | null): messages is readonly Hdf5Message[] =>
  messages !== null && messageOf(messages, MESSAGE.layout) !== null;

function compoundAt(
  source: CheckedSource,
  root: number,
  path: string,
  options: DecoderOptions,
): EventColumns | null {
  const messages = findObject(source, root, path);
  if (!isDataset(messages)) return null;
  const dataset = readDataset(source, messages);
  const store = compoundStore({ source, dataset, options });
  if (store === null) return null;
  const fields = readAttributes(source, readObject(source, root));
  const isProphesee = path.endsWith("CD/events");
  return {
    format: isProphesee ? "prophesee-hdf5" : "hdf5",
    variant: dataset.filters.map(({ name }) => name).join("+"),
    stores: { t: store, x: store, y: store, p: store },
    length: dataset.length,
    offsetUs: 0,
    scale: isFloat(dataset, "t") ? SECOND : 1,
    geometry: geometryOf(fields["geometry"]),
    fields,
    triggers: isProphesee ? triggersOf(source, root) : null,
  };
}

const isFloat = ({ type }: Hdf5Dataset, name: string): boolean =>
  type.kind === "compound"
    ? type.members.some((member) => member.name === name && member.type.kind === "float")
    : type.kind === "float";

function triggersOf(source: CheckedSource, root: number): Hdf5Dataset | null {
  const messages = findObject(source, root, "EXT_TRIGGER/events");
  if (!isDataset(messages)) return null;
  const dataset = readDataset(source, messages);
  checkFilters(dataset.filters, dataset.byte);
  return dataset;
}

function columnsIn(
  source: CheckedSource,
  root: number,
  group: string,
  options: DecoderOptions,
): EventColumns | null {
  const path = (name: string): string => (group === "" ? name : `${group}/${name}`);
  for (const names of NAMES) {
    const objects = COLUMN_NAMES.map((name) => findObject(source, root, path(names[name])));
    if (!objects.every(isDataset)) continue;
    const datasets = objects.map((messages) => readDataset(source, messages));
    const [times] = datasets;
    const lengths = new Set(datasets.map(({ length }) => length));
    if (times === undefined || lengths.size > 1) {
      throw hdf5Corrupt(`columns of different lengths (${[...lengths].join(", ")})`, times?.byte ?? 0);
    }
    const stores = COLUMN_NAMES.map((name, i) => [
      name,
      columnStore(name, { source, dataset: datasets[i]!, options }),
    ]);
    const isDsec = findObject(source, root, "ms_to_idx") !== null;
    const attributes = readAttributes(source, readObject(source, root));
    return {
      format: isDsec ? "dsec-hdf5" : "hdf5",
      variant: times.filters.map(({ name }) => name).join("+"),
      stores: Object.fromEntries(stores) as Record<ColumnName, ColumnStore>,
      length: times.length,
      offsetUs: numberAt(source, root, "t_offset", options),
      scale: isFloat(times, "t") ? SECOND : 1,
      geometry: geometryOf(attributes["geometry"] ?? sensorResolution(attributes)),
      fields: attributes,
      triggers: null,
    };
  }
  return null;
}

/** One number that is a dataset, 0 when there is none. */
function numberAt(source: CheckedSource, root: number, path: string, options: DecoderOptions): number {
  const messages = findObject(source, root, path);
  if (!isDataset(messages)) return 0;
  const dataset = readDataset(source, messages);
  if (!isNumber(dataset.type) || dataset.length !== 1) return 0;
  const bytes = readChunk(source, dataset, 0, { options });
  return readNumbers(bytes, dataset.type, { at: 0, stride: dataset.type.size, count: 1 })[0] ?? 0;
}

const sensorResolution = ({ width, height }: Readonly<Record<string, string>>): string | undefined =>
  width === undefined || height === undefined ? undefined : `${width}x${height}`;

/** `640x480`, or null for anything else. */
function geometryOf(text: string | undefined): Geometry | null {
  const [, width = "0", height = "0"] = /^(\d{1,5})x(\d{1,5})$/.exec(text ?? "") ?? [];
  const geometry = { width: Number(width), height: Number(height) };
  return Math.min(geometry.width, geometry.height) > 0 && Math.max(geometry.width, geometry.height) <= 65536
    ? geometry
    : null;
}
