/**
 * How vite builds the page. `sink/viewer` serves it under a content security policy, hence no inline script and
 * nothing from elsewhere. Plain data, without imports: the page itself may import three and the wire, no tool.
 */
const config = {
  root: import.meta.dirname,
  base: "./",
  build: {
    target: "es2022",
    outDir: "../out/viewer",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500, // [kB] three.js alone is half of it
  },
};

export default config;
