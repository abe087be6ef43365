/** What one stream of a file is, by the file's description. */
export interface Aedat4Stream {
  readonly id: number;
  /** EVTS, FRME, IMUS, TRIG, or another four letters; "" when not written. */
  readonly type: string;
  /** [px] null when not written. */
  readonly width: number | null;
  readonly height: number | null;
  /** Camera name with serial number; "" when not written. */
  readonly source: string;
}

/** [px] coordinates are 16-bit and signed. */
const MAX_SIZE = 32768;

/** The opening of a node with its name, an attribute with key and text, or the closing of a node. */
const PARTS =
  /<node\b[^<>]*?\bname="([^"<>]*)"[^<>]*?(\/?)>|<attr\b[^<>]*?\bkey="([^"<>]*)"[^<>]*>([^<]*)<|<\/node>/g;

/** [-] nodes within nodes that are followed; real ones have four. */
const MAX_DEPTH = 32;

/**
 * The streams in a file's description, by ascending number: XML of nodes within nodes, of which `outInfo/N` is stream N and
 * `outInfo/N/info` its sensor. What does not fit this is passed over. Source: "AEDAT 4.0", iniVation documentation.
 */
export function readAedat4Streams(xml: string): readonly Aedat4Stream[] {
  const attributes = new Map<number, Map<string, string>>();
  const path: string[] = [];
  for (const [, node, closed, key, value = ""] of xml.matchAll(PARTS)) {
    if (closed === "/") continue;
    if (node !== undefined) path.push(node);
    else if (key === undefined) path.pop();
    else noteAttribute(attributes, path, key, value);
    if (path.length > MAX_DEPTH) break;
  }
  return [...attributes].map(([id, found]) => streamOf(id, found)).sort((a, b) => a.id - b.id);
}

function noteAttribute(
  attributes: Map<number, Map<string, string>>,
  path: readonly string[],
  key: string,
  value: string,
): void {
  const at = path.indexOf("outInfo");
  const [name = "", ...inner] = path.slice(at + 1);
  if (at < 0 || !/^\d{1,9}$/.test(name)) return;
  const id = Number(name);
  const found = attributes.get(id) ?? new Map<string, string>();
  attributes.set(id, found.set([...inner, key].join("/"), value.trim()));
}

const streamOf = (id: number, found: ReadonlyMap<string, string>): Aedat4Stream => ({
  id,
  type: found.get("typeIdentifier") ?? "",
  width: sizeOf(found.get("info/sizeX")),
  height: sizeOf(found.get("info/sizeY")),
  source: unescapeXml(found.get("info/source") ?? ""),
});

function sizeOf(text: string | undefined): number | null {
  const size = text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return size >= 1 && size <= MAX_SIZE ? size : null;
}

const ENTITIES: readonly (readonly [string, string])[] = [
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["&", "&amp;"], // last when unescaping, first when escaping
];

const unescapeXml = (text: string): string =>
  ENTITIES.reduce((rest, [plain, entity]) => rest.replaceAll(entity, plain), text);
const escapeXml = (text: string): string =>
  ENTITIES.reduceRight((rest, [plain, entity]) => rest.replaceAll(plain, entity), text);

/** What is written of a file's one stream of events. */
export interface WrittenStream {
  /** LZ4 or NONE. */
  readonly compression: string;
  /** [px] */
  readonly width: number;
  readonly height: number;
  readonly source: string;
}

/** The description of a file with one stream of events, number 0, as iniVation's readers expect it. */
export function aedat4InfoXml({ compression, width, height, source }: WrittenStream): string {
  const attribute = (key: string, type: string, value: string | number): string =>
    `<attr key="${key}" type="${type}">${value}</attr>`;
  return [
    '<dv version="2.0"><node name="outInfo" path="/mainloop/Recorder/outInfo/">',
    '<node name="0" path="/mainloop/Recorder/outInfo/0/">',
    attribute("compression", "string", compression),
    attribute("originalModuleName", "string", "saccade"),
    attribute("originalOutputName", "string", "events"),
    attribute("typeDescription", "string", "Array of events (polarity ON/OFF)."),
    attribute("typeIdentifier", "string", "EVTS"),
    '<node name="info" path="/mainloop/Recorder/outInfo/0/info/">',
    attribute("sizeX", "int", width),
    attribute("sizeY", "int", height),
    attribute("source", "string", escapeXml(source)),
    attribute("tsOffset", "long", 0),
    "</node></node></node></dv>\n",
  ].join("\n");
}
