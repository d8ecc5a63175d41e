"""What follows from the role of a line: whoever asks which lines are kept or front matter asks here.

A private part of ``layout``; the list itself is that of ``tables``, where ``corpus`` finds it too.
"""

from helpers.tables import ROLES as LIST

NAMES = [role.role for role in LIST]
KEPT = {role.role for role in LIST if role.kept}
FRONT = [role.role for role in LIST if role.front]
REMOVED = {role.role for role in LIST if not role.kept and role.role != "blank"}
