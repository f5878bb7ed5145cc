"""`python -m gikvalidate` is the command line."""

from gikvalidate.cli import main

if __name__ == "__main__":
    main()
