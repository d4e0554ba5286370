"""How fast a page is scrubbed in Chromium, which is told by a script in it."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psutil

from benchmarks.row import Row

_PRESETS = (
    ("circle", "circle 2-6-4-1, 2,000 iterations", 2000, 60.0),
    ("mnist", "MNIST 784-10-10, 300 iterations", 300, 30.0),
)
"""Presets, their names, how long they are trained, and the frames a second to reach."""

_PATIENCE = 120.0
"""Seconds in which a browser must have told its times."""

_SCRIPT = """
(async () => {
  const frame = () => new Promise(requestAnimationFrame);
  while (!document.body.dataset.ready) await frame();
  await frame();
  const [opened] = performance.getEntriesByType("navigation");
  const first = performance.now() - opened.responseStart;
  const slider = document.getElementById("slider");
  const times = [], last = Number(slider.max);
  await fetch("/begin", { method: "POST" });
  for (let k = 0; k <= 240; k++) {
    times.push(await frame());
    slider.value = String(Math.round((last * k) / 240));
    slider.dispatchEvent(new Event("input"));
  }
  const rate = (1000 * (times.length - 1)) / (times.at(-1) - times[0]);
  const told = { first, rate, frames: times.length };
  await fetch("/times", { method: "POST", body: JSON.stringify(told) });
})();
"""
_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run "
    "--disable-frame-rate-limit --disable-gpu-vsync --window-size=1280,800"
)


def page_rows() -> Iterator[Row]:
    """Measure pages in Chromium, if there is one."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    for preset, name, iterations, least in _PRESETS:
        text = _page(preset, iterations)
        yield Row(f"page of {name}", len(text.encode()) / 1e6, "MB", at_most=5.0)
        if browser is None:
            continue
        told = _scrubbed(browser, text)
        yield Row("  its first picture", told["first"] / 1000.0, "s", at_most=1.0)
        yield Row("  scrubbed", told["rate"], "frames/s", at_least=least)
        yield Row(
            "  processor time of a frame", told["work"], "ms", at_most=1e3 / least
        )


def _page(preset: str, iterations: int) -> str:
    from nnviz.session.settings.presets import PRESETS
    from nnviz.session.timeline.timeline import Timeline
    from nnviz.session.trainer import Trainer
    from nnviz.ui.app import unseen_application
    from nnviz.ui.web_page.page_text import page_text
    from nnviz.ui.web_page.run_source import source_of_run

    unseen_application()
    timeline = Timeline(Trainer(PRESETS[preset].config))
    timeline.run(iterations)
    return page_text(source_of_run(timeline))


def _scrubbed(browser: str, text: str) -> dict[str, float]:
    """Return milliseconds until the first picture, frames a second, and their work."""
    told, came = dict[str, float](), threading.Event()
    with (
        tempfile.TemporaryDirectory() as at,
        _served(_watched(text), told, came) as place,
    ):
        command = [browser, *_FLAGS.split(), f"--user-data-dir={at}", place]
        process = psutil.Popen(
            [*command, "--remote-debugging-port=0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _BROWSER[:] = [process]
        try:
            if not came.wait(_PATIENCE):
                raise TimeoutError("the browser did not tell its times")
        finally:
            process.terminate()
            process.wait()
    told["work"] = 1000.0 * (told["end"] - told["begin"]) / told["frames"]
    return told


_BROWSER: list[psutil.Process] = []
"""The browser that is being measured."""


def _processor_time() -> float:
    """Return the seconds that the browser and all its processes have worked."""
    found = 0.0
    for each in (_BROWSER[0], *_BROWSER[0].children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = each.cpu_times()
            found += times.user + times.system
    return found


def _watched(text: str) -> str:
    """Return a page with a script that scrubs it, which its policy then allows."""
    digest = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
    text = re.sub(
        "script-src ",
        f"connect-src 'self'; script-src 'sha256-{digest}' ",
        text,
        count=1,
    )
    return text.replace("</body>", f"<script>{_SCRIPT}</script>\n</body>")


@contextmanager
def _served(text: str, told: dict[str, float], came: threading.Event) -> Iterator[str]:
    """Serve a page to this machine alone, and take what its script tells."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = text.encode() if self.path == "/" else b""
            self.send_response(200 if data else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"] or 0)
            told["begin" if self.path == "/begin" else "end"] = _processor_time()
            if length:
                told.update(json.loads(self.rfile.read(length)))
            self.send_response(204)
            self.end_headers()
            if length:
                came.set()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
