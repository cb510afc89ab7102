"""Services on offer, referrals to them, and what came of them."""
