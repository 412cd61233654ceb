// Makes elements. A text becomes a text node and never HTML: what a player said cannot act as a part of the page.

/** Makes an element. Properties are attributes; those that begin with "on" are listeners. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  fill(element, ...children);
  return element;
}

/** Replaces the children of an element. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
}

/** A text that somebody else wrote. It has its own direction, so that it does not reorder what stands beside it. */
export function foreign(text, name = "foreign") {
  return make("bdi", { class: name, dir: "auto" }, String(text ?? ""));
}

const ICONS = {
  play: "M7 4.500v15l12.500-7.500z",
  pause: "M6.500 5h4v14h-4zM13.500 5h4v14h-4z",
  microphone: "M12 2.500a3.500 3.500 0 0 0-3.500 3.500v5a3.500 3.500 0 0 0 7 0V6A3.500 3.500 0 0 0 12 2.500zM5.500 11a6.500 6.500 0 0 0 5.500 6.400V21h2v-3.600a6.500 6.500 0 0 0 5.500-6.400h-2a4.500 4.500 0 0 1-9 0z",
  stop: "M6 6h12v12H6z",
  send: "M3.500 20.500 21.500 12 3.500 3.500v6.700L15 12 3.500 13.800z",
};

/** A decorative picture. The element beside it has the text. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("class", "icon");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  picture.append(path);
  return picture;
}

/** A label with its input below it. */
export function field(label, input, hint) {
  const id = input.id || `field-${(field.count = (field.count ?? 0) + 1)}`;
  input.id = id;
  const note = hint && make("p", { class: "hint", id: `${id}-hint` }, hint);
  if (note) input.setAttribute("aria-describedby", note.id);
  return make("div", { class: "field" }, make("label", { for: id }, label), input, note);
}

/** Shows a message that ends by itself. */
export function toast(message) {
  const box = document.getElementById("toast");
  box.textContent = message;
  box.hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => (box.hidden = true), 8000);
}

/** Runs an action of the user. Its failure is shown. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toast(error.message);
    return undefined;
  }
}
