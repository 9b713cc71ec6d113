// What each widget carries: it runs the scripts that all graphs share, which the kernel sends to the page once. (Each
// with a module of its own, as a widget usually has it, the browser would keep them all, long after they are closed.)

const SHARED = Symbol.for("micrograd.live"); // by their text: another kernel may have another version

async function shared(model) {
  const scripts = await model.widget_manager.get_model(model.get("scripts"));
  const source = scripts.get("source");
  const modules = (globalThis[SHARED] ??= new Map());
  if (!modules.has(source)) {
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    modules.set(source, import(address));
  }
  return modules.get(source);
}

export default { render: async (view) => (await shared(view.model)).default.render(view) };
