"""A pytest plugin (``-p tests.quick_start``) that keeps rfc3987_syntax and a reader's own texts out of the process.

JupyterLab brings that package, nbformat's schema checker imports it, and it builds a grammar of 2-3 seconds on
import. Without it only the check of internationalised web addresses falls away, which notebooks do not use. Notebooks
are compared with what they say of the texts that ship, whatever somebody has in ``my_texts``.
"""

import os
import sys
from pathlib import Path

os.environ["READING_MY_TEXTS"] = str(Path(__file__).resolve().parent.parent / "corpus" / "my_texts")  # not there
sys.modules["rfc3987_syntax"] = None
