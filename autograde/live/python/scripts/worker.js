// Python in a worker of its own: it fetches Pyodide, runs cells, and reports to the page.
"use strict";
const network = self.fetch.bind(self);
const contents = new Map(); // address → what was fetched, until it is used
let settings, cells, python;

const tell = (type, more = {}) => self.postMessage({ type, ...more });

// A file that does not come: which one, and why.
class Missing extends Error {
  constructor(file, cause) {
    super(`${file}: ${cause}`);
    Object.assign(this, { file, cause });
  }
}

const places = groups => settings.files.filter(file => groups.includes(file.group));

async function hashed(content) {
  if (!self.crypto?.subtle) return null; // only where the page comes by https or from this machine
  const digest = await crypto.subtle.digest("SHA-256", content);
  return [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, "0")).join("");
}

// Fetch files beside each other; what has come so far is told in bytes.
async function bring(groups) {
  const files = places(groups);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let loaded = 0, told = 0;
  await Promise.all(files.map(async file => {
    let answer;
    try {
      answer = await network(file.address);
    } catch {
      throw new Missing(file.name, "there is no connection");
    }
    if (!answer.ok) throw new Missing(file.name, `the server answers ${answer.status}`);
    const parts = [], reader = answer.body.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        parts.push(value);
        loaded += value.length;
        if (loaded - told > total / 100) tell("progress", { loaded: (told = loaded), total });
      }
    } catch {
      throw new Missing(file.name, "the connection broke off");
    }
    const content = new Uint8Array(await new Blob(parts).arrayBuffer());
    if (content.length !== file.size || ((await hashed(content)) ?? file.sha256) !== file.sha256) {
      throw new Missing(file.name, "what came is not the file that was asked for");
    }
    contents.set(file.address, content);
  }));
}

// Pyodide asks for its files by `fetch`. They are here already, and whatever type a server gives
// them, they are taken as what they are.
self.fetch = async (request, options) => {
  const address = new URL(request.url ?? request, self.location).href;
  if (address === settings.lockAddress) return Response.json(settings.lock);
  if (!contents.has(address)) return network(request, options);
  const content = contents.get(address);
  contents.delete(address);
  const type = address.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(content, { headers: { "Content-Type": type } });
};

function unpack(groups) {
  for (const file of places(groups)) {
    if (!/\.(whl|zip)$/.test(file.name) || file.group === "core") continue;
    python.FS.writeFile("/tmp/archive.zip", contents.get(file.address));
    contents.delete(file.address);
    python.runPython(`
import site, zipfile
with zipfile.ZipFile("/tmp/archive.zip") as archive:
    archive.extractall(site.getsitepackages()[0])
`);
    python.FS.unlink("/tmp/archive.zip");
  }
}

// The packages for figures, where a cell imports them without having said so.
function fetchAtOnce() {
  const files = places(["figures"]).filter(file => !contents.has(file.address));
  const total = files.reduce((sum, file) => sum + file.size, 0);
  let loaded = 0;
  for (const file of files) {
    const request = new XMLHttpRequest();
    request.open("GET", file.address, false);
    request.responseType = "arraybuffer";
    try {
      request.send();
    } catch {
      throw new Missing(file.name, "there is no connection");
    }
    if (request.status !== 200) {
      throw new Missing(file.name, `the server answers ${request.status}`);
    }
    contents.set(file.address, new Uint8Array(request.response));
    tell("progress", { loaded: (loaded += file.size), total });
  }
  unpack(["figures"]);
}

// Pyodide waits for ever where a page may not compile: an empty program tells it beforehand.
function mayCompile() {
  try {
    return new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  } catch (error) {
    throw new Missing("pyodide.asm.wasm", `the page may not run it: ${error.message}`);
  }
}

async function boot(given) {
  settings = given;
  mayCompile();
  const wanted = ["core", "numpy", "course", ...(settings.figures ? ["figures"] : [])];
  await bring(wanted);
  tell("progress", { done: true });
  const folder = settings.core;
  try {
    importScripts(`${folder}pyodide.js`);
  } catch (error) {
    throw new Missing("pyodide.js", String(error.message || error));
  }
  settings.lockAddress = `${folder}pyodide-lock.json`;
  python = await loadPyodide({ indexURL: folder, lockFileURL: settings.lockAddress });
  unpack(wanted.filter(group => group !== "figures"));
  python.runPython("from page_python import differences; differences.mend()");
  if (settings.figures) {
    unpack(["figures"]);
  } else {
    python.pyimport("page_python.on_import").install(settings.modules, fetchAtOnce);
  }
  // Memory that the page shares where the server lets it: Python looks there whether to stop.
  if (settings.interrupt) python.setInterruptBuffer(settings.interrupt);
  cells = python.pyimport("page_python.cells").Cells((kind, text) => tell("shown", { kind, text }));
  tell("ready");
}

function run(jobs) {
  for (const { cell, name, source, quiet } of jobs) {
    tell("begun", { cell, quiet });
    let told;
    try {
      const result = cells.run(name, source, quiet);
      told = result.toJs({ dict_converter: Object.fromEntries });
      result.destroy();
    } catch (error) {
      if (error.type === "KeyboardInterrupt") {
        told = { ok: false, kind: error.type, message: "Stopped", lines: ["Stopped."] };
      } else {
        // Python itself has ended: too deep a recursion in C, or memory that cannot be had.
        tell("fatal", { cell, message: String(error.message || error) });
        return;
      }
    }
    const worn = python._module.HEAP8.length > settings.largestHeap;
    tell("ended", { cell, quiet, worn, ...told });
    if (!told.ok) break;
  }
  tell("finished");
}

self.onmessage = async ({ data }) => {
  if (data.type === "run") return run(data.jobs);
  try {
    await boot(data.settings);
  } catch (error) {
    tell("failed", { file: error.file || "", cause: error.cause || String(error.message || error) });
  }
};
