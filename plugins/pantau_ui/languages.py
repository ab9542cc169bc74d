"""The reader's language: chosen by a link on every page, remembered in a cookie, else the setting `language`.

A value of the parameter or of the cookie that is no language of the catalogue counts as nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from pantau.settings import settings
from pantau.words import LANGUAGES, spoken

ASKED = "bahasa"
COOKIE = "pantau_language"
KEPT_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    """One language in the switch; `address` is the same page with the same parameters in that language, empty for the present."""

    code: str
    name: str
    address: str


def chosen(request: Request) -> str:
    """Return the language the cookie names, else that of the setting."""
    kept = request.cookies.get(COOKIE, "")
    return kept if kept in LANGUAGES else settings().language


def remembered(request: Request) -> Response | None:
    """Return the answer to a choice of language: the cookie, and the same address without the choice; None if there was no
    choice.

    The address is only a query, so no request can send the reader to another page or another site.
    """
    asked = request.query_params.get(ASKED, "")
    if request.method != "GET" or asked not in LANGUAGES:
        return None
    answer = RedirectResponse(f"?{_query(request)}", 303)
    path = str(request.scope.get("root_path", "")) or "/"
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, asked, max_age=KEPT_S, path=path, secure=secure, httponly=True, samesite="lax")
    return answer


def switch(request: Request, root: str) -> list[LanguageChoice]:
    """Return the languages that a page offers. An answer to a form has no address to come back to, so its links lead to the
    overview."""
    here = spoken()
    query, path = (_query(request), "") if request.method == "GET" else ("", f"{root}/")
    more = f"&{query}" if query else ""
    return [
        LanguageChoice(code, name, "" if code == here else f"{path}?{ASKED}={code}{more}") for code, name in LANGUAGES.items()
    ]


def _query(request: Request) -> str:
    return urlencode([(name, value) for name, value in request.query_params.multi_items() if name != ASKED])
