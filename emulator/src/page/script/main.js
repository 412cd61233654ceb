// Starts the page: its views, and the journal that they follow.

import { control, keyEvents } from "./api.js";
import { Characters, CharactersView } from "./characters.js";
import { ConversationsView } from "./conversations.js";
import { attempt, toast } from "./dom.js";
import { FaultsView } from "./faults.js";
import { JournalView } from "./journal.js";
import { startKeyDialog } from "./key.js";
import { ScriptsView } from "./scripts.js";
import { Store } from "./store.js";

const place = (id) => document.getElementById(id);
const VIEWS = ["conversations", "journal", "characters", "scripts", "faults"];
const LIVE = { live: "Live", lost: "Not reachable", refused: "Refused" };
/** The shortest time between two refreshes of what is not in the journal. */
const REFRESH_MS = 1000;

startKeyDialog();
const store = new Store();
const characters = new Characters();
const talks = new ConversationsView(place("conversations"), store, characters);
const journal = new JournalView(place("journal"), store, characters);
const faults = new FaultsView(place("faults"), place("fault-count"));
const scripts = new ScriptsView(place("scripts"), characters);
new CharactersView(place("characters"), characters, (id) => {
  location.hash = "#conversations";
  talks.talkTo(id);
});

/** Shows the view that the address names, and the request where it names one. */
function showView() {
  const [name, seq] = location.hash.slice(1).split("/");
  const shown = VIEWS.includes(name) ? name : "conversations";
  for (const view of VIEWS) place(view).hidden = view !== shown;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.getAttribute("href") === `#${shown}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (shown === "journal" && /^\d+$/.test(seq ?? "")) journal.open(Number(seq));
  if (shown === "conversations") talks.refresh();
  refreshState();
}

/** Reads again what is not in the journal. Calls while it runs are answered by one further run. */
let wanted = false;
let running = false;
async function refreshState() {
  wanted = true;
  if (running) return;
  running = true;
  while (wanted) {
    wanted = false;
    // A failure shows in the state of the connection.
    await Promise.allSettled([characters.refresh(), faults.refresh(), place("scripts").hidden || scripts.refresh()]);
    await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
  }
  running = false;
}

addEventListener("hashchange", showView);
place("skip").addEventListener("click", (event) => {
  event.preventDefault();
  place("main").focus();
});
place("reset").addEventListener("click", () => {
  const question = "Reset the emulator? Characters, sessions, journal, faults and settings return to their state after the start.";
  if (confirm(question)) attempt(() => control("POST", "/reset").then(() => toast("The emulator is reset.")));
});
store.addEventListener("change", () => {
  place("journal-count").textContent = store.entries.size ? store.entries.size.toLocaleString("en") : "";
  refreshState();
});
store.addEventListener("control", refreshState);
store.addEventListener("live", ({ detail }) => {
  place("live").dataset.state = detail;
  if (place("live").textContent !== LIVE[detail]) place("live").textContent = LIVE[detail];
});
keyEvents.addEventListener("key-changed", refreshState);

showView();
store.follow();
