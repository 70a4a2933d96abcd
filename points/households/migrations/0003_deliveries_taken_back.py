"""Deliveries of prizes taken back whole."""

from peewee import DateField, ForeignKeyField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class PrizeStock(Model):
        class Meta:
            database = db
            table_name = "prize_stock"

    class PrizeDeliveryReversal(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT")
        delivery = ForeignKeyField(PrizeStock, unique=True, on_delete="RESTRICT", backref="+")
        movement = ForeignKeyField(PrizeStock, unique=True, on_delete="RESTRICT", backref="+")
        reversed_on = DateField()

        class Meta:
            database = db
            table_name = "prize_delivery_reversal"

    db.create_tables([PrizeDeliveryReversal])
    seal_tables(db, ["prize_delivery_reversal"])
