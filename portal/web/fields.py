"""Form fields for our values: days, moments, months, money and points. What was typed stays in the field."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from wtforms import Field, MultipleFileField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, DateInput, DateTimeLocalInput, FileInput, ListWidget, MonthInput, TextInput

from portal.kernel import clock
from portal.kernel.attachments import LARGEST_FILE, Upload, read_upload
from portal.kernel.errors import DomainError
from portal.kernel.money import parse_yuan, plain_yuan
from portal.kernel.months import Month
from portal.web.figures import points
from portal.web.forms import MOST_FILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from werkzeug.datastructures import FileStorage

_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})日?")
_YEARS = range(1900, 2100)
_MOMENT = re.compile(r"(?P<day>.+?)[T ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?")
#: Named one by one, phones hand over HEIC photos as JPEG.
_ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
_EXACT = re.compile(r"(?P<whole>\d{1,9})(?:\.(?P<rest>\d*))?")
_POINTS = re.compile(r"(?P<sign>[-+]?)(?P<whole>\d{1,6})(?:\.(?P<rest>\d{1,2}))?")


class _TextField(Field):  # type: ignore[misc]  # WTForms has no types
    """A field whose text is read into a value; a text that cannot be read stays as it was typed."""

    widget = TextInput()
    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed: str | None = None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read what was typed."""
        if not valuelist:
            return
        self.typed = valuelist[0]
        text = unicodedata.normalize("NFKC", self.typed).strip()
        self.data = None
        if not text:
            return
        try:
            self.data = self._read(text)
        except DomainError as error:
            raise ValueError(error.sentence) from error

    def pre_validate(self, form: object) -> None:  # noqa: ARG002 - WTForms calls it so
        """Ask nothing more of a text that could not be read."""
        if self.process_errors:
            raise StopValidation

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self._write(self.data)

    def _read(self, text: str) -> Any:
        raise NotImplementedError

    def _write(self, value: Any) -> str:
        return str(value)


class DayField(_TextField):
    """A day; ``data`` is a ``date``."""

    widget = DateInput()

    def _read(self, text: str) -> date:
        return _read_day(self, text)


class MomentField(_TextField):
    """A moment typed in China's time; ``data`` is aware."""

    widget = DateTimeLocalInput()

    def _read(self, text: str) -> datetime:
        match = _MOMENT.fullmatch(text)
        hour, minute = (int(match["hour"]), int(match["minute"])) if match else (24, 0)
        if match is None or hour > 23 or minute > 59:  # noqa: PLR2004 - a day has 24 hours of 60 minutes
            raise ValueError(self.gettext("Not a valid datetime value."))
        day = _read_day(self, match["day"])
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.LOCAL)

    def _write(self, value: datetime) -> str:
        return f"{value.astimezone(clock.LOCAL):%Y-%m-%dT%H:%M}"


class MonthField(_TextField):
    """A month; ``data`` is a ``Month``."""

    widget = MonthInput()

    def _read(self, text: str) -> Month:
        return Month.parse(text)


class YuanField(_TextField):
    """An amount in yuan; ``data`` is fen."""

    def _read(self, text: str) -> int:
        return parse_yuan(text)

    def _write(self, value: int) -> str:
        return plain_yuan(value)


class PointsField(_TextField):
    """Points with at most two decimals; ``data`` is hundredths."""

    def _read(self, text: str) -> int:
        match = _POINTS.fullmatch(text)
        if match is None:
            msg = f"“{text}”不是分值，请填写数字，例如 4.5。"
            raise ValueError(msg)
        value = int(match["whole"]) * 100 + int((match["rest"] or "").ljust(2, "0"))
        return -value if match["sign"] == "-" else value

    def _write(self, value: int) -> str:
        return points(value)


class ExactField(_TextField):
    """A number from zero with at most so many decimals; ``data`` counts the smallest part."""

    def __init__(self, label: str, validators: Sequence[Any] = (), *, decimals: int, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.decimals = decimals

    def _read(self, text: str) -> int:
        match = _EXACT.fullmatch(text.replace(",", ""))
        rest = ((match["rest"] if match else "") or "").rstrip("0")
        if match is None or len(rest) > self.decimals:
            msg = f"“{text}”不是这里要的数字，请写成 12 或 0.5 的样子，最多 {self.decimals} 位小数。"
            raise ValueError(msg)
        return int(match["whole"] + rest.ljust(self.decimals, "0"))

    def _write(self, value: int) -> str:
        whole, rest = divmod(value, 10**self.decimals)
        return f"{whole}.{rest:0{self.decimals}d}".rstrip("0").rstrip(".")


class PickField(SelectField):  # type: ignore[misc]  # WTForms has no types
    """One of several numbered things, the first line asking to pick one; ``data`` is the number or ``None``."""

    def __init__(self, label: str, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(label, validators, coerce=_number, **kwargs)

    def offer(self, things: Iterable[tuple[int, str]]) -> None:
        """Let one of ``things``, numbers with their names, be picked."""
        self.choices = options([("", "请选择"), *things])


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Several of several, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: object) -> None:  # noqa: ARG002 - WTForms calls it so
        """Refuse what is none of the boxes."""
        offered = {value for value, *_ in self.choices}
        if not set(self.data or ()) <= offered:
            raise ValidationError(self.gettext("Not a valid choice."))


class UploadsField(MultipleFileField):  # type: ignore[misc]  # WTForms has no types
    """Photos or papers, from the camera or the album; ``data`` is a list of ``Upload``, cleaned and not yet kept."""

    data: list[Upload]
    most = MOST_FILES

    def __init__(self, label: str, validators: Sequence[Any] = (), **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"accept": _ACCEPTED})
        kwargs.setdefault(
            "description", f"JPG、PNG、WebP 图片或 PDF，最多 {self.most} 个；照片里的拍摄地点会自动去掉。"
        )
        super().__init__(label, validators, **kwargs)

    def process_data(self, value: list[Upload] | None) -> None:
        """Begin without files."""
        self.data = value or []

    def process_formdata(self, valuelist: Sequence[FileStorage | str]) -> None:
        """Read what was sent; an empty choice is no file."""
        self.data = []
        files = [one for one in valuelist if not isinstance(one, str) and one.filename]
        if len(files) > self.most:
            msg = f"一次最多上传 {self.most} 个文件，请分几次上传。"
            raise ValueError(msg)
        try:
            self.data = [read_upload(one.filename or "", one.read(LARGEST_FILE + 1)) for one in files]
        except DomainError as error:
            raise ValueError(error.sentence) from error

    def pre_validate(self, form: object) -> None:  # noqa: ARG002 - WTForms calls it so
        """Ask nothing more of files that could not be read."""
        if self.process_errors:
            raise StopValidation


class UploadField(UploadsField):
    """One photo or paper; ``data`` is a list of it."""

    widget = FileInput()
    most = 1


def options(pairs: Iterable[tuple[str | int, str]]) -> list[SelectChoice]:
    """Return the choices of a select, radio or many-choice field: values with their labels."""
    return [SelectChoice(value, label) for value, label in pairs]


def grouped_options(things: Iterable[tuple[str, str, str]]) -> list[SelectChoice]:
    """Return the choices of a select by groups, the first line asking to pick one; ``things``: group, value, label."""
    groups: dict[str, list[SelectChoice]] = {}
    for group, value, label in things:
        groups.setdefault(group, []).append(SelectChoice(value, label, optgroup=group))
    return [SelectChoice("", "请选择"), *chain.from_iterable(groups.values())]


def _number(text: str | int | None) -> int | None:
    return int(text) if text not in {None, ""} else None


def _read_day(field: Field, text: str) -> date:
    """Read ``2026-10-03``, ``2026.10.3`` or ``2026年10月3日``."""
    match = _DAY.fullmatch(text)
    try:
        day = date(*(int(part) for part in match.groups())) if match else date(0, 1, 1)
    except ValueError as error:
        raise ValueError(field.gettext("Not a valid date value.")) from error
    if day.year not in _YEARS:
        raise ValueError(f"年份应在 {_YEARS.start} 到 {_YEARS.stop - 1} 之间，请核对。")
    return day
