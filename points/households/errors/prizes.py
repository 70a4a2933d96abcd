"""Refusals about prizes and their exchange."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from points.households.values import plain_points
from portal.kernel.days import chinese_day
from portal.kernel.errors import BadValueError, ConflictError, DomainError, NotFoundError

if TYPE_CHECKING:
    from datetime import date


class CashPrizeError(BadValueError):
    """Points do not buy money."""

    def __init__(self, word: str) -> None:
        super().__init__(f"积分不能兑换现金或等同现金的东西，名称里不能有“{word}”，请换成生活用品或服务。")


class PrizeNameError(ConflictError):
    """The village has a prize of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"已经有“{name}”这种奖品，请直接登记进货，或换一个写明规格的名称。")


class NoPrizeError(NotFoundError):
    """The village has no such prize."""

    def __init__(self) -> None:
        super().__init__("没有找到这种奖品，请从奖品目录重新进入。")


class NotOnOfferError(ConflictError):
    """The prize cannot be had now."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}”现在不在兑换之列，请从目录里选别的奖品。")


class OfferSameError(ConflictError):
    """Nothing would change."""

    def __init__(self) -> None:
        super().__init__("价格、限量和是否可兑换都没有变化，不用登记。")


class QuantityError(BadValueError):
    """A quantity that cannot be."""

    def __init__(self, most: int) -> None:
        super().__init__(f"数量请填写 1 到 {most} 之间的整数。")


class CountSameError(ConflictError):
    """The count agrees with the stock."""

    def __init__(self, left: int, unit: str) -> None:
        super().__init__(f"盘点数与库存一致（{left} {unit}），不用更正。")


class CountReservedError(ConflictError):
    """Fewer were counted than are reserved."""

    def __init__(self, reserved: int, unit: str) -> None:
        super().__init__(
            f"已预留未领的有 {reserved} {unit}，盘点到的不能比它少；架上确实不够的，请先取消预留，再登记盘点。"
        )


class NoDeliveryError(NotFoundError):
    """The prize has no such delivery."""

    def __init__(self) -> None:
        super().__init__("没有找到这批进货，请从奖品的库存记录重新进入。")


class DeliveryTakenBackError(ConflictError):
    """It was taken back before."""

    def __init__(self, day: date) -> None:
        super().__init__(f"这批进货已于{chinese_day(day)}撤回，不用再撤；请登记正确的一批。")


class DeliveryUsedError(ConflictError):
    """Fewer are left than the delivery brought."""

    def __init__(self, quantity: int, *, left: int, unit: str) -> None:
        super().__init__(
            f"这批货是 {quantity} {unit}，现在可兑换的只有 {left} {unit}，不能整批撤回；"
            "请先登记正确的一批，再撤回这一批。"
        )


class EarlyDeliveryError(BadValueError):
    """A delivery from before household points began here."""

    def __init__(self, first: date) -> None:
        super().__init__(
            f"村里的积分办法和奖品目录从{chinese_day(first)}开始，请填写这一天或以后的日期；以前买的，填这一天。"
        )


class StockShortError(ConflictError):
    """More would be given out than is there."""

    def __init__(self, name: str, unit: str, *, left: int) -> None:
        super().__init__(f"“{name}”只剩 {left} {unit}，不够这次要的数量，请减少数量或选别的奖品。")


class BalanceShortError(ConflictError):
    """More points would be spent than are left."""

    def __init__(self, *, left_x100: int, asked_x100: int) -> None:
        super().__init__(
            f"积分不够：还有 {plain_points(left_x100)} 分，这次要 {plain_points(asked_x100)} 分，请选少一点的。"
        )


class MostEachError(ConflictError):
    """More of a prize than one household may have in a year."""

    def __init__(self, most: int, *, had: int, unit: str) -> None:
        super().__init__(f"这种奖品每户每年最多换 {most} {unit}，今年已经换了 {had} {unit}，请选别的奖品。")


class BelowNothingError(BadValueError):
    """An amount of money below nothing."""

    def __init__(self) -> None:
        super().__init__("金额不能小于 0 元，请核对；捐赠的不填花费。")


class SameDeliveryError(ConflictError):
    """The same delivery was entered before."""

    def __init__(self, day: date) -> None:
        super().__init__(
            f"{day.isoformat()} 同样数量、同样花费的一批货已经登记过，不用再登记；确是另一批的，请在凭证号里写明。"
        )


class NoExchangeError(NotFoundError):
    """The village has no such exchange, or it is not one's own."""

    def __init__(self) -> None:
        super().__init__("没有找到这次兑换，请从列表重新进入。")


class HandedExchangeError(ConflictError):
    """It was handed over before."""

    def __init__(self) -> None:
        super().__init__("这件奖品已经交付，不用再交；请本户签收。")


class NotHandedError(ConflictError):
    """Nobody signs for what was not handed over."""

    def __init__(self) -> None:
        super().__init__("奖品还没有交付，交到手里以后再签收。")


class SignedExchangeError(ConflictError):
    """It was signed for."""

    def __init__(self) -> None:
        super().__init__("这次兑换已经签收，不能再改；确有差错的，请在盘点更正里写明原因。")


class CancelledExchangeError(ConflictError):
    """It was cancelled."""

    def __init__(self) -> None:
        super().__init__("这次兑换已经取消，积分和库存都退回了；需要时请重新兑换。")


class CodeGuessedError(DomainError):
    """Too many wrong codes were told in too short a time."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, minutes: int) -> None:
        super().__init__(f"领取码报错次数太多，请 {minutes} 分钟后再试，或者纸上签字、拍照。")


class WrongCodeError(BadValueError):
    """Another code than the household's."""

    def __init__(self) -> None:
        super().__init__("领取码不对，请让本户打开“我家积分”看六位数字；没有手机的，请在纸上签字并拍照。")


class PaperPhotoError(BadValueError):
    """A signature on paper without its photo, or without who signed."""

    def __init__(self) -> None:
        super().__init__("纸上签字的，请写明是谁签的，并拍一张签字的照片。")
