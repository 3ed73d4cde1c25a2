"""``python -m ten_lite`` is ``ten-lite``."""

from ten_lite.cli import main

if __name__ == "__main__":
    main()
