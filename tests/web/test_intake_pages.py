"""The pages on which a file of clients is taken in."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.clients.models import Client
from polku_web.intake import demo
from polku_web.intake.models import Batch
from polku_web.intake.work import SILENT
from tests.web.test_intake import PLAIN, begin, number

pytestmark = pytest.mark.django_db
DAY = timezone.localdate()


def sent(browser: Any, world: Any, content: bytes, name: str = "a.csv") -> Any:
    told = {"file": SimpleUploadedFile(name, content), "unit": world.units[0].pk, "on": DAY.isoformat(), "pilot": ""}
    return browser.post(reverse("batches"), told)


def test_from_the_file_to_the_register_on_pages(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.lead)
    answer = sent(browser, world, (PLAIN + f"{number(17)};Sivu;Yksi;837\n{number(18)};Sivu;Kaksi;999\n").encode())
    columns = browser.get(answer["Location"])
    assert "Sivu" in columns.content.decode(), "the first values are shown"
    chosen = {f"column_{n}": name for n, name in enumerate(["number", "family_name", "given_name", "municipality"])}
    twice = browser.post(answer["Location"], chosen | {"column_3": "number"})
    assert "Sama tieto on valittu" in twice.content.decode()
    batch = Batch.objects.get(pk=browser.post(answer["Location"], chosen)["Location"].split("/")[2])
    page = browser.get(reverse("batch", kwargs={"batch_id": batch.pk})).content.decode()
    assert "Kuntaa ei ole" in page
    assert "Vie 1 asiakas rekisteriin" in page
    row = batch.rows.get(state="faulty")
    address = reverse("batch_row", kwargs={"row_id": row.pk})
    assert "Kuntaa ei ole" in browser.get(address).content.decode()
    says = {"number": number(18), "family_name": "Sivu", "given_name": "Kaksi", "municipality": "Nokia"}
    assert browser.post(address, says)["Location"] == reverse("batch", kwargs={"batch_id": batch.pk})
    browser.post(reverse("batch_take_in", kwargs={"batch_id": batch.pk}))
    assert Client.objects.filter(family_name="Sivu", unit=world.units[0]).count() == 2


def test_a_batch_at_work_tells_how_far_it_is(world: Any, browser_of: Any) -> None:
    batch = begin(world, demo.invented_csv(20, 2, DAY))
    address = reverse("batch", kwargs={"batch_id": batch.pk})
    browser = browser_of(world.planner)
    Batch.objects.filter(pk=batch.pk).update(state="checking", step="check", done=5, beat_at=timezone.now())
    page = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "5 / 20" in page
    assert 'hx-trigger="every 1s"' in page
    Batch.objects.filter(pk=batch.pk).update(beat_at=timezone.now() - 2 * SILENT)
    assert "Käsittely on keskeytynyt" in browser.get(address).content.decode()
    Batch.objects.filter(pk=batch.pk).update(state="checked")
    assert browser.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_pages_take_as_many_queries_whatever_the_number_of_rows(world: Any, browser_of: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = browser_of(world.planner)
    counts = []
    for people, faulty in ((10, 2), (60, 24)):
        batch = begin(world, demo.invented_csv(people, faulty, DAY))
        for address in (reverse("batch", kwargs={"batch_id": batch.pk}), reverse("batches")):
            browser.get(address)
            with CaptureQueriesContext(connection) as taken:
                assert browser.get(address).status_code == 200
            counts.append(len(taken))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 14, counts


def test_a_lead_sees_no_file_of_all_units(world: Any, browser_of: Any) -> None:
    batch = begin(world, PLAIN + f"{number(19)};A;B;837\n")
    assert browser_of(world.lead).get(reverse("batch", kwargs={"batch_id": batch.pk})).status_code == 404


def test_a_faulty_row_of_a_client_is_a_view_of_the_client(world: Any, browser_of: Any) -> None:
    batch = begin(world, PLAIN + f"{world.client.identity_number};A;B;999\n")
    browser_of(world.planner).get(reverse("batch", kwargs={"batch_id": batch.pk}))
    entry = Entry.objects.filter(sort="view", subject_id=world.client.pk).latest("id")
    assert (entry.action, entry.basis) == ("clients.listed", "intake")


def test_the_faulty_rows_as_a_file(world: Any, browser_of: Any) -> None:
    batch = begin(world, demo.invented_csv(20, 4, DAY))
    browser = browser_of(world.planner)
    answer = browser.get(reverse("batch_faulty", kwargs={"batch_id": batch.pk}))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    address = reverse("batch_correct", kwargs={"batch_id": batch.pk})
    page = browser.post(address, {"file": SimpleUploadedFile("b.csv", answer.content)}, follow=True)
    assert "0 riviä on nyt kunnossa, 4 vielä korjattavana." in page.content.decode()
