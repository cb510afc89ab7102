"""Figures of one moment: what contracts have earned, and the situational picture; sums only, nobody in them."""
