"""`python -m pantau` is `pantau`."""

from pantau.cli import main

raise SystemExit(main())
