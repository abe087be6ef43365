/** The part of seek-bzip that is used; the package has no types of its own. */
declare module "seek-bzip" {
  interface Bunzip {
    /** Unpacks a whole bzip2 stream, byte by byte; throws when it is damaged. */
    decode(input: Uint8Array, output: { writeByte(byte: number): void }): void;
  }
  const bunzip: Bunzip;
  // eslint-disable-next-line no-restricted-exports -- that is how the package exports it
  export default bunzip;
}
