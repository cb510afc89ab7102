"""How fast the large steps are, and how much memory they take, each beside a named reference in the same run.

`python -m benchmarks` invents people once for each size, runs every measure and its references in turn, each in a
process of its own, holds their answers against each other, and prints a table in Markdown. See README.md beside this.
"""
