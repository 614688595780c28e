"""Which code a country has: looked up by its names, never guessed from its letters.

The names are those of the `holidays` package, beside what else people write. A code is only
proposed; what a calendar takes is the code itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

__all__ = ["code_of", "state_code_of"]

_CLOSE_ENOUGH = 0.85
_STATES = {
    "AT": {"carinthia": "2", "styria": "6", "tyrol": "7", "vienna": "9"},
    "CH": {"geneva": "GE", "lucerne": "LU", "zurich": "ZH"},
    "DE": {
        "bavaria": "BY",
        "hesse": "HE",
        "lower saxony": "NI",
        "north rhine-westphalia": "NW",
        "rhineland-palatinate": "RP",
        "saxony": "SN",
        "saxony-anhalt": "ST",
        "thuringia": "TH",
    },
    "ES": {"andalusia": "AN", "basque country": "PV", "catalonia": "CT"},
}
"""What the `holidays` package has under the name of the place alone, in English."""
_ALSO_CALLED = {
    "AE": ("UAE", "Emirates"),
    "AT": ("Österreich", "Oesterreich"),
    "BE": ("België", "Belgique", "Belgien"),
    "BG": ("Balgariya",),
    "BO": ("Plurinational State of Bolivia",),
    "BR": ("Brasil", "Brasilien"),
    "CD": ("DR Congo", "Democratic Republic of the Congo"),
    "CH": ("Schweiz", "Suisse", "Svizzera", "Swiss"),
    "CI": ("Côte d'Ivoire",),
    "CN": ("PRC", "People's Republic of China", "Zhongguo"),
    "CZ": ("Czech Republic", "Česko", "Tschechien"),
    "DE": ("Deutschland", "Federal Republic of Germany", "Allemagne"),
    "DK": ("Danmark", "Dänemark"),
    "EE": ("Eesti", "Estland"),
    "ES": ("España", "Spanien"),
    "FI": ("Suomi", "Finnland"),
    "FR": ("Frankreich",),
    "GB": ("UK", "Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland"),
    "GR": ("Hellas", "Griechenland"),
    "HR": ("Hrvatska", "Kroatien"),
    "HU": ("Magyarország", "Ungarn"),
    "IE": ("Éire", "Republic of Ireland"),
    "IN": ("Bharat", "Republic of India"),
    "IS": ("Ísland",),
    "IT": ("Italia", "Italien"),
    "JP": ("Nippon", "Nihon"),
    "KR": ("Korea", "Republic of Korea"),
    "LT": ("Lietuva",),
    "LV": ("Latvija",),
    "MK": ("Macedonia",),
    "MM": ("Burma",),
    "NL": ("Holland", "The Netherlands", "Nederland", "Niederlande"),
    "NO": ("Norge", "Norwegen"),
    "NZ": ("Aotearoa",),
    "PL": ("Polska", "Polen"),
    "PT": ("Portugal",),
    "RO": ("România", "Rumänien"),
    "RU": ("Russian Federation", "Rossiya"),
    "SE": ("Sverige", "Schweden"),
    "SI": ("Slovenija",),
    "SK": ("Slovensko", "Slovak Republic"),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey", "Türkiye"),
    "TW": ("Republic of China",),
    "US": ("USA", "America", "United States of America"),
    "VA": ("Vatican", "Holy See"),
    "VN": ("Viet Nam",),
}


def code_of(name: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country that is called *name*; empty if unknown.

    >>> code_of("Germany"), code_of("UK"), code_of("Schweiz"), code_of("IND"), code_of("Gondor")
    ('DE', 'GB', 'CH', 'IN', '')

    Args:
        name: A name in English, or in use where the country lies; a code of two or three
            letters in any case; or a name with a slip of the pen.
    """
    codes, folded = _codes(), _folded(name)
    if folded in codes:
        return codes[folded]
    long_names = [known for known in codes if len(known) > 3]
    close = get_close_matches(folded[:64], long_names, cutoff=_CLOSE_ENOUGH)
    return codes[close[0]] if len(folded) > 3 and close else ""


@cache
def _codes() -> Mapping[str, str]:
    """Return the code of every name, folded."""
    from holidays.registry import COUNTRIES  # slow to load

    found = {_folded(name): code for code, names in _ALSO_CALLED.items() for name in names}
    for module, (class_name, code, *others) in COUNTRIES.items():
        for name in (module, class_name, code, *others):
            found.setdefault(_folded(name), code)
    return found


def _folded(name: str) -> str:
    """Return the letters of a name alone, small and without accents."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalpha())


def state_code_of(country: str, name: str) -> str | None:
    """Return the code of a state or province by its English name, or None.

    >>> state_code_of("DE", "Bavaria")
    'BY'
    """
    return _STATES.get(country, {}).get(name.casefold())
