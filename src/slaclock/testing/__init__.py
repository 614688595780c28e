"""For those who embed slaclock: what their tests may draw, and a contract to begin with.

    from slaclock.testing import contracts, logs

Needs `hypothesis`, which the extra `testing` brings. The strategies are in
`slaclock.testing.strategies`; the fixture of pytest is in `slaclock.testing.fixtures`.
"""

from slaclock._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, extra="testing", needs=("hypothesis",))
