// A list of any length of which only the visible rows are in the document. It is used by keyboard as one control: the
// arrow keys select a row.

import { make } from "./dom.js";

/** Rows above and below the visible ones, so that scrolling shows no gap. */
const MARGIN = 6;

export class VirtualList {
  #items = [];
  #rows = new Map();
  #selected = null;

  /** `row` fills the element of an item; `key` names an item; `select` is called when the user chooses one. */
  constructor({ label, height, key, row, select, name }) {
    Object.assign(this, { height, key, row, select, name });
    this.space = make("div", { class: "virtual-space", role: "presentation" });
    this.root = make(
      "div",
      { class: "virtual-list", role: "listbox", tabindex: "0", "aria-label": label },
      this.space,
    );
    this.root.addEventListener("scroll", () => this.#draw(), { passive: true });
    this.root.addEventListener("keydown", (event) => this.#keyDown(event));
    this.root.addEventListener("click", (event) => {
      const row = event.target.closest("[role=option]");
      if (row) this.#choose(Number(row.dataset.index));
    });
    new ResizeObserver(() => this.#draw()).observe(this.root);
  }

  /** Shows other items. What the user looks at stays where it is, unless it is the first row. */
  show(items) {
    const top = this.root.scrollTop;
    const first = this.#items[Math.floor(top / this.height)];
    this.#items = items;
    this.space.style.height = `${items.length * this.height}px`;
    if (top > 0 && first) {
      const wanted = this.key(first);
      const index = items.findIndex((item) => this.key(item) === wanted);
      if (index >= 0) this.root.scrollTop = index * this.height + (top % this.height);
    }
    this.#draw();
  }

  mark(key) {
    this.#selected = key;
    this.#draw();
  }

  #indexOfSelected() {
    return this.#items.findIndex((item) => this.key(item) === this.#selected);
  }

  #keyDown(event) {
    const page = Math.max(1, Math.floor(this.root.clientHeight / this.height) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const last = this.#items.length - 1;
    const index = Math.min(last, Math.max(0, this.#indexOfSelected() + steps[event.key]));
    if (last >= 0) this.#choose(index);
  }

  #choose(index) {
    const item = this.#items[index];
    if (!item) return;
    this.#selected = this.key(item);
    const top = index * this.height;
    const bottom = top + this.height - this.root.clientHeight;
    if (this.root.scrollTop > top) this.root.scrollTop = top;
    else if (this.root.scrollTop < bottom) this.root.scrollTop = bottom;
    this.#draw();
    this.select(item);
  }

  #draw() {
    const first = Math.max(0, Math.floor(this.root.scrollTop / this.height) - MARGIN);
    const count = Math.ceil(this.root.clientHeight / this.height) + 2 * MARGIN;
    const drawn = new Map();
    for (let index = first; index < Math.min(this.#items.length, first + count); index += 1) {
      const item = this.#items[index];
      const key = this.key(item);
      const known = this.#rows.get(key);
      const row = known?.item === item ? known.row : make("div", { role: "option" });
      if (known?.item !== item) this.row(row, item);
      row.className = `virtual-row ${this.name}`;
      row.id = `${this.name}-${index}`;
      row.dataset.index = index;
      row.style.transform = `translateY(${index * this.height}px)`;
      row.setAttribute("aria-setsize", this.#items.length);
      row.setAttribute("aria-posinset", index + 1);
      row.setAttribute("aria-selected", String(key === this.#selected));
      drawn.set(key, { item, row });
    }
    for (const [key, { row }] of this.#rows) {
      if (drawn.get(key)?.row !== row) row.remove();
    }
    this.#rows = drawn;
    // The rows are in the document in the order in which they are seen. A row in its place is not touched.
    let next = this.space.firstChild;
    for (const { row } of drawn.values()) {
      if (row === next) next = next.nextSibling;
      else this.space.insertBefore(row, next);
    }
    const active = this.#rows.get(this.#selected)?.row.id;
    if (active) this.root.setAttribute("aria-activedescendant", active);
    else this.root.removeAttribute("aria-activedescendant");
  }
}
