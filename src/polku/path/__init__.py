"""How people moved between services, how long they waited, and where their path broke.

Reads participations, jobs, studies, statuses and vouchers up to the day until which facts are known; gives
`transitions`, `waits` and `path_breaks`, and a page with a flow chart that may be published.
"""

from polku.path._page import page, parts
from polku.path._steps import GAP_DAYS, LONG_WAIT_DAYS, PATH_BREAKS, TRANSITIONS, WAITS, path

__all__ = ["GAP_DAYS", "LONG_WAIT_DAYS", "PATH_BREAKS", "TRANSITIONS", "WAITS", "page", "parts", "path"]
