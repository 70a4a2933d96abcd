"""What the site refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.errors import ConflictError, UnavailableError

if TYPE_CHECKING:
    from pathlib import Path

    from portal.kernel.published import PublishedBulletin


class ForeignFilesError(ConflictError):
    """The build directory holds files this program did not write."""

    def __init__(self, directory: Path) -> None:
        super().__init__(f"“{directory}”里有不是本程序生成的文件，没有改动任何内容。请换一个空目录，或清空后再生成。")


class BuildRunningError(ConflictError):
    """Another build works on the same directory."""

    def __init__(self) -> None:
        super().__init__("另一个生成公开网站的任务正在进行，请等它结束后再试。")


class BuildDirectoryError(UnavailableError):
    """The build directory cannot be written."""

    def __init__(self, cause: OSError) -> None:
        about = f"{cause.strerror}：{cause.filename}" if cause.filename else cause.strerror
        super().__init__(
            f"读写文件时出错（{about}），公开网站没有生成，对外的网站保持原样。请检查磁盘空间、目录权限和这个文件后再生成一次。"
        )


class PageNotMadeError(ConflictError):
    """The public application did not answer for a page it listed itself."""

    def __init__(self, address: str, status: int) -> None:
        super().__init__(f"网页 {address} 生成不出来（{status}），对外的网站保持原样。请联系技术人员。")


class ProcessLostError(UnavailableError):
    """One of the build's processes was ended from outside."""

    def __init__(self) -> None:
        super().__init__("生成网站的一个进程被系统结束了（可能是内存不够），对外的网站保持原样。请稍后再生成一次。")


class NothingKeptError(ConflictError):
    """There is no earlier directory of a village to put back."""

    def __init__(self, place: str, kept: int) -> None:
        super().__init__(f"{place} 只保存了 {kept} 个较早的版本，没有可以退回的；对外的网站保持原样。")


class NotHeldError(ConflictError):
    """A village that follows its documents cannot be told to go on."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{place} 没有停在较早的版本，不需要恢复。")


class SearchFailedError(UnavailableError):
    """The search index could not be made; the site is whole without it."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(
            f"检索没有更新（{cause}）。公开网站不受影响，检索仍是上一次的。请检查磁盘空间后运行 cunshi site index。"
        )


class UnsealedBulletinError(ConflictError):
    """A stored bulletin is not the one its journal entry sealed; publishing it would publish a forgery."""

    def __init__(self, bulletin: PublishedBulletin) -> None:
        super().__init__(
            f"{bulletin.place_slug} 的公开文件 {bulletin.kind}/{bulletin.file_name} 与日志不符，停止生成。"
            "请运行 cunshi log verify 查明后再生成。"
        )


class UnsealedLogError(ConflictError):
    """A log's entries do not make the tree its newest checkpoint was signed for."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"{slug} 的日志与已签名的检查点不符，停止生成。请运行 cunshi log verify {slug} 查明后再生成。")


class OtherPastError(ConflictError):
    """The public checkpoint of a log is not a prefix of the log that would replace it."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            f"{slug} 已公开的日志不是现有日志的开头，停止生成。数据库可能是从较早的备份恢复的，请换用最新的备份。"
        )


class LeakError(ConflictError):
    """A document holds a number that must never be public."""

    def __init__(self, bulletin: PublishedBulletin, what: str) -> None:
        document = f"{bulletin.place_slug} 的公开件 {bulletin.kind}/{bulletin.key}"
        super().__init__(f"{document} 里有{what}，停止生成，已公开的内容不变。请联系镇管理员处理这份公开件。")


class NotBuiltError(ConflictError):
    """There is no built site to check or to serve."""

    def __init__(self, directory: Path) -> None:
        super().__init__(f"“{directory}”里还没有公开网站，请先运行 cunshi site build。")


class PortInUseError(UnavailableError):
    """The port to serve on is taken or not allowed."""

    def __init__(self, port: int, cause: OSError) -> None:
        super().__init__(f"端口 {port} 不能使用（{cause.strerror}），请用 --port 换一个端口。")
