"""Headless Chromium for tests of the page: one window, driven over the DevTools protocol through a pipe.

Python standard library only. What the browser complains about (a policy violated, a script that failed) is collected in
`complaints`.
"""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

CHROMIUM = shutil.which("chromium")
# No sandbox of its own, because tests also run as root; nothing that looks for the outside world.
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--disable-extensions", "--mute-audio",
         "--remote-debugging-pipe")


class Failed(AssertionError):
    pass


class Browser:
    """Use as a context manager. `language` is what the browser asks pages for first."""

    def __init__(self, language="de-DE", width=1280, height=800):
        self.folder = tempfile.mkdtemp(prefix="kontor-browser-")
        to_read, self.to = os.pipe()
        self.source, from_write = os.pipe()
        # The browser reads commands from descriptor 3 and writes answers to 4, each ended by a NUL.
        script = f'exec "$@" 3<&{to_read} 4>&{from_write} 2>/dev/null'
        self.process = subprocess.Popen(
            ["bash", "-c", script, "bash", CHROMIUM, *FLAGS, f"--accept-lang={language}", f"--window-size={width},{height}",
             f"--user-data-dir={self.folder}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=(to_read, from_write),
            env=dict(os.environ, HOME=self.folder, LANG="C.UTF-8"))
        os.close(to_read)
        os.close(from_write)
        self.number, self.rest, self.session = 0, b"", None
        self.answers, self.complaints = {}, []
        self._attach(width, height)

    def _attach(self, width, height):
        targets = self.wait_for(lambda: [t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page"], "a window")
        self.session = self.call("Target.attachToTarget", targetId=targets[0]["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "DOM"):
            self.call(domain + ".enable")
        self.size(width, height)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        try:
            self.session = None
            self.call("Browser.close")
            self.process.wait(timeout=20)
        except (Failed, OSError, subprocess.TimeoutExpired):
            self.process.kill()
            self.process.wait(timeout=20)
        finally:
            os.close(self.to)
            os.close(self.source)
            shutil.rmtree(self.folder, ignore_errors=True)

    # The protocol
    def _send(self, method, parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        return self.number

    def call(self, method, **parameters):
        wanted = self._send(method, parameters)
        end = time.monotonic() + 120
        while wanted not in self.answers:
            self._read(end, method)
        answer = self.answers.pop(wanted)
        if "error" in answer:
            raise Failed(f"{method}: {answer['error']}")
        return answer["result"]

    def _read(self, end, what):
        ready, _, _ = select.select([self.source], [], [], max(0, end - time.monotonic()))
        block = os.read(self.source, 1 << 20) if ready else b""
        if not block:
            raise Failed(f"the browser does not answer to {what}")
        *messages, self.rest = (self.rest + block).split(b"\0")
        for message in map(json.loads, messages):
            if "id" in message:
                self.answers[message["id"]] = message
            else:
                self._hear(message["method"], message["params"])

    def _hear(self, method, told):
        if method == "Runtime.exceptionThrown":
            details = told["exceptionDetails"]
            self.complaints.append(details.get("exception", {}).get("description") or details["text"])
        elif method == "Log.entryAdded" and told["entry"]["level"] == "error" and told["entry"]["source"] != "network":
            self.complaints.append(told["entry"]["text"])
        elif method == "Runtime.consoleAPICalled" and told["type"] == "error":
            self.complaints.append(" ".join(str(a.get("value", a.get("description", ""))) for a in told["args"]))
        elif method == "Page.javascriptDialogOpening":
            # A page that is left with something unsaved asks; whatever else asks was not to.
            if told["type"] != "beforeunload":
                self.complaints.append("dialog: " + told["message"])
            self._send("Page.handleJavaScriptDialog", {"accept": told["type"] == "beforeunload"})

    # What a person does and sees
    def size(self, width, height, scale=1):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False)

    def dark(self, is_dark):
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}])

    def forget(self, origin):
        """Leaves the page; its cookies and what it stored are gone, and so are the complaints."""
        self.go("about:blank")
        self.wait_for(lambda: self.run("location.href") == "about:blank", "an empty window")
        self.call("Storage.clearDataForOrigin", origin=origin, storageTypes="cookies,local_storage")
        self.complaints.clear()

    def go(self, url):
        self.call("Page.navigate", url=url)

    def run(self, script):
        """The value of a JavaScript expression; a promise is awaited."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise Failed(f"{script}: {answer['exceptionDetails'].get('exception', {}).get('description')}")
        return answer["result"].get("value")

    def wait_for(self, question, what, seconds=60):
        """Asks until the answer is true; the bound is for failing, not for waiting."""
        end = time.monotonic() + seconds
        while True:
            answer = question()
            if answer:
                return answer
            if time.monotonic() > end:
                raise Failed(f"{what} did not appear within {seconds} s" + (f"\n{self.text()[:2000]}" if self.session else ""))
            select.select([], [], [], 0.05)

    def see(self, selector, text="", seconds=60):
        """Waits until an element of the selector holds the text; returns its text."""
        script = (f"(() => {{ for (const e of document.querySelectorAll({json.dumps(selector)})) if (e.textContent.includes({json.dumps(text)})) "
                  "return {text: e.textContent}; return null; })()")
        return self.wait_for(lambda: self.run(script), f"{selector} with {text!r}", seconds)["text"]

    def text(self, selector="body"):
        return self.run(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")

    def texts(self, selector):
        return self.run(f"[...document.querySelectorAll({json.dumps(selector)})].map((e) => e.textContent)")

    def count(self, selector):
        return self.run(f"document.querySelectorAll({json.dumps(selector)}).length")

    def click(self, selector, text=""):
        self.see(selector, text)
        self.run(f"[...document.querySelectorAll({json.dumps(selector)})].find((e) => e.textContent.includes({json.dumps(text)})).click()")

    def fill(self, selector, value):
        """Types over what stands in a field, as from a keyboard."""
        self.see(selector)
        self.run(f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.focus(); e.select?.(); }})()")
        self.call("Input.insertText", text=value)
        self.run(f"document.querySelector({json.dumps(selector)}).dispatchEvent(new Event('change', {{bubbles: true}}))")

    def choose(self, selector, value):
        self.see(selector)
        self.run(f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.value = {json.dumps(value)}; "
                 "e.dispatchEvent(new Event('change', {bubbles: true})); })()")

    def press(self, key, control=False):
        code = {"Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowUp": 38, "Tab": 9}.get(key, ord(key.upper()[0]))
        more = {"text": "\r"} if key == "Enter" and not control else {"text": key} if len(key) == 1 and not control else {}
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, modifiers=2 if control else 0,
                      **(more if kind == "keyDown" else {}))

    def give_files(self, selector, paths):
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", files=[os.path.abspath(p) for p in paths], nodeId=node)

    def picture(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))
