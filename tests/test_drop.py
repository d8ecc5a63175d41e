"""From six files to a line that two of them share, in JupyterLab, as ``python -m helpers lab`` opens it: no code.

The project is copied, so that nothing is dropped into this one. Skipped where no Chromium is installed.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time

import house
import made
import nbformat
import pytest

from helpers import corpus

NOTEBOOK = "notebooks/11_now_with_your_texts.ipynb"
HOSTILE = "<img src=x onerror=window.ran=1>.txt"
CELLS = ("import ", "folder = ", "lab.folder()", "problems = ")  # the first ones: the rest is run by other tests
MORE_THAN_A_SOCKET_TAKES = 11_000_000  # bytes: JupyterLab's own limit is 10 MiB


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project whose notebook 11 has its first cells only."""
    home = tmp_path_factory.mktemp("project")
    for name in ("helpers", "corpus", "my_texts"):
        shutil.copytree(house.ROOT / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(house.ROOT / name, home)
    notebook = nbformat.read(house.ROOT / NOTEBOOK, 4)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.startswith(CELLS)]
    for cell in notebook.cells:
        cell.outputs, cell.execution_count = [], None
    (home / "notebooks").mkdir()
    nbformat.write(notebook, home / NOTEBOOK)
    return home


@pytest.fixture(scope="module")
def server(project):
    """JupyterLab on the copy: its address and its key."""
    key = secrets.token_hex(8)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={key}", "--allow-root"]
    own = {name: value for name, value in os.environ.items() if name not in ("READING_MY_TEXTS", "VENV")}
    with (project / "server.log").open("w") as log:
        command = [sys.executable, "-m", "helpers", "lab", *options, "--LabApp.news_url=None"]
        env = own | {"PYTHONPATH": str(project), "JUPYTERLAB_SETTINGS_DIR": str(project / "settings")}
        process = subprocess.Popen(command, cwd=project, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        for _ in range(made.PATIENCE // 250):
            assert process.poll() is None, (project / "server.log").read_text()[-2000:]
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.25)
        yield f"http://127.0.0.1:{port}", key
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def begun(tab, address, key):
    """Open the notebook; return the id of its kernel, once the page is connected to it and calls it idle.

    The page is asked, not the server, which may say for good that a kernel is starting after it was started again.
    """
    tab.goto(f"{address}/lab/tree/{NOTEBOOK}?token={key}&reset", wait_until="domcontentloaded")
    tab.locator(".jp-Notebook .jp-Cell").first.wait_for()
    tab.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').first.wait_for(state="attached")
    for _ in range(made.PATIENCE // 500):
        for each in tab.request.get(f"{address}/api/sessions?token={key}").json():
            if each["kernel"]["connections"]:
                return each["kernel"]["id"]
        tab.wait_for_timeout(500)
    raise AssertionError("the page is connected to no kernel")


def run_all(tab):
    tab.locator('.lm-MenuBar-item:has-text("Run")').click()
    tab.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()


def choose(tab, *paths):
    """Choose files in the box."""
    with tab.expect_file_chooser() as asked:
        tab.locator(".widget-upload").click()
    asked.value.set_files([str(path) for path in paths])


def said(tab):
    """Return the words of the box."""
    return "\n".join(tab.locator(".jp-OutputArea-output .widget-html").all_text_contents())


def test_from_six_files_to_a_line_that_two_share_in_five_actions_without_code(project, server, own_tab, tmp_path):
    (address, key), tab = server, own_tab
    six = sorted((corpus.PLANTED / "texts").iterdir())
    assert len(six) == 6
    first = begun(tab, address, key)
    run_all(tab)  # 1
    tab.locator(".widget-upload").wait_for()
    assert "my_texts is empty" in tab.locator(".jp-OutputArea-output pre").first.text_content()
    assert tab.locator('button:has-text("Build the report")').is_disabled()
    choose(tab, *six)  # 2 the button, 3 the files
    tab.locator("text=Texts that can be read: 6").wait_for()
    kept = {path.name for path in (project / "my_texts").iterdir()} - {"README.md", ".gitignore"}
    assert kept == {path.name for path in six}
    words = said(tab)
    assert "charter_copy.txt (read): the same text as charter.txt" in words
    assert words.index("Problems first") < words.index("Texts that can be read") < words.index("kept as")
    tab.locator('button:has-text("Build the report")').click()  # 4
    link = tab.locator('a:has-text("Open the report")')
    link.wait_for()
    assert link.is_visible()
    with tab.context.expect_page() as opened:
        link.click()  # 5
    page = opened.value
    page.set_default_timeout(made.PATIENCE)
    line = page.locator('.claim a[href*="#p"], .claim a[href*="#line"]').first
    line.wait_for()
    assert "in common" in page.locator(".claim").first.text_content()
    assert "The harbour is kept by those who use it" in page.locator(".claim").first.text_content()

    line.click()  # the whole site is there: the line on its page, scripts and styles, the reader
    page.locator("mark.asked").first.wait_for()
    page.goto(made.here(page).partition("/texts/")[0] + "/reader.html")
    page.locator(".text.left mark").first.wait_for()
    page.close()

    large = tmp_path / "large.txt"
    large.write_text("The harbour is wide.\n" * (MORE_THAN_A_SOCKET_TAKES // 21), encoding="utf-8")
    (tmp_path / HOSTILE).write_text("Nobody heard it go before the morning bell.", encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    choose(tab, tmp_path / HOSTILE, tmp_path / "empty.txt")
    tab.locator("text=empty.txt (left out)").wait_for()
    choose(tab, large)
    tab.locator("text=large.txt: kept").wait_for()
    assert (project / "my_texts" / "large.txt").read_bytes() == large.read_bytes()
    (project / "my_texts" / "large.txt").unlink()
    assert not tab.evaluate("window.ran")

    # A new kernel has lost nothing.
    tab.request.post(f"{address}/api/kernels/{first}/restart?token={key}")
    again = tab.context.new_page()
    again.set_default_timeout(made.PATIENCE)
    begun(again, address, key)
    run_all(again)
    again.locator("text=This reads the texts in").wait_for()
    again.locator(".widget-html >> text=Texts that can be read: 7").wait_for()
    assert "empty.txt (left out)" in said(again)
    assert [fault for fault in tab.faults if fault.startswith(("asked", "dialog"))] == []
    saved = json.loads((project / NOTEBOOK).read_text("utf-8"))
    assert "widgets" not in saved["metadata"]
