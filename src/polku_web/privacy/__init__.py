"""The client's own data: what is kept, as a file, corrected on request, and removed when its term has ended."""
