// The dialog that asks for the API key.

import { key, keyEvents, useKey } from "./api.js";

export function startKeyDialog() {
  const dialog = document.getElementById("key-dialog");
  const input = document.getElementById("key-input");
  const reason = document.getElementById("key-reason");
  const usual = reason.textContent;
  const open = (text) => {
    if (dialog.open) return;
    reason.textContent = text;
    input.value = key();
    dialog.showModal();
    input.focus();
  };
  document.getElementById("open-key").addEventListener("click", () => open(usual));
  document.getElementById("key-cancel").addEventListener("click", () => dialog.close());
  dialog.querySelector("form").addEventListener("submit", () => useKey(input.value.trim()));
  let dismissed = "";
  dialog.addEventListener("close", () => {
    dismissed = reason.textContent;
    input.value = "";
  });
  // A reason that the user has closed once is not shown again: the button in the header stays.
  keyEvents.addEventListener("key-needed", ({ detail }) => {
    const text = `${detail}. It is kept until this tab is closed.`;
    if (text !== dismissed || key()) open(text);
  });
  keyEvents.addEventListener("key-changed", () => (dismissed = ""));
}
