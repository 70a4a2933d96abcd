"""The papers beside a topic: kept for those who prepare and sign it, with copies for all where that is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from disclosure.books.errors import SpecialPaperError, SpecialPapersHiddenError
from disclosure.books.queries.special import PAPERS, PUBLIC_PAPERS
from disclosure.books.special_kinds import special_kinds
from portal.kernel.attachments import Upload, attach, stored_content
from portal.kernel.pictures import MEDIA_TYPE, is_picture, public_copy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from disclosure.books.queries.special import SpecialPaper
    from disclosure.books.rules.special import Topic
    from portal.kernel.canonical import Json
    from portal.kernel.pictures import PublicCopy
    from portal.kernel.work import Work


def require_papers(topic: Topic, before: Sequence[SpecialPaper]) -> None:
    """Refuse papers that are to be public where receivers are not, and those to be kept that are not there.

    :raise SpecialPapersHiddenError: the topic shows groups alone.
    :raise SpecialPaperError: the version before has no such paper.
    """
    if topic.papers_public and special_kinds()[topic.kind].shows_groups:
        raise SpecialPapersHiddenError
    if not {one.digest for one in before}.issuperset(topic.kept):
        raise SpecialPaperError


def keep_papers(
    work: Work, number: int, topic: Topic, *, before: Sequence[SpecialPaper], uploads: Sequence[Upload]
) -> list[Json]:
    """Keep the papers of a version of topic ``number``, and return what the version says of them.

    A public copy is made of pictures alone; PDF files stay inside.

    :raise FilesUnavailableError: the folder of files cannot be used; nothing was written.
    """
    kept = [one for one in before if one.digest in topic.kept]
    files = {one.digest: one for one in (*(_again(paper) for paper in kept), *uploads)}
    copies = {digest: public_copy(one) for digest, one in files.items() if topic.papers_public and _is_seen(one)}
    attach(work, about=(PAPERS, number), uploads=uploads)
    attach(work, about=(PUBLIC_PAPERS, number), uploads=[_kept(one) for one in copies.values()])
    sizes = {one.digest: one.size for one in kept}
    return [
        {
            "title": one.title,
            "media_type": one.media_type,
            "size": sizes.get(digest, len(one.content)),
            "digest": digest,
            "public": _said(copies.get(digest)),
        }
        for digest, one in files.items()
    ]


def _again(paper: SpecialPaper) -> Upload:
    """Return a paper of the version before; one whose file is gone has no bytes, and no public copy."""
    content = stored_content(paper.digest) or b""
    return Upload(title=paper.title, media_type=paper.media_type, content=content, digest=paper.digest)


def _is_seen(upload: Upload) -> bool:
    return is_picture(upload) and bool(upload.content)


def _kept(copy: PublicCopy) -> Upload:
    return Upload(title="公开的附件", media_type=MEDIA_TYPE, content=copy.content, digest=copy.digest)


def _said(copy: PublicCopy | None) -> Json:
    return None if copy is None else {"digest": copy.digest, "width": copy.width, "height": copy.height}
