// The keys that run a cell. JupyterLab leaves all keys to the parts of a live graph, or arrows would select cells there.

export function runCell(event) {
  const { key, code, shiftKey, ctrlKey, altKey, metaKey } = event;
  if (key !== "Enter" || event.isComposing || !(shiftKey || ctrlKey || altKey || metaKey)) return;
  const cell = event.currentTarget.closest(".jp-Cell"); // none in a view of its own, which has nothing to run
  if (!cell) return;
  event.preventDefault(); // or a button would be pressed as well
  event.stopPropagation();
  cell.focus({ preventScroll: true }); // JupyterLab's shortcuts start from what has the keyboard
  const keys = { key, code, keyCode: 13, shiftKey, ctrlKey, altKey, metaKey };
  cell.dispatchEvent(new KeyboardEvent("keydown", { ...keys, bubbles: true, cancelable: true }));
}
