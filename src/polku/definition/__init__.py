"""Pilot files and law files as frozen, typed, dated objects, and every fault of a file with its line and its cure."""

from polku.definition._amended import Terms, agreed_at, contract_invented, fees_ever, in_all, terms_at
from polku.definition._amounts import Amount
from polku.definition._base import Text
from polku.definition._conditions import column_in_words, condition_in_words, value_in_words
from polku.definition._contract import (
    Amendment,
    Changes,
    Contract,
    DeliveryFee,
    EarningsFee,
    EducationFee,
    EmploymentFee,
    Fee,
    MilestoneFee,
    ResultRateFee,
    StartFee,
)
from polku.definition._describe import describe
from polku.definition._expression import Expression, parse_expression
from polku.definition._faults import DefinitionError, MissingPart
from polku.definition._files import (
    CheckResult,
    check_pilot,
    check_pilot_text,
    load_pilot,
    pilot_path,
    require,
    shipped_pilots,
)
from polku.definition._law import (
    BenefitKind,
    DailyAmount,
    LawKey,
    LawShown,
    Process,
    ServiceKind,
    ShareBracket,
    StatusKind,
    UnknownLaw,
    VatKind,
    benefits,
    daily_amount_cents,
    daily_amounts,
    law,
    law_keys,
    municipal_share_brackets,
    process,
    process_names,
    service_kinds,
    statuses,
    vat,
)
from polku.definition._law import show as show_law
from polku.definition._law_sources import source_in_words
from polku.definition._law_values import Bracket, Dated, LawItem, NoValueOn, Step, Unit
from polku.definition._moved import running_on
from polku.definition._municipalities import (
    EmploymentArea,
    Municipality,
    UnknownMunicipality,
    employment_areas,
    municipalities,
    municipality,
)
from polku.definition._municipalities import exists as municipality_exists
from polku.definition._municipalities import known as municipality_known
from polku.definition._municipalities import name as municipality_name
from polku.definition._municipalities import near as municipalities_near
from polku.definition._municipalities import successor as municipality_successor
from polku.definition._new import new_pilot
from polku.definition._parts import (
    Area,
    Choice,
    Criterion,
    Experiment,
    Provider,
    PublicDrawing,
    Service,
    Survey,
    TargetGroup,
    Voucher,
)
from polku.definition._pilot import Pilot
from polku.definition._schema import pilot_schema
from polku.definition._self_billing import InvoiceParty, SelfBilling, Seller
from polku.definition._tree import Refused
from polku.definition._words import Language
from polku.definition._yaml import Node, read_yaml

__all__ = [
    "Amendment",
    "Amount",
    "Area",
    "BenefitKind",
    "Bracket",
    "Changes",
    "CheckResult",
    "Choice",
    "Contract",
    "Criterion",
    "DailyAmount",
    "Dated",
    "DefinitionError",
    "DeliveryFee",
    "EarningsFee",
    "EducationFee",
    "EmploymentArea",
    "EmploymentFee",
    "Experiment",
    "Expression",
    "Fee",
    "InvoiceParty",
    "Language",
    "LawItem",
    "LawKey",
    "LawShown",
    "MilestoneFee",
    "MissingPart",
    "Municipality",
    "NoValueOn",
    "Node",
    "Pilot",
    "Process",
    "Provider",
    "PublicDrawing",
    "Refused",
    "ResultRateFee",
    "SelfBilling",
    "Seller",
    "Service",
    "ServiceKind",
    "ShareBracket",
    "StartFee",
    "StatusKind",
    "Step",
    "Survey",
    "TargetGroup",
    "Terms",
    "Text",
    "Unit",
    "UnknownLaw",
    "UnknownMunicipality",
    "VatKind",
    "Voucher",
    "agreed_at",
    "benefits",
    "check_pilot",
    "check_pilot_text",
    "column_in_words",
    "condition_in_words",
    "contract_invented",
    "daily_amount_cents",
    "daily_amounts",
    "describe",
    "employment_areas",
    "fees_ever",
    "in_all",
    "law",
    "law_keys",
    "load_pilot",
    "municipal_share_brackets",
    "municipalities",
    "municipalities_near",
    "municipality",
    "municipality_exists",
    "municipality_known",
    "municipality_name",
    "municipality_successor",
    "new_pilot",
    "parse_expression",
    "pilot_path",
    "pilot_schema",
    "process",
    "process_names",
    "read_yaml",
    "require",
    "running_on",
    "service_kinds",
    "shipped_pilots",
    "show_law",
    "source_in_words",
    "statuses",
    "terms_at",
    "value_in_words",
    "vat",
]
