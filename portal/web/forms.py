"""The base of every form: Chinese sentences, fields for our values, and refusals that keep what was typed.

A form owns the shape of input. Whatever the area's rules refuse later is shown in the same place, above the
same form, with everything still filled in.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask_wtf import CSRFProtect, FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import FileField, MultipleFileField, RadioField
from wtforms.i18n import get_translations
from wtforms.widgets import HiddenInput

from portal.kernel.attachments import LARGEST_FILE
from portal.kernel.errors import BadValueError, DomainError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from flask import Flask
    from werkzeug.datastructures import FileStorage

#: What WTForms says in English, and what we say. A sentence missing here is taken from its own Chinese.
_SENTENCES = {
    "This field is required.": "请填写这一项。",
    "Not a valid choice.": "请从列出的选项中选择。",
    "Invalid Choice: could not coerce.": "请从列出的选项中选择。",
    "Invalid choice(s): one or more data inputs could not be coerced.": "请从列出的选项中选择。",
    "'%(value)s' are not valid choices for this field.": "选的有些已经不在名单里了，名单已经更新，请再看一遍。",
    "Not a valid integer value.": "请填写整数，例如 12。",
    "Not a valid date value.": "请填写日期，例如 2026-10-03。",
    "Not a valid datetime value.": "请填写日期和时间，例如 2026-10-03 09:30。",
    "Field must be equal to %(other_name)s.": "两次填写的不一样，请重新填写。",
    "Field must be at least %(min)d character long.": "太短了，请至少填写 %(min)d 个字。",
    "Field must be at least %(min)d characters long.": "太短了，请至少填写 %(min)d 个字。",
    "Field cannot be longer than %(max)d character.": "太长了，请不要超过 %(max)d 个字。",
    "Field cannot be longer than %(max)d characters.": "太长了，请不要超过 %(max)d 个字。",
    "Field must be between %(min)d and %(max)d characters long.": "请填写 %(min)d 到 %(max)d 个字。",
    "Number must be at least %(min)s.": "请填写不小于 %(min)s 的数。",
    "Number must be at most %(max)s.": "请填写不大于 %(max)s 的数。",
    "Number must be between %(min)s and %(max)s.": "请填写 %(min)s 到 %(max)s 之间的数。",
}
_FALLBACK = get_translations(("zh",))


class _Sentences:
    """Our sentences first, then those WTForms brings."""

    def gettext(self, string: str) -> str:
        return _SENTENCES.get(string) or str(_FALLBACK.gettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return _SENTENCES.get(plural) or str(_FALLBACK.ngettext(singular, plural, n))


#: The largest file taken through the portal, and how many come with one form.
LARGEST_UPLOAD = 8 << 20
MOST_UPLOADS = 2
#: The text of a form: the files that were shown travel in it as base64, four letters for three bytes.
LARGEST_FORM = MOST_UPLOADS * LARGEST_UPLOAD * 4 // 3 + (1 << 20)
#: How many photos or papers come with one form.
MOST_FILES = 9
#: Larger requests are refused unread: a form's text, or four of the largest files.
LARGEST_REQUEST = max(LARGEST_FORM, 4 * LARGEST_FILE + (1 << 20))


def init_app(app: Flask) -> None:
    """Ask every form sent to ``app`` for its token; a token lives as long as the session it belongs to."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, MAX_CONTENT_LENGTH=LARGEST_REQUEST, MAX_FORM_MEMORY_SIZE=LARGEST_FORM)
    CSRFProtect(app)


class UploadTooLargeError(BadValueError):
    """A file that could be shown but not be carried on to where it is confirmed."""

    def __init__(self, filename: str) -> None:
        super().__init__(
            f"“{filename}”超过 {LARGEST_UPLOAD >> 20} MB，请删去图片和多余的工作表，或分成几个文件再上传。"
        )


def uploaded(file: FileStorage) -> bytes:
    """Return what an uploaded file holds.

    :raise UploadTooLargeError: it is too large to be confirmed.
    """
    data: bytes = file.read(LARGEST_UPLOAD + 1)
    if len(data) > LARGEST_UPLOAD:
        raise UploadTooLargeError(file.filename or "")
    return data


def carried(data: bytes) -> str:
    """Return ``data`` as text that a hidden field carries without growing when the form is sent."""
    return base64.urlsafe_b64encode(data).decode()


def uncarried(text: str) -> bytes:
    """Return what ``carried`` was given.

    :raise ValueError: the text did not arrive whole.
    """
    return base64.b64decode(text, altchars=b"-_", validate=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend: where it is on the page and what would be accepted."""

    anchor: str  # id of the field, empty for the form as a whole
    label: str
    sentence: str


class Refusals:
    """Catch what a service refuses and say it above the form.

    What is not there stays a 404, a missing permission a 403; a refusal with a class of its own is shown here.
    """

    def __init__(self, form: BaseForm) -> None:
        self._form = form

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if not isinstance(error, DomainError) or isinstance(error, NotFoundError) or type(error) is NotAllowedError:
            return False
        self._form.refuse(error)
        return True


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form of the portal: labels and sentences in Chinese, CSRF token included."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF has no types
        """Where sentences come from."""

        def get_translations(self, form: object) -> _Sentences:  # noqa: ARG002 - WTForms calls it so
            """Return our sentences."""
            return _Sentences()

        def wrap_formdata(self, form: object, formdata: Any) -> Any:
            """Return what was sent; nothing but blanks in a field is an empty field, whatever asks for it."""
            sent = super().wrap_formdata(form, formdata)
            if sent is None:
                return None
            return MultiDict([(name, _unblank(value)) for name, value in sent.items(multi=True)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_errors: list[str]
        self._refused: HTTPStatus | None = None

    def refusals(self) -> Refusals:
        """Return the context in which a view calls its service: ``with form.refusals(): …; return redirect(…)``."""
        return Refusals(self)

    def refuse(self, error: DomainError) -> None:
        """Show ``error`` above the form and answer with its status."""
        self.form_errors = [*self.form_errors, error.sentence]
        self._refused = error.status

    @property
    def status(self) -> HTTPStatus:
        """The answer of a screen that shows this form: 200, 422 where input is to be mended, or the refusal's own."""
        if self._refused is not None:
            return self._refused
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.errors else HTTPStatus.OK

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything to be mended, in the order of the page."""
        own = [Problem(anchor="", label="", sentence=sentence) for sentence in self.form_errors]
        fields = [_problem(field, sentence) for field in self for sentence in _sentences(field.errors)]
        return (*own, *fields)

    @property
    def has_files(self) -> bool:
        """Whether the form must be sent as multipart."""
        return any(isinstance(field, (FileField, MultipleFileField)) for field in self)

    @property
    def shown_fields(self) -> tuple[Any, ...]:
        """The fields a person sees, in order."""
        return tuple(field for field in self if not isinstance(field.widget, HiddenInput))


def _problem(field: Any, sentence: str) -> Problem:
    """Return what is to be mended in ``field``; of one that nobody sees, only the sentence."""
    if isinstance(field.widget, HiddenInput):
        return Problem(anchor="", label="", sentence=sentence)
    return Problem(anchor=_anchor(field), label=field.label.text, sentence=sentence)


def _anchor(field: Any) -> str:
    """Return the id of the first control of ``field``."""
    return f"{field.id}-0" if isinstance(field, RadioField) else str(field.id)


def _unblank(value: Any) -> Any:
    """Return ``value``, or an empty text for one of blanks alone (full-width ones and line ends too)."""
    return "" if isinstance(value, str) and not value.strip() else value


def _sentences(errors: Any) -> list[str]:
    """Flatten the errors of a field, of a list of fields, or of a form in a form."""
    if isinstance(errors, dict):
        return [sentence for inner in errors.values() for sentence in _sentences(inner)]
    if isinstance(errors, (list, tuple)):
        return [sentence for inner in errors for sentence in _sentences(inner)]
    return [str(errors)]
