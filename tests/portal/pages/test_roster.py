from __future__ import annotations

import io
import re
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from portal.kernel.sheets import read_table
from portal.org.models import Person
from portal.org.offices import Office
from portal.web.forms import LARGEST_UPLOAD

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.factories import Township

    SignIn = Callable[[FlaskClient, str], FlaskClient]

HEAD = "人员编号,姓名,性别,户号,组别,政治面貌,职务,任期起"
GOOD = f"{HEAD}\n0900,甄有方,男,101,三组,群众,村民代表,2026-10-01\n0901,甄有礼,女,101,三组,群众,,\n"
BAD = f"{HEAD}\n0900,甄有方,男,101,三组,群众,村民代表,2026-10-01\n0900,甄有礼,未知,101,三组,群众,,\n"
HIDDEN = re.compile(r'name="(filename|content)"[^>]* value="([^"]*)"')


@pytest.fixture
def secretary(client: FlaskClient, sign_in: SignIn, township: Township) -> FlaskClient:
    return sign_in(client, township.login(Office.SECRETARY))


def upload(client: FlaskClient, text: str, name: str = "名册.csv") -> TestResponse:
    answer = client.post("/qingshan/people/roster/", data={"file": (io.BytesIO(text.encode()), name)})
    answer.request.environ["wsgi.input"].close()  # a large one is a file that the client leaves open
    return answer


def confirmed(client: FlaskClient, preview: TestResponse) -> TestResponse:
    return client.post("/qingshan/people/roster/confirm", data=dict(HIDDEN.findall(preview.text)))


def registered() -> int:
    return Person.select().count()


def test_a_good_roster_is_shown_before_it_is_entered(secretary: FlaskClient) -> None:
    before = registered()
    preview = upload(secretary, GOOD)
    assert preview.status_code == HTTPStatus.OK
    assert "导入这 2 人" in preview.text
    assert "甄有礼" in preview.text
    assert registered() == before


def test_what_was_shown_is_what_is_entered(secretary: FlaskClient) -> None:
    before = registered()
    assert confirmed(secretary, upload(secretary, GOOD)).status_code == HTTPStatus.FOUND
    assert registered() == before + 2
    assert "甄有方" in secretary.get("/qingshan/people/?q=0900").text


def test_one_bad_cell_names_its_row_and_column_and_nothing_is_entered(secretary: FlaskClient) -> None:
    before = registered()
    answer = upload(secretary, BAD)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert re.search(r'<td class="num">3</td><th scope="row">性别</th>', answer.text)
    assert "导入这" not in answer.text
    assert registered() == before


def test_whoever_is_registered_already_is_said_before_anything_is_entered(secretary: FlaskClient) -> None:
    confirmed(secretary, upload(secretary, GOOD))
    answer = upload(secretary, GOOD)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "0900、0901" in answer.text


def test_of_a_huge_roster_the_first_are_shown(secretary: FlaskClient) -> None:
    many = "".join(f"{1000 + at},甄{at:04d},男,101,三组,群众,,\n" for at in range(1100))
    preview = upload(secretary, f"{HEAD}\n{many}")
    assert "导入这 1100 人" in preview.text
    assert preview.text.count('<th scope="row">') == 100
    assert "其余 1000 人" in preview.text


def test_of_a_huge_roster_of_errors_the_first_are_shown(secretary: FlaskClient) -> None:
    many = "".join(f"{1000 + at},甄{at:04d},未知,101,三组,群众,,\n" for at in range(300))
    answer = upload(secretary, f"{HEAD}\n{many}")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.text.count('<th scope="row">') == 200


def test_entering_the_same_roster_twice_is_refused_whole(secretary: FlaskClient) -> None:
    preview = upload(secretary, GOOD)
    confirmed(secretary, preview)
    before = registered()
    again = confirmed(secretary, preview)
    assert again.status_code == HTTPStatus.CONFLICT
    assert "0900、0901" in again.text
    assert registered() == before


def test_a_confirmation_that_was_altered_is_checked_again(secretary: FlaskClient) -> None:
    import base64

    before = registered()
    forged = {"filename": "名册.csv", "content": base64.b64encode(BAD.encode()).decode()}
    assert secretary.post("/qingshan/people/roster/confirm", data=forged).status_code == 422
    broken = {"filename": "名册.csv", "content": "不是编码"}
    answer = secretary.post("/qingshan/people/roster/confirm", data=broken)
    assert "请重新选择文件" in answer.text
    assert registered() == before


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [("名册.xlsx", GOOD, "内容与文件名不符"), ("名册.docx", GOOD, "不是表格文件"), ("名册.csv", "", "没有内容")],
)
def test_a_file_that_is_no_roster_is_refused_with_a_sentence(
    secretary: FlaskClient, name: str, text: str, sentence: str
) -> None:
    answer = upload(secretary, text, name)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.text


def padded(size: int) -> str:
    """Return a good roster of exactly ``size`` bytes, most of them remarks that nobody reads."""
    columns = 190
    remarks = ",".join(["x" * 1990] * columns)
    lines = [",".join([HEAD, *(f"备注{number}" for number in range(columns))])]
    room = size - len(lines[0].encode()) - 1
    person = 0
    while room > 0:
        start = f"{9000 + person},林{'一二三四五六七八九十'[person % 10]}{'春夏秋冬'[person % 4]},男,,,,,,"
        lines.append(start + remarks[: room - len(start.encode()) - 1])
        room -= len(lines[-1].encode()) + 1
        person += 1
    return "\n".join([*lines, ""])


def test_the_largest_file_that_is_shown_can_be_confirmed(secretary: FlaskClient) -> None:
    text = padded(LARGEST_UPLOAD)
    assert len(text.encode()) == LARGEST_UPLOAD
    before = registered()
    preview = upload(secretary, text)
    assert preview.status_code == HTTPStatus.OK, preview.text[:2000]
    assert confirmed(secretary, preview).status_code == HTTPStatus.FOUND
    assert registered() > before


def test_a_larger_file_is_refused_before_it_is_shown(secretary: FlaskClient) -> None:
    answer = upload(secretary, padded(LARGEST_UPLOAD) + " ")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "“名册.csv”超过 8 MB" in answer.text


def test_no_file_is_asked_for(secretary: FlaskClient) -> None:
    answer = secretary.post("/qingshan/people/roster/", data={})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "请选择文件。" in answer.text


def test_the_template_has_the_columns_we_read(secretary: FlaskClient) -> None:
    with secretary.get("/qingshan/people/roster/template.xlsx") as answer:
        table = read_table("模板.xlsx", answer.data)
    assert "人员编号" in table.rows[0].cells


def test_stored_script_in_an_imported_cell_is_shown_as_text(secretary: FlaskClient) -> None:
    preview = upload(secretary, GOOD.replace("三组", "<script>三组</script>"))
    assert "&lt;script&gt;" in preview.text
    assert "<script>三组" not in preview.text
