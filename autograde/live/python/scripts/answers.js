// What a learner wrote, kept in this browser: one entry for each exercise, so that two tabs which
// answer different exercises never write over each other. Where both answer the same one, the
// other's text is kept beside.
const FORMAT = 1;
const MOST_OTHERS = 5;

class Answers {
  constructor(course, chapter, storage) {
    Object.assign(this, { course, chapter, storage, memory: new Map(), seen: new Map() });
    this.keeps = true;
  }

  top() { return `answers/${FORMAT}/${this.course}/`; }

  key(cell, chapter = this.chapter) { return `${this.top()}${chapter}/${cell}`; }

  // Storage may be refused (private windows), or full: then all is kept while the page is open.
  load(key) {
    if (this.memory.has(key)) return this.memory.get(key);
    try { return Answers.parsed(this.storage().getItem(key)); } catch { this.keeps = false; }
    return null;
  }

  save(key, entry) {
    try {
      this.storage().setItem(key, JSON.stringify(entry));
      this.memory.delete(key);
      this.keeps = true;
    } catch {
      this.memory.set(key, entry);
      this.keeps = false;
    }
  }

  static parsed(text) {
    let entry = null;
    try { entry = JSON.parse(text); } catch { return null; }
    if (entry?.format !== FORMAT || typeof entry.source !== "string") return null;
    const others = Array.isArray(entry.others) ? entry.others : [];
    const { at, receipt } = entry.handedIn || {};
    if (!Number.isFinite(at) || !/^[\da-f-]{36}$/.test(receipt)) delete entry.handedIn;
    return { ...entry, others: others.filter(one => typeof one?.source === "string") };
  }

  read(cell) {
    const entry = this.load(this.key(cell));
    this.seen.set(cell, entry?.source);
    return entry;
  }

  isKept(cell) { return !this.memory.has(this.key(cell)); }

  // A text that this tab has not seen is another tab's, and is kept beside the new one.
  write(cell, source, version, more = {}) {
    const key = this.key(cell), before = this.load(key);
    const others = [...(before?.others || [])];
    if (before && before.source !== this.seen.get(cell) && before.source !== source) {
      Answers.add(others, before);
    }
    const entry = { format: FORMAT, source, version, at: Date.now(),
      downloaded: before?.downloaded, handedIn: before?.handedIn, others, ...more };
    this.save(key, entry);
    this.seen.set(cell, source);
    return entry;
  }

  static add(others, { source, at }) {
    if (others.some(one => one.source === source)) return;
    others.push({ source, at });
    others.splice(0, Math.max(0, others.length - MOST_OTHERS));
  }

  markDownloaded(cell, source) {
    const entry = this.load(this.key(cell));
    if (entry) this.save(this.key(cell), { ...entry, downloaded: source });
  }

  // What a portal took in: the text, when it came, by the portal's clock, and under which receipt.
  markHandedIn(cell, source, at, receipt) {
    const entry = this.load(this.key(cell));
    if (entry) this.save(this.key(cell), { ...entry, handedIn: { source, at, receipt } });
  }

  // The newest receipt of this chapter, as { at, receipt }; undefined where there is none.
  receipt() {
    const mine = this.keys().filter(key => key.startsWith(this.key("")));
    return mine.map(key => this.load(key)?.handedIn).filter(one => one?.receipt)
      .sort((one, other) => other.at - one.at)[0];
  }

  forget(cell) {
    this.memory.delete(this.key(cell));
    try { this.storage().removeItem(this.key(cell)); } catch { this.keeps = false; }
    this.seen.delete(cell);
  }

  keys() {
    const found = [...this.memory.keys()];
    try {
      const storage = this.storage();
      for (let k = 0; k < storage.length; k++) found.push(storage.key(k));
    } catch { this.keeps = false; }
    return [...new Set(found)].filter(key => key.startsWith(this.top()));
  }

  clear() {
    for (const key of this.keys()) {
      this.memory.delete(key);
      try { this.storage().removeItem(key); } catch { this.keeps = false; }
    }
    this.seen.clear();
  }

  exported() {
    const answers = {};
    for (const key of this.keys()) {
      const [chapter, cell] = key.slice(this.top().length).split("/");
      (answers[chapter] ??= {})[cell] = this.load(key);
    }
    return { kind: "answers of a course", format: FORMAT, course: this.course, answers };
  }

  // Return how many came. What is here already and differs is kept beside.
  imported(text) {
    let given;
    try { given = JSON.parse(text); } catch { throw new Error("it is no JSON file"); }
    if (given?.kind !== "answers of a course") throw new Error("it holds no answers of a course");
    if (given.format !== FORMAT) throw new Error(`its format is ${given.format}, not ${FORMAT}`);
    if (given.course !== this.course) throw new Error(`it is of another course, ${given.course}`);
    let count = 0;
    for (const [chapter, cells] of Object.entries(given.answers || {})) {
      for (const [cell, one] of Object.entries(cells || {})) {
        const entry = Answers.parsed(JSON.stringify(one));
        if (!entry || /\//.test(chapter + cell)) continue;
        const key = this.key(cell, chapter), before = this.load(key);
        if (before && before.source !== entry.source) Answers.add(entry.others, before);
        for (const other of before?.others || []) Answers.add(entry.others, other);
        this.save(key, entry);
        count += 1;
      }
    }
    return count;
  }
}
