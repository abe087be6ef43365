#!/usr/bin/env node
// Kept to syntax that an old Node can parse, so that preflight.js comes to say why it stops; the rest is in launch.js.
import "./preflight.js";

import("./launch.js");
