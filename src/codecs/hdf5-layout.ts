import { SaccadeError } from "../core/errors.ts";
import type { CheckedSource } from "./checked-source.ts";
import type { DecoderOptions, FormatId, Geometry, StreamHeader } from "./codec.ts";
import { columnLayout, GUESSED_ROWS } from "./column-layout.ts";
import { readAttributes } from "./hdf5-attributes.ts";
import {
  COLUMN_NAMES,
  membersOf,
  openStore,
  type ColumnStore,
  type Member,
  type StoreParts,
} from "./hdf5-columns.ts";
import { readChunk, readDataset, readDimensions, type Hdf5Dataset } from "./hdf5-dataset.ts";
import { hdf5Corrupt, hdf5Unsupported } from "./hdf5-fields.ts";
import { checkFilters, ECF_FILTER } from "./hdf5-filters.ts";
import { findObject, readGroup } from "./hdf5-group.ts";
import { MESSAGE, messageOf, readObject, type Hdf5Message } from "./hdf5-object.ts";
import { isDataset, objectsOf, type Hdf5Place } from "./hdf5-search.ts";
import { numberField, readNumbers, readType } from "./hdf5-type.ts";
import { timeReader } from "./number-reader.ts";
import { namesOf, type Role } from "./text-layout.ts";

/** Where the events of a file are, and what it says of them. */
export interface EventColumns extends Pick<StreamHeader, "geometry" | "geometryFrom"> {
  readonly format: FormatId;
  readonly variant: string;
  /** In which store each column is; times in microseconds. */
  readonly stores: Readonly<Record<Role, ColumnStore>>;
  readonly length: number;
  /** [us] added to every time. */
  readonly offsetUs: number;
  readonly fields: Readonly<Record<string, string>>;
  /** External triggers, stored with t, p and id; null when there are none. */
  readonly triggers: Hdf5Dataset | null;
}

/** A file that has been opened. */
interface OpenFile {
  readonly source: CheckedSource;
  readonly root: number;
  readonly options: DecoderOptions;
}

/** A column, and the dataset that it stands in. */
interface Column extends Member {
  readonly dataset: Hdf5Dataset;
}

/** Sensor of all recordings of DSEC, which do not state it: Prophesee Gen3.1. Source: Gehrig et al. 2021. */
const DSEC_SENSOR: Geometry = { width: 640, height: 480 };

/**
 * Looks for events: a group with columns t, x, y and p (or other names of theirs), structures with such members, or rows
 * of four numbers; those near the root first.
 * @throws SaccadeError `codec-unsupported`, naming what the file holds instead, or what is wrong with it.
 */
export function findEvents(source: CheckedSource, root: number, options: DecoderOptions): EventColumns {
  const file = { source, root, options };
  const faults: SaccadeError[] = [];
  const lose = (fault: SaccadeError): void => void faults.push(fault);
  for (const place of objectsOf(source, root, lose)) {
    if (options.stream !== undefined && options.stream !== place.path) continue;
    try {
      const columns = place.members.size > 0 ? columnsIn(file, place) : columnsAt(file, place);
      if (columns !== null) return describe(file, place, columns);
    } catch (error) {
      if (!(error instanceof SaccadeError)) throw error;
      lose(error);
    }
  }
  throw faults[0] ?? nothing(file);
}

function nothing({ source, root, options }: OpenFile): SaccadeError {
  const members = [...readGroup(source, readObject(source, root)).keys()].join(", ") || "nothing";
  const asked = options.stream === undefined ? "no events" : `no events in "${options.stream}"`;
  const wanted = "CD/events, or events with x, y, t and p";
  return hdf5Unsupported(`${asked}: it holds ${members}; wanted is ${wanted};`, 0);
}

/** The columns of a group, each a dataset; null when it has none of events. */
function columnsIn(file: OpenFile, { members }: Hdf5Place): readonly Column[] | null {
  const names = [...members.keys()];
  const found = namesOf(names);
  if (found === null) return null;
  const columns = COLUMN_NAMES.map((role) => {
    const name = names[found.columnOf[role]]!;
    const messages = readObject(file.source, members.get(name)!);
    if (!isDataset(messages)) return null;
    const dataset = readDataset(file.source, messages);
    const isList = dataset.columns === 1 && dataset.type.kind !== "compound";
    const [member] = isList ? membersOf(dataset) : []; // columns without number are not to be listed
    if (member !== undefined) return { ...member, name, dataset };
    throw hdf5Unsupported(`a column "${name}" that is no list of numbers`, dataset.byte);
  });
  return columns.every((column) => column !== null) ? columns : null;
}

/** The columns of one dataset; null when it holds no events. */
function columnsAt(file: OpenFile, { messages }: Hdf5Place): readonly Column[] | null {
  if (!mayHoldRows(messages)) return null;
  const dataset = readDataset(file.source, messages);
  const columns = membersOf(dataset).map((member) => ({ ...member, dataset }));
  const isNamed = dataset.type.kind === "compound";
  return isNamed && namesOf(columns.map(({ name }) => name)) === null ? null : columns;
}

/** Whether a dataset is one of structures, or has four numbers a row. */
function mayHoldRows(messages: readonly Hdf5Message[]): boolean {
  const type = messageOf(messages, MESSAGE.datatype);
  const space = messageOf(messages, MESSAGE.dataspace);
  if (!isDataset(messages) || type === null || space === null) return false;
  const dimensions = readDimensions(space);
  const { kind } = readType(type);
  return kind === "compound" ? dimensions.length === 1 : dimensions.length === 2 && dimensions[1] === 4;
}

function describe(file: OpenFile, { path, messages }: Hdf5Place, columns: readonly Column[]): EventColumns {
  const layout = layoutOf(file, columns);
  const column = (role: Role): Column => columns[layout.columnOf[role]]!;
  const { dataset } = column("t");
  const lengths = new Set(COLUMN_NAMES.map((role) => column(role).dataset.length));
  if (lengths.size > 1)
    throw hdf5Corrupt(`columns of different lengths (${[...lengths].join(", ")})`, dataset.byte);
  const isProphesee = path.endsWith("CD/events") && dataset.type.kind === "compound";
  const isDsec = findObject(file.source, file.root, "ms_to_idx") !== null;
  const root = readAttributes(file.source, readObject(file.source, file.root));
  const fields = { ...root, ...readAttributes(file.source, messages) };
  const beside = (name: string): string => String(numberAt(file, path === "" ? name : `${path}/${name}`));
  const geometry = geometryOf(fields) ?? geometryOf({ width: beside("width"), height: beside("height") });
  return {
    format: isProphesee ? "prophesee-hdf5" : isDsec ? "dsec-hdf5" : "hdf5",
    variant: dataset.filters.map(({ name }) => name).join("+"),
    stores: openStores(file, column, layout.timeScale),
    length: dataset.length,
    offsetUs: numberAt(file, "t_offset"),
    geometry: geometry ?? (isDsec ? DSEC_SENSOR : null),
    geometryFrom: geometry !== null ? "header" : isDsec ? "camera" : "unknown",
    fields,
    triggers: isProphesee ? triggersOf(file) : null,
  };
}

type Layout = NonNullable<ReturnType<typeof columnLayout>>;

/** Which column is what, and the unit of the time. */
function layoutOf(file: OpenFile, columns: readonly Column[]): Layout {
  const layout = columnLayout(columns, firstRows(file, columns));
  if (layout !== null) return layout;
  throw hdf5Unsupported("rows of four numbers that are no events", columns[0]!.dataset.byte);
}

/** The numbers of the first rows, as text; none when they are damaged: that is told when they are read. */
function firstRows(file: OpenFile, columns: readonly Column[]): readonly (readonly string[])[] {
  try {
    const numbers = columns.map((column) => {
      if (column.dataset.length === 0 || column.dataset.filters[0]?.id === ECF_FILTER) return [];
      const block = openStore(partsOf(file, column.dataset), [["t", column]]).block(0);
      return Array.from(block.columns.t?.subarray(0, GUESSED_ROWS) ?? [], String);
    });
    const rows = Math.min(...numbers.map(({ length }) => length));
    return Array.from({ length: rows }, (_, row) => numbers.map((column) => column[row]!));
  } catch (error) {
    if (error instanceof SaccadeError && error.code !== "codec-unsupported") return [];
    throw error;
  }
}

const partsOf = ({ source, options }: OpenFile, dataset: Hdf5Dataset): StoreParts => ({
  source,
  dataset,
  options,
});

/** One store for all columns of a dataset. */
function openStores(
  file: OpenFile,
  column: (role: Role) => Column,
  timeScale: number,
): Readonly<Record<Role, ColumnStore>> {
  const t = column("t");
  const scaled = { ...t, read: timeReader(t, timeScale) };
  const stores = new Map<Hdf5Dataset, ColumnStore>();
  for (const dataset of new Set(COLUMN_NAMES.map((role) => column(role).dataset))) {
    const members = COLUMN_NAMES.filter((role) => column(role).dataset === dataset).map(
      (role) => [role, role === "t" ? scaled : column(role)] as const,
    );
    stores.set(dataset, openStore(partsOf(file, dataset), members));
  }
  const store = (role: Role): ColumnStore => stores.get(column(role).dataset)!;
  return { t: store("t"), x: store("x"), y: store("y"), p: store("p") };
}

function triggersOf({ source, root }: OpenFile): Hdf5Dataset | null {
  const messages = findObject(source, root, "EXT_TRIGGER/events");
  if (messages === null || !isDataset(messages)) return null;
  const dataset = readDataset(source, messages);
  checkFilters(dataset.filters, dataset.byte);
  return dataset;
}

/** One number that is a dataset, 0 when there is none. */
function numberAt({ source, root, options }: OpenFile, path: string): number {
  const messages = findObject(source, root, path);
  if (messages === null || !isDataset(messages)) return 0;
  const dataset = readDataset(source, messages);
  const read = numberField(dataset.type)?.read;
  if (read === undefined || dataset.length !== 1) return 0;
  const bytes = readChunk(source, dataset, 0, { options });
  return readNumbers(bytes, read, { at: 0, stride: dataset.type.size, count: 1 })[0] ?? 0;
}

/** Names of two numbers that are a sensor's size, written rows first or columns first: sensors are wider than high. */
const SIZES = ["sensor_resolution", "sensor_size", "resolution"];

function geometryOf(fields: Readonly<Record<string, string>>): Geometry | null {
  const pair = SIZES.map((name) => fields[name]).find((value) => value !== undefined);
  const text = fields["geometry"] ?? pair ?? `${fields["width"] ?? ""}x${fields["height"] ?? ""}`;
  const [, first = "0", separator = "", second = "0"] = /^(\d{1,5})([x,])(\d{1,5})$/.exec(text) ?? [];
  const [a, b] = [Number(first), Number(second)];
  if (Math.min(a, b) === 0 || Math.max(a, b) > 65536) return null;
  return separator === "x" ? { width: a, height: b } : { width: Math.max(a, b), height: Math.min(a, b) };
}
