// The page's side of the worker: started at the first click, replaced when it ends. Stop interrupts
// it where the server lets a page share memory with it, and replaces it elsewhere, or where Python
// does not heed the interruption: in a long computation of NumPy, or a sleep.
const INTERRUPT = 2; // the signal's number
const PATIENCE = 1500; // [ms] until a worker that does not heed it is replaced

class Kernel {
  constructor(settings, listener) {
    Object.assign(this, { settings, listener, worker: null, ready: false, running: null });
    this.forget();
  }

  // Which cells this worker has run, and when: a cell is stale if one that it needs ran later.
  forget() { this.ran = new Map(); this.clock = 0; }

  // The cells that this worker knows, in the order in which they ran.
  known() { return [...this.ran].sort(([, one], [, other]) => one - other).map(([cell]) => cell); }

  isFresh(cell, needed) {
    const when = this.ran.get(cell);
    return when !== undefined && needed.every(other => (this.ran.get(other) ?? Infinity) <= when);
  }

  run(jobs, figures) {
    this.running = { jobs, figures };
    if (this.ready) this.send(jobs);
    else this.start(figures);
  }

  send(jobs) {
    if (this.interrupt) Atomics.store(this.interrupt, 0, 0); // an interruption that came too late
    this.worker.postMessage({ type: "run", jobs });
  }

  start(figures) {
    this.end();
    this.listener.state("Starting Python…");
    this.worker = new Worker(this.settings.worker);
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = event => {
      event.preventDefault();
      this.hear({ type: "failed", file: "worker.js", cause: event.message || "it could not start" });
    };
    this.interrupt = self.crossOriginIsolated ? new Uint8Array(new SharedArrayBuffer(1)) : null;
    const settings = { ...this.settings, figures, interrupt: this.interrupt };
    this.worker.postMessage({ type: "boot", settings });
  }

  end() {
    this.worker?.terminate();
    this.worker = null;
    this.ready = false;
    const lost = this.known();
    this.forget();
    if (lost.length) this.listener.forgot(lost);
  }

  hear(message) {
    const { type } = message;
    if (type === "ready") {
      this.ready = true;
      if (this.running) this.send(this.running.jobs);
    } else if (type === "begun") {
      this.listener.begun(message.cell, message.quiet);
    } else if (type === "ended") {
      if (message.ok) this.ran.set(message.cell, ++this.clock);
      else this.ran.delete(message.cell);
      this.worn = message.worn || message.kind === "MemoryError";
      this.listener.ended(message);
    } else if (type === "finished") {
      this.running = null;
      if (this.worn) this.end();
      this.listener.finished(this.worn);
      this.worn = false;
    } else if (type === "fatal" || type === "failed") {
      this.running = null;
      this.end();
      this.listener[type](message);
    } else {
      this.listener[type](message);
    }
  }

  stop() {
    const was = this.running;
    if (!was) return;
    if (this.ready && this.interrupt && !was.interrupted) {
      was.interrupted = true;
      Atomics.store(this.interrupt, 0, INTERRUPT);
      this.listener.state("Stopping…");
      setTimeout(() => { if (this.running === was) this.stop(); }, PATIENCE);
      return;
    }
    this.running = null;
    this.end();
    this.listener.stopped();
  }
}
