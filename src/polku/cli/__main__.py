"""`python -m polku.cli`, where the command itself is not on the path."""

from polku.cli import main

if __name__ == "__main__":
    main()
