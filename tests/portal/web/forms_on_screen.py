"""The forms of a screen as a browser would send them: what is filled in already, and what a visitor types."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

#: What a browser's own pickers fill in, by the type of the control.
PICKED = {"date": "2026-10-16", "datetime-local": "2026-10-16T09:30", "month": "2026-10", "number": "1"}
_TYPED = {"text", "search", "textarea"}
_NOT_SENT = {"file", "submit", "button", "password"}


@dataclass(slots=True)
class Control:
    """One control by its name."""

    name: str
    kind: str
    value: str = ""
    checked: bool = False
    invalid: bool = False
    options: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def typed(self) -> bool:
        """Whether a visitor types a text into it."""
        return self.kind in _TYPED


@dataclass(slots=True)
class ScreenForm:
    """One form: where it is sent, and its controls."""

    method: str
    action: str
    controls: list[Control] = field(default_factory=list)

    @property
    def typed(self) -> list[Control]:
        """The controls a visitor types into."""
        return [control for control in self.controls if control.typed]

    def filled(self, text: str, *, instead: dict[str, str]) -> dict[str, list[str]]:
        """Return what is sent when ``text`` is typed everywhere but where ``instead`` says otherwise."""
        sent: dict[str, list[str]] = {}
        for control in self.controls:
            if control.typed:
                sent.setdefault(control.name, []).append(instead.get(control.name, text))
            elif control.kind in PICKED:
                sent.setdefault(control.name, []).append(control.value or PICKED[control.kind])
            elif control.kind == "select":
                sent.setdefault(control.name, []).append(_chosen(control))
            elif control.kind == "radio":
                sent.setdefault(control.name, [control.value])
            elif control.kind not in _NOT_SENT:
                sent.setdefault(control.name, []).append(control.value)
        return sent


def forms_of(html: str, address: str) -> list[ScreenForm]:
    """Return the forms of the screen at ``address`` that are posted."""
    reader = _Reader(address)
    reader.feed(html)
    return [form for form in reader.forms if form.method == "post"]


def _chosen(control: Control) -> str:
    selected = [value for value, chosen in control.options if chosen and value]
    return next(iter(selected or [value for value, _ in control.options if value]), "")


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[ScreenForm] = []
        self._open: ScreenForm | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.address, found.get("action", "") or self.address)
            self._open = ScreenForm(method=found.get("method", "get").lower(), action=action)
            self.forms.append(self._open)
        elif self._open is not None:
            self._control(tag, found)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None

    def _control(self, tag: str, found: dict[str, str]) -> None:
        controls = self._open.controls if self._open else []
        if tag == "option" and controls:
            controls[-1].options.append((found.get("value", ""), "selected" in found))
        elif tag in {"input", "select", "textarea"} and found.get("name"):
            kind = found.get("type", "text") if tag == "input" else tag
            controls.append(
                Control(
                    name=found["name"],
                    kind=kind,
                    value=found.get("value", ""),
                    checked="checked" in found,
                    invalid=found.get("aria-invalid") == "true",
                )
            )
