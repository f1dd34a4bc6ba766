"""Says of any server, from the outside, whether it keeps the contract of the Pixop API."""

from pixop_contract.command import run_contract
from pixop_contract.settings import ContractSettings

__all__ = ["ContractSettings", "run_contract"]
