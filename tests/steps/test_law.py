"""Law values on their days: worked values that an official can check, and what is said where there is none."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest

from polku.definition import (
    DailyAmount,
    Dated,
    NoValueOn,
    ShareBracket,
    UnknownLaw,
    benefits,
    daily_amount_cents,
    daily_amounts,
    law,
    law_keys,
    municipal_share_brackets,
    process,
    process_names,
    service_kinds,
    show_law,
    statuses,
    vat,
)

KINDS = [
    "coaching",
    "job_search_coaching",
    "career_coaching",
    "job_coaching",
    "career_guidance",
    "labour_market_training",
    "recruitment_training",
    "work_tryout",
    "wage_subsidy",
    "employment_subsidy_55",
    "startup_grant",
    "startup_coaching",
    "expert_assessment",
    "self_motivated_studies",
    "rehabilitative_work",
    "integration_training",
    "multi_sector_support",
    "youth_workshop",
    "working_life_pilot",
    "employer_visit",
    "company_network",
    "company_advice",
    "business_finance",
    "local_subsidy",
    "other",
]


@pytest.mark.parametrize(
    ("benefit", "day", "cents"),
    [
        ("labour_market_subsidy", date(2017, 8, 1), 3240),
        ("labour_market_subsidy", date(2020, 12, 31), 3366),
        ("labour_market_subsidy", date(2021, 3, 1), 3378),
        ("labour_market_subsidy", date(2022, 7, 31), 3450),
        ("labour_market_subsidy", date(2022, 8, 1), 3572),
        ("basic_allowance", date(2023, 1, 1), 3721),
        ("basic_allowance", date(2026, 4, 30), 3721),
        ("general_support", date(2026, 5, 1), 3721),
        ("earnings_related_allowance", date(2026, 5, 1), 3721),
    ],
)
def test_daily_amount(benefit, day, cents):
    assert daily_amount_cents(benefit).on(day) == cents


def test_an_abolished_benefit_has_no_amount_and_says_what_came_instead():
    with pytest.raises(NoValueOn) as error:
        daily_amount_cents("labour_market_subsidy").on(date(2026, 5, 1))
    assert str(error.value) == (
        "daily_amount.labour_market_subsidy has no value on 2026-05-01: the last day that has one is 2026-04-30. "
        "daily_amount.general_support came instead."
    )


def test_before_the_first_day_the_error_names_it():
    with pytest.raises(NoValueOn, match=r"on 2026-04-30: the first day that has one is 2026-05-01\.$"):
        daily_amount_cents("general_support").on(date(2026, 4, 30))


def test_daily_amounts_are_rows_without_overlap():
    rows = daily_amounts()
    assert DailyAmount(date(2022, 8, 1), date(2022, 12, 31), "labour_market_subsidy", 3572, False) in rows
    assert DailyAmount(date(2025, 1, 1), date(2026, 4, 30), "basic_allowance", 3721, False) in rows
    assert {row.benefit for row in rows} == {benefit.benefit for benefit in benefits()}
    for one, other in pairwise(rows):
        assert one.benefit != other.benefit or (one.valid_to is not None and one.valid_to < other.valid_from)


def brackets(benefit: str, day: date) -> dict[int, int]:
    return {
        row.first_day: row.rate_bp
        for row in municipal_share_brackets()
        if row.benefit == benefit and row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
    }


STEPPED = {1: 0, 101: 1000, 201: 2000, 301: 3000, 401: 4000, 701: 5000}


@pytest.mark.parametrize(
    ("benefit", "day", "expected"),
    [
        ("labour_market_subsidy", date(2024, 12, 31), {1: 0, 301: 5000, 1001: 7000}),
        ("labour_market_subsidy", date(2025, 1, 1), STEPPED),
        ("labour_market_subsidy", date(2026, 8, 1), STEPPED),
        ("basic_allowance", date(2024, 12, 31), {}),
        ("basic_allowance", date(2025, 1, 1), STEPPED),
        ("earnings_related_allowance", date(2024, 12, 31), {}),
        ("earnings_related_allowance", date(2025, 1, 1), STEPPED),
        ("general_support", date(2026, 4, 30), {}),
        ("general_support", date(2026, 5, 1), STEPPED),
    ],
)
def test_municipal_share(benefit, day, expected):
    assert brackets(benefit, day) == expected


def test_days_in_services_count_from_2025():
    rows = municipal_share_brackets()
    assert (
        ShareBracket(
            date(2015, 1, 1), date(2024, 12, 31), "labour_market_subsidy", 301, 5000, service_days_counted=False
        )
        in rows
    )
    assert all(row.service_days_counted == (row.valid_from >= date(2025, 1, 1)) for row in rows)


@pytest.mark.parametrize(("day", "rate"), [(date(2024, 8, 31), 2400), (date(2024, 9, 1), 2550)])
def test_standard_vat(day, rate):
    assert vat().rate_bp.on(day) == rate


def test_an_exemption_has_a_reason_and_is_unverified():
    for kind in ("exempt_education", "exempt_social_welfare"):
        exempt = vat(kind)
        assert exempt.rate_bp.on(date(2024, 1, 1)) == 0
        assert exempt.rate_bp.unverified
        assert exempt.covers is not None
        assert "1501/1993" in exempt.covers.fi


@pytest.mark.parametrize(
    ("duty", "day", "expected"),
    [
        ("initial_interview_working_days", date(2022, 5, 1), None),
        ("initial_interview_working_days", date(2022, 5, 2), 5),
        ("initial_interview_working_days", date(2025, 12, 31), 5),
        ("initial_interview_working_days", date(2026, 1, 1), 10),
        ("supplementary_discussions", date(2025, 12, 31), 5),
        ("supplementary_discussions", date(2026, 1, 1), None),
        ("job_search_discussion_months", date(2026, 11, 1), 3),
        ("part_time_job_applications_months", date(2025, 12, 31), 3),
        ("part_time_job_applications", date(2026, 1, 1), 4),
        ("first_lapse_unpaid_days", date(2026, 2, 28), 0),
        ("first_lapse_unpaid_days", date(2026, 3, 1), 7),
        ("second_lapse_work_requirement_weeks", date(2026, 3, 1), 6),
        ("profile_duty", date(2026, 8, 31), False),
        ("profile_duty", date(2026, 9, 1), True),
        ("profile_working_days", date(2026, 9, 1), 15),
    ],
)
def test_duties_of_the_process(duty, day, expected):
    assert process("nordic-2022").duty(duty).get(day) == expected


def test_a_process_tells_what_is_in_force():
    assert process_names() == ["nordic-2022"]
    nordic = process("nordic-2022")
    assert nordic.on(date(2022, 5, 1)) == {}
    assert nordic.on(date(2025, 12, 31))["intensive_period_discussions"] == 2
    assert "intensive_period_discussions" not in nordic.on(date(2026, 1, 1))
    assert nordic.on(date(2026, 1, 1))["profile_duty"] is False


def test_every_kind_of_service_has_names_and_a_dated_flag():
    kinds = {kind.kind: kind for kind in service_kinds()}
    assert set(kinds) == set(KINDS)
    assert kinds["coaching"].in_activation_rate.on(date(2023, 1, 31)) is True
    assert kinds["employer_visit"].in_activation_rate.on(date(2023, 1, 31)) is False
    assert kinds["working_life_pilot"].in_activation_rate.get(date(2018, 12, 31)) is True
    assert kinds["working_life_pilot"].in_activation_rate.get(date(2019, 1, 1)) is None


def test_the_nine_statuses():
    found = statuses()
    assert [status.code for status in found] == [f"{code:02}" for code in range(9)]
    assert [status.status for status in found if status.unemployed] == ["unemployed", "laid_off"]
    assert [status.status for status in found if status.in_services] == ["subsidised", "in_service", "in_training"]
    assert all(status.in_activation_rate.on(date(2021, 3, 31)) == status.in_services for status in found)


def test_benefits_are_a_dated_list():
    granted = [benefit.benefit for benefit in benefits() if benefit.granted.get(date(2026, 5, 1))]
    assert granted == ["earnings_related_allowance", "general_support"]


def test_every_value_has_a_source_or_is_unverified_and_every_label_three_languages():
    for key in law_keys():
        item = law(key.key)
        assert all((item.label.fi, item.label.sv, item.label.en))
        for step in item.values.steps:
            assert step.source or step.unverified, f"{key.key} from {step.first}"
        assert all(ending.source for ending in item.values.endings), key.key


def test_own_knowledge_is_marked_unverified():
    for key in law_keys():
        for step in law(key.key).values.steps:
            assert step.unverified or not step.source.startswith(("own knowledge", "derived")), (
                f"{key.key} {step.first}"
            )


def test_show_says_since_until_source_and_whether_it_is_sure():
    shown = show_law("daily_amount.labour_market_subsidy", date(2022, 9, 1))
    assert (shown.text, shown.since, shown.until) == ("35.72", date(2022, 8, 1), date(2022, 12, 31))
    assert (shown.source, shown.unverified) == ("Kela, amounts from 1.8.2022", False)
    assert show_law("daily_amount.labour_market_subsidy", date(2022, 7, 31)).unverified
    assert show_law("vat.standard", date(2024, 9, 1)).text == "25.5 %"
    assert show_law("vat.standard", date(2024, 8, 31)).text == "24 %"
    assert show_law("municipal_share.labour_market_subsidy", date(2024, 1, 1)).text == "1: 0 %, 301: 50 %, 1001: 70 %"
    assert show_law("municipal_share_rules.bill_due_day", date(2025, 1, 1)).text == "28"
    assert show_law("process.nordic-2022.profile_duty", date(2026, 9, 1)).text == "true"


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: law("vat.standrad"), "The law has no key vat.standrad. Did you mean vat.standard?"),
        (lambda: law("general_support"), "Did you mean benefits.general_support, daily_amount.general_support"),
        (lambda: law("vat"), "Did you mean vat.standard, vat.exempt_education, vat.exempt_social_welfare?"),
        (lambda: daily_amount_cents("basic_alowance"), "Did you mean basic_allowance?"),
        (lambda: process("nordic"), "Did you mean nordic-2022?"),
        (lambda: process("nordic-2022").duty("profile_days"), "Did you mean profile_duty?"),
        (lambda: vat("reduced"), "The law has no VAT treatment reduced."),
    ],
)
def test_an_unknown_word_names_the_near_ones(ask: Callable[[], object], words):
    with pytest.raises(UnknownLaw) as error:
        ask()
    assert words in str(error.value)


def test_dated_values_of_ones_own():
    amounts = Dated.of("c1.start.amount", {date(2025, 1, 1): 850, date(2024, 1, 1): 800})
    assert [amounts.on(day) for day in (date(2024, 12, 31), date(2025, 1, 1))] == [800, 850]
    assert amounts.map(lambda cents: cents * 2).on(date(2024, 1, 1)) == 1600
    with pytest.raises(NoValueOn, match=r"c1\.start\.amount has no value on 2023-12-31"):
        amounts.on(date(2023, 12, 31))
    with pytest.raises(ValueError, match="at least one value"):
        Dated.of("nothing", {})
