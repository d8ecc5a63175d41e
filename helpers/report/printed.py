"""Single files as PDFs, and all of them as one with a cover and contents. A part of ``report``."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from helpers.report import files, templates

BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
SHEET = re.compile(rb"/Type /Page\b")  # a page in a PDF that a browser printed
LED = re.compile(r' href="(?!\w+:|#)[^"]*"')  # to another file: in a PDF it would say where that lies on this machine


def pdf(pages: list[Path], target: Path) -> list[Path]:
    """Print HTML files, such as those of ``single``, each as a PDF in ``target``, and all as one; return the files.

    It takes the Chromium or Chrome that the machine has, which reads the files and nothing else. ``whole.pdf`` has a
    cover, and contents with the page at which each file begins.
    """
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser:
        raise files.ReportError(
            "no Chromium or Chrome was found, and a PDF is printed by one. Install it (Debian: "
            "'apt install chromium'), or open a page in your browser and print it to a file."
        )
    flags = ["--headless", "--disable-gpu", "--no-pdf-header-footer", "--disable-background-networking"]
    flags += ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    texts, sizes = {page.stem: page.read_text(encoding="utf-8") for page in pages}, []
    names = [*texts, "whole"]
    with files.whole(target) as fresh, tempfile.TemporaryDirectory() as scratch:
        command = [browser, *flags, f"--user-data-dir={scratch}/profile", "--generate-pdf-document-outline"]
        for name in names:
            page, made = Path(scratch) / f"{name}.html", fresh / f"{name}.pdf"
            text = texts.get(name) or templates.page("book.html", title=templates.PROJECT, texts=texts, sizes=sizes)
            page.write_text(LED.sub("", text), encoding="utf-8")
            full = [*command, f"--print-to-pdf={made}", page.as_uri()]
            done = subprocess.run(full, capture_output=True, encoding="utf-8", errors="replace", timeout=120)
            if done.returncode or not made.exists():
                raise files.ReportError(f"{page.name} was not printed by {Path(browser).name}:\n{done.stderr[-1000:]}")
            sizes.append(len(SHEET.findall(made.read_bytes())))
    return [target / f"{name}.pdf" for name in names]
