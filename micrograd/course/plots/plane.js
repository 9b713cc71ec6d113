// The browser's half of the plane: it shows what the kernel drew, and moves the sliders to where the map is pressed.

async function render({ model, el }) {
  el.classList.add("mg-plane");
  const sliders = await Promise.all(model.get("sliders").map((id) => model.widget_manager.get_model(id)));
  const draw = () => (el.innerHTML = model.get("svg"));
  // In the map's own units, rounded to the slider's step.
  const move = (event) => {
    const box = el.querySelector(".mg-map")?.getBoundingClientRect();
    if (!box || sliders.length < 2 || event.buttons !== 1) return;
    const reach = model.get("reach");
    const at = [(event.clientX - box.left) / box.width, (box.bottom - event.clientY) / box.height];
    sliders.forEach((slider, i) => {
      const [low, high, step] = ["min", "max", "step"].map((what) => slider.get(what));
      const steps = Math.round(((2 * at[i] - 1) * reach - low) / step);
      slider.set("value", Math.min(Math.max(low + steps * step, low), high));
      slider.save_changes();
    });
  };
  el.addEventListener("pointerdown", (event) => {
    if (event.target.closest("svg")) el.setPointerCapture(event.pointerId);
    move(event);
  });
  el.addEventListener("pointermove", (event) => el.hasPointerCapture(event.pointerId) && move(event));
  model.on("change:svg", draw);
  draw();
  return () => model.off("change:svg", draw);
}

export default { render };
