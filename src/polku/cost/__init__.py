"""What it cost: the municipal share of benefits to the cent, the payer's bill beside it, and what services cost."""

from polku.cost._shares import MUNICIPAL_SHARE, municipal_share, person_shares

__all__ = ["MUNICIPAL_SHARE", "municipal_share", "person_shares"]
