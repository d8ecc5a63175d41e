"""A pytest plugin (``-p tests.quick_start``) that keeps rfc3987_syntax out of the process.

JupyterLab brings that package, nbformat's schema checker imports it, and it builds a grammar of 2-3 seconds on
import. Without it only the check of internationalised web addresses falls away, which notebooks do not use.
"""

import sys

sys.modules["rfc3987_syntax"] = None
