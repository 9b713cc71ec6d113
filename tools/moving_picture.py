"""Record README's moving picture, docs/live-graph.gif: a real JupyterLab, a live graph, and a hand that uses it.

    python tools/moving_picture.py

Needs what the browser tests need: a Chromium or Chrome, or CHROMIUM_PATH. Two recordings differ in a frame or two.
"""

import io
import sys
import tempfile
import time
from pathlib import Path

import PIL.Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "helpers")]
from conftest import find_chromium  # noqa: E402
from lab import Lab, server  # noqa: E402

PICTURE = ROOT / "docs" / "live-graph.gif"
LONGEST, SHORTEST = 900, 60  # milliseconds that a frame may stand
END = 3500  # before it begins again
COLOURS = 48
WINDOW = {"width": 1180, "height": 1100}

CELL = """\
from micrograd.explore import explore

def L(a, b, c, f):
    e = a * b
    d = e + c
    L = d * f
    return L

explore(L, a=2.0, b=-3.0, c=10.0, f=-2.0)"""

# The browser draws no pointer in a screenshot.
HAND = """() => {
    const hand = document.createElement("div");
    hand.style.cssText = "position:fixed;z-index:99999;pointer-events:none;width:18px;height:18px;"
        + "margin:-9px;border-radius:50%;background:rgba(31,35,40,0.25);border:1.5px solid rgba(31,35,40,0.7)";
    document.body.append(hand);
    addEventListener("pointermove", ({ clientX, clientY }) => {
        hand.style.left = `${clientX}px`;
        hand.style.top = `${clientY}px`;
    }, true);
}"""


class Recorder:
    """Frames of a part of the page, each with the moment at which it was taken."""

    def __init__(self, page, area):
        self.page, self.area = page, area
        self.frames = []

    def take(self):
        """Record what the page shows now."""
        png = self.page.screenshot(clip=self.area)
        self.frames.append((time.monotonic(), PIL.Image.open(io.BytesIO(png)).convert("RGB")))

    def watch(self, seconds):
        """Record what the page shows for some time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.take()

    def move(self, x, y, steps=8):
        """Move the hand to a place, and record the way."""
        x0, y0 = getattr(self, "hand", (x, y))
        for k in range(1, steps + 1):
            self.page.mouse.move(x0 + (x - x0) * k / steps, y0 + (y - y0) * k / steps)
            self.take()
        self.hand = x, y

    def to(self, element):
        """Move the hand to the middle of an element."""
        box = element.bounding_box()
        self.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def press(self, element):
        """Move the hand to an element, and press it."""
        self.to(element)
        self.page.mouse.down()
        self.page.mouse.up()
        self.watch(0.3)

    def save(self, path):
        """Write a GIF that plays as fast as it was recorded, but for what stands still: that is one frame."""
        pictures, lasting = [], []
        for (at, frame), (until, _) in zip(self.frames, [*self.frames[1:], self.frames[-1]]):
            if pictures and frame.tobytes() == pictures[-1].tobytes():
                lasting[-1] += until - at
            else:
                pictures.append(frame)
                lasting.append(until - at)
        shown = [min(max(round(1000 * seconds), SHORTEST), LONGEST) for seconds in lasting]
        palette = _together(pictures).quantize(COLOURS, dither=PIL.Image.Dither.NONE)
        small = [picture.quantize(palette=palette, dither=PIL.Image.Dither.NONE) for picture in pictures]
        shown[-1] = END
        small[0].save(path, save_all=True, append_images=small[1:], duration=shown, loop=0, optimize=True)


def _together(pictures):
    """Return some of the pictures as one, so that all can share its palette."""
    some = pictures[:: max(1, len(pictures) // 6)]
    wide, high = some[0].size
    whole = PIL.Image.new("RGB", (wide, high * len(some)))
    for k, picture in enumerate(some):
        whole.paste(picture, (0, high * k))
    return whole


def drag(recorder, graph, name, to):
    """Drag a slider to a part of its length and back."""
    handle = graph.slider(name)
    recorder.to(handle)
    recorder.page.mouse.down()
    track = handle.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]").bounding_box()
    start = recorder.hand
    recorder.move(track["x"] + to * track["width"], start[1], steps=14)
    recorder.watch(0.4)
    recorder.move(*start, steps=14)
    recorder.page.mouse.up()
    recorder.watch(0.4)


def record(lab):
    """Return a Recorder with the whole story."""
    notebook = lab.run("moving.ipynb", CELL)
    page, graph = lab.page, notebook.graph()
    page.evaluate(HAND)
    graph.stage.scroll_into_view_if_needed()
    box = graph.explorer.bounding_box()
    nudge = graph.stage.get_by_role("button", name="Nudge", exact=True)
    nudge.click()
    journey, told = graph.stage.locator(".mg-journey"), graph.stage.locator(".mg-told")
    told.wait_for()
    canvas, last = graph.stage.locator(".mg-canvas").bounding_box(), told.bounding_box()
    high = last["y"] + last["height"] - box["y"]
    nudge.click()
    area = {"x": box["x"] - 4, "y": box["y"] - 4, "width": canvas["width"] + 12, "height": high + 8}
    recorder = Recorder(page, area)
    recorder.move(area["x"] + 600, area["y"] + 90, steps=1)
    recorder.watch(0.5)
    drag(recorder, graph, "b", 0.8)
    recorder.press(nudge)
    recorder.press(journey.get_by_role("button").first)
    while told_to_come(journey):
        recorder.watch(0.3)
    recorder.watch(2.0)
    return recorder


def told_to_come(journey):
    """Return whether the journey has stages to come, which "3 of 9" says."""
    now, last = map(int, journey.locator(".mg-count").inner_text().split(" of "))
    return now < last


def main():
    chromium = find_chromium() or sys.exit("No Chromium was found: install one, or set CHROMIUM_PATH to its program.")
    with tempfile.TemporaryDirectory() as folder, server(folder) as address, sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        lab = Lab(browser, address, Path(folder) / "course")
        lab.page.set_viewport_size(WINDOW)
        recorder = record(lab)
        recorder.save(PICTURE)
        browser.close()
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
