"""What Hypothesis draws by the type alone."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from slaclock import Amount, Calendar, Matrix


class TestPlugin:
    @settings(max_examples=10)
    @given(st.data())
    def test_types_are_drawn_by_name(self, data: st.DataObject) -> None:
        from slaclock.testing.plugin import register

        register()
        for kind in (Amount, Calendar, Matrix):
            assert isinstance(data.draw(st.from_type(kind)), kind)
