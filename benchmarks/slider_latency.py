"""How fast live pictures follow the hand, in a real JupyterLab: graphs beside an `interact` that redraws, and a map.

    python benchmarks/slider_latency.py [--small]

For graphs of about 10, 60 and 400 nodes it prints, for both of them in the same run:
latency: milliseconds from a key pressed on the slider to the new number in the page, median and 95th percentile;
drag: in a drag of three seconds that moves the slider in every frame, the moves, the pictures, pictures per second,
frames that had no picture, and pixels by which the page jumped. The page makes the mouse's events itself, since a
driver from outside makes about thirty a second. Last come the same figures for a live plot, the map of a loss with a
path of 40 steps, and for a pointer that drags the path's start over the map, which the kernel computes on demand:
milliseconds from each move of the pointer to the next picture. Graphs are as large as can be read; with --small, large
ones stay the overview as which they begin. Needs the test tools and a Chromium.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from micrograd.picture.program import program

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "helpers")]
from conftest import find_chromium  # noqa: E402
from lab import Lab, server  # noqa: E402

SMALL = "--small" in sys.argv  # leave a large graph the overview as which it begins
PRESSES = 100
DRAG_SECONDS = 3
UNITS = {10: 2, 60: 12, 400: 80}  # a unit is (a * w + b).tanh(), added to the rest: five nodes

SETUP = """
from IPython.display import SVG
from ipywidgets import interact
from micrograd.draw import draw_dot
from micrograd.engine import Value
from micrograd.explore import explore

def net(units):
    def total(a, b):
        out = b
        for i in range(units):
            out = out + (a * (0.1 * i - 0.5) + b).tanh()
        return out
    return total

def redrawn(units):
    def picture(a, b):
        root = net(units)(Value(a), Value(b))
        root.backward()
        return SVG(draw_dot(root).svg())
    return picture
"""
LIVE = "explore(net({}), a=(-2.0, 2.0, 0.02), b=(-2.0, 2.0, 0.02))"
REDRAWN = "interact(redrawn({}), a=(-2.0, 2.0, 0.02), b=(-2.0, 2.0, 0.02));"

DESCENT = """
from micrograd.course.plots.surface import Surface
from micrograd.nn import Neuron

points = [([-2.0], -2.0), ([-1.0], -1.5), ([0.0], 0.5), ([1.0], 1.5), ([2.0], 4.0)]

def line_at(w, b):
    line = Neuron(1, nonlin=False)
    line.w[0].data, line.b.data = w, b
    return line

def squared_error(model, points):
    return sum((model(x) - y) ** 2 for x, y in points) / len(points)

def downhill(rate=0.05, w=-1.0, b=3.0, steps=40):
    line, path = line_at(w, b), [[w, b]]
    for _ in range(steps):
        line.zero_grad()
        squared_error(line, points).backward()
        for p in line.parameters():
            p.data -= rate * p.grad
        path.append([p.data for p in line.parameters()])
    return path
"""
MAP = "Surface(squared_error, line_at, points, w=(-4, 6), b=(-3, 5)).follow(downhill, rate=(0.0, 0.5, 0.002))"

# Counts pictures: changes of the numbers in the live graph or of the marks in the plot, images loaded in interact's
# output. Each time the browser paints them at the next frame.
PROBE = """
([output, handle]) => {
  const probe = (window.probe = { latencies: [], pictures: 0, moves: 0, frames: 0, empty: 0, jump: 0, pressed: null });
  const scroller = output.closest(".jp-WindowedPanel-outer") ?? document.scrollingElement;
  const top = output.getBoundingClientRect().top;
  const height = output.getBoundingClientRect().height;
  const drawn = () => {
    probe.pictures += 1;
    if (probe.pressed === null) return;
    probe.latencies.push(performance.now() - probe.pressed);
    probe.pressed = null;
  };
  const live = output.querySelector(".mg-svg, .mg-plot-area");
  new MutationObserver((changes) => {
    if (live) return drawn();
    for (const change of changes)
      for (const added of change.addedNodes)
        for (const image of added.querySelectorAll?.(".jp-RenderedSVG > *") ?? [])
          if (image.complete ?? true) drawn();
          else image.addEventListener("load", drawn);
  }).observe(live ?? output, { subtree: true, childList: true, characterData: true });
  output.addEventListener("pointermove", () => (probe.pressed ??= performance.now()), true);
  const readout = handle.closest(".widget-slider").querySelector(".widget-readout");
  const text = { subtree: true, childList: true, characterData: true };
  new MutationObserver(() => (probe.moves += 1)).observe(readout, text);
  handle.addEventListener("keydown", () => (probe.pressed = performance.now()), true);
  const frame = () => {
    if (!probe.watching) return;
    probe.frames += 1;
    const picture = output.querySelector(".mg-svg, .mg-plot-area, .jp-RenderedSVG > *");
    if (!picture || picture.getBoundingClientRect().height < 20) probe.empty += 1;
    const now = output.getBoundingClientRect();
    probe.jump = Math.max(probe.jump, Math.abs(now.top - top), Math.abs(now.height - height));
    requestAnimationFrame(frame);
  };
  probe.watch = (on) => { probe.watching = on; if (on) requestAnimationFrame(frame); };
}
"""

DRAG = """
async ([handle, seconds]) => {
  const box = handle.getBoundingClientRect();
  const send = (type, moved, buttons = 1) =>
    handle.dispatchEvent(new MouseEvent(type, {
      bubbles: true, cancelable: true, buttons, clientX: box.x + box.width / 2 + moved, clientY: box.y + box.height / 2,
    }));
  send("mousedown", 0);
  Object.assign(probe, { pictures: 0, moves: 0 });
  probe.watch(true);
  const start = performance.now();
  for (let i = 1; performance.now() < start + 1000 * seconds; i++) {
    await new Promise(requestAnimationFrame);
    send("mousemove", 40 - Math.abs((i % 160) - 80));
  }
  const drag = { ...probe, seconds: (performance.now() - start) / 1000 };
  send("mouseup", 0, 0);
  probe.watch(false);
  return drag;
}
"""


def main():
    chromium = find_chromium() or sys.exit("No Chromium was found: install one, or set CHROMIUM_PATH to its program.")
    print(f"layout by {program().name}; {os.cpu_count()} processors; {PRESSES} key presses, {DRAG_SECONDS} s of drag")
    print(" nodes way         median     95 %  moves  pictures  per s  empty   jump")
    with tempfile.TemporaryDirectory() as folder, server(folder) as address, sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        lab = Lab(browser, address, Path(folder) / "course")
        for nodes, units in UNITS.items():
            live, redrawn = measure(lab, "live", LIVE.format(units)), measure(lab, "redrawn", REDRAWN.format(units))
            print(f"{nodes:>6} {'live':<9} {row(live)}\n{'':>6} {'redrawn':<9} {row(redrawn)}")
            print(f"{'':>6} {'ratio':<9} {redrawn['median'] / live['median']:7.0f}x", flush=True)
        plot = measure(lab, "map", MAP, DESCENT)
        print(f"{'':>6} {'plot':<9} {row(plot)}")
        pressed, drawn = of(plot["pressed"]), len(plot["pressed"])
        print(f"{'':>6} {'pressed':<9} {pressed['median']:5.1f} ms {pressed['p95']:5.1f} ms {PRESSES:>6} {drawn:>9}")
        browser.close()


def row(r):
    return (
        f"{r['median']:5.1f} ms {r['p95']:5.1f} ms {r['moves']:>6} {r['pictures']:>9} {r['per_second']:>6.1f}"
        f" {r['empty']:>6} {r['jump']:>3.0f} px"
    )


def measure(lab, name, cell, setup=SETUP):
    """Return the latencies of key presses, and the counts of a drag on the first slider of a notebook's widget."""
    lab.run(f"{name}.ipynb", setup, cell)
    page = lab.page
    page.locator(".mg-svg, .mg-plot-area, .jp-RenderedSVG").first.wait_for()
    overview = page.get_by_role("button", name="Overview", pressed=True)
    if overview.count() and not SMALL:
        overview.click()
    time.sleep(4)  # until both sliders' tables are computed and JupyterLab has come to rest
    handle = page.locator("[role=slider]").first
    output = page.locator(".jp-Notebook .jp-Cell").nth(1).locator(".jp-Cell-outputWrapper")
    handle.focus()  # which scrolls the page, and is not the jump that is looked for
    page.evaluate(PROBE, [output.element_handle(), handle.element_handle()])

    for i in range(PRESSES):
        seen = page.evaluate("probe.latencies.length")
        page.keyboard.press("ArrowRight" if i % 50 < 25 else "ArrowLeft")
        page.wait_for_function(f"probe.latencies.length > {seen}", timeout=60_000)
        time.sleep(0.02)
    latencies = sorted(page.evaluate("probe.latencies"))

    time.sleep(0.5)
    drag = page.evaluate(DRAG, [handle.element_handle(), DRAG_SECONDS])
    pressed = press(page) if cell is MAP else []
    lab.clear()
    return (
        of(latencies)
        | {"per_second": drag["pictures"] / drag["seconds"], "pressed": pressed}
        | {key: drag[key] for key in ("moves", "pictures", "empty", "jump")}
    )


def press(page):
    """Return the latencies of moves of a pointer that is pressed on a map."""
    box = page.locator(".mg-plot-area").first.bounding_box()
    page.evaluate("probe.latencies = []; probe.pressed = null")
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    for i in range(PRESSES):
        page.mouse.move(box["x"] + 40 + 5 * abs(i - PRESSES // 2), box["y"] + 40)  # a step of the slider or more
        time.sleep(0.02)
    page.mouse.up()
    time.sleep(0.5)
    return sorted(page.evaluate("probe.latencies"))


def of(latencies):
    return {"median": statistics.median(latencies), "p95": latencies[int(0.95 * len(latencies))]}


if __name__ == "__main__":
    main()
