"""Judges that look at every response which any case happens to see."""

from pixop_contract.passive.validator import PassiveValidator, passive_requirements

__all__ = ["PassiveValidator", "passive_requirements"]
