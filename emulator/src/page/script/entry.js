// All of one request.

import { curlOf } from "./curl.js";
import { fill, foreign, make, toast } from "./dom.js";
import { facts } from "./facts.js";
import { Sound } from "./sound.js";

let sounds = [];

/** Shows an entry of the journal. `summary` is what the list shows of it. */
export function showEntry(place, entry, summary, characters) {
  sounds.forEach((sound) => sound.close());
  sounds = [];
  const command = curlOf(entry, location.origin);
  const copy = make("button", { type: "button", class: "quiet", onclick: () => copyText(command) }, "Copy");
  fill(
    place,
    make("h2", {}, `Request ${entry.seq}`),
    make("p", { class: "meta" }, foreign(`${entry.method} ${entry.path}${entry.query ? `?${entry.query}` : ""}`)),
    overview(entry, summary, characters),
    entry.key_leaked && make("p", { class: "notice bad" }, "A key was found outside of its header. It is redacted here."),
    [entry.problem, entry.note].filter(Boolean).map((text) => make("p", { class: "notice bad" }, foreign(text))),
    entry.tolerated.length > 0 && make("div", { class: "notice warn" }, "Tolerated:", make("ul", {}, entry.tolerated.map((text) => make("li", {}, foreign(text))))),
    section("Fields", entry.fields.length > 0 && table(entry.fields.map(({ name, text }) => [name, text]))),
    entry.files.map((file, index) => recording(entry, file, index)),
    section("Reply", entry.reply && make("p", { class: "words" }, foreign(entry.reply)), voice(entry, summary)),
    section("As curl", make("pre", { class: "curl", tabindex: "0", dir: "ltr" }, command), copy),
    section("Headers", table(Object.entries(entry.headers))),
  );
  place.scrollTop = 0;
}

function overview(entry, summary, characters) {
  const fact = (name, value) => value !== null && value !== undefined && value !== "" && make("div", { class: "fact plain" }, make("dt", {}, name), make("dd", {}, value));
  return make(
    "dl",
    { class: "facts" },
    fact("Status", entry.status === null ? null : String(entry.status)),
    fact("Outcome", entry.outcome),
    fact("Time", entry.time.slice(11, 23)),
    fact("Took", entry.elapsed_ms === null ? null : `${entry.elapsed_ms} ms`),
    fact("Body", `${entry.body_length.toLocaleString("en")} bytes, ${entry.encoding}`),
    fact("Connection", String(entry.connection)),
    fact("Character", summary?.character && foreign(characters.nameOf(summary.character))),
    fact("Session", entry.session && foreign(entry.session)),
    fact("Script", entry.script === null ? null : String(entry.script)),
    fact("Fault", entry.fault === null ? null : String(entry.fault)),
  );
}

function section(title, ...content) {
  const present = content.filter(Boolean);
  return present.length > 0 && make("section", {}, make("h3", {}, title), ...present);
}

function table(rows) {
  return make("table", {}, make("tbody", {}, rows.map(([name, value]) => make("tr", {}, make("th", { scope: "row" }, foreign(name)), make("td", {}, foreign(value))))));
}

function recording(entry, file, index) {
  const player = index === 0 && !file.wav.problem && new Sound({
    path: `/journal/${entry.seq}/audio`,
    label: `the recording of request ${entry.seq}`,
    spectrogram: true,
    silence: file.wav.leading_silence,
  });
  if (player) sounds.push(player);
  return section("Recording", make("p", { class: "meta" }, foreign(file.filename), ` ${file.length.toLocaleString("en")} bytes`), player && player.root, facts(file.wav));
}

function voice(entry, summary) {
  if (!summary?.voice) return null;
  const player = new Sound({ path: `/journal/${entry.seq}/voice`, label: `the reply to request ${entry.seq}` });
  sounds.push(player);
  return player.root;
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied. Set CONVAI_API_KEY in the shell before you run it.");
  } catch {
    toast("The browser does not allow copying: select the text and copy it.");
  }
}
