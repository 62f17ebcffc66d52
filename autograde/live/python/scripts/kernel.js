// The page's side of the worker: started at the first click, replaced when it is stopped or ends.
class Kernel {
  constructor(settings, listener) {
    Object.assign(this, { settings, listener, worker: null, ready: false, running: null });
    this.forget();
  }

  // Which cells this worker has run, and when: a cell is stale if one that it needs ran later.
  forget() { this.ran = new Map(); this.clock = 0; }

  isFresh(cell, needed) {
    const when = this.ran.get(cell);
    return when !== undefined && needed.every(other => (this.ran.get(other) ?? Infinity) <= when);
  }

  run(jobs, figures) {
    this.running = { jobs, figures };
    if (this.ready) this.worker.postMessage({ type: "run", jobs });
    else this.start(figures);
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
    this.worker.postMessage({ type: "boot", settings: { ...this.settings, figures } });
  }

  end() {
    this.worker?.terminate();
    this.worker = null;
    this.ready = false;
    this.forget();
  }

  hear(message) {
    const { type } = message;
    if (type === "ready") {
      this.ready = true;
      if (this.running) this.worker.postMessage({ type: "run", jobs: this.running.jobs });
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
    this.running = null;
    const lost = this.ran.size;
    this.end();
    if (was) this.listener.stopped(lost);
  }
}
