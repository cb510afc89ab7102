"""The API by which other systems do what staff do on pages: by tokens, under the same rules, in the same log."""
