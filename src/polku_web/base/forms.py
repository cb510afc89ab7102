"""What an action refuses, told on the form that asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.forms import BaseForm


@contextmanager
def with_faults(form: BaseForm) -> Iterator[None]:
    """Put a ValidationError of the block on the form: on its field where the form has it, else on the whole form."""
    try:
        yield
    except ValidationError as error:
        told = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, texts in told.items():
            for text in texts:
                form.add_error(name if name in form.fields else None, text)
