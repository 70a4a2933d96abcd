"""Areas and posts, linked households, visits, dues, study hours, time away, campaigns."""

from peewee import BigIntegerField, BooleanField, CharField, Check, DateField, ForeignKeyField, IntegerField, Model

from portal.kernel.migrate import seal_tables


def up(migrator, db):
    class Place(Model):
        class Meta:
            database = db
            table_name = "place"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Branch(Model):
        class Meta:
            database = db
            table_name = "branch"

    class Household(Model):
        class Meta:
            database = db
            table_name = "household"

    class DutyPost(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
        number = IntegerField()
        kind = CharField(max_length=40)
        name = CharField(max_length=60)
        duties = CharField(max_length=500)
        opened_on = DateField()

        class Meta:
            database = db
            table_name = "duty_post"
            indexes = ((("village", "number"), True),)
            constraints = (Check("late_days >= 0"), Check("number >= 1"))

    db.create_tables([DutyPost])

    class DutyPostEnd(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        post = ForeignKeyField(DutyPost, unique=True, on_delete="RESTRICT", backref="+")
        until = DateField()
        reason = CharField(max_length=200)

        class Meta:
            database = db
            table_name = "duty_post_end"
            constraints = (Check("late_days >= 0"), Check("reason <> ''"))

    db.create_tables([DutyPostEnd])

    class DutyHolding(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        post = ForeignKeyField(DutyPost, on_delete="RESTRICT", backref="+")
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        since = DateField()

        class Meta:
            database = db
            table_name = "duty_holding"
            indexes = ((("village", "person"), False), (("post", "since"), False))
            constraints = (Check("late_days >= 0"),)

    db.create_tables([DutyHolding])

    class DutyHoldingEnd(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        holding = ForeignKeyField(DutyHolding, unique=True, on_delete="RESTRICT", backref="+")
        until = DateField()
        reason = CharField(max_length=200)

        class Meta:
            database = db
            table_name = "duty_holding_end"
            constraints = (Check("late_days >= 0"), Check("reason <> ''"))

    db.create_tables([DutyHoldingEnd])

    class HouseholdLink(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        household = ForeignKeyField(Household, on_delete="RESTRICT", backref="+")
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        since = DateField()

        class Meta:
            database = db
            table_name = "household_link"
            indexes = ((("village", "person"), False), (("village", "household"), False))
            constraints = (Check("late_days >= 0"),)

    db.create_tables([HouseholdLink])

    class HouseholdLinkEnd(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        link = ForeignKeyField(HouseholdLink, unique=True, on_delete="RESTRICT", backref="+")
        until = DateField()
        reason = CharField(max_length=200)

        class Meta:
            database = db
            table_name = "household_link_end"
            constraints = (Check("late_days >= 0"), Check("reason <> ''"))

    db.create_tables([HouseholdLinkEnd])

    class DutyVisit(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        household = ForeignKeyField(Household, on_delete="RESTRICT", backref="+")
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        visited_on = DateField()
        linked = BooleanField()
        note = CharField(max_length=200, default="")
        need = CharField(max_length=200, default="")

        class Meta:
            database = db
            table_name = "duty_visit"
            indexes = ((("village", "visited_on"), False), (("village", "person", "visited_on"), False))
            constraints = (Check("late_days >= 0"),)

    db.create_tables([DutyVisit])

    class DutyVisitOutcome(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        visit = ForeignKeyField(DutyVisit, unique=True, on_delete="RESTRICT", backref="+")
        outcome = CharField(max_length=40)
        note = CharField(max_length=200)
        settled_on = DateField()

        class Meta:
            database = db
            table_name = "duty_visit_outcome"
            constraints = (Check("late_days >= 0"), Check("note <> ''"))

    db.create_tables([DutyVisitOutcome])

    class DuesRhythm(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
        since = CharField(max_length=7)
        rhythm = CharField(max_length=40)
        basis = CharField(max_length=200)

        class Meta:
            database = db
            table_name = "dues_rhythm"
            indexes = ((("village", "branch", "since"), True),)
            constraints = (Check("late_days >= 0"), Check("basis <> ''"))

    db.create_tables([DuesRhythm])

    class DuesRate(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        since = CharField(max_length=7)
        monthly_fen = BigIntegerField()
        basis = CharField(max_length=200)

        class Meta:
            database = db
            table_name = "dues_rate"
            indexes = ((("village", "person", "since"), False),)
            constraints = (Check("late_days >= 0"), Check("monthly_fen > 0 AND basis <> ''"))

    db.create_tables([DuesRate])

    class DuesPayment(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        month = CharField(max_length=7)
        turn = IntegerField()
        amount_fen = BigIntegerField()
        paid_on = DateField()

        class Meta:
            database = db
            table_name = "dues_payment"
            indexes = ((("person", "month", "turn"), True), (("village", "month"), False))
            constraints = (
                Check("late_days >= 0"),
                Check("amount_fen > 0 AND turn >= 1"),
                Check("person_id <> recorded_by_id"),
            )

    db.create_tables([DuesPayment])

    class StudyEntry(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        kind = CharField(max_length=40)
        studied_on = DateField()
        half_hours = IntegerField()
        title = CharField(max_length=100)
        source = CharField(max_length=100)

        class Meta:
            database = db
            table_name = "study_entry"
            indexes = ((("village", "studied_on"), False), (("village", "person", "studied_on"), False))
            constraints = (Check("late_days >= 0"), Check("half_hours >= 1"))

    db.create_tables([StudyEntry])

    class StudyCheck(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        entry = ForeignKeyField(StudyEntry, unique=True, on_delete="RESTRICT", backref="+")
        verdict = CharField(max_length=40)
        reason = CharField(max_length=200, default="")

        class Meta:
            database = db
            table_name = "study_check"
            constraints = (Check("late_days >= 0"), Check("(verdict = 'confirmed') = (reason = '')"))

    db.create_tables([StudyCheck])

    class FloatingAbsence(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        destination = CharField(max_length=60)
        since = DateField()

        class Meta:
            database = db
            table_name = "floating_absence"
            indexes = ((("village", "person"), False),)
            constraints = (Check("late_days >= 0"),)

    db.create_tables([FloatingAbsence])

    class FloatingReturn(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        absence = ForeignKeyField(FloatingAbsence, unique=True, on_delete="RESTRICT", backref="+")
        returned_on = DateField()

        class Meta:
            database = db
            table_name = "floating_return"
            constraints = (Check("late_days >= 0"),)

    db.create_tables([FloatingReturn])

    class FloatingContact(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        absence = ForeignKeyField(FloatingAbsence, on_delete="RESTRICT", backref="+")
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        since = DateField()

        class Meta:
            database = db
            table_name = "floating_contact"
            indexes = ((("village", "absence"), False),)
            constraints = (Check("late_days >= 0"),)

    db.create_tables([FloatingContact])

    class FloatingReport(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        absence = ForeignKeyField(FloatingAbsence, on_delete="RESTRICT", backref="+")
        quarter = CharField(max_length=7)
        reported_on = DateField()
        text = CharField(max_length=500)

        class Meta:
            database = db
            table_name = "floating_report"
            indexes = ((("absence", "quarter"), True), (("village", "reported_on"), False))
            constraints = (Check("late_days >= 0"), Check("text <> ''"))

    db.create_tables([FloatingReport])

    class FloatingAnswer(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        report = ForeignKeyField(FloatingReport, unique=True, on_delete="RESTRICT", backref="+")
        text = CharField(max_length=500)

        class Meta:
            database = db
            table_name = "floating_answer"
            constraints = (Check("late_days >= 0"), Check("text <> ''"))

    db.create_tables([FloatingAnswer])

    class Campaign(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        branch = ForeignKeyField(Branch, on_delete="RESTRICT", backref="+")
        number = IntegerField()
        kind = CharField(max_length=40)
        name = CharField(max_length=60)
        goal = CharField(max_length=300)
        begins_on = DateField()

        class Meta:
            database = db
            table_name = "duty_campaign"
            indexes = ((("village", "number"), True),)
            constraints = (Check("late_days >= 0"), Check("number >= 1"))

    db.create_tables([Campaign])

    class CampaignJoining(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        campaign = ForeignKeyField(Campaign, on_delete="RESTRICT", backref="+")
        person = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        project = CharField(max_length=100)
        joined_on = DateField()

        class Meta:
            database = db
            table_name = "duty_campaign_joining"
            indexes = ((("campaign", "person"), True), (("village", "person"), False))
            constraints = (Check("late_days >= 0"),)

    db.create_tables([CampaignJoining])

    class CampaignResult(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        joining = ForeignKeyField(CampaignJoining, on_delete="RESTRICT", backref="+")
        measure = CharField(max_length=40)
        quantity = IntegerField()
        achieved_on = DateField()
        evidence = CharField(max_length=200)

        class Meta:
            database = db
            table_name = "duty_campaign_result"
            indexes = ((("village", "achieved_on"), False),)
            constraints = (Check("late_days >= 0"), Check("quantity > 0 AND evidence <> ''"))

    db.create_tables([CampaignResult])

    class DutyWithdrawal(Model):
        village = ForeignKeyField(Place, on_delete="RESTRICT", backref="+")
        recorded_at = CharField(max_length=27)
        recorded_by = ForeignKeyField(Person, on_delete="RESTRICT", backref="+")
        late_days = IntegerField()
        kind = CharField(max_length=40)
        record = IntegerField()
        reason = CharField(max_length=200)

        class Meta:
            database = db
            table_name = "duty_withdrawal"
            indexes = ((("village", "kind", "record"), True),)
            constraints = (Check("late_days >= 0"), Check("reason <> ''"))

    db.create_tables([DutyWithdrawal])

    seal_tables(
        db,
        [
            "duty_post",
            "duty_post_end",
            "duty_holding",
            "duty_holding_end",
            "household_link",
            "household_link_end",
            "duty_visit",
            "duty_visit_outcome",
            "dues_rhythm",
            "dues_rate",
            "dues_payment",
            "study_entry",
            "study_check",
            "floating_absence",
            "floating_return",
            "floating_contact",
            "floating_report",
            "floating_answer",
            "duty_campaign",
            "duty_campaign_joining",
            "duty_campaign_result",
            "duty_withdrawal",
        ],
    )
