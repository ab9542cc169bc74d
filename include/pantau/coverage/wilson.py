"""The Wilson score interval of a share."""

from __future__ import annotations

from math import sqrt

Z = 1.959963984540054  # 97.5 % of the standard normal distribution lie below


def wilson(found: int, of: int, z: float = Z) -> tuple[float, float]:
    """Return the lower and upper bound, within 0 to 1, of the share `found` / `of` (95 % by default).

    Source: E. B. Wilson, JASA 22 (1927) 209-212. Unlike the normal approximation it holds at 0 %, at 100 % and for few trials.
    Raises ValueError unless 0 <= found <= of and of > 0.
    """
    if not 0 <= found <= of or of == 0:
        raise ValueError(f"{found} of {of} is no share")
    share, weight = found / of, z * z / of
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * sqrt(share * (1 - share) / of + weight / (4 * of))
    return max(0.0, middle - half), min(1.0, middle + half)
